/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd-store"

#include "bilikd-tickets.h"

#include "crm-error.h"

#define SEARCH_SHIFT 40 /* rowid of ticket_search: organisation << 40 | ticket */
#define SEARCH_MASK  ((G_GINT64_CONSTANT (1) << SEARCH_SHIFT) - 1)

#define COLUMNS                                                                                              \
  "t.id, t.name, t.pipeline_id, p.name, t.stage_id, s.name, s.status, t.priority, t.data_source, "           \
  "t.creator_flag, t.creator_name, t.created_at, t.updated_at, t.due_at, t.revision, "
#define IS_LINKED_TO(customer)                                                                               \
  "EXISTS (SELECT 1 FROM ticket_customers WHERE ticket_id = t.id AND customer_id = " customer ") "
#define TABLES                                                                                               \
  "CROSS JOIN stages s ON s.id = t.stage_id "                                                                \
  "CROSS JOIN pipelines p ON p.id = t.pipeline_id "
#define OF_CUSTOMER                                                                                          \
  "FROM ticket_customers l "                                                                                 \
  "CROSS JOIN tickets t ON t.id = l.ticket_id " TABLES                                                       \
  "WHERE l.customer_id = ?2 AND t.organization_id = ?1 AND (?3 IS NULL OR s.status = ?3) "                   \
  "AND (?4 IS NULL OR instr (t.name_key || ' tck-' || t.id, ?4) > 0) "

static void
bind_filter (BilikdStatement *statement, const BilikdTicketFilter *filter)
{
  bilikd_bind_int (statement, 1, filter->organization_id);
  bilikd_bind_int (statement, 2, filter->customer_id);
}

static gint64
find_end (const BilikdPage *page)
{
  return page->has_cursor ? MIN (page->after_id, SEARCH_MASK) : SEARCH_MASK;
}

static gboolean
load_customers (BilikdDb *db, gint64 ticket_id, GPtrArray *ids, GPtrArray *names, GError **error)
{
  BilikdStatement *rows = bilikd_db_prepare (
      db, "SELECT c.contact_id, c.name FROM ticket_customers l JOIN customers c ON c.id = l.customer_id "
          "WHERE l.ticket_id = ?1 AND c.deleted_at IS NULL ORDER BY l.linked_at, c.id");
  GError *local_error = NULL;

  bilikd_bind_int (rows, 1, ticket_id);
  while (bilikd_row_next (rows, &local_error))
    {
      g_ptr_array_add (ids, g_strdup (bilikd_row_text (rows, 0)));
      g_ptr_array_add (names, g_strdup (bilikd_row_text (rows, 1)));
    }
  g_ptr_array_add (ids, NULL);
  g_ptr_array_add (names, NULL);
  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, local_error);
  return FALSE;
}

static void
read_fields (BilikdStatement *row, CrmTicketFields *fields)
{
  int column = 1;

  fields->name = bilikd_row_text (row, column++);
  fields->pipeline_id = bilikd_row_text (row, column++);
  fields->pipeline_name = bilikd_row_text (row, column++);
  fields->stage_id = bilikd_row_text (row, column++);
  fields->stage_name = bilikd_row_text (row, column++);
  /* The schema checks these words: what is read is known. */
  crm_ticket_status_from_wire (bilikd_row_text (row, column++), &fields->status);
  crm_ticket_priority_from_wire (bilikd_row_text (row, column++), &fields->priority);
  fields->data_source = bilikd_row_text (row, column++);
  crm_creator_flag_from_wire (bilikd_row_text (row, column++), &fields->creator_flag);
  fields->creator_name = bilikd_row_text (row, column++);
  fields->created_at = bilikd_row_int (row, column++);
  fields->updated_at = bilikd_row_int (row, column++);
  fields->due_at = bilikd_row_int (row, column++);
  fields->revision = bilikd_row_int (row, column++);
  fields->is_associated = bilikd_row_int (row, column) != 0;
}

static gboolean
emit (BilikdDb *db, BilikdStatement *row, BilikdTicketFunc func, gpointer data, GError **error)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  gint64 ticket_id = bilikd_row_int (row, 0);
  g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, ticket_id);
  g_autofree char *slug = g_strconcat ("TCK-", id, NULL);
  CrmTicketFields fields = { .id = id, .slug = slug };

  if (!load_customers (db, ticket_id, ids, names, error))
    return FALSE;
  read_fields (row, &fields);
  fields.customer_ids = (const char *const *) ids->pdata;
  fields.customer_names = (const char *const *) names->pdata;
  func (&fields, data);
  return TRUE;
}

/* Hands on what @rows gives, which was asked for one row more than the page holds. */
static gboolean
emit_page (BilikdDb *db,
           BilikdStatement *rows,
           BilikdPage *page,
           BilikdTicketFunc func,
           gpointer data,
           GError **error)
{
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
      if (!emit (db, rows, func, data, &local_error))
        break;
    }
  bilikd_row_end (rows);
  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, local_error);
  return FALSE;
}

gboolean
bilikd_tickets_of_customer (BilikdDb *db,
                            const BilikdTicketFilter *filter,
                            BilikdPage *page,
                            BilikdTicketFunc func,
                            gpointer data,
                            GError **error)
{
  BilikdStatement *rows = bilikd_db_prepare (db, "SELECT " COLUMNS "1 " OF_CUSTOMER "AND l.ticket_id < ?5 "
                                                 "ORDER BY l.ticket_id DESC LIMIT ?6");

  bind_filter (rows, filter);
  bilikd_bind_text (rows, 3, filter->status);
  bilikd_bind_text (rows, 4, filter->text_key);
  bilikd_bind_int (rows, 5, find_end (page));
  bilikd_bind_int (rows, 6, page->limit + 1);
  return emit_page (db, rows, page, func, data, error);
}

