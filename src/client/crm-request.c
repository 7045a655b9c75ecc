/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "crm-request"

#include "crm-request.h"

CrmRequest *
crm_request_new (CrmEndpointId id, ...)
{
  CrmRequest *self = g_new0 (CrmRequest, 1);
  g_autofree char *path = NULL;
  va_list arguments;

  va_start (arguments, id);
  path = crm_endpoint_build_path_valist (id, arguments);
  va_end (arguments);
  self->endpoint = crm_endpoint_get (id);
  self->is_repeatable = self->endpoint->work != CRM_WORK_WRITE;
  if (path != NULL)
    self->target = g_string_new (path);
  return self;
}

void
crm_request_free (CrmRequest *self)
{
  if (self->target != NULL)
    g_string_free (self->target, TRUE);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_free (self->idempotency_key);
  g_free (self);
}

void
crm_request_add_query (CrmRequest *self, const char *name, const char *value)
{
  g_autofree char *escaped = NULL;

  if (self->target == NULL || value == NULL || *value == '\0')
    return;

  escaped = g_uri_escape_string (value, NULL, FALSE);
  g_string_append_printf (self->target, "%c%s=%s", strchr (self->target->str, '?') ? '&' : '?', name,
                          escaped);
}

void
crm_request_add_query_number (CrmRequest *self, const char *name, guint64 value)
{
  g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, value);

  crm_request_add_query (self, name, text);
}

void
crm_request_set_body (CrmRequest *self, GString *json)
{
  g_clear_pointer (&self->body, g_bytes_unref);
  self->body = g_string_free_to_bytes (json);
}

void
crm_request_set_idempotency_key (CrmRequest *self, const char *key)
{
  g_free (self->idempotency_key);
  self->idempotency_key = key != NULL ? g_strdup (key) : g_uuid_string_random ();
  self->is_repeatable = TRUE;
}

void
crm_request_set_if_match (CrmRequest *self, gint64 revision)
{
  self->if_match = revision;
}
