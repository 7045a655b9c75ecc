/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stream-listener.h"

#include "crm-json.h"

#define PATIENCE (20 * G_USEC_PER_SEC)

static gboolean
on_beat (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

static void
on_message (SoupWebsocketConnection *connection, SoupWebsocketDataType type, GBytes *bytes, gpointer data)
{
  Listener *self = data;
  g_autoptr (GError) error = NULL;
  JsonNode *node =
      crm_json_parse (g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes), 32, &error);

  g_assert_no_error (error);
  g_ptr_array_add (self->frames, node);
}

static void
on_closed (SoupWebsocketConnection *connection, gpointer data)
{
  ((Listener *) data)->is_closed = TRUE;
}

static void
on_connected (GObject *object, GAsyncResult *result, gpointer data)
{
  Listener *self = data;

  self->connection = soup_session_websocket_connect_finish (self->session, result, &self->error);
  if (self->connection == NULL)
    return;
  g_signal_connect (self->connection, "message", G_CALLBACK (on_message), self);
  g_signal_connect (self->connection, "closed", G_CALLBACK (on_closed), self);
}

void
listener_wait (gboolean *condition)
{
  gint64 until = g_get_monotonic_time () + PATIENCE;

  while (!*condition && g_get_monotonic_time () < until)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (*condition);
}

void
listener_wait_for_frames (Listener *self, guint n)
{
  gint64 until = g_get_monotonic_time () + PATIENCE;

  while (self->frames->len < n && g_get_monotonic_time () < until)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (self->frames->len, >=, n);
}

Listener *
listener_open (Fixture *desk, const char *token, const char *query)
{
  Listener *self = g_new0 (Listener, 1);
  g_autofree char *url = g_strdup_printf ("ws://127.0.0.1:%u/omnichannel/v1/stream%s", desk->port, query);
  g_autofree char *bearer = g_strconcat ("Bearer ", token, NULL);
  g_autoptr (SoupMessage) message = soup_message_new ("GET", url);

  self->session = soup_session_new ();
  self->beat = g_timeout_add (50, on_beat, NULL); /* so that waits look at the clock */
  self->frames = g_ptr_array_new_with_free_func ((GDestroyNotify) json_node_unref);
  soup_message_headers_append (soup_message_get_request_headers (message), "Authorization", bearer);
  soup_session_websocket_connect_async (self->session, message, NULL, NULL, G_PRIORITY_DEFAULT, NULL,
                                        on_connected, self);
  while (self->connection == NULL && self->error == NULL)
    g_main_context_iteration (NULL, TRUE);
  return self;
}

void
listener_free (Listener *self)
{
  if (self->connection != NULL && !self->is_closed)
    {
      soup_websocket_connection_close (self->connection, 1000, NULL);
      listener_wait (&self->is_closed);
    }
  g_clear_object (&self->connection);
  g_clear_object (&self->session);
  g_source_remove (self->beat);
  g_clear_error (&self->error);
  g_ptr_array_unref (self->frames);
  g_free (self);
}
CrmEvent
listener_get_event (Listener *self, guint index)
{
  g_autoptr (CrmJsonReader) reader = crm_json_reader_new (g_ptr_array_index (self->frames, index));
  g_autoptr (GError) error = NULL;
  CrmEvent event;

  crm_json_reader_enter (reader, NULL);
  crm_event_decode (&event, reader);
  crm_json_reader_leave (reader);
  crm_json_reader_finish (reader, &error);
  g_assert_no_error (error);
  return event;
}

guint
listener_count (Listener *self, CrmStreamEvent type)
{
  guint n = 0;

  for (guint i = 0; i < self->frames->len; i++)
    n += listener_get_event (self, i).type == type;
  return n;
}

void
listener_wait_for_type (Listener *self, CrmStreamEvent type, guint n)
{
  gint64 until = g_get_monotonic_time () + PATIENCE;

  while (listener_count (self, type) < n && g_get_monotonic_time () < until)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (listener_count (self, type), ==, n);
}
