/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd"

#include "bilikd-keys.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bilikd-jwt.h"

#define KEY_SIZE 32
#define ID_SIZE  16

static void
fill_random (guint8 *bytes, gsize size)
{
  /* Up to 256 bytes getrandom() gives all or nothing, and nothing only without a kernel source. */
  if (getrandom (bytes, size, 0) != (gssize) size)
    g_error ("The system has no random numbers");
}

static gboolean
fail (const char *path, int code, GError **error)
{
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code), "Can't use the key file “%s”: %s", path,
               g_strerror (code));
  return FALSE;
}

/* O_EXCL: of two that start at once only one makes the key, and nothing that is there is written over. */
static gboolean
create (const char *path, GError **error)
{
  guint8 bytes[KEY_SIZE];
  g_autofree char *folder = g_path_get_dirname (path);
  int fd = -1, code;

  if (g_mkdir_with_parents (folder, 0700) == 0)
    fd = g_open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0)
    return errno == EEXIST || fail (path, errno, error);
  fill_random (bytes, sizeof bytes);
  code = write (fd, bytes, sizeof bytes) == (gssize) sizeof bytes && fsync (fd) == 0 ? 0 : errno;
  g_close (fd, NULL);
  explicit_bzero (bytes, sizeof bytes);
  if (code == 0)
    return TRUE;
  g_unlink (path);
  return fail (path, code, error);
}

GBytes *
bilikd_key_load (const char *path, GError **error)
{
  GStatBuf status;
  g_autofree char *content = NULL;
  gsize size = 0;

  if (!create (path, error) || !g_file_get_contents (path, &content, &size, error))
    return NULL;
  if (g_stat (path, &status) != 0 || (status.st_mode & 077) != 0 || size != KEY_SIZE)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED,
                   "The key file “%s” must hold %d bytes and be readable by its owner only", path, KEY_SIZE);
      return NULL;
    }
  return g_bytes_new_take (g_steal_pointer (&content), size);
}

char *
bilikd_random_id (void)
{
  guint8 bytes[ID_SIZE];
  GString *text = g_string_sized_new (2 * ID_SIZE);

  fill_random (bytes, sizeof bytes);
  for (gsize i = 0; i < sizeof bytes; i++)
    g_string_append_printf (text, "%02x", bytes[i]);
  return g_string_free (text, FALSE);
}

char *
bilikd_random_token (void)
{
  guint8 bytes[KEY_SIZE];

  fill_random (bytes, sizeof bytes);
  return bilikd_base64url_encode (bytes, sizeof bytes);
}

char *
bilikd_key_derive_token (GBytes *key, const char *token)
{
  gsize key_size, size = KEY_SIZE;
  const guint8 *key_bytes = g_bytes_get_data (key, &key_size);
  g_autoptr (GHmac) hmac = g_hmac_new (G_CHECKSUM_SHA256, key_bytes, key_size);
  guint8 bytes[KEY_SIZE];

  /* The prefix keeps this use of the key apart from the signing of tokens. */
  g_hmac_update (hmac, (const guchar *) "refresh:", -1);
  g_hmac_update (hmac, (const guchar *) token, -1);
  g_hmac_get_digest (hmac, bytes, &size);
  return bilikd_base64url_encode (bytes, sizeof bytes);
}
