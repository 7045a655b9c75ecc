/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "crm-client"

#include "crm-client-private.h"

CrmPage *
crm_page_decode (CrmJsonReader *reader, CrmDecode decode)
{
  CrmPage *self = g_new0 (CrmPage, 1);
  guint n_items = crm_json_reader_enter_array (reader, "items");

  self->items = g_ptr_array_new_full (n_items, g_object_unref);
  for (guint i = 0; i < n_items; i++)
    {
      gpointer item;

      crm_json_reader_enter_element (reader, i);
      item = decode (reader);
      crm_json_reader_leave (reader);
      if (item != NULL)
        g_ptr_array_add (self->items, item);
    }
  crm_json_reader_leave (reader);

  self->total = (guint64) MAX (0, crm_json_reader_opt_int (reader, "total", n_items));
  self->total_is_exact = crm_json_reader_opt_bool (reader, "total_is_exact", TRUE);
  self->next_cursor = g_strdup (crm_json_reader_opt_string (reader, "next_cursor", NULL));
  return self;
}

void
crm_page_free (CrmPage *self)
{
  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_free (self->next_cursor);
  g_free (self);
}

void
crm_client_call_page (CrmClient *self,
                      CrmRequest *request,
                      CrmDecode decode,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  crm_client_call (self, request, decode, (GDestroyNotify) crm_page_free, cancellable, callback, user_data);
}

GPtrArray *
crm_client_call_finish_items (CrmClient *self, GAsyncResult *result, GError **error)
{
  g_autoptr (CrmPage) page = crm_client_call_finish (self, result, error);

  return page != NULL ? g_steal_pointer (&page->items) : NULL;
}
