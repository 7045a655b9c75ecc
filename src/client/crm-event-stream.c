/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "crm-event-stream"

#include "crm-event-stream-private.h"

#include <libsoup/soup.h>
#include "crm-client-private.h"
#include "crm-error.h"
#include "crm-event.h"

/*
 * One connection after the other.
 *
 *   1 place     from where? from the place of the first answer of the API that has one
 *   2 connect   since that place, with the present access token
 *   3 hear      frames, which CrmEventLog judges; pings show that the other side is there
 *   4 wait      cut, refused or silent: half a second and doubling, between half and the whole of it, then 2
 *               · a refused token is renewed first
 */
#define HANDSHAKE_MS  8000
#define MAX_FRAME     (512 * 1024)
#define PING_S        3
#define SILENT_AFTER  (8 * G_USEC_PER_SEC)
#define TICK_MS       1000
#define MIN_DELAY_MS  500
#define MAX_DELAY_MS  4000 /* back at most 5 s after the network healed (REL-06) */
#define MAX_DOUBLINGS 3

typedef enum {
  STOPPED,
  PLACING,
  CONNECTING,
  HEARING,
  WAITING,
} State;

struct _CrmEventStream
{
  GObject parent_instance;

  CrmClient *client;
  State state;
  GCancellable *cancellable; /* of the present attempt */
  CrmRequest *request;
  char *token; /* what the attempt was made with */
  SoupWebsocketConnection *connection;
  gint64 heard_at;
  guint tick;
  guint wait;
  guint n_failures; /* in a row */
  CrmEventLog log;
  gint64 began_at; /* seq of the first connection */
  gboolean is_online;
};

enum { PROP_0, PROP_IS_ONLINE, N_PROPS };
enum { RESYNC, N_SIGNALS }; /* the others are emitted by crm_event_tell() */

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CrmEventStream, crm_event_stream, G_TYPE_OBJECT)

static void step_1_place (CrmEventStream *self);
static void on_place_told (CrmClient *client, const char *epoch, gint64 seq, CrmEventStream *self);
static void on_place_asked (GObject *source, GAsyncResult *result, gpointer user_data);
static void step_2_connect (CrmEventStream *self);
static void on_connected (GObject *source, GAsyncResult *result, gpointer user_data);
static void step_3_hear (CrmEventStream *self, SoupWebsocketConnection *connection);
static void on_frame (CrmEventStream *self, SoupWebsocketDataType type, GBytes *bytes);
static void on_pong (CrmEventStream *self);
static gboolean on_tick (gpointer user_data);
static void on_closed (CrmEventStream *self);
static void step_4_wait (CrmEventStream *self, gint64 at_least_ms);
static gboolean on_waited (gpointer user_data);
static void renew_access (CrmEventStream *self);
static void on_access_renewed (GObject *source, GAsyncResult *result, gpointer user_data);

static void
set_online (CrmEventStream *self, gboolean is_online)
{
  if (self->is_online == is_online)
    return;
  self->is_online = is_online;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_ONLINE]);
}

/* Nothing of the attempt before says anything any more. */
static void
drop_attempt (CrmEventStream *self)
{
  g_clear_handle_id (&self->wait, g_source_remove);
  g_clear_handle_id (&self->tick, g_source_remove);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->token, g_free);
  if (self->connection == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->connection, self);
  if (soup_websocket_connection_get_state (self->connection) == SOUP_WEBSOCKET_STATE_OPEN)
    soup_websocket_connection_close (self->connection, SOUP_WEBSOCKET_CLOSE_GOING_AWAY, NULL);
  g_clear_object (&self->connection);
}

