/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd"

#include "bilikd-password.h"

#include <crypt.h>
#include <stdlib.h>
#include <string.h>

#define METHOD "$y$"
/* Hash of nothing anyone has; only its cost matters. */
#define DECOY "$y$j9T$F5Jx5fExrKuPp53xLKQ..1$X3DX6M94c7o.9agCG9G317fhZg9SqC.5i5rd.RhAtQ7"

static char *
crypt_with (const char *password, const char *setting)
{
  void *data = NULL;
  int size = 0;
  const char *hash = crypt_ra (password, setting, &data, &size);
  char *copy = hash != NULL && hash[0] != '*' ? g_strdup (hash) : NULL;

  if (data != NULL)
    explicit_bzero (data, (gsize) size);
  free (data);
  return copy;
}

char *
bilikd_password_hash (const char *password)
{
  char *setting = crypt_gensalt_ra (METHOD, 0, NULL, 0);
  char *hash = setting != NULL ? crypt_with (password, setting) : NULL;

  free (setting);
  return hash;
}

static gboolean
is_same (const char *a, const char *b)
{
  gsize length = strlen (a);
  guint difference = length != strlen (b);

  for (gsize i = 0; difference == 0 && i < length; i++)
    difference |= (guint) (a[i] ^ b[i]);
  return difference == 0;
}

gboolean
bilikd_password_verify (const char *password, const char *hash)
{
  g_autofree char *computed = crypt_with (password, hash != NULL ? hash : DECOY);

  return computed != NULL && hash != NULL && is_same (computed, hash);
}
