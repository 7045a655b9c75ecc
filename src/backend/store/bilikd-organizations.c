/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd-store"

#include "bilikd-organizations.h"

#include "crm-error.h"

/* The first column of the one row, or 0 where there is none. */
static gboolean
read_number (BilikdStatement *row, gint64 *out_number, GError **error)
{
  GError *local_error = NULL;

  *out_number = bilikd_row_next (row, &local_error) ? bilikd_row_int (row, 0) : 0;
  bilikd_row_end (row);
  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, local_error);
  return FALSE;
}

gint64
bilikd_organization_insert (BilikdDb *db,
                            const char *name,
                            const char *company_sso_id,
                            gint64 now,
                            GError **error)
{
  BilikdStatement *insert = bilikd_db_prepare (
      db, "INSERT INTO organizations (name, company_sso_id, created_at) VALUES (?1, ?2, ?3) RETURNING id");
  gint64 id = 0;

  bilikd_bind_text (insert, 1, name);
  bilikd_bind_text (insert, 2, company_sso_id);
  bilikd_bind_int (insert, 3, now);
  return read_number (insert, &id, error) ? id : 0;
}

gint64
bilikd_organization_find (BilikdDb *db, const char *key, GError **error)
{
  BilikdStatement *row = bilikd_db_prepare (db, "SELECT id FROM organizations WHERE CAST (id AS TEXT) = ?1 "
                                                "OR company_sso_id = ?1 OR name = ?1 COLLATE NOCASE LIMIT 1");
  gint64 id;

  bilikd_bind_text (row, 1, key);
  if (!read_number (row, &id, error))
    return 0;
  if (id == 0)
    g_set_error (error, CRM_ERROR, CRM_ERROR_NOT_FOUND, "There is no organization “%s”.", key);
  return id;
}

gboolean
bilikd_organizations_list (BilikdDb *db, BilikdOrganizationFunc func, gpointer data, GError **error)
{
  BilikdStatement *rows = bilikd_db_prepare (db, "SELECT id, name FROM organizations ORDER BY id");
  GError *local_error = NULL;

  while (bilikd_row_next (rows, &local_error))
    func (bilikd_row_int (rows, 0), bilikd_row_text (rows, 1), data);
  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, local_error);
  return FALSE;
}

gboolean
bilikd_flag_set (BilikdDb *db, gint64 organization_id, CrmFlag flag, gboolean is_on, GError **error)
{
  BilikdStatement *upsert =
      bilikd_db_prepare (db, "INSERT INTO flags (organization_id, name, is_on) VALUES (?1, ?2, ?3) "
                             "ON CONFLICT (organization_id, name) DO UPDATE SET is_on = excluded.is_on");

  bilikd_bind_int (upsert, 1, organization_id);
  bilikd_bind_text (upsert, 2, crm_flag_to_wire (flag));
  bilikd_bind_int (upsert, 3, is_on);
  return bilikd_db_run (upsert, error);
}

/* A statement of its own for every setting: a column's name can't be bound. */
static BilikdStatement *
prepare_setting (BilikdDb *db, BilikdSetting setting)
{
  switch (setting)
    {
    case BILIKD_SETTING_TICKET_CREATE_SURFACE:
      return bilikd_db_prepare (db, "UPDATE organizations SET ticket_create_surface = ?2 WHERE id = ?1");
    case BILIKD_SETTING_TICKET_ENABLED:
      return bilikd_db_prepare (db, "UPDATE organizations SET ticket_enabled = ?2 WHERE id = ?1");
    case BILIKD_SETTING_CRM_AUTO_ASSOCIATE:
      return bilikd_db_prepare (db, "UPDATE organizations SET crm_auto_associate = ?2 WHERE id = ?1");
    case BILIKD_SETTING_EMBED_READY_TIMEOUT_MS:
      return bilikd_db_prepare (db, "UPDATE organizations SET embed_ready_timeout_ms = ?2 WHERE id = ?1");
    case BILIKD_N_SETTINGS:
    default:
      g_assert_not_reached ();
    }
}

gboolean
bilikd_setting_set (BilikdDb *db,
                    gint64 organization_id,
                    BilikdSetting setting,
                    const char *value,
                    GError **error)
{
  BilikdStatement *update = prepare_setting (db, setting);

  bilikd_bind_int (update, 1, organization_id);
  bilikd_bind_text (update, 2, value);
  return bilikd_db_run (update, error);
}
