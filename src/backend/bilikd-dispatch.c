/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd"

#include "bilikd-dispatch.h"

#include <string.h>

#include "bilikd-caller.h"
#include "bilikd-chat-history.h"
#include "bilikd-delivery.h"
#include "bilikd-handlers.h"
#include "bilikd-hub-batch.h"
#include "bilikd-hub.h"
#include "bilikd-idempotency.h"
#include "bilikd-metrics.h"
#include "bilikd-problem.h"
#include "bilikd-services.h"
#include "bilikd-sign-in.h"

typedef struct
{
  BilikdCall *call;
  BilikdCallDone done;
  gpointer data;
} Dispatch;

#define HANDLER_ROW_(name, method, path, work, audience, permission)                                         \
  [CRM_ENDPOINT_##name] = bilikd_handle_##name,
static const BilikdHandler handlers[CRM_N_ENDPOINTS] = { CRM_ENDPOINTS (HANDLER_ROW_) };

static gboolean
handle (BilikdCall *call, BilikdDb *db, GError **error)
{
  return handlers[call->endpoint->id](call, db, error);
}

/* --- idempotency ----------------------------------------------------------------- */

static GBytes *
hash_request (BilikdCall *call)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize size = sizeof digest;

  g_checksum_update (checksum, (const guchar *) call->endpoint->name, -1);
  for (gsize i = 0; i < G_N_ELEMENTS (call->arguments) && call->arguments[i] != NULL; i++)
    {
      g_checksum_update (checksum, (const guchar *) "/", 1);
      g_checksum_update (checksum, (const guchar *) call->arguments[i], -1);
    }
  g_checksum_update (checksum, (const guchar *) "\n", 1);
  if (call->body_bytes != NULL)
    g_checksum_update (checksum, g_bytes_get_data (call->body_bytes, NULL),
                       (gssize) g_bytes_get_size (call->body_bytes));
  g_checksum_get_digest (checksum, digest, &size);
  return g_bytes_new (digest, size);
}

static gboolean
handle_and_keep (BilikdCall *call, BilikdDb *db, const BilikdIdempotency *request, GError **error)
{
  gboolean is_success;

  if (!handle (call, db, error))
    return FALSE;
  is_success = call->status >= 200 && call->status < 300;
  return !is_success ||
         bilikd_idempotency_keep (db, request, call->status, call->reply->str, call->now, error);
}

static gboolean
handle_once (BilikdCall *call, BilikdDb *db, GError **error)
{
  g_autoptr (GBytes) hash = hash_request (call);
  BilikdIdempotency request = { call->caller.organization_id, bilikd_caller_get_actor (&call->caller),
                                call->idempotency_key, hash };

  switch (bilikd_idempotency_find (db, &request, &call->status, call->reply, error))
    {
    case BILIKD_IDEMPOTENCY_NEW:
      return handle_and_keep (call, db, &request, error);
    case BILIKD_IDEMPOTENCY_REPEATED:
      return TRUE;
    case BILIKD_IDEMPOTENCY_MISMATCH:
      g_set_error_literal (error, CRM_ERROR, CRM_ERROR_IDEMPOTENCY_MISMATCH,
                           "This key was used with another request.");
      return FALSE;
    case BILIKD_IDEMPOTENCY_FAILED:
    default:
      return FALSE;
    }
}

/* --- on a database thread ---------------------------------------------------------- */

static void
note_event (const BilikdRoomEvent *event, gpointer data)
{
  BilikdCall *call = data;

  if (call->news == NULL)
    call->news = bilikd_hub_batch_new ();
  bilikd_hub_batch_add (call->news, event);
}

static gboolean
handle_as_caller (BilikdCall *call, BilikdDb *db, GError **error)
{
  if (call->endpoint->audience != CRM_AUDIENCE_PUBLIC && !bilikd_caller_load (call, db, error))
    return FALSE;
  if (call->endpoint->work == CRM_WORK_WRITE && call->idempotency_key != NULL &&
      bilikd_caller_get_actor (&call->caller) != 0)
    return handle_once (call, db, error);
  return handle (call, db, error);
}

static gboolean
run (BilikdDb *db, gpointer data, GError **error)
{
  BilikdCall *call = ((Dispatch *) data)->call;
  gboolean is_done;

  bilikd_room_events_watch (db, note_event, call);
  is_done = handle_as_caller (call, db, error);
  bilikd_room_events_watch (db, NULL, NULL);
  return is_done;
}

/* --- on the main loop --------------------------------------------------------------- */

static void
finish (Dispatch *dispatch, const GError *error)
{
  if (error != NULL)
    bilikd_problem_fill (dispatch->call, error);
  dispatch->done (dispatch->data);
  g_free (dispatch);
}

/* What is durable is counted and told. */
static void
publish (BilikdCall *call)
{
  for (guint i = 0; call->counters != NULL && i < call->counters->len; i++)
    bilikd_metrics_count (call->services->metrics, g_array_index (call->counters, guint, i));
  for (guint i = 0; call->events != NULL && i < call->events->len; i++)
    bilikd_metrics_count_event (call->services->metrics, g_ptr_array_index (call->events, i));
  if (call->news != NULL)
    bilikd_hub_tell (call->services->hub, call->caller.organization_id, g_steal_pointer (&call->news));
}

static void
follow_up (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  BilikdCall *call = ((Dispatch *) data)->call;

  call->follow_up (call);
  g_task_return_boolean (task, TRUE);
}

static void
on_followed_up (GObject *source, GAsyncResult *result, gpointer data)
{
  finish (data, NULL);
}

static void
on_run (gpointer data, const GError *error)
{
  Dispatch *dispatch = data;
  BilikdCall *call = dispatch->call;

  if (error == NULL)
    publish (call);
  if (error == NULL && call->wakes_previews && call->services->previews != NULL)
    bilikd_previews_wake (call->services->previews);
  if (error == NULL && call->endpoint->work == CRM_WORK_WRITE && call->services->delivery != NULL)
    bilikd_delivery_wake (call->services->delivery);
  if (error == NULL && call->follow_up != NULL)
    {
      g_autoptr (GTask) task = g_task_new (NULL, NULL, on_followed_up, dispatch);

      g_task_set_task_data (task, dispatch, NULL);
      g_task_run_in_thread (task, follow_up);
      return;
    }
  finish (dispatch, error);
}

static void
on_signed_in (gpointer data, const GError *error)
{
  Dispatch *dispatch = data;

  if (error != NULL)
    finish (dispatch, error);
  else
    bilikd_store_write (dispatch->call->services->store, run, on_run, dispatch);
}

void
bilikd_dispatch (BilikdCall *call, BilikdCallDone done, gpointer data)
{
  Dispatch *dispatch = g_new0 (Dispatch, 1);
  g_autoptr (GError) error = NULL;

  dispatch->call = call;
  dispatch->done = done;
  dispatch->data = data;
  if (call->endpoint->work == CRM_WORK_LOCAL)
    {
      handle (call, NULL, &error);
      finish (dispatch, error);
    }
  else if (call->endpoint->id == CRM_ENDPOINT_SESSION_CREATE)
    {
      /* Checking a password is slow by design and must not hold up the writer. */
      bilikd_sign_in_check (call->services->sign_in, call, on_signed_in, dispatch);
    }
  else if (call->endpoint->work == CRM_WORK_READ)
    {
      bilikd_store_read (call->services->store, run, on_run, dispatch);
    }
  else
    {
      bilikd_store_write (call->services->store, run, on_run, dispatch);
    }
}
