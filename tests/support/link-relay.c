/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "link-relay"

#include "link-relay.h"
#include <string.h>

#define STALL_MS 20

struct _LinkRelay
{
  GSocketService *service;
  char *upstream;
  char *url;
  char *host;          /* the header of requests to this */
  char *upstream_host; /* what the server wants to read instead */
  LinkState state;
  GPtrArray *streams; /* GIOStream, both ends */
  GCancellable *cancellable;
};

/* One direction of one connection. */
typedef struct
{
  LinkRelay *relay;
  GCancellable *cancellable;
  GIOStream *from;
  GIOStream *to;
} Pump;

static void read_some (Pump *self);

static void
pump_free (Pump *self)
{
  g_io_stream_close (self->to, NULL, NULL);
  g_io_stream_close (self->from, NULL, NULL);
  g_object_unref (self->from);
  g_object_unref (self->to);
  g_object_unref (self->cancellable);
  g_free (self);
}

/* Returns: (transfer full): @bytes, addressed to the server */
static GByteArray *
readdress (LinkRelay *self, GBytes *bytes)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  const guint8 *host = memmem (data, size, self->host, strlen (self->host));
  GByteArray *copy = g_byte_array_new ();
  gsize before = host != NULL ? (gsize) (host - data) : size;

  g_byte_array_append (copy, data, (guint) before);
  if (host == NULL)
    return copy;
  g_byte_array_append (copy, (const guint8 *) self->upstream_host, (guint) strlen (self->upstream_host));
  before += strlen (self->host);
  g_byte_array_append (copy, data + before, (guint) (size - before));
  return copy;
}

static gboolean
carry (Pump *self, GBytes *bytes)
{
  g_autoptr (GByteArray) copy = readdress (self->relay, bytes);

  return g_output_stream_write_all (g_io_stream_get_output_stream (self->to), copy->data, copy->len, NULL,
                                    self->cancellable, NULL);
}

/* What is not read any more piles up on the other side. */
static gboolean
on_stalled (gpointer user_data)
{
  Pump *self = user_data;

  if (!g_cancellable_is_cancelled (self->cancellable))
    return G_SOURCE_CONTINUE;
  pump_free (self);
  return G_SOURCE_REMOVE;
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Pump *self = user_data;
  g_autoptr (GBytes) bytes = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, NULL);
  gsize size = bytes != NULL ? g_bytes_get_size (bytes) : 0;

  if (size == 0 || g_cancellable_is_cancelled (self->cancellable))
    pump_free (self);
  else if (self->relay->state == LINK_STALLED)
    g_timeout_add (STALL_MS, on_stalled, self);
  else if (!carry (self, bytes))
    pump_free (self);
  else
    read_some (self);
}

static void
read_some (Pump *self)
{
  g_input_stream_read_bytes_async (g_io_stream_get_input_stream (self->from), 65536, G_PRIORITY_DEFAULT,
                                   self->cancellable, on_read, self);
}

static void
start_pump (LinkRelay *self, GIOStream *from, GIOStream *to)
{
  Pump *pump = g_new0 (Pump, 1);

  pump->relay = self;
  pump->cancellable = g_object_ref (self->cancellable);
  pump->from = g_object_ref (from);
  pump->to = g_object_ref (to);
  g_ptr_array_add (self->streams, g_object_ref (from));
  read_some (pump);
}

static gboolean
on_incoming (GSocketService *service, GSocketConnection *client, GObject *unused, LinkRelay *self)
{
  g_autoptr (GSocketClient) connector = g_socket_client_new ();
  g_autoptr (GSocketConnection) server = NULL;

  if (self->state == LINK_CUT)
    {
      g_io_stream_close (G_IO_STREAM (client), NULL, NULL);
      return TRUE;
    }
  server = g_socket_client_connect_to_host (connector, self->upstream, 80, NULL, NULL);
  if (server == NULL)
    {
      g_io_stream_close (G_IO_STREAM (client), NULL, NULL);
      return TRUE;
    }
  start_pump (self, G_IO_STREAM (client), G_IO_STREAM (server));
  start_pump (self, G_IO_STREAM (server), G_IO_STREAM (client));
  return TRUE;
}

LinkRelay *
link_relay_new (const char *upstream_url)
{
  LinkRelay *self = g_new0 (LinkRelay, 1);
  g_autoptr (GError) error = NULL;
  guint16 port;

  self->upstream = g_strdup (strstr (upstream_url, "://") + 3);
  self->service = g_socket_service_new ();
  self->streams = g_ptr_array_new_with_free_func (g_object_unref);
  self->cancellable = g_cancellable_new ();
  port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (self->service), NULL, &error);
  g_assert_no_error (error);
  self->url = g_strdup_printf ("http://127.0.0.1:%u", port);
  self->host = g_strdup_printf ("\r\nHost: 127.0.0.1:%u\r\n", port);
  self->upstream_host = g_strdup_printf ("\r\nHost: %s\r\n", self->upstream);
  g_signal_connect (self->service, "incoming", G_CALLBACK (on_incoming), self);
  g_socket_service_start (self->service);
  return self;
}

static void
close_all (LinkRelay *self)
{
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  g_ptr_array_set_size (self->streams, 0);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

void
link_relay_free (LinkRelay *self)
{
  g_signal_handlers_disconnect_by_data (self->service, self);
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  close_all (self);
  g_object_unref (self->service);
  g_object_unref (self->cancellable);
  g_ptr_array_unref (self->streams);
  g_free (self->upstream);
  g_free (self->url);
  g_free (self->host);
  g_free (self->upstream_host);
  g_free (self);
}

const char *
link_relay_get_url (LinkRelay *self)
{
  return self->url;
}

void
link_relay_set_state (LinkRelay *self, LinkState state)
{
  if (state == LINK_CUT || self->state == LINK_STALLED)
    close_all (self);
  self->state = state;
}
