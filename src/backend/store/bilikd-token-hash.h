/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bilikd-store.h"

G_BEGIN_DECLS

/* Binds SHA-256 of @token, which is all that the database knows of tokens (SEC-20). */
void bilikd_bind_token (BilikdStatement *statement, int index, const char *token);

G_END_DECLS
