/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "scripted-server"

#include "scripted-server.h"
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#define MAX_HEAD (64 * 1024)

typedef struct
{
  char *what;
  guint remaining;
  gboolean is_endless;
  ScriptedReply reply; /* texts owned */
} Line;

struct _ScriptedServer
{
  GTlsCertificate *certificate;
  GMainContext *context;
  GMainLoop *loop;
  GThread *thread;
  GSocketService *service;
  GCancellable *stop;
  char *url;

  GMutex mutex; /* guards what follows */
  GPtrArray *script;
  GPtrArray *seen; /* requests as text */
  char *protocol;
  guint n_connections;
  GCond no_connections;
};

static void
line_free (Line *self)
{
  g_free (self->what);
  g_free ((char *) self->reply.type);
  g_free ((char *) self->reply.headers);
  g_free ((char *) self->reply.body);
  g_free ((char *) self->reply.raw);
  g_free (self);
}

static gboolean
fits (const char *request, const char *what)
{
  return what == NULL || g_str_has_prefix (request, what);
}

/* Remembers @request and looks its answer up. */
static ScriptedReply
find_reply (ScriptedServer *self, const char *request)
{
  static const ScriptedReply none = {
    .status = 404,
    .type = "application/problem+json",
    .body = "{\"status\":404,\"code\":\"not_found\",\"detail\":\"unscripted\"}"
  };
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  g_ptr_array_add (self->seen, g_strdup (request));
  for (guint i = 0; i < self->script->len; i++)
    {
      Line *line = g_ptr_array_index (self->script, i);

      if (!fits (request, line->what) || (!line->is_endless && line->remaining == 0))
        continue;
      if (!line->is_endless)
        line->remaining--;
      return line->reply;
    }
  return none;
}

/* --- one connection ----------------------------------------------------------------------------- */

/* Returns: (nullable): head and body as one text */
static char *
read_request (ScriptedServer *self, GDataInputStream *input)
{
  g_autoptr (GString) request = g_string_new (NULL);
  gsize body_size = 0;

  for (;;)
    {
      g_autofree char *line = g_data_input_stream_read_line (input, NULL, self->stop, NULL);

      if (line == NULL || request->len > MAX_HEAD)
        return NULL;
      if (g_ascii_strncasecmp (line, "content-length:", 15) == 0)
        body_size = (gsize) g_ascii_strtoull (line + 15, NULL, 10);
      g_string_append_printf (request, "%s\r\n", line);
      if (*line == '\0')
        break;
    }
  if (body_size > 0)
    {
      g_autofree char *body = g_malloc (body_size);
      gsize n_read = 0;

      if (!g_input_stream_read_all (G_INPUT_STREAM (input), body, body_size, &n_read, self->stop, NULL))
        return NULL;
      g_string_append_len (request, body, (gssize) n_read);
    }
  return g_string_free (g_steal_pointer (&request), FALSE);
}

static gboolean
send_bytes (ScriptedServer *self, GOutputStream *output, const char *bytes, gsize size)
{
  return g_output_stream_write_all (output, bytes, size, NULL, self->stop, NULL);
}

static gboolean
send_text (ScriptedServer *self, GOutputStream *output, const char *text)
{
  return send_bytes (self, output, text, strlen (text));
}

static gboolean
send_head (ScriptedServer *self, GOutputStream *output, const ScriptedReply *reply, gsize total)
{
  g_autoptr (GString) head = g_string_new (NULL);
  guint status = reply->status != 0 ? reply->status : 200;

  g_string_append_printf (head, "HTTP/1.1 %u Scripted\r\nContent-Type: %s\r\n", status,
                          reply->type != NULL ? reply->type : "application/json");
  if (reply->headers != NULL)
    g_string_append (head, reply->headers);
  if (reply->is_chunked)
    g_string_append (head, "Transfer-Encoding: chunked\r\n\r\n");
  else
    g_string_append_printf (head, "Content-Length: %" G_GSIZE_FORMAT "\r\n\r\n", total);
  return send_text (self, output, head->str);
}

/* One piece of the body, framed as a chunk where that is asked for. */
static gboolean
send_piece (ScriptedServer *self,
            GOutputStream *output,
            const ScriptedReply *reply,
            const char *bytes,
            gsize size)
{
  g_autofree char *frame = NULL;

  if (!reply->is_chunked)
    return send_bytes (self, output, bytes, size);
  frame = g_strdup_printf ("%" G_GSIZE_MODIFIER "x\r\n", size);
  return send_text (self, output, frame) && send_bytes (self, output, bytes, size) &&
         send_text (self, output, "\r\n");
}

