/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd-store"

#include "bilikd-rooms.h"

#include "crm-error.h"
#include "crm-fold.h"

#define COLUMNS                                                                                              \
  "r.id, r.channel, r.title, c.contact_id, r.assignee_id, a.name, r.unread, r.last_message, "                \
  "r.last_message_at "
#define ROOMS                                                                                                \
  "rooms r LEFT JOIN customers c ON c.id = r.customer_id AND c.deleted_at IS NULL "                          \
  "LEFT JOIN agents a ON a.id = r.assignee_id "

#define NO_ROOM "No such room."

enum { COLUMN_ID = 0, COLUMN_AT = 8 };

static void
emit (BilikdStatement *row, BilikdRoomFunc func, gpointer data)
{
  CrmRoomFields fields = {
    .id = bilikd_row_text (row, COLUMN_ID),
    .channel = bilikd_row_text (row, 1),
    .title = bilikd_row_text (row, 2),
    .contact_id = bilikd_row_text (row, 3),
    .assignee_id = bilikd_row_text (row, 4),
    .assignee_name = bilikd_row_text (row, 5),
    .unread = (guint) bilikd_row_int (row, 6),
    .last_message = bilikd_row_text (row, 7),
    .last_message_at = bilikd_row_int (row, COLUMN_AT),
  };

  func (&fields, data);
}

static BilikdStatement *
select_rooms (BilikdDb *db,
              gint64 organization_id,
              gint64 agent_id,
              const CrmRoomSearch *search,
              const BilikdPage *page)
{
  /* What is typed is sought as it is: its signs mean nothing (SEC-23). */
  BilikdStatement *rows = bilikd_db_prepare (
      db, "SELECT " COLUMNS "FROM " ROOMS "WHERE r.organization_id = ?1 AND "
          "r.deleted_at IS NULL AND (r.last_message_at, r.id) < (?2, ?3) AND CASE ?5 "
          "WHEN 'mine' THEN r.assignee_id = ?6 WHEN 'unassigned' THEN r.assignee_id IS NULL ELSE 1 END "
          "AND (NOT ?7 OR r.unread > 0) AND (?8 IS NULL OR r.channel = ?8) "
          "AND (?9 = '' OR instr (fold (r.title), ?9) OR instr (fold (r.last_message), ?9)) "
          "ORDER BY r.last_message_at DESC, r.id DESC LIMIT ?4");
  g_autofree char *query = crm_fold (search->query != NULL ? search->query : "");

  bilikd_bind_int (rows, 1, organization_id);
  bilikd_bind_int (rows, 2, page->has_cursor ? page->after_id : G_MAXINT64);
  bilikd_bind_text (rows, 3, page->after_key);
  bilikd_bind_int (rows, 4, page->limit + 1);
  bilikd_bind_text (rows, 5, crm_room_filter_to_wire (search->filter));
  bilikd_bind_int (rows, 6, agent_id);
  bilikd_bind_int (rows, 7, search->is_unread);
  bilikd_bind_text (rows, 8, search->channel);
  bilikd_bind_text (rows, 9, query);
  return rows;
}

gboolean
bilikd_rooms_list (BilikdDb *db,
                   gint64 organization_id,
                   gint64 agent_id,
                   const CrmRoomSearch *search,
                   BilikdPage *page,
                   BilikdRoomFunc func,
                   gpointer data,
                   GError **error)
{
  BilikdStatement *rows = select_rooms (db, organization_id, agent_id, search, page);
  g_autofree char *last_id = NULL;
  gint64 last_at = 0;
  GError *local_error = NULL;

  for (guint n = 0; bilikd_row_next (rows, &local_error); n++)
    {
      if (n == page->limit)
        {
          bilikd_page_continue_after (page, last_at, last_id);
          bilikd_row_end (rows);
          break;
        }
      g_free (last_id);
      last_id = g_strdup (bilikd_row_text (rows, COLUMN_ID));
      last_at = bilikd_row_int (rows, COLUMN_AT);
      emit (rows, func, data);
    }
  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, local_error);
  return FALSE;
}

/* A step that has to give a row: without one, and without an error, it is not there. */
static gboolean
row_required (BilikdStatement *row, const char *otherwise, GError **error)
{
  GError *local_error = NULL;

  if (bilikd_row_next (row, &local_error))
    return TRUE;
  if (local_error == NULL)
    g_set_error_literal (error, CRM_ERROR, CRM_ERROR_NOT_FOUND, otherwise);
  else
    g_propagate_error (error, local_error);
  return FALSE;
}

gboolean
bilikd_room_get (BilikdDb *db,
                 gint64 organization_id,
                 const char *room_id,
                 BilikdRoomFunc func,
                 gpointer data,
                 GError **error)
{
  BilikdStatement *row =
      bilikd_db_prepare (db, "SELECT " COLUMNS "FROM " ROOMS
                             "WHERE r.organization_id = ?1 AND r.id = ?2 AND r.deleted_at IS NULL");

  bilikd_bind_int (row, 1, organization_id);
  bilikd_bind_text (row, 2, room_id);
  if (!row_required (row, NO_ROOM, error))
    return FALSE;
  emit (row, func, data);
  bilikd_row_end (row);
  return TRUE;
}

