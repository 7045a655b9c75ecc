/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bilikd-store.h"

G_BEGIN_DECLS

/* Agents, as administration sees them; signing in is bilikd-accounts.h. */

typedef struct
{
  gint64 organization_id;
  const char *email;
  const char *name;
  const char *role;
  gboolean is_tso;
  const char *password_hash;
  gint64 created_at;
} BilikdAgentRecord;

/* Returns: the new row, or 0; %CRM_ERROR_CONFLICT if the address is taken or the role unknown */
gint64 bilikd_agent_insert (BilikdDb *db, const BilikdAgentRecord *record, GError **error);

/* Returns: the row, or 0 with %CRM_ERROR_NOT_FOUND */
gint64 bilikd_agent_find (BilikdDb *db, const char *email, GError **error);

/* Returns: (transfer full) (nullable): how the agent is called */
char *bilikd_agent_get_name (BilikdDb *db, gint64 agent_id, GError **error);

gboolean bilikd_agent_set_password (BilikdDb *db, gint64 agent_id, const char *password_hash, GError **error);

typedef struct
{
  const char *organization;
  const char *email;
  const char *name;
  const char *role;
  gboolean is_active;
  gint64 n_sessions; /* living ones */
} BilikdAgentRow;

typedef void (*BilikdAgentFunc) (const BilikdAgentRow *agent, gpointer data);
gboolean bilikd_agents_list (BilikdDb *db, gint64 now, BilikdAgentFunc func, gpointer data, GError **error);

G_END_DECLS
