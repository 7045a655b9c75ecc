/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd"

#include "bilikd-sample-data.h"

#include "bilikd-db.h"
#include "bilikd-password.h"
#include "crm-error.h"

/* To be read off a screen and typed: nothing that looks like something else. */
#define ALPHABET "abcdefghjkmnpqrstuvwxyz23456789"
#define N_GROUPS 4
#define GROUP    4

static char *
make_password (void)
{
  GString *password = g_string_new (NULL);

  for (guint i = 0; i < N_GROUPS * GROUP; i++)
    {
      if (i > 0 && i % GROUP == 0)
        g_string_append_c (password, '-');
      g_string_append_c (password, ALPHABET[g_random_int_range (0, sizeof ALPHABET - 1)]);
    }
  return g_string_free (password, FALSE);
}

static char *
get_password_file (const char *database)
{
  g_autofree char *folder = g_path_get_dirname (database);

  return g_build_filename (folder, "sample-password", NULL);
}

char *
bilikd_sample_data_read_password (const char *database, GError **error)
{
  g_autofree char *path = get_password_file (database);
  char *password = NULL;

  if (g_file_get_contents (path, &password, NULL, error))
    g_strchomp (password);
  return password;
}

static gboolean
keep_password (const char *database, const char *password, GError **error)
{
  g_autofree char *path = get_password_file (database);
  g_autofree char *line = g_strconcat (password, "\n", NULL);

  return g_file_set_contents_full (path, line, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, error);
}

/* TRUE if the desk is there now, filled here or before. */
static gboolean
create (BilikdDb *db,
        const char *password,
        const BilikdSampleOptions *options,
        gboolean *out_is_new,
        GError **error)
{
  g_autofree char *hash = bilikd_password_hash (password);
  BilikdSampleOptions complete = *options;
  GError *local_error = NULL;

  if (hash == NULL)
    {
      g_set_error_literal (error, CRM_ERROR, CRM_ERROR_UNAVAILABLE, "The password can't be hashed.");
      return FALSE;
    }
  complete.password_hash = hash;
  *out_is_new = bilikd_sample_create (db, &complete, &local_error);
  if (*out_is_new || g_error_matches (local_error, CRM_ERROR, CRM_ERROR_ALREADY_EXISTS))
    {
      g_clear_error (&local_error);
      return TRUE;
    }
  g_propagate_error (error, local_error);
  return FALSE;
}

char *
bilikd_sample_data_fill (const char *database,
                         const char *password,
                         const BilikdSampleOptions *options,
                         GError **error)
{
  g_autoptr (BilikdDb) db = bilikd_db_open (database, error);
  g_autofree char *own = password != NULL ? g_strdup (password) : make_password ();
  gboolean is_new;

  if (db == NULL || !create (db, own, options, &is_new, error))
    return NULL;
  if (!is_new)
    return bilikd_sample_data_read_password (database, error);
  return keep_password (database, own, error) ? g_steal_pointer (&own) : NULL;
}
