/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikctl"

#include "bilikctl.h"

static gboolean
back_up (BilikctlContext *context, char **arguments, GError **error)
{
  g_autoptr (BilikdDb) db = NULL;

  if (!bilikctl_expect_arguments (arguments, 1, error))
    return FALSE;
  db = bilikctl_open (context, error);
  return db != NULL && bilikd_db_back_up (db, arguments[1], error);
}

const BilikctlCommand bilikctl_backup_commands[] = {
  { "backup", "FILE", "Writes all of the database, as it is now, into a new file; bilikd goes on meanwhile.",
    back_up },
  { NULL },
};
