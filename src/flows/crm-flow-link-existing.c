/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "crm-flow-link-existing"

#include "crm-flow-link-existing.h"

/*
 * From Existing: several tickets of the CRM are linked to one customer.
 *
 *   1 every ticket is asked for at once, each with an idempotency key of its own
 *   2 each answer is kept beside its ticket; a failure stops none of the others
 *   3 when all have answered, the outcomes return together
 *
 * Undo is the same for those outcomes that made a link.
 */

static void on_associated (GObject *source, GAsyncResult *result, gpointer user_data);
static void on_dissociated (GObject *source, GAsyncResult *result, gpointer user_data);
static void return_when_all_answered (GTask *task);

typedef struct
{
  GPtrArray *outcomes;
  guint n_waiting;
} Batch;

/* Where the answer for one ticket goes. */
typedef struct
{
  GTask *task;
  CrmLinkExistingOutcome *outcome;
} Question;

static void
outcome_free (CrmLinkExistingOutcome *self)
{
  g_free (self->ticket_id);
  g_clear_object (&self->ticket);
  g_clear_error (&self->error);
  g_free (self);
}

static void
batch_free (Batch *self)
{
  g_clear_pointer (&self->outcomes, g_ptr_array_unref);
  g_free (self);
}

static GTask *
batch_task_new (CrmClient *client, CRM_CALLBACK)
{
  GTask *task = g_task_new (client, cancellable, callback, user_data);
  Batch *batch = g_new0 (Batch, 1);

  batch->outcomes = g_ptr_array_new_with_free_func ((GDestroyNotify) outcome_free);
  g_task_set_task_data (task, batch, (GDestroyNotify) batch_free);
  return task;
}

/* Returns: (transfer full): to be handed to the call for @ticket_id */
static Question *
add_question (GTask *task, const char *ticket_id)
{
  Batch *batch = g_task_get_task_data (task);
  Question *question = g_new0 (Question, 1);

  question->task = g_object_ref (task);
  question->outcome = g_new0 (CrmLinkExistingOutcome, 1);
  question->outcome->ticket_id = g_strdup (ticket_id);
  g_ptr_array_add (batch->outcomes, question->outcome);
  batch->n_waiting++;
  return question;
}

static void
finish_question (Question *question)
{
  Batch *batch = g_task_get_task_data (question->task);

  batch->n_waiting--;
  return_when_all_answered (question->task);
  g_object_unref (question->task);
  g_free (question);
}

void
crm_flow_link_existing_run (CrmClient *client,
                            const char *contact_id,
                            const char *const *ticket_ids,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = batch_task_new (client, cancellable, callback, user_data);

  for (guint i = 0; ticket_ids[i] != NULL; i++)
    {
      g_autofree char *key = g_uuid_string_random ();

      crm_client_associate_ticket (client, contact_id, ticket_ids[i], key, cancellable, on_associated,
                                   add_question (task, ticket_ids[i]));
    }
  return_when_all_answered (task);
}

static void
on_associated (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Question *question = user_data;
  CrmLinkExistingOutcome *outcome = question->outcome;

  outcome->ticket = crm_client_associate_ticket_finish (CRM_CLIENT (source), result, &outcome->was_associated,
                                                        &outcome->error);
  finish_question (question);
}

static void
return_when_all_answered (GTask *task)
{
  Batch *batch = g_task_get_task_data (task);

  if (batch->n_waiting > 0 || g_task_return_error_if_cancelled (task))
    return;
  g_task_return_pointer (task, g_steal_pointer (&batch->outcomes), (GDestroyNotify) g_ptr_array_unref);
}

GPtrArray *
crm_flow_link_existing_run_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
crm_flow_link_existing_undo (CrmClient *client,
                             const char *contact_id,
                             GPtrArray *outcomes,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GTask) task = batch_task_new (client, cancellable, callback, user_data);

  for (guint i = 0; i < outcomes->len; i++)
    {
      const CrmLinkExistingOutcome *made = g_ptr_array_index (outcomes, i);
      g_autofree char *key = g_uuid_string_random ();

      if (made->error == NULL && !made->was_associated)
        crm_client_dissociate_ticket (client, contact_id, made->ticket_id, key, cancellable, on_dissociated,
                                      add_question (task, made->ticket_id));
    }
  return_when_all_answered (task);
}

static void
on_dissociated (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Question *question = user_data;

  crm_client_dissociate_ticket_finish (CRM_CLIENT (source), result, &question->outcome->error);
  finish_question (question);
}

GPtrArray *
crm_flow_link_existing_undo_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
