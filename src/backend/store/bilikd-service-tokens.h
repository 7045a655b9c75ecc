/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bilikd-store.h"
#include "crm-types.h"

G_BEGIN_DECLS

/* Credentials of programs: a chatbot, an AI agent, another system of the company. Opaque, and known by this. */
#define BILIKD_SERVICE_TOKEN_PREFIX "bks_"

typedef struct
{
  gint64 id;
  gint64 organization_id;
  CrmServiceScope scope;
} BilikdServiceToken;

/* Returns: the new row, or 0 */
gint64 bilikd_service_token_insert (BilikdDb *db,
                                    gint64 organization_id,
                                    CrmServiceScope scope,
                                    const char *token,
                                    gint64 now,
                                    GError **error);

/* FALSE with %CRM_ERROR_UNAUTHENTICATED if there is none, or it was revoked. Asked at every call (SEC-19). */
gboolean
bilikd_service_token_find (BilikdDb *db, const char *token, BilikdServiceToken *out_token, GError **error);

/* Repeatable; FALSE with %CRM_ERROR_NOT_FOUND if there is no such token. */
gboolean bilikd_service_token_revoke (BilikdDb *db, gint64 id, gint64 now, GError **error);

typedef struct
{
  gint64 id;
  const char *organization;
  const char *scope;
  gint64 created_at;
  gboolean is_revoked;
} BilikdServiceTokenRow;

typedef void (*BilikdServiceTokenFunc) (const BilikdServiceTokenRow *token, gpointer data);
gboolean
bilikd_service_tokens_list (BilikdDb *db, BilikdServiceTokenFunc func, gpointer data, GError **error);

G_END_DECLS
