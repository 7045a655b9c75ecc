/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "crm-client"

#include "crm-client-private.h"
#include "crm-error.h"

#define TICKETS_PER_PAGE 50

static void on_layouts (GObject *source, GAsyncResult *result, gpointer user_data);
static void on_properties (GObject *source, GAsyncResult *result, gpointer user_data);

CRM_DEFINE_PAGE_DECODE (tickets_decode, crm_ticket_decode)

void
crm_client_search_tickets (CrmClient *self,
                           const char *query,
                           const char *mark_customer_id,
                           const char *cursor,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  CrmRequest *request = crm_request_new (CRM_ENDPOINT_TICKETS_SEARCH);

  g_return_if_fail (CRM_IS_CLIENT (self));

  crm_request_add_query (request, "query", query);
  crm_request_add_query (request, "customer_id", mark_customer_id);
  crm_request_add_query_number (request, "limit", TICKETS_PER_PAGE);
  crm_request_add_query (request, "cursor", cursor);
  crm_client_call_page (self, request, tickets_decode, cancellable, callback, user_data);
}

CrmPage *
crm_client_search_tickets_finish (CrmClient *self, GAsyncResult *result, GError **error)
{
  return crm_client_call_finish (self, result, error);
}

void
crm_client_load_ticket (CrmClient *self,
                        const char *ticket_id,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_return_if_fail (CRM_IS_CLIENT (self));

  crm_client_call (self, crm_request_new (CRM_ENDPOINT_TICKETS_GET, ticket_id), (CrmDecode) crm_ticket_decode,
                   g_object_unref, cancellable, callback, user_data);
}

CrmTicket *
crm_client_load_ticket_finish (CrmClient *self, GAsyncResult *result, GError **error)
{
  return crm_client_call_finish (self, result, error);
}

/* --- pipelines ---------------------------------------------------------------------------------- */

CRM_DEFINE_PAGE_DECODE (pipelines_decode, crm_pipeline_decode)

void
crm_client_load_pipelines (CrmClient *self,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_return_if_fail (CRM_IS_CLIENT (self));

  crm_client_call_page (self, crm_request_new (CRM_ENDPOINT_TICKETS_PIPELINES), pipelines_decode, cancellable,
                        callback, user_data);
}

GPtrArray *
crm_client_load_pipelines_finish (CrmClient *self, GAsyncResult *result, GError **error)
{
  return crm_client_call_finish_items (self, result, error);
}

/* --- layout: which one is the pipeline's, then its fields ----------------------------------------- */

static gpointer
default_layout_decode (CrmJsonReader *reader)
{
  guint n_layouts = crm_json_reader_enter_array (reader, "items");
  char *id = NULL;

  for (guint i = 0; i < n_layouts; i++)
    {
      crm_json_reader_enter_element (reader, i);
      if (id == NULL || crm_json_reader_opt_bool (reader, "is_default", FALSE))
        {
          g_free (id);
          id = g_strdup (crm_json_reader_get_id (reader, "id"));
        }
      crm_json_reader_leave (reader);
    }
  if (n_layouts == 0)
    crm_json_reader_fail (reader, "items", "a pipeline without a layout");
  crm_json_reader_leave (reader);
  return id;
}

void
crm_client_load_layout (CrmClient *self,
                        const char *pipeline_id,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  CrmRequest *request = crm_request_new (CRM_ENDPOINT_TICKETS_LAYOUTS);

  g_return_if_fail (CRM_IS_CLIENT (self));

  g_task_set_task_data (task, g_strdup (pipeline_id), g_free);
  crm_request_add_query (request, "pipeline_id", pipeline_id);
  crm_client_call (self, request, default_layout_decode, g_free, cancellable, on_layouts, task);
}

static void
on_layouts (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  CrmClient *self = CRM_CLIENT (source);
  GError *error = NULL;
  g_autofree char *layout_id = crm_client_call_finish (self, result, &error);
  CrmRequest *request;

  if (layout_id == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  request = crm_request_new (CRM_ENDPOINT_TICKETS_PROPERTIES);
  crm_request_add_query (request, "layout_id", layout_id);
  crm_request_add_query (request, "pipeline_id", g_task_get_task_data (task));
  crm_client_call (self, request, (CrmDecode) crm_layout_decode, g_object_unref,
                   g_task_get_cancellable (task), on_properties, g_object_ref (task));
}

static void
on_properties (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  CrmLayout *layout = crm_client_call_finish (CRM_CLIENT (source), result, &error);

  if (layout != NULL)
    g_task_return_pointer (task, layout, g_object_unref);
  else
    g_task_return_error (task, error);
}

CrmLayout *
crm_client_load_layout_finish (CrmClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
