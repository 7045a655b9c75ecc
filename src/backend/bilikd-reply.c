/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd"

#include "bilikd-reply.h"

#include <string.h>

#include "bilikd-problem.h"

#define JSON_TYPE     "application/json"
#define CACHE_CONTROL "Cache-Control"
#define NOT_KEPT      "no-store"

/* Takes @text. */
static BilikdReply *
reply_new (guint status, char *text, gsize length, const char *type)
{
  BilikdReply *self = g_new0 (BilikdReply, 1);

  self->status = status;
  self->response = MHD_create_response_from_buffer_with_free_callback (length, text, g_free);
  if (status != 204)
    MHD_add_response_header (self->response, "Content-Type", type);
  MHD_add_response_header (self->response, CACHE_CONTROL, NOT_KEPT);
  MHD_add_response_header (self->response, "X-Content-Type-Options", "nosniff");
  if (status == 401)
    MHD_add_response_header (self->response, "WWW-Authenticate", "Bearer");
  return self;
}

BilikdReply *
bilikd_reply_new_for_call (BilikdCall *call)
{
  gsize length = call->reply->len;
  char *text = g_string_free (call->reply, FALSE);
  BilikdReply *self =
      reply_new (call->status, text, length, call->content_type != NULL ? call->content_type : JSON_TYPE);
  GHashTableIter iterator;
  gpointer name, value;

  call->reply = g_string_new (NULL);
  if (call->retry_after > 0)
    {
      char seconds[16];

      g_snprintf (seconds, sizeof seconds, "%u", call->retry_after);
      MHD_add_response_header (self->response, "Retry-After", seconds);
    }
  if (call->headers != NULL)
    {
      g_hash_table_iter_init (&iterator, call->headers);
      while (g_hash_table_iter_next (&iterator, &name, &value))
        {
          if (g_str_equal (name, CACHE_CONTROL))
            MHD_del_response_header (self->response, CACHE_CONTROL, NOT_KEPT);
          MHD_add_response_header (self->response, name, value);
        }
    }
  return self;
}

BilikdReply *
bilikd_reply_new_for_error (const GError *error, const char *allowed)
{
  CrmErrorCode code = error->domain == CRM_ERROR ? (CrmErrorCode) error->code : CRM_ERROR_INTERNAL;
  char *text = bilikd_problem_encode (code, error->message, NULL);
  BilikdReply *self = reply_new (crm_error_get_status (code), text, strlen (text), BILIKD_PROBLEM_TYPE);

  if (allowed != NULL)
    MHD_add_response_header (self->response, "Allow", allowed);
  return self;
}

void
bilikd_reply_free (BilikdReply *self)
{
  MHD_destroy_response (self->response);
  g_free (self);
}

void
bilikd_reply_set_closes (BilikdReply *self)
{
  MHD_add_response_header (self->response, "Connection", "close");
}

enum MHD_Result
bilikd_reply_send (BilikdReply *self, struct MHD_Connection *connection)
{
  return MHD_queue_response (connection, self->status, self->response);
}
