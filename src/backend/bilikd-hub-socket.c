/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd"

#include "bilikd-hub-socket.h"

#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <wslay/wslay.h>

#include "crm-event.h"

#define MAX_MESSAGE (64 * 1024)           /* from a client (SEC-25) */
#define PATIENCE    (10 * G_USEC_PER_SEC) /* who has taken nothing for so long is too slow (REL-13) */
#define LINGER      (1 * G_USEC_PER_SEC)  /* for the closing handshake (SEC-19: gone within 5 s) */

/* Returns: how much the kernel took, or -1 with errno */
static ssize_t
write_some (BilikdHubSocket *self, const guint8 *bytes, gsize size, int flags)
{
  ssize_t n;

  do
    n = send (self->connection.fd, bytes, size, MSG_NOSIGNAL | flags);
  while (n < 0 && errno == EINTR);
  /* It was full: that there is room again is a word from the peer. */
  if (n > 0 && self->stuck_at != 0)
    self->stuck_at = self->heard_at = g_get_monotonic_time ();
  return n;
}

static gboolean
is_full (int code)
{
  return code == EAGAIN || code == EWOULDBLOCK;
}

/* --- wslay's callbacks ---------------------------------------------------------- */

static ssize_t
give_up (wslay_event_context_ptr framing, gboolean is_blocked)
{
  wslay_event_set_error (framing, is_blocked ? WSLAY_ERR_WOULDBLOCK : WSLAY_ERR_CALLBACK_FAILURE);
  return -1;
}

static ssize_t
on_read (wslay_event_context_ptr framing, uint8_t *buffer, size_t size, int flags, void *data)
{
  BilikdHubSocket *self = data;
  ssize_t n = 0;

  if (self->connection.head != NULL)
    {
      n = (ssize_t) MIN (size, self->connection.head_size - self->head_read);
      memcpy (buffer, (const guint8 *) self->connection.head + self->head_read, (gsize) n);
      self->head_read += (gsize) n;
      if (self->head_read == self->connection.head_size)
        g_clear_pointer ((gpointer *) &self->connection.head, g_free);
    }
  else if (self->has_read)
    {
      /* Who sends without pause has one read a turn, as everybody has (SEC-24). */
      return give_up (framing, TRUE);
    }
  else
    {
      self->has_read = TRUE;
      do
        n = recv (self->connection.fd, buffer, size, 0);
      while (n < 0 && errno == EINTR);
    }
  if (n <= 0)
    return give_up (framing, n < 0 && is_full (errno));
  self->unread += n;
  self->heard_at = g_get_monotonic_time ();
  return n;
}

static ssize_t
on_write (wslay_event_context_ptr framing, const uint8_t *bytes, size_t size, int flags, void *data)
{
  BilikdHubSocket *self = data;
  ssize_t n;

  if (self->rest != NULL)
    return give_up (framing, TRUE);
  n = write_some (self, bytes, size, flags & WSLAY_MSG_MORE ? MSG_MORE : 0);
  return n >= 0 ? n : give_up (framing, is_full (errno));
}

/* A client's frame is masked: its head has 6 bytes and what its length needs. */
static void
on_frame (wslay_event_context_ptr framing,
          const struct wslay_event_on_frame_recv_start_arg *frame,
          void *data)
{
  BilikdHubSocket *self = data;
  guint64 length = frame->payload_length;

  self->unread -= (gint64) (length + 6 + (length > 0xffff ? 8 : length > 125 ? 2 : 0));
  if (!wslay_is_ctrl_frame (frame->opcode))
    self->is_in_message = !frame->fin;
}

static const struct wslay_event_callbacks callbacks = {
  .recv_callback = on_read,
  .send_callback = on_write,
  .on_frame_recv_start_callback = on_frame,
};

/* --- framing -------------------------------------------------------------------- */

static gboolean
require_framing (BilikdHubSocket *self)
{
  if (self->framing != NULL)
    return TRUE;
  if (wslay_event_context_server_init (&self->framing, &callbacks, self) != 0)
    {
      self->framing = NULL;
      self->is_gone = TRUE;
      return FALSE;
    }
  wslay_event_config_set_max_recv_msg_length (self->framing, MAX_MESSAGE);
  return TRUE;
}

static gboolean
is_waiting (BilikdHubSocket *self)
{
  return self->rest != NULL || (self->framing != NULL && wslay_event_want_write (self->framing) != 0);
}

/* Refused, or has said goodbye: whatever else it sends is not taken. */
static gboolean
is_deaf (BilikdHubSocket *self)
{
  return self->framing != NULL && wslay_event_get_read_enabled (self->framing) == 0;
}

/* Between two messages, with nothing to send, there is nothing to remember. Who does not take what waits is not read
 * from either: or its pings would be answered into memory (SEC-25). */
static void
settle (BilikdHubSocket *self)
{
  gboolean wants_write = is_waiting (self);
  guint32 interest = wants_write ? EPOLLOUT : is_deaf (self) ? EPOLLRDHUP : EPOLLIN | EPOLLRDHUP;
  struct epoll_event event = { .events = interest, .data.ptr = self };

  if (self->framing != NULL && wslay_event_get_close_sent (self->framing) && !wants_write &&
      wslay_event_get_close_received (self->framing))
    self->is_gone = TRUE;
  if (self->is_gone)
    return;
  if (interest != self->interest)
    {
      epoll_ctl (self->epoll_fd, EPOLL_CTL_MOD, self->connection.fd, &event);
      self->interest = interest;
      self->stuck_at = wants_write ? g_get_monotonic_time () : 0;
    }
  if (self->framing != NULL && !wants_write && self->unread == 0 && !self->is_in_message &&
      self->closing_at == 0)
    g_clear_pointer (&self->framing, wslay_event_context_free);
}