/* The answer of an attempt that is over. */
static gboolean
is_cancelled (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* --- 1: place ------------------------------------------------------------------------------------ */

static void
step_1_place (CrmEventStream *self)
{
  if (self->log.epoch != NULL)
    {
      step_2_connect (self);
      return;
    }
  self->state = PLACING;
  self->cancellable = g_cancellable_new ();
  crm_client_list_rooms (self->client, NULL, NULL, 1, self->cancellable, on_place_asked, g_object_ref (self));
}

/* Any answer will do to begin at; one of before the beginning misses what lies between. */
static void
on_place_told (CrmClient *client, const char *epoch, gint64 seq, CrmEventStream *self)
{
  if (self->state == STOPPED)
    return;
  if (self->log.epoch == NULL)
    {
      crm_event_log_reset (&self->log, epoch, seq);
      self->began_at = seq;
    }
  else if (g_str_equal (self->log.epoch, epoch) && seq < self->began_at)
    {
      g_signal_emit (self, signals[RESYNC], 0);
    }
}

static void
on_place_asked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CrmEventStream) self = user_data;
  g_autoptr (GError) error = NULL;
  G_GNUC_UNUSED g_autoptr (CrmPage) page = crm_client_list_rooms_finish (CRM_CLIENT (source), result, &error);

  if (is_cancelled (error) || self->state != PLACING)
    return;
  g_clear_object (&self->cancellable);
  if (self->log.epoch != NULL)
    step_2_connect (self);
  else
    step_4_wait (self, crm_client_get_retry_after (self->client));
}

/* --- 2: connect ---------------------------------------------------------------------------------- */

static void
step_2_connect (CrmEventStream *self)
{
  self->state = CONNECTING;
  self->cancellable = g_cancellable_new ();
  self->token = g_strdup (self->client->access_token);
  g_clear_pointer (&self->request, crm_request_free);
  self->request = crm_request_new (CRM_ENDPOINT_STREAM);
  crm_request_add_query_number (self->request, "since", (guint64) self->log.seq);
  crm_request_add_query (self->request, "epoch", self->log.epoch);
  crm_http_upgrade (self->client->http, self->request, self->token, HANDSHAKE_MS, self->cancellable,
                    on_connected, g_object_ref (self));
}

static void
on_connected (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CrmEventStream) self = user_data;
  g_autoptr (GError) error = NULL;
  gint64 retry_after_ms;
  g_autoptr (SoupWebsocketConnection) connection =
      crm_http_upgrade_finish (CRM_HTTP (source), result, &retry_after_ms, &error);

  if (is_cancelled (error) || self->state != CONNECTING)
    return;
  g_clear_object (&self->cancellable);
  if (connection != NULL)
    {
      step_3_hear (self, connection);
      return;
    }
  g_debug ("no stream: %s", error->message);
  if (g_error_matches (error, CRM_ERROR, CRM_ERROR_UNAUTHENTICATED))
    renew_access (self);
  else
    step_4_wait (self, retry_after_ms);
}

/* --- 3: hear ------------------------------------------------------------------------------------- */

static void
step_3_hear (CrmEventStream *self, SoupWebsocketConnection *connection)
{
  self->state = HEARING;
  g_set_object (&self->connection, connection);
  soup_websocket_connection_set_max_incoming_payload_size (connection, MAX_FRAME);
  soup_websocket_connection_set_keepalive_interval (connection, PING_S);
  self->heard_at = g_get_monotonic_time ();
  self->tick = g_timeout_add (TICK_MS, on_tick, self);
  g_signal_connect_swapped (connection, "message", G_CALLBACK (on_frame), self);
  g_signal_connect_swapped (connection, "pong", G_CALLBACK (on_pong), self);
  g_signal_connect_swapped (connection, "closed", G_CALLBACK (on_closed), self);
  set_online (self, TRUE);
}

static void
on_pong (CrmEventStream *self)
{
  self->n_failures = 0;
  self->heard_at = g_get_monotonic_time ();
}

static void
on_frame (CrmEventStream *self, SoupWebsocketDataType type, GBytes *bytes)
{
  G_GNUC_UNUSED g_autoptr (CrmEventStream) alive = g_object_ref (self);
  gsize length;
  const char *text = g_bytes_get_data (bytes, &length);

  on_pong (self);
  crm_event_stream_take_frame (self, text, (gssize) length);
}

