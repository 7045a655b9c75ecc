/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * ScriptedServer: an HTTP server on loopback that says exactly what a script
 * tells it, also what no server should. It lives in threads of its own and
 * keeps every request it has seen.
 */
typedef struct _ScriptedServer ScriptedServer;

/**
 * ScriptedReply: one answer.
 * @status: 0: 200
 * @type: content type; NULL: application/json
 * @headers: further header lines, each ended by CR LF
 * @body: NULL: empty
 * @body_size: bytes of @body; 0: it is a string
 * @repeat_body: send @body so many times
 * @delay_ms: before the first byte
 * @drip_ms: between any two bytes of the body
 * @cut_after: close after so many bytes of the body; what was announced stays announced
 * @is_chunked: chunked instead of Content-Length
 * @is_reset: where it ends early, with a reset; without @body: at once
 * @is_silent: read the request, never answer
 * @raw: (nullable): these bytes instead of a well-formed answer
 */
typedef struct
{
  guint status;
  const char *type;
  const char *headers;
  const char *body;
  gsize body_size;
  guint repeat_body;
  guint delay_ms;
  guint drip_ms;
  gsize cut_after;
  gboolean is_chunked;
  gboolean is_reset;
  gboolean is_silent;
  const char *raw;
} ScriptedReply;

/* @certificate: (nullable): speak TLS with it */
ScriptedServer *scripted_server_new (GTlsCertificate *certificate);
void scripted_server_free (ScriptedServer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ScriptedServer, scripted_server_free)

/* "http://127.0.0.1:PORT" or "https://localhost:PORT" */
const char *scripted_server_get_url (ScriptedServer *self);

/**
 * scripted_server_answer:
 * @what: "METHOD /path" or its beginning; NULL: any request
 * @times: how often; 0: always
 *
 * Adds to the script: a request gets the first reply that fits it and is not used up, 404 where there is none.
 */
void scripted_server_answer (ScriptedServer *self, const char *what, guint times, const ScriptedReply *reply);

/* The usual case: a 200 with this JSON, always. */
void scripted_server_answer_json (ScriptedServer *self, const char *what, const char *json);

/* Requests that begin with @what ("METHOD /path", NULL: all). */
guint scripted_server_count (ScriptedServer *self, const char *what);
/* Returns: (transfer full): the @index-th of them, as text: head, empty line, body */
char *scripted_server_dup_request (ScriptedServer *self, const char *what, guint index);
/* Returns: (transfer full) (nullable): a header of the @index-th of them */
char *scripted_server_dup_header (ScriptedServer *self, const char *what, guint index, const char *name);
/* The protocol that TLS agreed on with the latest client. */
char *scripted_server_dup_protocol (ScriptedServer *self);

G_END_DECLS