/* What the kernel takes of frames now; the rest is kept, not copied. */
static void
push (BilikdHubSocket *self, GBytes *frames, gsize begin)
{
  gsize size;
  const guint8 *bytes = g_bytes_get_data (frames, &size);
  ssize_t n = write_some (self, bytes + begin, size - begin, 0);

  if (n < 0 && !is_full (errno))
    self->is_gone = TRUE;
  begin += (gsize) MAX (n, 0);
  self->rest = begin < size ? g_bytes_new_from_bytes (frames, begin, size - begin) : NULL;
}

/* Frames first: they end before a control frame begins, and the other way round. */
static void
flush (BilikdHubSocket *self)
{
  if (self->rest != NULL)
    {
      g_autoptr (GBytes) rest = g_steal_pointer (&self->rest);

      push (self, rest, 0);
    }
  if (!self->is_gone && self->framing != NULL && wslay_event_send (self->framing) != 0)
    self->is_gone = TRUE;
  settle (self);
}

/* --- public --------------------------------------------------------------------- */

BilikdHubSocket *
bilikd_hub_socket_new (const BilikdCaller *caller, int epoll_fd, const BilikdHubConnection *connection)
{
  BilikdHubSocket *self = g_new0 (BilikdHubSocket, 1);
  struct epoll_event event = { .events = EPOLLIN | EPOLLRDHUP, .data.ptr = self };

  self->link.data = self;
  self->organization_id = caller->organization_id;
  self->agent_id = caller->agent_id;
  self->session_id = g_strdup (caller->session_id);
  self->permissions = caller->permissions;
  self->epoll_fd = epoll_fd;
  self->connection = *connection;
  self->connection.head =
      connection->head_size > 0 ? g_memdup2 (connection->head, connection->head_size) : NULL;
  self->interest = event.events;
  self->heard_at = g_get_monotonic_time ();
  self->pinged_at = self->heard_at;
  if (epoll_ctl (epoll_fd, EPOLL_CTL_ADD, connection->fd, &event) != 0)
    self->is_gone = TRUE;
  return self;
}

void
bilikd_hub_socket_free (BilikdHubSocket *self)
{
  epoll_ctl (self->epoll_fd, EPOLL_CTL_DEL, self->connection.fd, NULL);
  g_clear_pointer (&self->framing, wslay_event_context_free);
  g_clear_pointer (&self->rest, g_bytes_unref);
  close (self->connection.fd);
  g_free ((gpointer) self->connection.head);
  g_free (self->session_id);
  g_free (self);
}

static void
hear (BilikdHubSocket *self)
{
  self->has_read = FALSE;
  if (!require_framing (self))
    return;
  if (wslay_event_recv (self->framing) != 0)
    self->is_gone = TRUE;
  /* wslay has queued a close of its own: too large, not UTF-8, a malformed frame; or answers the client's. */
  else if (self->closing_at == 0 && is_deaf (self))
    self->closing_at = g_get_monotonic_time ();
}

void
bilikd_hub_socket_serve (BilikdHubSocket *self, guint32 events)
{
  if ((events & (EPOLLHUP | EPOLLERR)) != 0 || ((events & EPOLLRDHUP) != 0 && is_deaf (self)))
    self->is_gone = TRUE;
  if (!self->is_gone && (events & (EPOLLIN | EPOLLRDHUP)) != 0)
    hear (self);
  if (!self->is_gone)
    flush (self);
}

gboolean
bilikd_hub_socket_is_free (BilikdHubSocket *self)
{
  return !self->is_gone && self->closing_at == 0 && !is_waiting (self);
}

void
bilikd_hub_socket_send (BilikdHubSocket *self, GBytes *frames, gsize begin)
{
  g_return_if_fail (bilikd_hub_socket_is_free (self));

  push (self, frames, begin);
  if (self->rest != NULL)
    settle (self);
}

void
bilikd_hub_socket_close (BilikdHubSocket *self, guint16 code)
{
  if (self->is_gone || self->closing_at != 0 || !require_framing (self))
    return;
  self->closing_at = g_get_monotonic_time ();
  self->close_code = code;
  /* After what waits already; nothing follows it. */
  if (wslay_event_queue_close (self->framing, code, NULL, 0) != 0)
    self->is_gone = TRUE;
  else
    flush (self);
}

void
bilikd_hub_socket_tick (BilikdHubSocket *self, gint64 now, gint64 heartbeat)
{
  struct wslay_event_msg ping = { WSLAY_PING, NULL, 0 };

  if (self->closing_at != 0)
    {
      self->is_gone = self->is_gone || now - self->closing_at > LINGER;
      return;
    }
  if (self->stuck_at != 0 && now - self->stuck_at > PATIENCE)
    {
      bilikd_hub_socket_close (self, CRM_STREAM_CLOSE_TOO_SLOW);
      return;
    }
  if (now - self->heard_at > 3 * heartbeat)
    {
      bilikd_hub_socket_close (self, CRM_STREAM_CLOSE_SILENT);
      return;
    }
  if (now - MAX (self->heard_at, self->pinged_at) < heartbeat || !require_framing (self))
    return;
  self->pinged_at = now;
  if (wslay_event_queue_msg (self->framing, &ping) == 0)
    flush (self);
}
