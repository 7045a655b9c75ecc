/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd-store"

#include "bilikd-messages.h"

#define MAX_PREVIEW 160 /* characters of a message shown in the list of rooms */

static void
emit (BilikdStatement *row, const char *room_id, BilikdMessageFunc func, gpointer data)
{
  CrmMessageFields fields = {
    .id = bilikd_row_text (row, 0),
    .room_id = room_id,
    .name = bilikd_row_text (row, 2),
    .contents = bilikd_row_text (row, 4),
    .created_at = bilikd_row_int (row, 6),
  };

  /* The table's CHECKs hold the same words. */
  crm_speaker_from_wire (bilikd_row_text (row, 1), &fields.speaker);
  crm_message_kind_from_wire (bilikd_row_text (row, 3), &fields.kind);
  crm_delivery_from_wire (bilikd_row_text (row, 5), &fields.delivery);
  func (&fields, data);
}

gboolean
bilikd_messages_list (BilikdDb *db,
                      gint64 organization_id,
                      const char *room_id,
                      BilikdPage *page,
                      BilikdMessageFunc func,
                      gpointer data,
                      GError **error)
{
  BilikdStatement *rows = bilikd_db_prepare (
      db, "SELECT id, speaker, name, type, contents, delivery, created_at "
          "FROM messages INDEXED BY messages_by_room "
          "WHERE organization_id = ?1 AND room_id = ?2 AND id < ?3 ORDER BY id DESC LIMIT ?4");
  GError *local_error = NULL;
  gint64 last_id = 0;

  bilikd_bind_int (rows, 1, organization_id);
  bilikd_bind_text (rows, 2, room_id);
  bilikd_bind_int (rows, 3, page->has_cursor ? page->after_id : G_MAXINT64);
  bilikd_bind_int (rows, 4, page->limit + 1);
  for (guint n = 0; bilikd_row_next (rows, &local_error); n++)
    {
      if (n == page->limit)
        {
          bilikd_page_continue_after (page, last_id, NULL);
          bilikd_row_end (rows);
          break;
        }
      last_id = bilikd_row_int (rows, 0);
      emit (rows, room_id, func, data);
    }
  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, local_error);
  return FALSE;
}

static gboolean
bring_room_up (BilikdDb *db, gint64 organization_id, const CrmMessageFields *message, GError **error)
{
  BilikdStatement *update = bilikd_db_prepare (
      db, "UPDATE rooms SET last_message = ?3, last_message_at = max (last_message_at, ?4), "
          "unread = CASE ?5 WHEN 'customer' THEN unread + 1 WHEN 'agent' THEN 0 ELSE unread END "
          "WHERE organization_id = ?1 AND id = ?2");
  g_autofree char *preview = g_utf8_strlen (message->contents, -1) > MAX_PREVIEW
                                 ? g_utf8_substring (message->contents, 0, MAX_PREVIEW)
                                 : g_strdup (message->contents);

  bilikd_bind_int (update, 1, organization_id);
  bilikd_bind_text (update, 2, message->room_id);
  bilikd_bind_text (update, 3, preview);
  bilikd_bind_int (update, 4, message->created_at);
  bilikd_bind_text (update, 5, crm_speaker_to_wire (message->speaker));
  return bilikd_db_run (update, error);
}

gint64
bilikd_message_insert (BilikdDb *db, gint64 organization_id, const CrmMessageFields *message, GError **error)
{
  BilikdStatement *insert =
      bilikd_db_prepare (db, "INSERT INTO messages (organization_id, room_id, speaker, name, type, contents, "
                             "delivery, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
  gint64 id;

  bilikd_bind_int (insert, 1, organization_id);
  bilikd_bind_text (insert, 2, message->room_id);
  bilikd_bind_text (insert, 3, crm_speaker_to_wire (message->speaker));
  bilikd_bind_text (insert, 4, message->name);
  bilikd_bind_text (insert, 5, crm_message_kind_to_wire (message->kind));
  bilikd_bind_text (insert, 6, message->contents);
  bilikd_bind_text (insert, 7, crm_delivery_to_wire (message->delivery));
  bilikd_bind_int (insert, 8, message->created_at);
  if (!bilikd_db_run (insert, error))
    return 0;
  id = bilikd_db_last_id (db);
  return bring_room_up (db, organization_id, message, error) ? id : 0;
}
