/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd-store"

#include "bilikd-ticket-writes.h"

#include "bilikd-fold.h"
#include "crm-error.h"

#define MAX_NAME_KEY 1024 /* a title has at most 255 characters */

static gint64
insert_row (BilikdDb *db, const BilikdTicketRecord *record, GError **error)
{
  g_autofree char *name_key = bilikd_fold (record->name, MAX_NAME_KEY);
  BilikdStatement *insert = bilikd_db_prepare (
      db, "INSERT INTO tickets (organization_id, pipeline_id, layout_id, stage_id, name, name_key, priority, "
          "description, properties, data_source, embed_source, creator_id, room_id, due_at, created_at, "
          "updated_at, creator_flag, creator_name) "
          "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, nullif (?12, 0), ?13, nullif (?14, 0), "
          "?15, ?15, ?16, coalesce (?17, (SELECT name FROM agents WHERE id = ?12), ''))");

  bilikd_bind_int (insert, 1, record->organization_id);
  bilikd_bind_int (insert, 2, record->pipeline_id);
  bilikd_bind_int (insert, 3, record->layout_id);
  bilikd_bind_int (insert, 4, record->stage_id);
  bilikd_bind_text (insert, 5, record->name);
  bilikd_bind_text (insert, 6, name_key);
  bilikd_bind_text (insert, 7, crm_ticket_priority_to_wire (record->priority));
  bilikd_bind_text (insert, 8, record->description);
  bilikd_bind_text (insert, 9, record->properties);
  bilikd_bind_text (insert, 10, record->data_source);
  bilikd_bind_text (insert, 11, record->embed_source);
  bilikd_bind_int (insert, 12, record->creator_id);
  bilikd_bind_text (insert, 13, record->room_id);
  bilikd_bind_int (insert, 14, record->due_at);
  bilikd_bind_int (insert, 15, record->created_at);
  bilikd_bind_text (insert, 16, crm_creator_flag_to_wire (record->creator_flag));
  bilikd_bind_text (insert, 17, record->creator_name);
  /* Not RETURNING, which makes a table of its own for the one row. */
  return bilikd_db_run (insert, error) ? bilikd_db_last_id (db) : 0;
}

static gboolean
link_customer (BilikdDb *db,
               gint64 ticket_id,
               gint64 customer_id,
               gint64 now,
               gboolean *out_changed,
               GError **error)
{
  BilikdStatement *insert = bilikd_db_prepare (
      db, "INSERT OR IGNORE INTO ticket_customers (ticket_id, customer_id, linked_at) VALUES (?1, ?2, ?3)");

  bilikd_bind_int (insert, 1, ticket_id);
  bilikd_bind_int (insert, 2, customer_id);
  bilikd_bind_int (insert, 3, now);
  if (!bilikd_db_run (insert, error))
    return FALSE;
  *out_changed = bilikd_db_changes (db) > 0;
  return TRUE;
}

/* Whoever shows this customer learns of it over the stream. */
static gboolean
tell_linked (BilikdDb *db, gint64 ticket_id, gint64 customer_id, gint64 now, GError **error)
{
  BilikdStatement *insert = bilikd_db_prepare (
      db, "INSERT INTO outbox (organization_id, topic, payload, created_at) "
          "SELECT t.organization_id, 'ticket.associated', json_object ('object', 'ticket', 'verb', 'POST', "
          "'id', CAST (t.id AS TEXT), 'contact_id', c.contact_id), ?3 FROM tickets t, customers c "
          "WHERE t.id = ?1 AND c.id = ?2");

  bilikd_bind_int (insert, 1, ticket_id);
  bilikd_bind_int (insert, 2, customer_id);
  bilikd_bind_int (insert, 3, now);
  return bilikd_db_run (insert, error);
}

gint64
bilikd_ticket_insert (BilikdDb *db, const BilikdTicketRecord *record, GArray *customers, GError **error)
{
  gint64 id = insert_row (db, record, error);
  gboolean is_new;

  if (id == 0)
    return 0;
  for (guint i = 0; i < customers->len; i++)
    {
      gint64 customer_id = g_array_index (customers, gint64, i);

      if (!link_customer (db, id, customer_id, record->created_at, &is_new, error) ||
          (record->tells_links && is_new && !tell_linked (db, id, customer_id, record->created_at, error)))
        return 0;
    }
  return id;
}

