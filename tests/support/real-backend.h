/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "crm-flow-sign-in.h"

G_BEGIN_DECLS

/**
 * RealBackend: a `bilikd` of its own on loopback with sample data in a private
 * folder, ended and removed with this.
 */
typedef struct _RealBackend RealBackend;

RealBackend *real_backend_start (void);
void real_backend_stop (RealBackend *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RealBackend, real_backend_stop)

const char *real_backend_get_url (RealBackend *self);
const char *real_backend_get_database (RealBackend *self); /* its path */
/* Of every sample sign-in: admin@, agent@, associate@, inbox@, tso@nusantara.test, agent@senja.test. */
const char *real_backend_get_password (RealBackend *self);

/* Runs SQL on the database of the running daemon: to bring about what no request can. */
void real_backend_execute (RealBackend *self, const char *sql);
/* Returns: (transfer full) (nullable): the first column of the first row as text */
char *real_backend_query (RealBackend *self, const char *sql);

/* How many requests to @endpoint (a name of crm-endpoints.h) were answered, whatever the answer. */
guint real_backend_count_requests (RealBackend *self, const char *endpoint);

/* Returns: (transfer full): @email signed in by the flow that the console uses */
CrmSignedIn *real_backend_sign_in (RealBackend *self, const char *email);

G_END_DECLS
