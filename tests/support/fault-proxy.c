/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fault-proxy.h"

#include <string.h>
#include <sys/socket.h>

#define MAX_THREADS 16

struct _FaultProxy
{
  GSocketService *service;
  char *upstream; /* host:port */
  char *url;
  GMutex lock;
  GQueue script;
  gboolean is_cut;
};

/* --- HTTP, as much as is needed ------------------------------------------------------------ */

static gsize
get_content_length (const char *head)
{
  g_autofree char *lower = g_ascii_strdown (head, -1);
  const char *header = strstr (lower, "\r\ncontent-length:");

  return header != NULL ? g_ascii_strtoull (header + strlen ("\r\ncontent-length:"), NULL, 10) : 0;
}

/* Reads one request or answer; FALSE where the peer has gone. */
static gboolean
read_message (GInputStream *stream, GString *message)
{
  char buffer[16384];
  const char *end;

  for (;;)
    {
      gssize n;

      end = strstr (message->str, "\r\n\r\n");
      if (end != NULL)
        {
          g_autofree char *head = g_strndup (message->str, end - message->str);

          if (message->len >= (gsize) (end + 4 - message->str) + get_content_length (head))
            return TRUE;
        }
      n = g_input_stream_read (stream, buffer, sizeof buffer, NULL, NULL);
      if (n <= 0)
        return FALSE;
      g_string_append_len (message, buffer, n);
    }
}

/* Puts @line in the place of every header line that @pattern finds. */
static void
replace_header (GString *message, const char *pattern, const char *line)
{
  g_autoptr (GRegex) header = g_regex_new (pattern, G_REGEX_CASELESS, 0, NULL);
  const char *end = strstr (message->str, "\r\n\r\n");
  g_autofree char *head = g_strndup (message->str, end - message->str);
  g_autofree char *bare = g_regex_replace_literal (header, head, -1, 0, "", 0, NULL);

  g_string_erase (message, 0, end - message->str);
  g_string_prepend (message, line);
  g_string_prepend (message, bare);
}

/* One exchange a connection: then nothing of one is mistaken for another. */
static void
set_connection_close (GString *message)
{
  replace_header (message, "\r\nconnection:[^\r]*", "\r\nConnection: close");
}

static gboolean
ask_upstream (FaultProxy *self, GString *request, GString *answer)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection =
      g_socket_client_connect_to_host (client, self->upstream, 80, NULL, NULL);

  g_autofree char *host = NULL;

  if (connection == NULL)
    return FALSE;
  host = g_strconcat ("\r\nHost: ", self->upstream, NULL);
  replace_header (request, "\r\nhost:[^\r]*", host);
  set_connection_close (request);
  return g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), request->str,
                                    request->len, NULL, NULL, NULL) &&
         read_message (g_io_stream_get_input_stream (G_IO_STREAM (connection)), answer);
}

/* --- faults --------------------------------------------------------------------------------- */

static Fault
draw_fault (FaultProxy *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (self->is_cut)
    return FAULT_DROP_BEFORE;
  return g_queue_is_empty (&self->script) ? FAULT_NONE : GPOINTER_TO_INT (g_queue_pop_head (&self->script));
}

static gboolean
comes_before (Fault fault)
{
  return fault == FAULT_DROP_BEFORE || fault == FAULT_500 || fault == FAULT_502 || fault == FAULT_503 ||
         fault == FAULT_429 || fault == FAULT_403;
}

static void
set_problem (GString *answer, const char *status, const char *headers)
{
  g_string_printf (answer,
                   "HTTP/1.1 %s\r\nContent-Type: application/problem+json\r\n%sContent-Length: 2\r\n\r\n{}",
                   status, headers);
}

