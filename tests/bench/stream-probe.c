/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holds WebSockets to a server on loopback, posts messages and measures what becomes of them; for bench-stream.py.
 *
 *   stream-probe PORT PID IDLE_TOKEN N_IDLE ACTIVE_TOKEN N_ACTIVE N_MESSAGES
 *
 * The idle sockets are of another organisation than the message, the active ones of the same. A message makes two
 * events. Prints one JSON object. */
#include <arpa/inet.h>
#include <glib.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define AT_ONCE  512 /* handshakes on their way */
#define FRAMES   2   /* a message */
#define PATIENCE (60 * G_USEC_PER_SEC)
#define TURN     25  /* messages, with nobody listening and then with the active */
#define PAUSE_US 200 /* after a message: the server waits for the next, with listeners and without */

typedef struct
{
  int fd;
  gboolean is_open; /* the handshake is over */
  guint8 head[14];
  guint n_head;
  guint64 skip; /* of a frame's payload */
} Socket;

typedef struct
{
  const char *token;
  Socket *sockets;
  guint n;
  guint n_started;
  guint n_open;
  guint64 n_frames;
} Crowd;

static int port;
static int epoll_fd;

/* --- the server, from outside -------------------------------------------------------------- */

static gint64
read_number (int pid, const char *file, const char *before)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/%s", pid, file);
  g_autofree char *text = NULL;
  const char *found;

  if (!g_file_get_contents (path, &text, NULL, NULL) || (found = strstr (text, before)) == NULL)
    g_error ("no %s", path);
  return g_ascii_strtoll (found + strlen (before), NULL, 10);
}

/* Of all its threads, to the nanosecond. */
static double
read_cpu_seconds (int pid)
{
  struct timespec spent;
  clockid_t clock;

  if (clock_getcpuclockid (pid, &clock) != 0 || clock_gettime (clock, &spent) != 0)
    g_error ("no clock of %d", pid);
  return (double) spent.tv_sec + (double) spent.tv_nsec / 1e9;
}

/* --- sockets --------------------------------------------------------------------------------- */

static int
connect_loopback (void)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons ((guint16) port) };
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  int on = 1;

  address.sin_addr.s_addr = htonl (INADDR_LOOPBACK);
  if (fd < 0 || connect (fd, (struct sockaddr *) &address, sizeof address) != 0)
    g_error ("can't connect: %s", g_strerror (errno));
  setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return fd;
}

static void
send_all (int fd, const char *text)
{
  if (send (fd, text, strlen (text), MSG_NOSIGNAL) != (ssize_t) strlen (text))
    g_error ("can't send: %s", g_strerror (errno));
}

static void
start_socket (Crowd *crowd)
{
  Socket *self = &crowd->sockets[crowd->n_started++];
  struct epoll_event event = { .events = EPOLLIN, .data.ptr = self };
  g_autofree char *head = g_strdup_printf (
      "GET /omnichannel/v1/stream HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nAuthorization: Bearer %s\r\n"
      "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
      port, crowd->token);

  *self = (Socket){ .fd = connect_loopback () };
  send_all (self->fd, head);
  epoll_ctl (epoll_fd, EPOLL_CTL_ADD, self->fd, &event);
}

/* Returns: how many events were in it */
static guint
take_bytes (Socket *self, const guint8 *bytes, gsize size)
{
  static const char pong[6] = { (char) 0x8a, (char) 0x80, 0, 0, 0, 0 };
  guint n = 0;

  while (size > 0)
    {
      gsize skipped = MIN (self->skip, size);
      guint wanted;

      self->skip -= skipped;
      bytes += skipped;
      size -= skipped;
      if (size == 0)
        break;
      self->head[self->n_head++] = *bytes++;
      size--;
      wanted = self->n_head < 2 ? 2 : self->head[1] == 126 ? 4 : self->head[1] == 127 ? 10 : 2;
      if (self->n_head < wanted)
        continue;
      self->skip = wanted == 2 ? self->head[1] : 0;
      for (guint i = 2; i < wanted; i++)
        self->skip = self->skip << 8 | self->head[i];
      if ((self->head[0] & 0xf) == 0x9)
        send (self->fd, pong, sizeof pong, MSG_NOSIGNAL);
      n += (self->head[0] & 0xf) == 0x1;
      self->n_head = 0;
    }
  return n;
}

