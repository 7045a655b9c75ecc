/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd-store"

#include "bilikd-search-index.h"

static gboolean
flush_customers (BilikdDb *db, GError **error)
{
  BilikdStatement *taken = bilikd_db_prepare (db, "DELETE FROM customers_to_index");
  BilikdStatement *index = bilikd_db_prepare (
      db, "INSERT INTO customer_search (rowid, words) SELECT search_id, words FROM customer_words "
          "WHERE id IN (SELECT customer_id FROM customers_to_index)");

  return bilikd_db_run (index, error) && bilikd_db_run (taken, error);
}

static gboolean
flush_tickets (BilikdDb *db, GError **error)
{
  BilikdStatement *taken = bilikd_db_prepare (db, "DELETE FROM tickets_to_index");
  BilikdStatement *index = bilikd_db_prepare (
      db, "INSERT OR REPLACE INTO ticket_search (rowid, words) SELECT search_id, words FROM ticket_words "
          "WHERE id IN (SELECT ticket_id FROM tickets_to_index)");

  return bilikd_db_run (index, error) && bilikd_db_run (taken, error);
}

static gboolean
flush_deals (BilikdDb *db, GError **error)
{
  BilikdStatement *taken = bilikd_db_prepare (db, "DELETE FROM deals_to_index");
  BilikdStatement *index = bilikd_db_prepare (
      db, "INSERT OR REPLACE INTO deal_search (rowid, words) SELECT search_id, words FROM deal_words "
          "WHERE id IN (SELECT deal_id FROM deals_to_index)");

  return bilikd_db_run (index, error) && bilikd_db_run (taken, error);
}

gboolean
bilikd_search_index_flush (BilikdDb *db, GError **error)
{
  BilikdStatement *row = bilikd_db_prepare (db, "SELECT EXISTS (SELECT 1 FROM customers_to_index), "
                                                "EXISTS (SELECT 1 FROM tickets_to_index), "
                                                "EXISTS (SELECT 1 FROM deals_to_index)");
  gboolean has_customers, has_tickets, has_deals;

  if (!bilikd_row_next (row, error))
    return FALSE;
  has_customers = bilikd_row_int (row, 0) != 0;
  has_tickets = bilikd_row_int (row, 1) != 0;
  has_deals = bilikd_row_int (row, 2) != 0;
  bilikd_row_end (row);
  return (!has_customers || flush_customers (db, error)) && (!has_tickets || flush_tickets (db, error)) &&
         (!has_deals || flush_deals (db, error));
}

gboolean
bilikd_search_index_forget_customer (BilikdDb *db, gint64 customer_id, GError **error)
{
  BilikdStatement *forget;
  BilikdStatement *note =
      bilikd_db_prepare (db, "INSERT OR IGNORE INTO customers_to_index (customer_id) VALUES (?1)");

  bilikd_bind_int (note, 1, customer_id);
  if (!bilikd_db_run (note, error))
    return FALSE;
  /* Noted before: the index has no words of it any more, or not yet. */
  if (bilikd_db_changes (db) == 0)
    return TRUE;
  forget = bilikd_db_prepare (db, "INSERT INTO customer_search (customer_search, rowid, words) "
                                  "SELECT 'delete', search_id, words FROM customer_words WHERE id = ?1");
  bilikd_bind_int (forget, 1, customer_id);
  return bilikd_db_run (forget, error);
}

gboolean
bilikd_search_index_forget_record (BilikdDb *db,
                                   gint64 organization_id,
                                   CrmRecordObject object,
                                   gint64 record_id,
                                   GError **error)
{
  BilikdStatement *forget =
      object == CRM_RECORD_DEAL
          ? bilikd_db_prepare (db, "DELETE FROM deal_search WHERE rowid = (?1 << 40 | ?2)")
          : bilikd_db_prepare (db, "DELETE FROM ticket_search WHERE rowid = (?1 << 40 | ?2)");

  bilikd_bind_int (forget, 1, organization_id);
  bilikd_bind_int (forget, 2, record_id);
  return bilikd_db_run (forget, error);
}
