/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikctl"

#include "bilikctl.h"

#include "bilikd-organizations.h"
#include "bilikd-sample.h"
#include "crm-error.h"
#include "crm-time.h"

#define MAX_NAME 100

typedef struct
{
  const char *name;
  gint64 id;
} Addition;

static gboolean
add (BilikdDb *db, gpointer data, GError **error)
{
  Addition *addition = data;
  GError *local_error = NULL;

  if (bilikd_organization_find (db, addition->name, &local_error) != 0)
    {
      g_set_error (error, CRM_ERROR, CRM_ERROR_ALREADY_EXISTS, "There is an organization “%s” already",
                   addition->name);
      return FALSE;
    }
  if (!g_error_matches (local_error, CRM_ERROR, CRM_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, local_error);
      return FALSE;
    }
  g_error_free (local_error);
  addition->id = bilikd_sample_add_organization (db, addition->name, crm_time_now (), error);
  return addition->id != 0;
}

static gboolean
add_organization (BilikctlContext *context, char **arguments, GError **error)
{
  /* The first organisation of a server is made here, so its database may be too. */
  g_autoptr (BilikdDb) db = NULL;
  Addition addition = { 0 };

  if (!bilikctl_expect_arguments (arguments, 1, error))
    return FALSE;
  addition.name = g_strstrip (arguments[1]);
  if (*addition.name == '\0' || !g_utf8_validate (addition.name, -1, NULL) ||
      g_utf8_strlen (addition.name, -1) > MAX_NAME)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "A name has 1 to %d characters",
                   MAX_NAME);
      return FALSE;
    }
  db = bilikd_db_open (context->database, error);
  if (db == NULL || !bilikd_db_write (db, add, &addition, error))
    return FALSE;
  g_print ("%" G_GINT64_FORMAT "\n", addition.id);
  return TRUE;
}

static void
print_organization (gint64 id, const char *name, gpointer data)
{
  g_print ("%" G_GINT64_FORMAT " %s\n", id, name);
}

static gboolean
list_organizations (BilikctlContext *context, char **arguments, GError **error)
{
  g_autoptr (BilikdDb) db = NULL;

  if (!bilikctl_expect_arguments (arguments, 0, error))
    return FALSE;
  db = bilikctl_open (context, error);
  return db != NULL && bilikd_organizations_list (db, print_organization, NULL, error);
}

const BilikctlCommand bilikctl_organization_commands[] = {
  { "organization list", "", "Every organization with its number.", list_organizations },
  { "organization add", "NAME",
    "A new one with a support pipeline; prints its number. Then add agents and import.", add_organization },
  { NULL },
};