void
crm_event_stream_take_frame (CrmEventStream *self, const char *text, gssize length)
{
  g_autoptr (JsonNode) node = crm_json_parse (text, length, CRM_JSON_MAX_DEPTH, NULL);
  g_autoptr (CrmJsonReader) reader = node != NULL ? crm_json_reader_new (node) : NULL;
  CrmEvent event = { 0 };
  gboolean is_readable = FALSE;

  if (reader != NULL)
    {
      crm_json_reader_enter (reader, NULL);
      crm_event_decode (&event, reader);
      is_readable = crm_json_reader_finish (reader, NULL);
    }
  switch (is_readable ? crm_event_log_take (&self->log, &event) : CRM_EVENT_RELOAD)
    {
    case CRM_EVENT_APPLY:
      if (!crm_event_tell (&event, G_OBJECT (self)))
        g_signal_emit (self, signals[RESYNC], 0);
      break;
    case CRM_EVENT_IGNORE:
      break;
    case CRM_EVENT_RELOAD:
      /* What is loaded from now on is of this place or a later one. An unknown type still says which. */
      if (event.epoch != NULL && event.seq > 0)
        crm_event_log_reset (&self->log, event.epoch, event.seq);
      g_signal_emit (self, signals[RESYNC], 0);
      break;
    }
}

static gboolean
on_tick (gpointer user_data)
{
  CrmEventStream *self = user_data;

  if (g_get_monotonic_time () - self->heard_at <= SILENT_AFTER)
    return G_SOURCE_CONTINUE;
  g_debug ("the stream is silent");
  self->tick = 0;
  drop_attempt (self);
  step_4_wait (self, 0);
  return G_SOURCE_REMOVE;
}

static void
on_closed (CrmEventStream *self)
{
  G_GNUC_UNUSED g_autoptr (CrmEventStream) alive = g_object_ref (self);
  gushort code = soup_websocket_connection_get_close_code (self->connection);
  g_autofree char *spent = g_strdup (self->token);

  g_debug ("the stream was closed: %u", code);
  drop_attempt (self);
  self->token = g_steal_pointer (&spent);
  if (code == CRM_STREAM_CLOSE_SESSION_ENDED)
    renew_access (self);
  else
    step_4_wait (self, 0);
}

/* --- 4: wait ------------------------------------------------------------------------------------- */

static void
step_4_wait (CrmEventStream *self, gint64 at_least_ms)
{
  guint delay_ms = MIN (MIN_DELAY_MS << MIN (self->n_failures, MAX_DOUBLINGS), MAX_DELAY_MS);

  self->state = WAITING;
  self->n_failures++;
  g_clear_pointer (&self->token, g_free);
  delay_ms = (guint) (delay_ms * g_random_double_range (0.5, 1.0));
  self->wait = g_timeout_add ((guint) MAX (delay_ms, MIN (at_least_ms, G_MAXINT)), on_waited, self);
  set_online (self, FALSE);
}

static gboolean
on_waited (gpointer user_data)
{
  CrmEventStream *self = user_data;

  self->wait = 0;
  step_1_place (self);
  return G_SOURCE_REMOVE;
}

/* A session that is really over makes the client say so; the stream then has nothing more to do. */
static void
renew_access (CrmEventStream *self)
{
  self->state = WAITING;
  self->cancellable = g_cancellable_new ();
  crm_client_renew_access (self->client, self->token, self->cancellable, on_access_renewed,
                           g_object_ref (self));
  g_clear_pointer (&self->token, g_free);
  set_online (self, FALSE);
}

