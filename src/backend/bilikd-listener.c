/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd"

#include "bilikd-listener.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <unistd.h>

/* A backlog of 10 gives a p99 of 1.4 s as soon as 64 clients come at once. */
#define BACKLOG 4096

static gboolean
configure (GSocket *socket, GError **error)
{
  g_socket_set_blocking (socket, FALSE);
  g_socket_set_listen_backlog (socket, BACKLOG);
  /* Accepted sockets inherit it; with Nagle's algorithm every answer waits for the peer's delayed acknowledgement. */
  return g_socket_set_option (socket, IPPROTO_TCP, TCP_NODELAY, 1, error);
}

int
bilikd_listener_open (const char *address, guint16 *port, GError **error)
{
  g_autoptr (GSocketAddress) wanted = g_inet_socket_address_new_from_string (address, *port);
  g_autoptr (GSocketAddress) found = NULL;
  g_autoptr (GSocket) socket = NULL;
  int fd;

  socket =
      g_socket_new (g_socket_address_get_family (wanted), G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, error);
  if (socket == NULL || !configure (socket, error) || !g_socket_bind (socket, wanted, TRUE, error) ||
      !g_socket_listen (socket, error))
    {
      g_prefix_error (error, "Can't listen on %s port %u: ", address, *port);
      return -1;
    }
  found = g_socket_get_local_address (socket, error);
  if (found == NULL)
    return -1;
  *port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (found));
  /* GSocket closes its descriptor when it goes; ours stays. */
  fd = dup (g_socket_get_fd (socket));
  if (fd < 0)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "Out of descriptors");
  return fd;
}
