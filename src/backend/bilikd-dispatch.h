/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bilikd-call.h"

G_BEGIN_DECLS

typedef void (*BilikdCallDone) (gpointer data);

/**
 * bilikd_dispatch:
 *
 * Runs @call where its endpoint says and calls @done in the main context, with the reply filled in whatever
 * happened. LOCAL work is done before this returns.
 */
void bilikd_dispatch (BilikdCall *call, BilikdCallDone done, gpointer data);

G_END_DECLS