/* Makes of the true answer what the client gets; nothing at all for a lost one. */
static void
spoil (GString *answer, Fault fault)
{
  switch (fault)
    {
    case FAULT_DROP_BEFORE:
    case FAULT_DROP_AFTER:
    case FAULT_RESET_AFTER:
      g_string_truncate (answer, 0);
      break;
    case FAULT_500:
    case FAULT_500_AFTER:
      set_problem (answer, "500 Internal Server Error", "");
      break;
    case FAULT_502:
      g_string_assign (answer,
                       "HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/html\r\nContent-Length: 3\r\n\r\n<p>");
      break;
    case FAULT_503:
      set_problem (answer, "503 Service Unavailable", "");
      break;
    case FAULT_429:
      set_problem (answer, "429 Too Many Requests", "Retry-After: 2\r\n");
      break;
    case FAULT_403:
      set_problem (answer, "403 Forbidden", "");
      break;
    case FAULT_TRUNCATED:
      g_string_truncate (answer, answer->len - MIN (answer->len, 5));
      break;
    case FAULT_INVALID_JSON:
      g_string_assign (
          answer, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 8\r\n\r\n{\"id\": 1");
      break;
    case FAULT_NONE:
    case N_FAULTS:
    default:
      break;
    }
}

static void
reset_on_close (GSocketConnection *connection)
{
  const struct linger linger = { .l_onoff = 1 };

  setsockopt (g_socket_get_fd (g_socket_connection_get_socket (connection)), SOL_SOCKET, SO_LINGER, &linger,
              sizeof linger);
}

static gboolean
on_run (GThreadedSocketService *service, GSocketConnection *connection, GObject *source, FaultProxy *self)
{
  g_autoptr (GString) request = g_string_new (NULL);
  g_autoptr (GString) answer = g_string_new (NULL);
  Fault fault;

  if (!read_message (g_io_stream_get_input_stream (G_IO_STREAM (connection)), request))
    return TRUE;
  fault = draw_fault (self);
  if (!comes_before (fault) && !ask_upstream (self, request, answer))
    fault = FAULT_DROP_BEFORE;
  spoil (answer, fault);
  if (answer->len > 0)
    {
      set_connection_close (answer);
      g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), answer->str,
                                 answer->len, NULL, NULL, NULL);
    }
  if (fault == FAULT_RESET_AFTER)
    reset_on_close (connection);
  g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
  return TRUE;
}

/* --- public ---------------------------------------------------------------------------------- */

FaultProxy *
fault_proxy_new (const char *upstream_url)
{
  FaultProxy *self = g_new0 (FaultProxy, 1);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) wish = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GError) error = NULL;

  g_mutex_init (&self->lock);
  self->upstream = g_strdup (strstr (upstream_url, "://") + 3);
  self->service = g_threaded_socket_service_new (MAX_THREADS);
  g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), wish, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_TCP, NULL, &address, &error);
  g_assert_no_error (error);
  self->url = g_strdup_printf ("http://127.0.0.1:%u",
                               g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address)));
  g_signal_connect (self->service, "run", G_CALLBACK (on_run), self);
  g_socket_service_start (self->service);
  return self;
}

void
fault_proxy_free (FaultProxy *self)
{
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_object_unref (self->service);
  g_queue_clear (&self->script);
  g_mutex_clear (&self->lock);
  g_free (self->upstream);
  g_free (self->url);
  g_free (self);
}

const char *
fault_proxy_get_url (FaultProxy *self)
{
  return self->url;
}

void
fault_proxy_add (FaultProxy *self, Fault fault)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  g_queue_push_tail (&self->script, GINT_TO_POINTER (fault));
}

void
fault_proxy_add_random (FaultProxy *self, guint32 seed, guint n)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);

  for (guint i = 0; i < n; i++)
    fault_proxy_add (self, g_rand_int_range (rand, FAULT_NONE, N_FAULTS));
}

void
fault_proxy_set_cut (FaultProxy *self, gboolean is_cut)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->is_cut = is_cut;
}

guint
fault_proxy_count_left (FaultProxy *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return g_queue_get_length (&self->script);
}
