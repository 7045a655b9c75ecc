/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bilikd-call.h"
#include "bilikd-store.h"

G_BEGIN_DECLS

/**
 * BilikdSignIn: who is at the door? Reads the agent's hash on a reader, checks the password on a thread of its
 * own, and slows down who guesses: after five failures for one address the next answer is 429.
 */
typedef struct _BilikdSignIn BilikdSignIn;

BilikdSignIn *bilikd_sign_in_new (BilikdStore *store);
void bilikd_sign_in_free (BilikdSignIn *self);

/* On success `caller` of @call names the agent. @done is called in the main context. */
void bilikd_sign_in_check (BilikdSignIn *self, BilikdCall *call, BilikdJobDone done, gpointer data);

G_END_DECLS