static gboolean
send_body (ScriptedServer *self, GOutputStream *output, const ScriptedReply *reply, gsize size)
{
  gsize piece = reply->drip_ms > 0 ? 1 : size;

  for (gsize at = 0; at < size; at += piece)
    {
      if (g_cancellable_is_cancelled (self->stop) ||
          !send_piece (self, output, reply, reply->body + at, MIN (piece, size - at)))
        return FALSE;
      if (reply->drip_ms > 0)
        g_usleep (reply->drip_ms * 1000);
    }
  return TRUE;
}

/* Returns: whether the connection may go on */
static gboolean
send_reply (ScriptedServer *self, GOutputStream *output, const ScriptedReply *reply)
{
  gsize size = reply->body_size != 0 ? reply->body_size : reply->body != NULL ? strlen (reply->body) : 0;
  guint times = MAX (1, reply->repeat_body);

  if (reply->delay_ms > 0)
    g_usleep (reply->delay_ms * 1000);
  if (reply->raw != NULL)
    {
      send_text (self, output, reply->raw);
      return FALSE;
    }
  if (reply->is_silent || (reply->is_reset && reply->body == NULL))
    return FALSE;
  if (!send_head (self, output, reply, size * times))
    return FALSE;
  if (reply->cut_after > 0)
    {
      send_body (self, output, reply, MIN (size, reply->cut_after));
      return FALSE;
    }
  for (guint i = 0; i < times && size > 0; i++)
    {
      if (!send_body (self, output, reply, size))
        return FALSE;
    }
  return !reply->is_chunked || send_text (self, output, "0\r\n\r\n");
}

static void
end_connection (ScriptedServer *self, GSocketConnection *connection, const ScriptedReply *reply)
{
  int fd = g_socket_get_fd (g_socket_connection_get_socket (connection));
  char byte;

  if (reply->is_reset)
    setsockopt (fd, SOL_SOCKET, SO_LINGER, &(struct linger){ .l_onoff = 1 }, sizeof (struct linger));
  /* A silent server keeps the line open until the client gives up. */
  while (reply->is_silent && g_input_stream_read (g_io_stream_get_input_stream (G_IO_STREAM (connection)),
                                                  &byte, 1, self->stop, NULL) > 0)
    ;
}

static GIOStream *
begin_tls (ScriptedServer *self, GSocketConnection *connection)
{
  static const char *const protocols[] = { "h2", "http/1.1", NULL };
  GIOStream *tls = g_tls_server_connection_new (G_IO_STREAM (connection), self->certificate, NULL);

  g_tls_connection_set_advertised_protocols (G_TLS_CONNECTION (tls), protocols);
  if (!g_tls_connection_handshake (G_TLS_CONNECTION (tls), self->stop, NULL))
    {
      g_object_unref (tls);
      return NULL;
    }
  g_mutex_lock (&self->mutex);
  g_free (self->protocol);
  self->protocol = g_strdup (g_tls_connection_get_negotiated_protocol (G_TLS_CONNECTION (tls)));
  g_mutex_unlock (&self->mutex);
  return tls;
}

static void
serve (ScriptedServer *self, GSocketConnection *connection)
{
  g_autoptr (GIOStream) stream = NULL;
  g_autoptr (GDataInputStream) input = NULL;
  gboolean goes_on = TRUE;

  g_socket_set_option (g_socket_connection_get_socket (connection), IPPROTO_TCP, TCP_NODELAY, 1, NULL);
  stream = self->certificate != NULL ? begin_tls (self, connection) : g_object_ref (G_IO_STREAM (connection));
  if (stream == NULL)
    return;

  input = g_data_input_stream_new (g_io_stream_get_input_stream (stream));
  g_data_input_stream_set_newline_type (input, G_DATA_STREAM_NEWLINE_TYPE_CR_LF);
  while (goes_on)
    {
      g_autofree char *request = read_request (self, input);
      ScriptedReply reply;

      if (request == NULL)
        break;
      reply = find_reply (self, request);
      goes_on = send_reply (self, g_io_stream_get_output_stream (stream), &reply);
      if (!goes_on)
        end_connection (self, connection, &reply);
    }
}

/* In the server's thread, before the connection gets one of its own. */
static gboolean
on_incoming (GSocketService *service, GSocketConnection *connection, GObject *source, gpointer user_data)
{
  ScriptedServer *self = user_data;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  self->n_connections++;
  return FALSE;
}

static gboolean
on_connection (GThreadedSocketService *service,
               GSocketConnection *connection,
               GObject *source,
               gpointer user_data)
{
  ScriptedServer *self = user_data;

  serve (self, connection);
  g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
  g_mutex_lock (&self->mutex);
  if (--self->n_connections == 0)
    g_cond_signal (&self->no_connections);
  g_mutex_unlock (&self->mutex);
  return TRUE;
}

/* --- server ------------------------------------------------------------------------------------- */

