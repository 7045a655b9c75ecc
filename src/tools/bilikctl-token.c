/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikctl"

#include "bilikctl.h"

#include "bilikd-keys.h"
#include "bilikd-organizations.h"
#include "bilikd-service-tokens.h"
#include "crm-time.h"

#define ALL_SCOPES "bot|agentic-ai|company"

typedef struct
{
  char *organization;
  char *scope;
} CreateOptions;

static void
create_options_clear (CreateOptions *self)
{
  g_free (self->organization);
  g_free (self->scope);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CreateOptions, create_options_clear)

static gboolean
read_options (char **arguments, CreateOptions *options, CrmServiceScope *out_scope, GError **error)
{
  g_auto (GStrv) words = g_strdupv (arguments);
  const GOptionEntry entries[] = {
    { "organization", 0, 0, G_OPTION_ARG_STRING, &options->organization, NULL, NULL },
    { "scope", 0, 0, G_OPTION_ARG_STRING, &options->scope, NULL, NULL },
    { NULL },
  };

  if (!bilikctl_parse_options (&words, entries, error) || !bilikctl_expect_arguments (words, 0, error))
    return FALSE;
  if (options->organization != NULL && crm_service_scope_from_wire (options->scope, out_scope))
    return TRUE;
  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                       "Name the organization and one of the scopes " ALL_SCOPES);
  return FALSE;
}

static gboolean
create_token (BilikctlContext *context, char **arguments, GError **error)
{
  g_autoptr (BilikdDb) db = NULL;
  g_auto (CreateOptions) options = { 0 };
  g_autofree char *random = NULL;
  g_autofree char *token = NULL;
  CrmServiceScope scope;
  gint64 organization_id;

  if (!read_options (arguments, &options, &scope, error))
    return FALSE;
  db = bilikctl_open (context, error);
  organization_id = db != NULL ? bilikctl_find_organization (db, options.organization, error) : 0;
  if (organization_id == 0)
    return FALSE;
  random = bilikd_random_token ();
  token = g_strconcat (BILIKD_SERVICE_TOKEN_PREFIX, random, NULL);
  if (bilikd_service_token_insert (db, organization_id, scope, token, crm_time_now (), error) == 0)
    return FALSE;
  g_print ("%s\n", token);
  return TRUE;
}

static void
print_token (const BilikdServiceTokenRow *token, gpointer data)
{
  g_autoptr (GDateTime) created = g_date_time_new_from_unix_utc (token->created_at / 1000);
  g_autofree char *day = g_date_time_format (created, "%Y-%m-%d");

  g_print ("%-6" G_GINT64_FORMAT " %-24s %-10s %s%s\n", token->id, token->organization, token->scope, day,
           token->is_revoked ? " revoked" : "");
}

static gboolean
list_tokens (BilikctlContext *context, char **arguments, GError **error)
{
  g_autoptr (BilikdDb) db = NULL;

  if (!bilikctl_expect_arguments (arguments, 0, error))
    return FALSE;
  db = bilikctl_open (context, error);
  return db != NULL && bilikd_service_tokens_list (db, print_token, NULL, error);
}

static gboolean
revoke_token (BilikctlContext *context, char **arguments, GError **error)
{
  g_autoptr (BilikdDb) db = NULL;
  gint64 id;

  if (!bilikctl_expect_arguments (arguments, 1, error) ||
      !g_ascii_string_to_signed (arguments[1], 10, 1, G_MAXINT64, &id, error))
    return FALSE;
  db = bilikctl_open (context, error);
  return db != NULL && bilikd_service_token_revoke (db, id, crm_time_now (), error);
}

const BilikctlCommand bilikctl_token_commands[] = {
  { "token create", "--organization ORGANIZATION --scope " ALL_SCOPES,
    "A credential for a program; printed once, and kept as a hash.", create_token },
  { "token list", "", "Every credential of a program.", list_tokens },
  { "token revoke", "NUMBER", "Ends one at once.", revoke_token },
  { NULL },
};