static BilikdStatement *
select_channel (BilikdDb *db, gint64 organization_id, const char *room_id)
{
  BilikdStatement *row = bilikd_db_prepare (
      db, "SELECT channel FROM rooms WHERE organization_id = ?1 AND id = ?2 AND deleted_at IS NULL");

  bilikd_bind_int (row, 1, organization_id);
  bilikd_bind_text (row, 2, room_id);
  return row;
}

gboolean
bilikd_room_require (BilikdDb *db, gint64 organization_id, const char *room_id, GError **error)
{
  BilikdStatement *row = select_channel (db, organization_id, room_id);

  if (!row_required (row, NO_ROOM, error))
    return FALSE;
  bilikd_row_end (row);
  return TRUE;
}

gboolean
bilikd_room_find_channel (BilikdDb *db,
                          gint64 organization_id,
                          const char *room_id,
                          char **out_channel,
                          GError **error)
{
  BilikdStatement *row = select_channel (db, organization_id, room_id);
  GError *local_error = NULL;

  *out_channel = NULL;
  if (bilikd_row_next (row, &local_error))
    {
      *out_channel = g_strdup (bilikd_row_text (row, 0));
      bilikd_row_end (row);
    }
  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, local_error);
  return FALSE;
}

/* --- what is unread ---------------------------------------------------------------- */

static gboolean
get_unread (BilikdDb *db, gint64 organization_id, const char *room_id, gint64 *out_unread, GError **error)
{
  BilikdStatement *row = bilikd_db_prepare (
      db, "SELECT unread FROM rooms WHERE organization_id = ?1 AND id = ?2 AND deleted_at IS NULL");

  bilikd_bind_int (row, 1, organization_id);
  bilikd_bind_text (row, 2, room_id);
  if (!row_required (row, NO_ROOM, error))
    return FALSE;
  *out_unread = bilikd_row_int (row, 0);
  bilikd_row_end (row);
  return TRUE;
}

static gboolean
set_unread (BilikdDb *db, gint64 organization_id, const char *room_id, gint64 unread, GError **error)
{
  BilikdStatement *update =
      bilikd_db_prepare (db, "UPDATE rooms SET unread = ?3 WHERE organization_id = ?1 AND id = ?2");

  bilikd_bind_int (update, 1, organization_id);
  bilikd_bind_text (update, 2, room_id);
  bilikd_bind_int (update, 3, unread);
  return bilikd_db_run (update, error);
}

/* Looks at no more than it has to, however long the room is. */
static gboolean
limit_to_later (BilikdDb *db,
                gint64 organization_id,
                const char *room_id,
                gint64 message_id,
                gint64 *unread,
                GError **error)
{
  BilikdStatement *row = bilikd_db_prepare (
      db, "SELECT (SELECT count (*) FROM (SELECT 1 FROM messages INDEXED BY messages_by_room WHERE "
          "organization_id = ?1 AND room_id = ?2 AND id > ?3 AND speaker = 'customer' LIMIT ?4)) "
          "FROM messages WHERE organization_id = ?1 AND room_id = ?2 AND id = ?3");

  bilikd_bind_int (row, 1, organization_id);
  bilikd_bind_text (row, 2, room_id);
  bilikd_bind_int (row, 3, message_id);
  bilikd_bind_int (row, 4, *unread);
  if (!row_required (row, "No such message.", error))
    return FALSE;
  *unread = bilikd_row_int (row, 0);
  bilikd_row_end (row);
  return TRUE;
}

gboolean
bilikd_room_mark_read (BilikdDb *db,
                       gint64 organization_id,
                       const char *room_id,
                       gint64 message_id,
                       gboolean *out_is_changed,
                       GError **error)
{
  gint64 before, unread;

  if (!get_unread (db, organization_id, room_id, &before, error))
    return FALSE;
  unread = before;
  if (!limit_to_later (db, organization_id, room_id, message_id, &unread, error))
    return FALSE;
  *out_is_changed = unread < before;
  return !*out_is_changed || set_unread (db, organization_id, room_id, unread, error);
}

gboolean
bilikd_room_mark_unread (BilikdDb *db,
                         gint64 organization_id,
                         const char *room_id,
                         gboolean *out_is_changed,
                         GError **error)
{
  gint64 before;

  if (!get_unread (db, organization_id, room_id, &before, error))
    return FALSE;
  *out_is_changed = before == 0;
  return !*out_is_changed || set_unread (db, organization_id, room_id, 1, error);
}

static void
bind_reference (BilikdStatement *statement, int index, gint64 id)
{
  if (id != 0)
    bilikd_bind_int (statement, index, id);
  else
    bilikd_bind_null (statement, index);
}

gboolean
bilikd_room_insert (BilikdDb *db, const BilikdRoomRecord *record, GError **error)
{
  BilikdStatement *insert = bilikd_db_prepare (
      db, "INSERT INTO rooms (organization_id, id, customer_id, channel, title, assignee_id, "
          "last_message_at, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7)");

  bilikd_bind_int (insert, 1, record->organization_id);
  bilikd_bind_text (insert, 2, record->id);
  bind_reference (insert, 3, record->customer_id);
  bilikd_bind_text (insert, 4, record->channel);
  bilikd_bind_text (insert, 5, record->title);
  bind_reference (insert, 6, record->assignee_id);
  bilikd_bind_int (insert, 7, record->created_at);
  return bilikd_db_run (insert, error);
}
