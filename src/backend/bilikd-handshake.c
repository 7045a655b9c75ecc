/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd"

#include "bilikd-handshake.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>

#include "bilikd-loop.h"

#define GUID       "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
#define KEY_LENGTH 24 /* 16 bytes in base64 */

/* Of the kernel, for one stream; it takes twice that. What a slow peer has not read stays in the store, not here. */
#define SEND_BUFFER (64 * 1024)

/* Who may listen and from where, kept from the call until libmicrohttpd hands the socket over. */
typedef struct
{
  BilikdHub *hub;
  GSource *loop;
  BilikdCaller caller;
  gint64 seq;
  char *epoch;
  gboolean needs_resync;
} Ticket;

static void
prepare_socket (int fd)
{
  int on = 1, size = SEND_BUFFER;

  fcntl (fd, F_SETFL, fcntl (fd, F_GETFL) | O_NONBLOCK);
  setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  setsockopt (fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
}

static void
ticket_free (Ticket *ticket)
{
  g_free (ticket->caller.session_id);
  g_free (ticket->epoch);
  g_free (ticket);
}

/* libmicrohttpd keeps some 12 KiB for a connection that it handed over, and goes through all of them whenever it resumes
 * one: an event would cost more, the more sockets were idle. So the socket is taken from it altogether. */
static void
on_upgraded (void *data,
             struct MHD_Connection *connection,
             void *context,
             const char *extra,
             size_t extra_size,
             MHD_socket fd,
             struct MHD_UpgradeResponseHandle *handle)
{
  Ticket *ticket = data;
  BilikdHubConnection stream = { fcntl (fd, F_DUPFD_CLOEXEC, 0), extra, extra_size };

  if (stream.fd >= 0)
    {
      prepare_socket (stream.fd);
      bilikd_hub_add (ticket->hub, &ticket->caller, ticket->seq, ticket->epoch, ticket->needs_resync,
                      &stream);
    }
  MHD_upgrade_action (handle, MHD_UPGRADE_ACTION_CLOSE);
  bilikd_loop_wake (ticket->loop);
  ticket_free (ticket);
}

/* --- the handshake ---------------------------------------------------------------- */

static gboolean
has_word (struct MHD_Connection *connection, const char *header, const char *word)
{
  const char *value = MHD_lookup_connection_value (connection, MHD_HEADER_KIND, header);
  g_auto (GStrv) words = g_strsplit (value != NULL ? value : "", ",", 16);

  for (gsize i = 0; words[i] != NULL; i++)
    {
      if (g_ascii_strcasecmp (g_strstrip (words[i]), word) == 0)
        return TRUE;
    }
  return FALSE;
}

static char *
make_accept (const char *key)
{
  g_autofree char *text = g_strconcat (key, GUID, NULL);
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA1);
  guint8 digest[20];
  gsize size = sizeof digest;

  g_checksum_update (checksum, (const guchar *) text, -1);
  g_checksum_get_digest (checksum, digest, &size);
  return g_base64_encode (digest, size);
}

static Ticket *
make_ticket (BilikdCall *call, GSource *loop)
{
  Ticket *ticket = g_new0 (Ticket, 1);

  ticket->hub = call->services->hub;
  ticket->loop = loop;
  ticket->caller = call->caller;
  ticket->caller.session_id = g_strdup (call->caller.session_id);
  ticket->caller.service_token = NULL;
  ticket->seq = call->stream_seq;
  ticket->epoch = g_strdup (call->reply->str);
  ticket->needs_resync = call->stream_needs_resync;
  return ticket;
}

BilikdReply *
bilikd_handshake_reply (BilikdCall *call, struct MHD_Connection *connection, GSource *loop, GError **error)
{
  const char *key = MHD_lookup_connection_value (connection, MHD_HEADER_KIND, "Sec-WebSocket-Key");
  g_autofree char *accept = NULL;
  BilikdReply *reply;

  if (!has_word (connection, "Connection", "upgrade") || !has_word (connection, "Upgrade", "websocket") ||
      !has_word (connection, "Sec-WebSocket-Version", "13") || key == NULL || strlen (key) != KEY_LENGTH)
    {
      g_set_error_literal (error, CRM_ERROR, CRM_ERROR_BAD_REQUEST, "This is for WebSocket, version 13.");
      return NULL;
    }
  if (bilikd_hub_is_full (call->services->hub))
    {
      g_set_error_literal (error, CRM_ERROR, CRM_ERROR_UNAVAILABLE, "There is no room for another stream.");
      return NULL;
    }
  accept = make_accept (key);
  reply = g_new0 (BilikdReply, 1);
  reply->status = 101;
  reply->response = MHD_create_response_for_upgrade (on_upgraded, make_ticket (call, loop));
  MHD_add_response_header (reply->response, "Upgrade", "websocket");
  MHD_add_response_header (reply->response, "Sec-WebSocket-Accept", accept);
  return reply;
}
