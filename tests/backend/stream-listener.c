/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stream-listener.h"

#include <string.h>

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

/* --- without a client between ---------------------------------------------------------------- */

static gboolean
read_exactly (GSocketConnection *self, void *bytes, gsize size)
{
  gsize n = 0;

  return g_input_stream_read_all (g_io_stream_get_input_stream (G_IO_STREAM (self)), bytes, size, &n, NULL,
                                  NULL) &&
         n == size;
}

GSocketConnection *
stream_connect (Fixture *desk, const char *token, const char *query, const char *behind)
{
  GSocketConnection *self = fixture_connect (desk);
  g_autofree char *head = g_strdup_printf (
      "GET /omnichannel/v1/stream%s HTTP/1.1\r\nHost: 127.0.0.1:%u\r\nAuthorization: Bearer %s\r\n"
      "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n%s",
      query, desk->port, token, behind != NULL ? behind : "");
  g_autoptr (GString) answer = g_string_new (NULL);
  char byte;

  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (self)), head, strlen (head), NULL,
                             NULL, NULL);
  while (!g_str_has_suffix (answer->str, "\r\n\r\n") && read_exactly (self, &byte, 1))
    g_string_append_c (answer, byte);
  g_assert_true (g_str_has_prefix (answer->str, "HTTP/1.1 101"));
  return self;
}

char *
stream_read_frame (GSocketConnection *self, guint8 *out_opcode)
{
  guint8 head[2], more[8];
  guint64 length;
  guint n;
  char *payload;

  if (!read_exactly (self, head, sizeof head))
    return NULL;
  g_assert_cmpuint (head[0] & 0xf0, ==, 0x80); /* whole messages, no extension */
  g_assert_cmpuint (head[1] & 0x80, ==, 0);    /* not masked */
  *out_opcode = head[0] & 0xf;
  length = head[1];
  n = length == 127 ? 8 : length == 126 ? 2 : 0;
  if (!read_exactly (self, more, n))
    return NULL;
  if (n > 0)
    length = 0;
  for (guint i = 0; i < n; i++)
    length = length << 8 | more[i];
  payload = g_malloc0 (length + 1);
  if (!read_exactly (self, payload, length))
    g_clear_pointer (&payload, g_free);
  return payload;
}

/* --- what is to be heard ------------------------------------------------------------------------ */

void
stream_say (Fixture *desk, const char *token, const char *room, const char *text)
{
  g_autofree char *path = g_strdup_printf ("/omnichannel/v1/rooms/%s/messages", room);
  g_autofree char *body = g_strdup_printf ("{\"contents\":\"%s\"}", text);
  g_autoptr (Reply) reply = fixture_send (desk, "POST", path, token, body, NULL);

  g_assert_cmpuint (reply->status, ==, 201);
}

gint64
stream_get_seq (Fixture *desk)
{
  return fixture_query (desk, "SELECT seq FROM room_streams WHERE organization_id = 1");
}

/* --- frames of a listener ------------------------------------------------------------------------ */

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
