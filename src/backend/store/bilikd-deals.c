/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd-store"

#include "bilikd-deals.h"

#include "crm-error.h"

#define SEARCH_SHIFT 40 /* rowid of deal_search: organisation << 40 | deal */
#define SEARCH_MASK  ((G_GINT64_CONSTANT (1) << SEARCH_SHIFT) - 1)

#define COLUMNS                                                                                              \
  "d.id, d.name, d.pipeline_id, p.name, d.stage_id, s.name, s.status, d.amount, d.source, "                  \
  "d.creator_flag, d.creator_name, c.contact_id, c.name, d.created_at, d.updated_at, d.revision "
#define TABLES                                                                                               \
  "JOIN deal_stages s ON s.id = d.stage_id JOIN deal_pipelines p ON p.id = d.pipeline_id "                   \
  "LEFT JOIN customers c ON c.id = d.customer_id AND c.deleted_at IS NULL "

gint64
bilikd_deal_insert (BilikdDb *db, const BilikdDealRecord *record, GError **error)
{
  BilikdStatement *insert = bilikd_db_prepare (
      db, "INSERT INTO deals (organization_id, pipeline_id, stage_id, name, amount, source, customer_id, "
          "creator_id, creator_flag, creator_name, room_id, created_at, updated_at) "
          "VALUES (?1, ?2, ?3, ?4, ?5, ?6, nullif (?7, 0), nullif (?8, 0), ?9, "
          "coalesce (?10, (SELECT name FROM agents WHERE id = ?8), ''), ?11, ?12, ?12)");

  bilikd_bind_int (insert, 1, record->organization_id);
  bilikd_bind_int (insert, 2, record->pipeline_id);
  bilikd_bind_int (insert, 3, record->stage_id);
  bilikd_bind_text (insert, 4, record->name);
  if (record->amount == CRM_DEAL_NO_AMOUNT)
    bilikd_bind_null (insert, 5);
  else
    bilikd_bind_int (insert, 5, record->amount);
  bilikd_bind_text (insert, 6, record->source);
  bilikd_bind_int (insert, 7, record->customer_id);
  bilikd_bind_int (insert, 8, record->creator_id);
  bilikd_bind_text (insert, 9, crm_creator_flag_to_wire (record->creator_flag));
  bilikd_bind_text (insert, 10, record->creator_name);
  bilikd_bind_text (insert, 11, record->room_id);
  bilikd_bind_int (insert, 12, record->created_at);
  return bilikd_db_run (insert, error) ? bilikd_db_last_id (db) : 0;
}

static void
emit (BilikdStatement *row, BilikdDealFunc func, gpointer data)
{
  g_autofree char *slug = g_strconcat ("DEAL-", bilikd_row_text (row, 0), NULL);
  CrmDealFields fields = { .id = bilikd_row_text (row, 0), .slug = slug };
  int column = 1;

  fields.name = bilikd_row_text (row, column++);
  fields.pipeline_id = bilikd_row_text (row, column++);
  fields.pipeline_name = bilikd_row_text (row, column++);
  fields.stage_id = bilikd_row_text (row, column++);
  fields.stage_name = bilikd_row_text (row, column++);
  /* The schema checks these words: what is read is known. */
  crm_deal_status_from_wire (bilikd_row_text (row, column++), &fields.status);
  fields.amount = bilikd_row_is_null (row, column) ? CRM_DEAL_NO_AMOUNT : bilikd_row_int (row, column);
  column++;
  fields.source = bilikd_row_text (row, column++);
  crm_creator_flag_from_wire (bilikd_row_text (row, column++), &fields.creator_flag);
  fields.creator_name = bilikd_row_text (row, column++);
  fields.contact_id = bilikd_row_text (row, column++);
  fields.contact_name = bilikd_row_text (row, column++);
  fields.created_at = bilikd_row_int (row, column++);
  fields.updated_at = bilikd_row_int (row, column++);
  fields.revision = bilikd_row_int (row, column);
  func (&fields, data);
}

gboolean
bilikd_deal_get (BilikdDb *db,
                 gint64 organization_id,
                 gint64 deal_id,
                 BilikdDealFunc func,
                 gpointer data,
                 GError **error)
{
  BilikdStatement *row = bilikd_db_prepare (db, "SELECT " COLUMNS "FROM deals d " TABLES
                                                "WHERE d.organization_id = ?1 AND d.id = ?2");
  GError *local_error = NULL;

  bilikd_bind_int (row, 1, organization_id);
  bilikd_bind_int (row, 2, deal_id);
  if (bilikd_row_next (row, &local_error))
    {
      emit (row, func, data);
      bilikd_row_end (row);
      return TRUE;
    }
  if (local_error == NULL)
    g_set_error_literal (&local_error, CRM_ERROR, CRM_ERROR_NOT_FOUND, "No such deal.");
  g_propagate_error (error, local_error);
  return FALSE;
}