static gpointer
run (gpointer user_data)
{
  ScriptedServer *self = user_data;

  g_main_context_push_thread_default (self->context);
  g_socket_service_start (self->service);
  g_main_loop_run (self->loop);
  g_main_context_pop_thread_default (self->context);
  return NULL;
}

ScriptedServer *
scripted_server_new (GTlsCertificate *certificate)
{
  ScriptedServer *self = g_new0 (ScriptedServer, 1);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) any_port = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GError) error = NULL;

  g_mutex_init (&self->mutex);
  g_cond_init (&self->no_connections);
  self->certificate = certificate != NULL ? g_object_ref (certificate) : NULL;
  self->script = g_ptr_array_new_with_free_func ((GDestroyNotify) line_free);
  self->seen = g_ptr_array_new_with_free_func (g_free);
  self->stop = g_cancellable_new ();
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);

  g_main_context_push_thread_default (self->context);
  self->service = g_threaded_socket_service_new (-1);
  g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), any_port, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_TCP, NULL, &address, &error);
  g_main_context_pop_thread_default (self->context);
  g_assert_no_error (error);
  g_signal_connect (self->service, "incoming", G_CALLBACK (on_incoming), self);
  g_signal_connect (self->service, "run", G_CALLBACK (on_connection), self);
  self->url = g_strdup_printf (certificate != NULL ? "https://localhost:%u" : "http://127.0.0.1:%u",
                               g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address)));
  self->thread = g_thread_new ("scripted-server", run, self);
  return self;
}

static gboolean
quit (gpointer user_data)
{
  ScriptedServer *self = user_data;

  g_socket_service_stop (self->service);
  g_main_loop_quit (self->loop);
  return G_SOURCE_REMOVE;
}

void
scripted_server_free (ScriptedServer *self)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_cancellable_cancel (self->stop);
  g_source_set_callback (source, quit, self, NULL);
  g_source_attach (source, self->context);
  g_thread_join (self->thread);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_mutex_lock (&self->mutex);
  while (self->n_connections > 0)
    g_cond_wait (&self->no_connections, &self->mutex);
  g_mutex_unlock (&self->mutex);
  g_object_unref (self->service);
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  g_object_unref (self->stop);
  g_clear_object (&self->certificate);
  g_ptr_array_unref (self->script);
  g_ptr_array_unref (self->seen);
  g_free (self->protocol);
  g_free (self->url);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->no_connections);
  g_free (self);
}

const char *
scripted_server_get_url (ScriptedServer *self)
{
  return self->url;
}

void
scripted_server_answer (ScriptedServer *self, const char *what, guint times, const ScriptedReply *reply)
{
  Line *line = g_new0 (Line, 1);

  line->what = g_strdup (what);
  line->remaining = times;
  line->is_endless = times == 0;
  line->reply = *reply;
  line->reply.type = g_strdup (reply->type);
  line->reply.headers = g_strdup (reply->headers);
  line->reply.body =
      reply->body_size != 0 ? g_memdup2 (reply->body, reply->body_size) : g_strdup (reply->body);
  line->reply.raw = g_strdup (reply->raw);
  g_mutex_lock (&self->mutex);
  g_ptr_array_add (self->script, line);
  g_mutex_unlock (&self->mutex);
}

void
scripted_server_answer_json (ScriptedServer *self, const char *what, const char *json)
{
  scripted_server_answer (self, what, 0, &(ScriptedReply){ .body = json });
}

/* --- what was seen ------------------------------------------------------------------------------ */

guint
scripted_server_count (ScriptedServer *self, const char *what)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  guint n = 0;

  for (guint i = 0; i < self->seen->len; i++)
    n += fits (g_ptr_array_index (self->seen, i), what) ? 1 : 0;
  return n;
}

char *
scripted_server_dup_request (ScriptedServer *self, const char *what, guint index)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  for (guint i = 0; i < self->seen->len; i++)
    {
      if (fits (g_ptr_array_index (self->seen, i), what) && index-- == 0)
        return g_strdup (g_ptr_array_index (self->seen, i));
    }
  g_error ("no such request: %s", what);
}

char *
scripted_server_dup_header (ScriptedServer *self, const char *what, guint index, const char *name)
{
  g_autofree char *request = scripted_server_dup_request (self, what, index);
  g_autofree char *prefix = g_strconcat (name, ": ", NULL);
  g_auto (GStrv) lines = g_strsplit (request, "\r\n", -1);

  for (guint i = 0; lines[i] != NULL && *lines[i] != '\0'; i++)
    {
      if (g_ascii_strncasecmp (lines[i], prefix, strlen (prefix)) == 0)
        return g_strdup (lines[i] + strlen (prefix));
    }
  return NULL;
}

char *
scripted_server_dup_protocol (ScriptedServer *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return g_strdup (self->protocol);
}
