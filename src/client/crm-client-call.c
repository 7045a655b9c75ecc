/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "crm-client"

#include "crm-client-private.h"
#include "crm-error.h"
#include "crm-retry.h"

/*
 * One call of the API.
 *
 *   1 send the request with the present access token
 *   2 decode the answer on a worker thread
 *   3 good → return · 401 → renew the token, once, and go to 1
 *     · may be repeated and is worth it → wait, go to 1 · else → return the error
 */
typedef struct
{
  CrmRequest *request;
  CrmDecode decode;
  GDestroyNotify free_value;
  gint64 deadline; /* monotonic, µs */
  guint tries;
  gboolean is_uncertain; /* an earlier try may have been served */
  gboolean has_renewed;
  char *token; /* what the present try is sent with */
  CrmReply *reply;
} Call;

static void send_request (GTask *task);
static void on_reply (GObject *source, GAsyncResult *result, gpointer user_data);
static void decode_on_worker (GTask *worker, gpointer source, gpointer task_data, GCancellable *cancellable);
static void on_decoded (GObject *source, GAsyncResult *result, gpointer user_data);
static void on_failure (GTask *task, GError *error);
static void on_access_renewed (GObject *source, GAsyncResult *result, gpointer user_data);
static void wait_and_repeat (GTask *task, gint64 delay_ms);

static void
call_free (Call *self)
{
  crm_request_free (self->request);
  g_free (self->token);
  g_clear_pointer (&self->reply, crm_reply_free);
  g_free (self);
}

void
crm_client_call (CrmClient *self,
                 CrmRequest *request,
                 CrmDecode decode,
                 GDestroyNotify free_value,
                 GCancellable *cancellable,
                 GAsyncReadyCallback callback,
                 gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Call *call = g_new0 (Call, 1);
  guint total_ms = request->total_ms != 0 ? request->total_ms : self->call_ms;

  call->request = request;
  call->decode = decode;
  call->free_value = free_value;
  call->deadline = g_get_monotonic_time () + (gint64) total_ms * 1000;
  g_task_set_task_data (task, call, (GDestroyNotify) call_free);
  g_task_set_source_tag (task, crm_client_call);
  send_request (task);
}

/* What is left of the budget, ms. */
static gint64
get_remaining (Call *call)
{
  return (call->deadline - g_get_monotonic_time ()) / 1000;
}

/* Step 1 */

static void
send_request (GTask *task)
{
  CrmClient *self = g_task_get_source_object (task);
  Call *call = g_task_get_task_data (task);
  guint timeout_ms = (guint) CLAMP (get_remaining (call), 1, (gint64) self->exchange_ms);

  call->tries++;
  g_clear_pointer (&call->token, g_free);
  if (call->request->endpoint->audience != CRM_AUDIENCE_PUBLIC)
    call->token = g_strdup (self->access_token);
  crm_http_send (self->http, call->request, call->token, timeout_ms, g_task_get_cancellable (task), on_reply,
                 g_object_ref (task));
}

static void
on_reply (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GTask) worker = NULL;
  Call *call = g_task_get_task_data (task);
  GError *error = NULL;

  g_clear_pointer (&call->reply, crm_reply_free);
  call->reply = crm_http_send_finish (CRM_HTTP (source), result, &error);
  if (call->reply == NULL)
    {
      on_failure (task, error);
      return;
    }

  /* Without the client: a thread that is a little late must not be the one to drop its last reference. */
  worker = g_task_new (NULL, g_task_get_cancellable (task), on_decoded, g_object_ref (task));
  g_task_set_task_data (worker, call, NULL);
  g_task_run_in_thread (worker, decode_on_worker);
}

/* Step 2 */

static void
decode_on_worker (GTask *worker, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Call *call = task_data;
  gpointer value = NULL;
  GError *error = NULL;

  if (crm_reply_decode (call->reply, call->decode, call->free_value, &value, &error))
    g_task_return_pointer (worker, value, call->free_value);
  else
    g_task_return_error (worker, error);
}

static void
on_decoded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Call *call = g_task_get_task_data (task);
  GError *error = NULL;
  gpointer value = g_task_propagate_pointer (G_TASK (result), &error);

  /* Names the endpoint, never the target: that holds ids and what the agent searched for (SEC-27). */
  g_debug ("%s: HTTP %u%s%s", call->request->endpoint->name, call->reply->status, error != NULL ? ", " : "",
           error != NULL && error->domain == CRM_ERROR ? crm_error_to_wire (error->code) : "");
  if (error != NULL)
    on_failure (task, error);
  else
    g_task_return_pointer (task, value, call->free_value);
}

/* Step 3. @error: (transfer full) */

static void
on_failure (GTask *task, GError *error)
{
  CrmClient *self = g_task_get_source_object (task);
  Call *call = g_task_get_task_data (task);
  gint64 retry_after_ms = call->reply != NULL ? call->reply->retry_after_ms : -1;
  gint64 delay_ms = CRM_RETRY_GIVE_UP;

  if (g_error_matches (error, CRM_ERROR, CRM_ERROR_UNAUTHENTICATED) && call->token != NULL &&
      !call->has_renewed)
    {
      call->has_renewed = TRUE;
      g_error_free (error);
      crm_client_renew_access (self, call->token, g_task_get_cancellable (task), on_access_renewed,
                               g_object_ref (task));
      return;
    }

  if (retry_after_ms > 0)
    self->quiet_until = g_get_monotonic_time () + retry_after_ms * 1000;
  if (call->request->is_repeatable && error->domain == CRM_ERROR)
    delay_ms = crm_retry_delay (error, call->tries, retry_after_ms, get_remaining (call), g_random_double ());
  if (delay_ms == CRM_RETRY_GIVE_UP)
    {
      g_task_return_error (task, error);
      return;
    }
  if (!g_error_matches (error, CRM_ERROR, CRM_ERROR_RATE_LIMITED))
    call->is_uncertain = TRUE;
  g_error_free (error);
  wait_and_repeat (task, delay_ms);
}

static void
on_access_renewed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (crm_client_renew_access_finish (CRM_CLIENT (source), result, &error))
    send_request (task);
  else
    g_task_return_error (task, error);
}

static gboolean
on_repeat (gpointer user_data)
{
  GTask *task = user_data;

  if (!g_task_return_error_if_cancelled (task))
    send_request (task);
  return G_SOURCE_REMOVE;
}

/* Ends early when the caller cancels. */
static void
wait_and_repeat (GTask *task, gint64 delay_ms)
{
  GCancellable *cancellable = g_task_get_cancellable (task);
  g_autoptr (GSource) timer = g_timeout_source_new ((guint) delay_ms);

  if (cancellable != NULL)
    {
      g_autoptr (GSource) cancelled = g_cancellable_source_new (cancellable);

      g_source_set_dummy_callback (cancelled);
      g_source_add_child_source (timer, cancelled);
    }
  g_source_set_callback (timer, on_repeat, g_object_ref (task), g_object_unref);
  g_source_attach (timer, g_task_get_context (task));
}

gpointer
crm_client_call_finish (CrmClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

gboolean
crm_client_call_is_uncertain (GAsyncResult *result)
{
  const Call *call = g_task_get_task_data (G_TASK (result));

  g_return_val_if_fail (g_async_result_is_tagged (result, crm_client_call), FALSE);

  return call->is_uncertain;
}

gboolean
crm_client_call_finish_empty (CrmClient *self, GAsyncResult *result, GError **error)
{
  g_autoptr (GError) local = NULL;

  crm_client_call_finish (self, result, &local);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}
