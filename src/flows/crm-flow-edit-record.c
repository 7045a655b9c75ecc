/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "crm-flow-edit-record"

#include "crm-flow-edit-record.h"

#include "crm-error.h"

/*
 * An agent changes a deal or a ticket. Started by Save in the record view.
 *
 *   1 send the changes with the revision that the agent saw
 *   2 stale: read the record again; what it is now returns as a conflict, and the agent decides
 *
 * Ends with the record as it is, or with the error of 1 or 2.
 */

static void on_updated (GObject *source, GAsyncResult *result, gpointer user_data);
static void on_read_again (GObject *source, GAsyncResult *result, gpointer user_data);

typedef struct
{
  CrmRecordObject object;
  char *id;
  gboolean is_conflict;
} Edit;

static void
edit_free (Edit *self)
{
  g_free (self->id);
  g_free (self);
}

/* --- step 1 ----------------------------------------------------------------------------------------- */

void
crm_flow_edit_record_run (CrmClient *client,
                          CrmRecordObject object,
                          const char *id,
                          const CrmRecordChanges *changes,
                          gint64 revision,
                          const char *idempotency_key,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task = g_task_new (client, cancellable, callback, user_data);
  Edit *edit = g_new0 (Edit, 1);

  edit->object = object;
  edit->id = g_strdup (id);
  g_task_set_task_data (task, edit, (GDestroyNotify) edit_free);
  crm_client_update_record (client, object, id, changes, revision, idempotency_key, cancellable, on_updated,
                            task);
}

static void
on_updated (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Edit *edit = g_task_get_task_data (task);
  GError *error = NULL;
  CrmRecordDetail *detail = crm_client_update_record_finish (CRM_CLIENT (source), result, &error);

  if (detail != NULL)
    g_task_return_pointer (task, detail, (GDestroyNotify) crm_record_detail_free);
  else if (g_error_matches (error, CRM_ERROR, CRM_ERROR_STALE_REVISION))
    {
      g_error_free (error);
      crm_client_load_record (CRM_CLIENT (source), edit->object, edit->id, g_task_get_cancellable (task),
                              on_read_again, g_object_ref (task));
    }
  else
    g_task_return_error (task, error);
}

/* --- step 2 ----------------------------------------------------------------------------------------- */

static void
on_read_again (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Edit *edit = g_task_get_task_data (task);
  GError *error = NULL;
  CrmRecordDetail *detail = crm_client_load_record_finish (CRM_CLIENT (source), result, &error);

  edit->is_conflict = TRUE;
  if (detail != NULL)
    g_task_return_pointer (task, detail, (GDestroyNotify) crm_record_detail_free);
  else
    g_task_return_error (task, error);
}

CrmRecordDetail *
crm_flow_edit_record_run_finish (GAsyncResult *result, gboolean *out_is_conflict, GError **error)
{
  Edit *edit = g_task_get_task_data (G_TASK (result));

  *out_is_conflict = edit->is_conflict;
  return g_task_propagate_pointer (G_TASK (result), error);
}