/* Both ask for one row more than the page holds. */
static BilikdStatement *
prepare_search (BilikdDb *db, gint64 organization_id, const char *match, gint64 end, guint limit)
{
  gint64 first = organization_id << SEARCH_SHIFT;
  BilikdStatement *rows =
      match == NULL
          ? bilikd_db_prepare (db, "SELECT " COLUMNS "FROM deals d " TABLES
                                   "WHERE d.organization_id = ?1 AND d.id < ?2 ORDER BY d.id DESC LIMIT ?3")
          : bilikd_db_prepare (
                db,
                "SELECT " COLUMNS "FROM (SELECT rowid FROM deal_search "
                "  WHERE deal_search MATCH ?4 AND rowid BETWEEN ?5 AND ?6 ORDER BY rowid DESC LIMIT ?3) h "
                "JOIN deals d ON d.id = h.rowid & ?2 " TABLES
                "WHERE d.organization_id = ?1 ORDER BY d.id DESC");

  bilikd_bind_int (rows, 1, organization_id);
  bilikd_bind_int (rows, 2, match == NULL ? end : SEARCH_MASK);
  bilikd_bind_int (rows, 3, limit + 1);
  if (match == NULL)
    return rows;
  bilikd_bind_text (rows, 4, match);
  bilikd_bind_int (rows, 5, first);
  bilikd_bind_int (rows, 6, (first | end) - 1);
  return rows;
}

gboolean
bilikd_deals_search (BilikdDb *db,
                     gint64 organization_id,
                     const char *match,
                     BilikdPage *page,
                     BilikdDealFunc func,
                     gpointer data,
                     GError **error)
{
  gint64 end = page->has_cursor ? MIN (page->after_id, SEARCH_MASK) : SEARCH_MASK;
  BilikdStatement *rows = prepare_search (db, organization_id, match, end, page->limit);
  GError *local_error = NULL;
  gint64 last_id = 0;

  for (guint n = 0; bilikd_row_next (rows, &local_error); n++)
    {
      if (n == page->limit)
        {
          bilikd_page_continue_after (page, last_id, NULL);
          break;
        }
      last_id = bilikd_row_int (rows, 0);
      emit (rows, func, data);
    }
  bilikd_row_end (rows);
  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, local_error);
  return FALSE;
}

void
bilikd_deal_write_json_member (const CrmDealFields *deal, gpointer writer)
{
  crm_deal_encode (deal, writer, "deal");
}

static void
end_pipeline (CrmJsonWriter *writer, gint64 pipeline_id)
{
  if (pipeline_id == 0)
    return;
  crm_json_writer_end_array (writer);
  crm_json_writer_end_object (writer);
}

gboolean
bilikd_deal_pipelines_encode (BilikdDb *db, gint64 organization_id, CrmJsonWriter *writer, GError **error)
{
  BilikdStatement *rows =
      bilikd_db_prepare (db, "SELECT p.id, p.name, s.id, s.name, s.status FROM deal_pipelines p "
                             "JOIN deal_stages s ON s.pipeline_id = p.id "
                             "WHERE p.organization_id = ?1 ORDER BY p.position, p.id, s.position");
  GError *local_error = NULL;
  gint64 pipeline_id = 0;

  bilikd_bind_int (rows, 1, organization_id);
  crm_json_writer_begin_array (writer, "items");
  while (bilikd_row_next (rows, &local_error))
    {
      if (bilikd_row_int (rows, 0) != pipeline_id)
        {
          end_pipeline (writer, pipeline_id);
          pipeline_id = bilikd_row_int (rows, 0);
          crm_json_writer_begin_object (writer, NULL);
          crm_json_writer_string (writer, "id", bilikd_row_text (rows, 0));
          crm_json_writer_string (writer, "name", bilikd_row_text (rows, 1));
          crm_json_writer_begin_array (writer, "stages");
        }
      crm_json_writer_begin_object (writer, NULL);
      crm_json_writer_string (writer, "id", bilikd_row_text (rows, 2));
      crm_json_writer_string (writer, "name", bilikd_row_text (rows, 3));
      crm_json_writer_string (writer, "status", bilikd_row_text (rows, 4));
      crm_json_writer_end_object (writer);
    }
  end_pipeline (writer, pipeline_id);
  crm_json_writer_end_array (writer);
  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, local_error);
  return FALSE;
}