static gboolean
is_of (const Crowd *crowd, const Socket *socket)
{
  return socket >= crowd->sockets && socket < crowd->sockets + crowd->n;
}

/* One turn: what has arrived, for one crowd or the other. */
static void
turn (Crowd *idle, Crowd *active)
{
  struct epoll_event ready[256];
  int n = epoll_wait (epoll_fd, ready, G_N_ELEMENTS (ready), 100);

  for (int i = 0; i < n; i++)
    {
      Socket *self = ready[i].data.ptr;
      Crowd *crowd = is_of (idle, self) ? idle : active;
      guint8 bytes[16384];
      ssize_t size = recv (self->fd, bytes, sizeof bytes, MSG_DONTWAIT);
      const guint8 *begin = bytes;

      if (size == 0 || (size < 0 && errno != EAGAIN))
        g_error ("a socket was closed");
      if (size > 0 && !self->is_open)
        {
          const guint8 *end = memmem (bytes, (gsize) size, "\r\n\r\n", 4);

          if (end == NULL || memcmp (bytes, "HTTP/1.1 101", 12) != 0)
            g_error ("no handshake: %.*s", (int) size, bytes);
          self->is_open = TRUE;
          crowd->n_open++;
          begin = end + 4;
        }
      if (size > 0)
        crowd->n_frames += take_bytes (self, begin, (gsize) (bytes + size - begin));
    }
}

/* Returns: seconds until all had their handshake */
static double
open_all (Crowd *idle, Crowd *active, Crowd *crowd)
{
  gint64 start = g_get_monotonic_time ();

  while (crowd->n_open < crowd->n)
    {
      while (crowd->n_started < crowd->n && crowd->n_started - crowd->n_open < AT_ONCE)
        start_socket (crowd);
      turn (idle, active);
      if (g_get_monotonic_time () - start > PATIENCE)
        g_error ("only %u of %u connected", crowd->n_open, crowd->n);
    }
  return (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC;
}

static void
close_all (Crowd *crowd)
{
  for (guint i = 0; i < crowd->n_started; i++)
    close (crowd->sockets[i].fd);
  crowd->n_started = crowd->n_open = 0;
}

/* --- messages --------------------------------------------------------------------------------- */

typedef struct
{
  GArray *whole; /* ms from the request until the last has every frame */
  GArray *late;  /* ms from the answer until then */
} Times;

static void
post (int fd, Crowd *idle, Crowd *active, Times *times)
{
  const char *body = "{\"contents\":\"Where is my order? It was due yesterday.\"}";
  g_autofree char *request = g_strdup_printf (
      "POST /omnichannel/v1/rooms/room-1-0002/messages HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n"
      "Authorization: Bearer %s\r\nContent-Type: application/json\r\nContent-Length: %" G_GSIZE_FORMAT
      "\r\n\r\n%s",
      port, active->token, strlen (body), body);
  guint64 wanted = active->n_frames + (guint64) FRAMES * active->n;
  gint64 start = g_get_monotonic_time (), answered = 0, end;
  double whole, late;
  char answer[4096];

  send_all (fd, request);
  while (answered == 0 || active->n_frames < wanted)
    {
      ssize_t size =
          answered == 0 ? recv (fd, answer, sizeof answer - 1, active->n > 0 ? MSG_DONTWAIT : 0) : 0;

      if (size > 0)
        {
          if (memcmp (answer, "HTTP/1.1 201", 12) != 0)
            g_error ("%.*s", (int) size, answer);
          answered = g_get_monotonic_time ();
        }
      if (active->n_frames < wanted)
        turn (idle, active);
      if (g_get_monotonic_time () - start > PATIENCE)
        g_error ("a message got lost");
    }
  end = g_get_monotonic_time ();
  whole = (double) (end - start) / 1000;
  late = (double) MAX (end - answered, 0) / 1000;
  g_array_append_val (times->whole, whole);
  g_array_append_val (times->late, late);
  g_usleep (PAUSE_US);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double difference = *(const double *) a - *(const double *) b;

  return difference < 0 ? -1 : difference > 0;
}

static double
quantile (GArray *values, double q)
{
  g_array_sort (values, compare);
  return values->len > 0 ? g_array_index (values, double, (guint) ((values->len - 1) * q)) : 0;
}

/* Until no frame has come for a while: what was owed from before. */
static void
settle (Crowd *idle, Crowd *active, gint64 for_us)
{
  gint64 until = g_get_monotonic_time () + for_us;

  while (g_get_monotonic_time () < until)
    turn (idle, active);
}

/* CPU of the server, µs a message. */
static double
post_block (int pid, int fd, guint n, Crowd *idle, Crowd *active, Times *times)
{
  double cpu = read_cpu_seconds (pid);

  for (guint i = 0; i < n; i++)
    post (fd, idle, active, times);
  return n > 0 ? (read_cpu_seconds (pid) - cpu) / n * 1e6 : 0;
}

/* The same messages with nobody listening and with the active ones, in turns: what the machine does meanwhile is in
 * both. @out_events: what only the second costs */
static double
post_in_turns (int pid, int fd, guint n_turns, Crowd *idle, Crowd *active, Times *times, double *out_events)
{
  g_autoptr (GArray) loud = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) events = g_array_new (FALSE, FALSE, sizeof (double));
  Times unused = { g_array_new (FALSE, FALSE, sizeof (double)), g_array_new (FALSE, FALSE, sizeof (double)) };

  for (guint i = 0; i < n_turns; i++)
    {
      Crowd nobody = { .token = active->token };
      double quiet, cpu;

      close_all (active);
      settle (idle, active, 20 * 1000);
      quiet = post_block (pid, fd, TURN, idle, &nobody, &unused);
      open_all (idle, active, active);
      settle (idle, active, 20 * 1000);
      cpu = post_block (pid, fd, TURN, idle, active, times);
      g_array_append_val (loud, cpu);
      cpu -= quiet;
      g_array_append_val (events, cpu);
    }
  g_array_unref (unused.whole);
  g_array_unref (unused.late);
  *out_events = quantile (events, 0.5);
  return quantile (loud, 0.5);
}

