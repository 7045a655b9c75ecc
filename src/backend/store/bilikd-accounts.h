/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bilikd-store.h"
#include "crm-types.h"

G_BEGIN_DECLS

/* An agent with a living session, and the organisation's settings, as the database knows them now. */
typedef struct
{
  gint64 agent_id;
  gint64 organization_id;
  char *email;
  char *name;
  char *role;
  gboolean is_tso;
  char *organization_name;
  char *company_sso_id;
  CrmFlags flags;
  CrmCreateSurface surface;
  gboolean ticket_enabled;
  gboolean crm_auto_associate;
  gint64 embed_ready_timeout_ms;
} BilikdAccount;

void bilikd_account_clear (BilikdAccount *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BilikdAccount, bilikd_account_clear)

/**
 * bilikd_account_load:
 * Returns: %FALSE with %CRM_ERROR_UNAUTHENTICATED if the session has ended or the agent is gone. It is asked at
 *   every call, so that a revocation, also by another program, holds at once (SEC-19).
 */
gboolean bilikd_account_load (BilikdDb *db,
                              gint64 organization_id,
                              gint64 agent_id,
                              const char *session_id,
                              gint64 now,
                              BilikdAccount *out_account,
                              GError **error);

/* The flags of an organisation; one without a row has its default. */
gboolean bilikd_flags_load (BilikdDb *db, gint64 organization_id, CrmFlags *out_flags, GError **error);

/* What signing in needs; ids are 0 and the hash NULL if there is no such active agent. */
typedef struct
{
  gint64 agent_id;
  gint64 organization_id;
  char *password_hash;
} BilikdCredentials;

gboolean
bilikd_credentials_load (BilikdDb *db, const char *email, BilikdCredentials *out_credentials, GError **error);

G_END_DECLS
