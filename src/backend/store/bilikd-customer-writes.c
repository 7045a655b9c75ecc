/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd-store"

#include "bilikd-customer-writes.h"

#include "bilikd-fold.h"
#include "bilikd-phone.h"
#include "bilikd-search-index.h"

#define MAX_NAME_KEY 48 /* what follows decides no order that anybody sees; the id does */

gint64
bilikd_customer_insert (BilikdDb *db,
                        gint64 organization_id,
                        const BilikdCustomerRecord *record,
                        GError **error)
{
  g_autofree char *name_key = bilikd_fold (record->name, MAX_NAME_KEY);
  g_autofree char *digits = bilikd_phone_to_digits (record->phone);
  BilikdStatement *insert = bilikd_db_prepare (
      db, "INSERT INTO customers (organization_id, contact_id, name, name_key, phone, phone_digits, email, "
          "company, city, channel, account_uniq_id, can_update, crm_known, created_at, updated_at) "
          "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15) RETURNING id");
  gint64 id;

  bilikd_bind_int (insert, 1, organization_id);
  bilikd_bind_text (insert, 2, record->contact_id);
  bilikd_bind_text (insert, 3, record->name);
  bilikd_bind_text (insert, 4, name_key);
  bilikd_bind_text (insert, 5, record->phone);
  bilikd_bind_text (insert, 6, digits);
  bilikd_bind_text (insert, 7, record->email);
  bilikd_bind_text (insert, 8, record->company);
  bilikd_bind_text (insert, 9, record->city);
  bilikd_bind_text (insert, 10, record->channel);
  bilikd_bind_text (insert, 11, record->account_uniq_id);
  bilikd_bind_int (insert, 12, record->can_update);
  bilikd_bind_int (insert, 13, record->crm_known);
  bilikd_bind_int (insert, 14, record->created_at);
  bilikd_bind_int (insert, 15, record->updated_at);
  if (!bilikd_row_next (insert, error))
    return 0;
  id = bilikd_row_int (insert, 0);
  bilikd_row_end (insert);
  return id;
}

static void
bind_changes (BilikdStatement *statement, gint64 customer_id, const BilikdCustomerRecord *record)
{
  bilikd_bind_int (statement, 1, customer_id);
  bilikd_bind_text (statement, 2, record->name);
  bilikd_bind_text (statement, 3, record->phone);
  bilikd_bind_text (statement, 4, record->email);
  bilikd_bind_text (statement, 5, record->company);
  bilikd_bind_text (statement, 6, record->city);
  bilikd_bind_text (statement, 7, record->channel);
  bilikd_bind_text (statement, 8, record->account_uniq_id);
}

/* Keeps a repeated import from rewriting a million rows and their search words. */
static gboolean
find_changes (BilikdDb *db,
              gint64 customer_id,
              const BilikdCustomerRecord *record,
              gboolean *out_changed,
              GError **error)
{
  BilikdStatement *row =
      bilikd_db_prepare (db, "SELECT 1 FROM customers WHERE id = ?1 AND (name <> coalesce (?2, name) "
                             "OR phone IS NOT coalesce (?3, phone) OR email IS NOT coalesce (?4, email) "
                             "OR company IS NOT coalesce (?5, company) OR city IS NOT coalesce (?6, city) "
                             "OR channel IS NOT coalesce (?7, channel) "
                             "OR account_uniq_id IS NOT coalesce (?8, account_uniq_id))");
  GError *local_error = NULL;

  bind_changes (row, customer_id, record);
  *out_changed = bilikd_row_next (row, &local_error);
  bilikd_row_end (row);
  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, local_error);
  return FALSE;
}

gboolean
bilikd_customer_update (BilikdDb *db,
                        gint64 customer_id,
                        const BilikdCustomerRecord *record,
                        gboolean *out_changed,
                        GError **error)
{
  g_autofree char *name_key = record->name != NULL ? bilikd_fold (record->name, MAX_NAME_KEY) : NULL;
  g_autofree char *digits = bilikd_phone_to_digits (record->phone);
  BilikdStatement *update;

  if (!find_changes (db, customer_id, record, out_changed, error))
    return FALSE;
  if (!*out_changed)
    return TRUE;
  if (!bilikd_search_index_forget_customer (db, customer_id, error))
    return FALSE;
  update = bilikd_db_prepare (
      db, "UPDATE customers SET name = coalesce (?2, name), phone = coalesce (?3, phone), "
          "email = coalesce (?4, email), company = coalesce (?5, company), city = coalesce (?6, city), "
          "channel = coalesce (?7, channel), account_uniq_id = coalesce (?8, account_uniq_id), "
          "name_key = coalesce (?9, name_key), phone_digits = coalesce (?10, phone_digits), updated_at = ?11 "
          "WHERE id = ?1");
  bind_changes (update, customer_id, record);
  bilikd_bind_text (update, 9, name_key);
  bilikd_bind_text (update, 10, digits);
  bilikd_bind_int (update, 11, record->updated_at);
  return bilikd_db_run (update, error);
}

static gboolean
read_id (BilikdStatement *row, gint64 *out_id, GError **error)
{
  GError *local_error = NULL;

  *out_id = bilikd_row_next (row, &local_error) ? bilikd_row_int (row, 0) : 0;
  bilikd_row_end (row);
  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, local_error);
  return FALSE;
}

gboolean
bilikd_customer_match (BilikdDb *db,
                       gint64 organization_id,
                       const BilikdCustomerRecord *record,
                       gint64 *out_id,
                       GError **error)
{
  g_autofree char *digits = bilikd_phone_to_digits (record->phone);
  BilikdStatement *row;

  *out_id = 0;
  if (record->contact_id != NULL)
    {
      row = bilikd_db_prepare (db, "SELECT id FROM customers WHERE organization_id = ?1 AND contact_id = ?2 "
                                   "AND deleted_at IS NULL");
      bilikd_bind_int (row, 1, organization_id);
      bilikd_bind_text (row, 2, record->contact_id);
      return read_id (row, out_id, error);
    }
  if (digits != NULL)
    {
      row = bilikd_db_prepare (db, "SELECT min (id) FROM customers "
                                   "WHERE organization_id = ?1 AND phone_digits = ?2 AND deleted_at IS NULL");
      bilikd_bind_int (row, 1, organization_id);
      bilikd_bind_text (row, 2, digits);
      if (!read_id (row, out_id, error))
        return FALSE;
    }
  if (*out_id != 0 || record->email == NULL)
    return TRUE;
  row = bilikd_db_prepare (db, "SELECT min (id) FROM customers WHERE organization_id = ?1 "
                               "AND email = ?2 COLLATE NOCASE AND deleted_at IS NULL");
  bilikd_bind_int (row, 1, organization_id);
  bilikd_bind_text (row, 2, record->email);
  return read_id (row, out_id, error);
}
