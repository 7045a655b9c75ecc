/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikctl"

#include "bilikctl.h"

#include "bilikd-accounts.h"
#include "bilikd-organizations.h"

static gboolean
parse_switch (const char *word, gboolean *out_is_on, GError **error)
{
  *out_is_on = g_str_equal (word, "on");
  if (*out_is_on || g_str_equal (word, "off"))
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "“%s” is neither “on” nor “off”", word);
  return FALSE;
}

static gboolean
parse_flag (const char *word, CrmFlag *out_flag, GError **error)
{
  if (crm_flag_from_wire (word, out_flag))
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               "There is no flag “%s”; see bilikctl flag list", word);
  return FALSE;
}

static gboolean
set_flag (BilikctlContext *context, char **arguments, GError **error)
{
  g_autoptr (BilikdDb) db = NULL;
  gint64 organization_id;
  gboolean is_on;
  CrmFlag flag;

  if (!bilikctl_expect_arguments (arguments, 3, error) || !parse_flag (arguments[2], &flag, error) ||
      !parse_switch (arguments[3], &is_on, error))
    return FALSE;
  db = bilikctl_open (context, error);
  organization_id = db != NULL ? bilikctl_find_organization (db, arguments[1], error) : 0;
  return organization_id != 0 && bilikd_flag_set (db, organization_id, flag, is_on, error);
}

static void
print_flags (gint64 id, const char *name, gpointer data)
{
  CrmFlags flags = 0;

  if (!bilikd_flags_load (data, id, &flags, NULL))
    return;
  g_print ("%" G_GINT64_FORMAT " %s\n", id, name);
  for (int flag = 0; flag < CRM_N_FLAGS; flag++)
    g_print ("  %-32s %s\n", crm_flag_to_wire ((CrmFlag) flag), CRM_HAS (flags, flag) ? "on" : "off");
}

static gboolean
list_flags (BilikctlContext *context, char **arguments, GError **error)
{
  g_autoptr (BilikdDb) db = NULL;

  if (!bilikctl_expect_arguments (arguments, 0, error))
    return FALSE;
  db = bilikctl_open (context, error);
  return db != NULL && bilikd_organizations_list (db, print_flags, db, error);
}

const BilikctlCommand bilikctl_flag_commands[] = {
  { "flag list", "", "Every organization and its flags.", list_flags },
  { "flag set", "ORGANIZATION FLAG on|off",
    "Switches a feature; ORGANIZATION is a number, an SSO id or a name.", set_flag },
  { NULL },
};
