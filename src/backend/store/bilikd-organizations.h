/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bilikd-store.h"
#include "crm-types.h"

G_BEGIN_DECLS

/* Organisations, their switches and their agents, for those who set them up: sample data and bilikctl. */

/* Returns: the new row, or 0 */
gint64 bilikd_organization_insert (BilikdDb *db,
                                   const char *name,
                                   const char *company_sso_id,
                                   gint64 now,
                                   GError **error);

/**
 * bilikd_organization_find:
 * @key: its number, its company SSO id, or its name in any case
 *
 * Returns: the row, or 0 with %CRM_ERROR_NOT_FOUND
 */
gint64 bilikd_organization_find (BilikdDb *db, const char *key, GError **error);

typedef void (*BilikdOrganizationFunc) (gint64 id, const char *name, gpointer data);
gboolean bilikd_organizations_list (BilikdDb *db, BilikdOrganizationFunc func, gpointer data, GError **error);

gboolean bilikd_flag_set (BilikdDb *db, gint64 organization_id, CrmFlag flag, gboolean is_on, GError **error);

#define BILIKD_SETTINGS(X)                                                                                   \
  X (BILIKD_SETTING_TICKET_CREATE_SURFACE, "ticket_create_surface")                                          \
  X (BILIKD_SETTING_TICKET_ENABLED, "ticket_enabled")                                                        \
  X (BILIKD_SETTING_CRM_AUTO_ASSOCIATE, "crm_auto_associate")                                                \
  X (BILIKD_SETTING_EMBED_READY_TIMEOUT_MS, "embed_ready_timeout_ms")

#define BILIKD_SETTING_VALUE_(symbol, word) symbol,
typedef enum { BILIKD_SETTINGS (BILIKD_SETTING_VALUE_) BILIKD_N_SETTINGS } BilikdSetting;
#undef BILIKD_SETTING_VALUE_

/* @value as it is stored: a word for the surface, a number for the others; FALSE if the schema refuses it. */
gboolean bilikd_setting_set (BilikdDb *db,
                             gint64 organization_id,
                             BilikdSetting setting,
                             const char *value,
                             GError **error);

G_END_DECLS