int
main (int argc, char **argv)
{
  struct rlimit limit;
  Crowd idle = { 0 }, active = { 0 };
  Times times = { g_array_new (FALSE, FALSE, sizeof (double)), g_array_new (FALSE, FALSE, sizeof (double)) };
  double first, again, cpu, events = 0;
  gint64 before, after;
  guint n_messages;
  int pid, fd;

  if (argc != 8)
    g_error ("stream-probe PORT PID IDLE_TOKEN N_IDLE ACTIVE_TOKEN N_ACTIVE N_MESSAGES");
  getrlimit (RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit (RLIMIT_NOFILE, &limit);
  port = atoi (argv[1]);
  pid = atoi (argv[2]);
  idle = (Crowd){ .token = argv[3], .n = (guint) atoi (argv[4]) };
  active = (Crowd){ .token = argv[5], .n = (guint) atoi (argv[6]) };
  n_messages = (guint) atoi (argv[7]);
  idle.sockets = g_new0 (Socket, idle.n + 1);
  active.sockets = g_new0 (Socket, active.n + 1);
  epoll_fd = epoll_create1 (EPOLL_CLOEXEC);

  before = read_number (pid, "status", "VmRSS:");
  first = open_all (&idle, &active, &idle);
  settle (&idle, &active, 500 * 1000);
  after = read_number (pid, "status", "VmRSS:");
  close_all (&idle);
  again = open_all (&idle, &active, &idle);
  open_all (&idle, &active, &active);
  settle (&idle, &active, 500 * 1000);

  fd = connect_loopback ();
  cpu = n_messages >= TURN ? post_in_turns (pid, fd, n_messages / TURN, &idle, &active, &times, &events)
                           : post_block (pid, fd, n_messages, &idle, &active, &times);
  printf (
      "{\"first_s\": %.3f, \"again_s\": %.3f, \"kib_per_socket\": %.3f, \"peak_mib\": %.1f, "
      "\"cpu_us\": %.1f, \"events_us\": %.1f, \"whole_p50\": %.3f, \"whole_p99\": %.3f, \"late_p50\": %.3f, "
      "\"late_p99\": %.3f}\n",
      first, again, idle.n > 0 ? (double) (after - before) / idle.n : 0,
      (double) read_number (pid, "status", "VmHWM:") / 1024, cpu, events, quantile (times.whole, 0.5),
      quantile (times.whole, 0.99), quantile (times.late, 0.5), quantile (times.late, 0.99));
  return 0;
}
