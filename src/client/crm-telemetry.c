/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "crm-telemetry"

#include "crm-telemetry.h"
#include "crm-client-private.h"
#include "crm-error.h"
#include "crm-event-names.h"
#include "crm-telemetry-queue.h"
#include "crm-time.h"

#define MAX_BATCH     200
#define MAX_QUEUE     5000
#define SEND_AFTER_S  5 /* events come in groups */
#define RETRY_AFTER_S 60

struct _CrmTelemetry
{
  GObject parent_instance;

  CrmClient *client;
  CrmTelemetryQueue *queue;
  guint timer;
  guint n_sending;    /* events in the batch under way; 0: none is */
  GPtrArray *flushes; /* tasks that wait for the queue to be empty */
};

G_DEFINE_FINAL_TYPE (CrmTelemetry, crm_telemetry, G_TYPE_OBJECT)

static void send_batch (CrmTelemetry *self);
static void on_batch_sent (GObject *source, GAsyncResult *result, gpointer user_data);

/* --- recording ---------------------------------------------------------------------------------- */

static gboolean
on_time_to_send (gpointer user_data)
{
  CrmTelemetry *self = user_data;

  self->timer = 0;
  send_batch (self);
  return G_SOURCE_REMOVE;
}

static void
send_after (CrmTelemetry *self, guint seconds)
{
  if (self->timer == 0 && self->n_sending == 0)
    self->timer = g_timeout_add_seconds (seconds, on_time_to_send, self);
}

/* The values are checked here as they are by the backend: what doesn't fit its form is left out (SEC-27). */
static void
write_properties (CrmJsonWriter *writer, const char *name, va_list pairs)
{
  const char *property;

  crm_json_writer_begin_object (writer, "properties");
  while ((property = va_arg (pairs, const char *)) != NULL)
    {
      const char *value = va_arg (pairs, const char *);

      g_return_if_fail (crm_event_names_allows (name, property));
      if (crm_event_names_accepts_value (property, value))
        crm_json_writer_string (writer, property, value);
    }
  crm_json_writer_end_object (writer);
}

void
crm_telemetry_record (CrmTelemetry *self, const char *name, ...)
{
  g_autofree char *id = g_uuid_string_random ();
  GString *line = g_string_new (NULL);
  CrmJsonWriter writer;
  va_list pairs;

  g_return_if_fail (CRM_IS_TELEMETRY (self));
  g_return_if_fail (crm_event_names_contains (name));

  crm_json_writer_init (&writer, line);
  crm_json_writer_begin_object (&writer, NULL);
  crm_json_writer_string (&writer, "id", id);
  crm_json_writer_string (&writer, "name", name);
  crm_json_writer_time (&writer, "at", crm_time_now ());
  va_start (pairs, name);
  write_properties (&writer, name, pairs);
  va_end (pairs);
  crm_json_writer_end_object (&writer);

  /* The oldest give way, some at once; not while the first of them are being sent. */
  if (crm_telemetry_queue_get_length (self->queue) >= MAX_QUEUE && self->n_sending == 0)
    crm_telemetry_queue_drop (self->queue, MAX_QUEUE / 10);
  crm_telemetry_queue_append (self->queue, g_string_free (line, FALSE));
  send_after (self, SEND_AFTER_S);
}

/* --- sending ------------------------------------------------------------------------------------ */

static GString *
build_batch (CrmTelemetry *self, guint n_events)
{
  GString *body = g_string_new (NULL);
  CrmJsonWriter writer;

  crm_json_writer_init (&writer, body);
  crm_json_writer_begin_object (&writer, NULL);
  crm_json_writer_begin_array (&writer, "events");
  for (guint i = 0; i < n_events; i++)
    crm_json_writer_raw (&writer, NULL, crm_telemetry_queue_peek (self->queue, i));
  crm_json_writer_end_array (&writer);
  crm_json_writer_end_object (&writer);
  return body;
}

static void
return_flushes (CrmTelemetry *self, const GError *error)
{
  g_autoptr (GPtrArray) flushes = g_steal_pointer (&self->flushes);

  self->flushes = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < flushes->len; i++)
    {
      GTask *task = g_ptr_array_index (flushes, i);

      if (error != NULL)
        g_task_return_error (task, g_error_copy (error));
      else
        g_task_return_boolean (task, TRUE);
    }
}

static void
send_batch (CrmTelemetry *self)
{
  CrmRequest *request;

  if (self->n_sending > 0)
    return;
  self->n_sending = MIN (crm_telemetry_queue_get_length (self->queue), MAX_BATCH);
  if (self->n_sending == 0)
    {
      return_flushes (self, NULL);
      return;
    }

  request = crm_request_new (CRM_ENDPOINT_EVENTS_RECORD);
  crm_request_set_body (request, build_batch (self, self->n_sending));
  crm_request_set_idempotency_key (request, NULL);
  crm_client_call (self->client, request, NULL, NULL, NULL, on_batch_sent, g_object_ref (self));
}

/* Whether these events would be refused again, whenever they are sent. */
static gboolean
is_hopeless (const GError *error)
{
  return error != NULL && !crm_error_is_transient (error) &&
         !g_error_matches (error, CRM_ERROR, CRM_ERROR_UNAUTHENTICATED);
}

static void
on_batch_sent (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CrmTelemetry) self = user_data;
  g_autoptr (GError) error = NULL;
  guint n_sent = self->n_sending;

  self->n_sending = 0;
  crm_client_call_finish_empty (self->client, result, &error);
  if (error == NULL || is_hopeless (error))
    {
      crm_telemetry_queue_drop (self->queue, n_sent);
      send_batch (self);
      return;
    }
  send_after (self, RETRY_AFTER_S);
  return_flushes (self, error);
}

void
crm_telemetry_flush (CrmTelemetry *self,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  g_return_if_fail (CRM_IS_TELEMETRY (self));

  g_ptr_array_add (self->flushes, g_task_new (self, cancellable, callback, user_data));
  g_clear_handle_id (&self->timer, g_source_remove);
  send_batch (self);
}

gboolean
crm_telemetry_flush_finish (CrmTelemetry *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- object ------------------------------------------------------------------------------------- */

static void
crm_telemetry_finalize (GObject *object)
{
  CrmTelemetry *self = CRM_TELEMETRY (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_pointer (&self->flushes, g_ptr_array_unref);
  g_clear_pointer (&self->queue, crm_telemetry_queue_close);
  g_clear_object (&self->client);
  G_OBJECT_CLASS (crm_telemetry_parent_class)->finalize (object);
}

static void
crm_telemetry_class_init (CrmTelemetryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = crm_telemetry_finalize;
}

static void
crm_telemetry_init (CrmTelemetry *self)
{
  self->flushes = g_ptr_array_new_with_free_func (g_object_unref);
}

CrmTelemetry *
crm_telemetry_new (CrmClient *client, const char *queue_path)
{
  CrmTelemetry *self = g_object_new (CRM_TYPE_TELEMETRY, NULL);

  self->client = g_object_ref (client);
  self->queue = crm_telemetry_queue_open (queue_path);
  if (crm_telemetry_queue_get_length (self->queue) > 0)
    send_after (self, SEND_AFTER_S);
  return self;
}
