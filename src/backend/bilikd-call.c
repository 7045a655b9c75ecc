/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd"

#include "bilikd-call.h"

#include "bilikd-hub-batch.h"
#include "bilikd-problem.h"
#include "crm-time.h"

BilikdCall *
bilikd_call_new (const CrmEndpoint *endpoint)
{
  BilikdCall *call = g_new0 (BilikdCall, 1);

  call->endpoint = endpoint;
  call->if_match = -1;
  call->now = crm_time_now ();
  call->reply = g_string_new (NULL);
  return call;
}

void
bilikd_call_free (BilikdCall *call)
{
  for (gsize i = 0; i < G_N_ELEMENTS (call->arguments); i++)
    g_free (call->arguments[i]);
  g_clear_pointer (&call->query, g_hash_table_unref);
  g_clear_pointer (&call->body, json_node_unref);
  g_clear_pointer (&call->body_bytes, g_bytes_unref);
  g_clear_pointer (&call->headers, g_hash_table_unref);
  g_free (call->idempotency_key);
  g_free (call->caller.session_id);
  g_free (call->caller.service_token);
  g_free (call->field_errors);
  g_free (call->room_id);
  g_clear_pointer (&call->counters, g_array_unref);
  g_clear_pointer (&call->events, g_ptr_array_unref);
  g_clear_pointer (&call->news, bilikd_hub_batch_free);
  g_string_free (call->reply, TRUE);
  g_free (call);
}

const char *
bilikd_call_get_query (BilikdCall *call, const char *name)
{
  return call->query != NULL ? g_hash_table_lookup (call->query, name) : NULL;
}

CrmJsonReader *
bilikd_call_read_body (BilikdCall *call)
{
  if (call->body == NULL)
    call->body = json_node_new (JSON_NODE_NULL);
  return crm_json_reader_new (call->body);
}

void
bilikd_call_count (BilikdCall *call, guint counter)
{
  if (call->counters == NULL)
    call->counters = g_array_new (FALSE, FALSE, sizeof (guint));
  g_array_append_val (call->counters, counter);
}

void
bilikd_call_count_event (BilikdCall *call, const char *name)
{
  if (call->events == NULL)
    call->events = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (call->events, g_strdup (name));
}

void
bilikd_call_set_header (BilikdCall *call, const char *name, const char *value)
{
  if (call->headers == NULL)
    call->headers = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  g_hash_table_insert (call->headers, (gpointer) name, g_strdup (value));
}

void
bilikd_call_refuse (BilikdCall *call, CrmErrorCode code, const char *detail)
{
  g_autoptr (GError) error = g_error_new_literal (CRM_ERROR, (int) code, detail);

  bilikd_problem_fill (call, error);
}
