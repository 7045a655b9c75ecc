/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Keeps a connection open between the requests of one thread. */
typedef struct _BilikdPeerLine BilikdPeerLine;

BilikdPeerLine *bilikd_peer_line_new (void);
void bilikd_peer_line_free (BilikdPeerLine *self);

/* One request to another system of the company. */
typedef struct
{
  BilikdPeerLine *line; /* nullable: a connection for this request alone */
  const char *method;
  const char *url;
  const char *token; /* nullable: bearer */
  const char *body;  /* nullable: JSON */
  guint timeout_ms;  /* for all of it */
} BilikdPeerRequest;

/**
 * bilikd_peer_send:
 * @out_status: the answer's HTTP status
 * @out_body: (nullable): gets the answer's body
 *
 * Waits: never on the main loop or a database thread. No redirects, at most 1 MiB.
 *
 * Returns: %FALSE with %CRM_ERROR_UNAVAILABLE if there was no answer
 */
gboolean
bilikd_peer_send (const BilikdPeerRequest *request, guint *out_status, GString *out_body, GError **error);

G_END_DECLS