static void
on_access_renewed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CrmEventStream) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean is_renewed = crm_client_renew_access_finish (CRM_CLIENT (source), result, &error);

  if (is_cancelled (error) || self->state != WAITING || self->wait != 0)
    return;
  g_clear_object (&self->cancellable);
  if (g_error_matches (error, CRM_ERROR, CRM_ERROR_UNAUTHENTICATED))
    crm_event_stream_stop (self);
  else
    step_4_wait (self, is_renewed ? 0 : crm_client_get_retry_after (self->client));
}

/* --- the object ---------------------------------------------------------------------------------- */

static void
on_network_changed (GNetworkMonitor *monitor, gboolean is_available, CrmEventStream *self)
{
  if (is_available)
    crm_event_stream_reconnect (self);
}

static void
crm_event_stream_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_IS_ONLINE)
    g_value_set_boolean (value, CRM_EVENT_STREAM (object)->is_online);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
crm_event_stream_dispose (GObject *object)
{
  CrmEventStream *self = CRM_EVENT_STREAM (object);

  self->state = STOPPED;
  drop_attempt (self);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (crm_event_stream_parent_class)->dispose (object);
}

static void
crm_event_stream_finalize (GObject *object)
{
  CrmEventStream *self = CRM_EVENT_STREAM (object);

  g_clear_pointer (&self->request, crm_request_free);
  crm_event_log_clear (&self->log);

  G_OBJECT_CLASS (crm_event_stream_parent_class)->finalize (object);
}

static void
crm_event_stream_class_init (CrmEventStreamClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = crm_event_stream_get_property;
  object_class->dispose = crm_event_stream_dispose;
  object_class->finalize = crm_event_stream_finalize;

  properties[PROP_IS_ONLINE] =
      g_param_spec_boolean ("is-online", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_signal_new ("message-created", CRM_TYPE_EVENT_STREAM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                1, CRM_TYPE_MESSAGE);
  g_signal_new ("room-updated", CRM_TYPE_EVENT_STREAM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                CRM_TYPE_ROOM);
  g_signal_new ("record-changed", CRM_TYPE_EVENT_STREAM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                2, G_TYPE_STRING, G_TYPE_POINTER);
  g_signal_new ("ticket-associated", CRM_TYPE_EVENT_STREAM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
  g_signal_new ("flags-changed", CRM_TYPE_EVENT_STREAM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                0);
  signals[RESYNC] =
      g_signal_new ("resync", CRM_TYPE_EVENT_STREAM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
crm_event_stream_init (CrmEventStream *self)
{
  g_signal_connect_object (g_network_monitor_get_default (), "network-changed",
                           G_CALLBACK (on_network_changed), self, 0);
}

CrmEventStream *
crm_event_stream_new (CrmClient *client)
{
  g_return_val_if_fail (CRM_IS_CLIENT (client), NULL);

  CrmEventStream *self = g_object_new (CRM_TYPE_EVENT_STREAM, NULL);
  self->client = g_object_ref (client);
  g_signal_connect_object (client, "place-told", G_CALLBACK (on_place_told), self, 0);
  return self;
}

void
crm_event_stream_start (CrmEventStream *self)
{
  g_return_if_fail (CRM_IS_EVENT_STREAM (self));

  if (self->state == STOPPED)
    step_1_place (self);
}

void
crm_event_stream_stop (CrmEventStream *self)
{
  g_return_if_fail (CRM_IS_EVENT_STREAM (self));

  self->state = STOPPED;
  drop_attempt (self);
  set_online (self, FALSE);
}

void
crm_event_stream_reconnect (CrmEventStream *self)
{
  g_return_if_fail (CRM_IS_EVENT_STREAM (self));

  if (self->wait == 0)
    return;
  drop_attempt (self);
  step_1_place (self);
}

gboolean
crm_event_stream_get_is_online (CrmEventStream *self)
{
  g_return_val_if_fail (CRM_IS_EVENT_STREAM (self), FALSE);

  return self->is_online;
}

gint64
crm_event_stream_get_seq (CrmEventStream *self)
{
  g_return_val_if_fail (CRM_IS_EVENT_STREAM (self), 0);

  return self->log.seq;
}
