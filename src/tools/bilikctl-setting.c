/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikctl"

#include "bilikctl.h"

#include "bilikd-organizations.h"
#include "crm-error.h"

#define SETTING_WORD_(symbol, word) word,
static const char *const setting_words[] = { BILIKD_SETTINGS (SETTING_WORD_) NULL };

static gboolean
parse_setting (const char *word, BilikdSetting *out_setting, GError **error)
{
  g_autofree char *known = NULL;

  for (int i = 0; i < BILIKD_N_SETTINGS; i++)
    if (g_str_equal (setting_words[i], word))
      {
        *out_setting = (BilikdSetting) i;
        return TRUE;
      }
  known = g_strjoinv (", ", (char **) setting_words);
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "There is no setting “%s”; known: %s", word,
               known);
  return FALSE;
}

/* "on" and "off" as people write them; the schema checks the rest. */
static const char *
normalize (const char *value)
{
  if (g_str_equal (value, "on"))
    return "1";
  return g_str_equal (value, "off") ? "0" : value;
}

static gboolean
set_setting (BilikctlContext *context, char **arguments, GError **error)
{
  g_autoptr (BilikdDb) db = NULL;
  BilikdSetting setting;
  gint64 organization_id;
  GError *local_error = NULL;

  if (!bilikctl_expect_arguments (arguments, 3, error) || !parse_setting (arguments[2], &setting, error))
    return FALSE;
  db = bilikctl_open (context, error);
  organization_id = db != NULL ? bilikctl_find_organization (db, arguments[1], error) : 0;
  if (organization_id == 0)
    return FALSE;
  if (bilikd_setting_set (db, organization_id, setting, normalize (arguments[3]), &local_error))
    return TRUE;
  if (g_error_matches (local_error, CRM_ERROR, CRM_ERROR_CONFLICT))
    {
      g_clear_error (&local_error);
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "“%s” is no value of “%s”", arguments[3],
                   arguments[2]);
      return FALSE;
    }
  g_propagate_error (error, local_error);
  return FALSE;
}

const BilikctlCommand bilikctl_setting_commands[] = {
  { "setting set", "ORGANIZATION KEY VALUE",
    "ticket_create_surface embed|native, ticket_enabled on|off, crm_auto_associate on|off, "
    "embed_ready_timeout_ms N.",
    set_setting },
  { NULL },
};