gboolean
bilikd_ticket_load_state (BilikdDb *db,
                          gint64 organization_id,
                          gint64 ticket_id,
                          BilikdTicketState *out_state,
                          GError **error)
{
  BilikdStatement *row = bilikd_db_prepare (
      db, "SELECT pipeline_id, layout_id, revision FROM tickets WHERE organization_id = ?1 AND id = ?2");
  GError *local_error = NULL;

  bilikd_bind_int (row, 1, organization_id);
  bilikd_bind_int (row, 2, ticket_id);
  if (!bilikd_row_next (row, &local_error))
    {
      if (local_error == NULL)
        g_set_error_literal (&local_error, CRM_ERROR, CRM_ERROR_NOT_FOUND, "No such ticket.");
      g_propagate_error (error, local_error);
      return FALSE;
    }
  out_state->pipeline_id = bilikd_row_int (row, 0);
  out_state->layout_id = bilikd_row_int (row, 1);
  out_state->revision = bilikd_row_int (row, 2);
  bilikd_row_end (row);
  return TRUE;
}

gboolean
bilikd_ticket_apply (BilikdDb *db, gint64 ticket_id, const BilikdTicketChanges *changes, GError **error)
{
  g_autofree char *name_key = changes->name != NULL ? bilikd_fold (changes->name, MAX_NAME_KEY) : NULL;
  BilikdStatement *update = bilikd_db_prepare (
      db, "UPDATE tickets SET name = coalesce (?2, name), name_key = coalesce (?3, name_key), "
          "stage_id = CASE WHEN ?4 > 0 THEN ?4 ELSE stage_id END, priority = coalesce (?5, priority), "
          "description = CASE WHEN ?6 THEN ?7 ELSE description END, "
          "due_at = CASE WHEN ?8 THEN nullif (?9, 0) ELSE due_at END, "
          "properties = json_patch (properties, ?10) WHERE id = ?1");

  bilikd_bind_int (update, 1, ticket_id);
  bilikd_bind_text (update, 2, changes->name);
  bilikd_bind_text (update, 3, name_key);
  bilikd_bind_int (update, 4, changes->stage_id);
  bilikd_bind_text (update, 5, changes->priority);
  bilikd_bind_int (update, 6, changes->sets_description);
  bilikd_bind_text (update, 7, changes->description);
  bilikd_bind_int (update, 8, changes->sets_due);
  bilikd_bind_int (update, 9, changes->due_at);
  bilikd_bind_text (update, 10, changes->properties != NULL ? changes->properties : "{}");
  return bilikd_db_run (update, error);
}

gboolean
bilikd_ticket_link (BilikdDb *db,
                    gint64 ticket_id,
                    gint64 customer_id,
                    gint64 now,
                    gboolean *out_changed,
                    GError **error)
{
  return link_customer (db, ticket_id, customer_id, now, out_changed, error) &&
         (!*out_changed || tell_linked (db, ticket_id, customer_id, now, error));
}

gboolean
bilikd_ticket_unlink (BilikdDb *db,
                      gint64 ticket_id,
                      gint64 customer_id,
                      gboolean *out_changed,
                      GError **error)
{
  BilikdStatement *statement =
      bilikd_db_prepare (db, "DELETE FROM ticket_customers WHERE ticket_id = ?1 AND customer_id = ?2");

  bilikd_bind_int (statement, 1, ticket_id);
  bilikd_bind_int (statement, 2, customer_id);
  if (!bilikd_db_run (statement, error))
    return FALSE;
  *out_changed = bilikd_db_changes (db) > 0;
  return TRUE;
}

gboolean
bilikd_ticket_touch (BilikdDb *db, gint64 ticket_id, gint64 now, GError **error)
{
  BilikdStatement *update = bilikd_db_prepare (
      db, "UPDATE tickets SET revision = revision + 1, updated_at = max (updated_at, ?2) WHERE id = ?1");

  bilikd_bind_int (update, 1, ticket_id);
  bilikd_bind_int (update, 2, now);
  return bilikd_db_run (update, error);
}