gboolean
bilikd_tickets_list (BilikdDb *db,
                     const BilikdTicketFilter *filter,
                     BilikdPage *page,
                     BilikdTicketFunc func,
                     gpointer data,
                     GError **error)
{
  BilikdStatement *rows = bilikd_db_prepare (
      db, "SELECT " COLUMNS IS_LINKED_TO (
              "?2") "FROM tickets t " TABLES
                    "WHERE t.organization_id = ?1 AND t.id < ?3 ORDER BY t.id DESC LIMIT ?4");

  bind_filter (rows, filter);
  bilikd_bind_int (rows, 3, find_end (page));
  bilikd_bind_int (rows, 4, page->limit + 1);
  return emit_page (db, rows, page, func, data, error);
}

gboolean
bilikd_tickets_search (BilikdDb *db,
                       const BilikdTicketFilter *filter,
                       BilikdPage *page,
                       BilikdTicketFunc func,
                       gpointer data,
                       GError **error)
{
  gint64 first = filter->organization_id << SEARCH_SHIFT;
  BilikdStatement *rows = bilikd_db_prepare (
      db,
      "SELECT " COLUMNS IS_LINKED_TO (
          "?2") "FROM (SELECT rowid FROM ticket_search "
                "  WHERE ticket_search MATCH ?3 AND rowid BETWEEN ?4 AND ?5 ORDER BY rowid DESC LIMIT ?6) h "
                "CROSS JOIN tickets t ON t.id = h.rowid & ?7 " TABLES "WHERE t.organization_id = ?1");

  bind_filter (rows, filter);
  bilikd_bind_text (rows, 3, filter->match);
  bilikd_bind_int (rows, 4, first);
  bilikd_bind_int (rows, 5, (first | find_end (page)) - 1);
  bilikd_bind_int (rows, 6, page->limit + 1);
  bilikd_bind_int (rows, 7, SEARCH_MASK);
  return emit_page (db, rows, page, func, data, error);
}

static gboolean
read_total (BilikdStatement *count, gint64 *out_total, GError **error)
{
  GError *local_error = NULL;

  *out_total = bilikd_row_next (count, &local_error) ? bilikd_row_int (count, 0) : 0;
  bilikd_row_end (count);
  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, local_error);
  return FALSE;
}

gboolean
bilikd_tickets_count_of_customer (BilikdDb *db,
                                  const BilikdTicketFilter *filter,
                                  gint64 *out_total,
                                  GError **error)
{
  BilikdStatement *count = bilikd_db_prepare (db, "SELECT count (*) " OF_CUSTOMER);

  bind_filter (count, filter);
  bilikd_bind_text (count, 3, filter->status);
  bilikd_bind_text (count, 4, filter->text_key);
  return read_total (count, out_total, error);
}

gboolean
bilikd_tickets_count (BilikdDb *db, gint64 organization_id, gint64 *out_total, GError **error)
{
  BilikdStatement *count = bilikd_db_prepare (db, "SELECT n FROM ticket_totals WHERE organization_id = ?1");

  bilikd_bind_int (count, 1, organization_id);
  return read_total (count, out_total, error);
}

gboolean
bilikd_tickets_count_matches (BilikdDb *db,
                              const BilikdTicketFilter *filter,
                              gint64 *out_total,
                              GError **error)
{
  gint64 first = filter->organization_id << SEARCH_SHIFT;
  BilikdStatement *count =
      bilikd_db_prepare (db, "SELECT count (*) FROM (SELECT 1 FROM ticket_search "
                             "WHERE ticket_search MATCH ?1 AND rowid BETWEEN ?2 AND ?3 LIMIT ?4)");

  bilikd_bind_text (count, 1, filter->match);
  bilikd_bind_int (count, 2, first);
  bilikd_bind_int (count, 3, first | SEARCH_MASK);
  bilikd_bind_int (count, 4, BILIKD_TICKET_TOTAL_MAX + 1);
  return read_total (count, out_total, error);
}

gboolean
bilikd_ticket_get (BilikdDb *db,
                   gint64 organization_id,
                   gint64 ticket_id,
                   gint64 customer_id,
                   BilikdTicketFunc func,
                   gpointer data,
                   GError **error)
{
  BilikdStatement *row = bilikd_db_prepare (
      db, "SELECT " COLUMNS "EXISTS (SELECT 1 FROM ticket_customers WHERE ticket_id = t.id "
          "AND (?2 = 0 OR customer_id = ?2)) "
          "FROM tickets t " TABLES "WHERE t.organization_id = ?1 AND t.id = ?3");
  GError *local_error = NULL;
  gboolean is_found;

  bilikd_bind_int (row, 1, organization_id);
  bilikd_bind_int (row, 2, customer_id);
  bilikd_bind_int (row, 3, ticket_id);
  is_found = bilikd_row_next (row, &local_error);
  if (!is_found && local_error == NULL)
    g_set_error_literal (&local_error, CRM_ERROR, CRM_ERROR_NOT_FOUND, "No such ticket.");
  if (is_found)
    emit (db, row, func, data, &local_error);
  bilikd_row_end (row);
  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, local_error);
  return FALSE;
}
