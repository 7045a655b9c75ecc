/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikctl"

#include "bilikctl.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bilikd-agents.h"
#include "bilikd-organizations.h"
#include "bilikd-password.h"
#include "bilikd-role.h"
#include "bilikd-sessions.h"
#include "crm-error.h"
#include "crm-time.h"

#define MIN_PASSWORD 8
#define MAX_PASSWORD 256

/* From the terminal without an echo, else one line of standard input: never from the command line, where every
 * user of the machine could read it (SEC-20). */
static char *
read_password (GError **error)
{
  char line[MAX_PASSWORD + 2] = "";
  const char *typed = isatty (STDIN_FILENO) ? getpass ("Password: ") : fgets (line, sizeof line, stdin);
  g_autofree char *password = g_strdup (typed != NULL ? typed : "");
  gsize length;

  explicit_bzero (line, sizeof line);
  password[strcspn (password, "\r\n")] = '\0';
  length = strlen (password);
  if (length >= MIN_PASSWORD && length <= MAX_PASSWORD && g_utf8_validate (password, -1, NULL))
    return g_steal_pointer (&password);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "A password has %d to %d characters", MIN_PASSWORD,
               MAX_PASSWORD);
  return NULL;
}

static char *
read_password_hash (GError **error)
{
  g_autofree char *password = read_password (error);
  char *hash = password != NULL ? bilikd_password_hash (password) : NULL;

  if (password != NULL && hash == NULL)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "The password can't be hashed");
  return hash;
}

static gboolean
check_agent (const char *email, const char *role, GError **error)
{
  if (bilikd_role_find (role) == NULL)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "There is no role “%s”", role);
      return FALSE;
    }
  if (!g_regex_match_simple ("^[^@\\s]{1,64}@[^@\\s]{1,189}$", email, 0, 0))
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "“%s” is no e-mail address", email);
      return FALSE;
    }
  return TRUE;
}

static gboolean
add_agent (BilikctlContext *context, char **arguments, GError **error)
{
  g_autoptr (BilikdDb) db = NULL;
  g_autofree char *hash = NULL;
  BilikdAgentRecord record = { .created_at = crm_time_now () };
  GError *local_error = NULL;

  if (!bilikctl_expect_arguments (arguments, 4, error) || !check_agent (arguments[2], arguments[4], error))
    return FALSE;
  db = bilikctl_open (context, error);
  record.organization_id = db != NULL ? bilikctl_find_organization (db, arguments[1], error) : 0;
  if (record.organization_id == 0)
    return FALSE;
  record.email = arguments[2];
  record.name = arguments[3];
  record.role = arguments[4];
  record.is_tso = bilikd_role_find (record.role)->is_tso;
  hash = read_password_hash (error);
  record.password_hash = hash;
  if (hash == NULL)
    return FALSE;
  if (bilikd_agent_insert (db, &record, &local_error) != 0)
    return TRUE;
  if (g_error_matches (local_error, CRM_ERROR, CRM_ERROR_CONFLICT))
    {
      g_clear_error (&local_error);
      g_set_error (&local_error, CRM_ERROR, CRM_ERROR_ALREADY_EXISTS, "“%s” has a sign-in already",
                   record.email);
    }
  g_propagate_error (error, local_error);
  return FALSE;
}

static void
print_agent (const BilikdAgentRow *agent, gpointer data)
{
  g_print ("%-24s %-32s %-24s %-10s %s%" G_GINT64_FORMAT " sessions\n", agent->organization, agent->email,
           agent->name, agent->role, agent->is_active ? "" : "inactive, ", agent->n_sessions);
}

static gboolean
list_agents (BilikctlContext *context, char **arguments, GError **error)
{
  g_autoptr (BilikdDb) db = NULL;

  if (!bilikctl_expect_arguments (arguments, 0, error))
    return FALSE;
  db = bilikctl_open (context, error);
  return db != NULL && bilikd_agents_list (db, crm_time_now (), print_agent, NULL, error);
}

static gboolean
set_password (BilikctlContext *context, char **arguments, GError **error)
{
  g_autoptr (BilikdDb) db = NULL;
  g_autofree char *hash = NULL;
  gint64 agent_id;

  if (!bilikctl_expect_arguments (arguments, 1, error))
    return FALSE;
  db = bilikctl_open (context, error);
  agent_id = db != NULL ? bilikd_agent_find (db, arguments[1], error) : 0;
  if (agent_id == 0)
    return FALSE;
  hash = read_password_hash (error);
  return hash != NULL && bilikd_agent_set_password (db, agent_id, hash, error) &&
         bilikd_sessions_revoke_of_agent (db, agent_id, crm_time_now (), error);
}

static gboolean
revoke_sessions (BilikctlContext *context, char **arguments, GError **error)
{
  g_autoptr (BilikdDb) db = NULL;
  gint64 agent_id;

  if (!bilikctl_expect_arguments (arguments, 1, error))
    return FALSE;
  db = bilikctl_open (context, error);
  agent_id = db != NULL ? bilikd_agent_find (db, arguments[1], error) : 0;
  return agent_id != 0 && bilikd_sessions_revoke_of_agent (db, agent_id, crm_time_now (), error);
}

const BilikctlCommand bilikctl_agent_commands[] = {
  { "agent list", "", "Every agent.", list_agents },
  { "agent add", "ORGANIZATION EMAIL NAME admin|agent|associate|inbox|tso",
    "A new sign-in; the password is read from the terminal or standard input.", add_agent },
  { "agent password", "EMAIL", "A new password, read likewise; ends the agent's sessions.", set_password },
  { "agent revoke-sessions", "EMAIL", "Ends the agent's sessions at once.", revoke_sessions },
  { NULL },
};
