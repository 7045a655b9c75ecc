/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd"

#include "bilikd-chat-history.h"

#include "bilikd-timeline.h"
#include "crm-json.h"

#define PREVIEW_LINES  3
#define PREVIEW_LENGTH 120 /* characters of a line */

/*
 * One entry at a time:
 *
 *   1. find the oldest entry without a preview
 *   2. ask the Chat Panel, on a thread of its own
 *   3. fill the entry; go on with the next
 */
struct _BilikdPreviews
{
  BilikdServices *services;
  gboolean is_busy;
  gboolean is_awaited; /* woken while busy */
  gboolean is_stopped;
  BilikdTimelineGap gap;
  char *preview;
};

static void find_gap (BilikdPreviews *self);

static void
go_on (BilikdPreviews *self, gboolean has_more)
{
  self->is_busy = FALSE;
  if (has_more || self->is_awaited)
    find_gap (self);
}

/* 3 */

static gboolean
fill (BilikdDb *db, gpointer data, GError **error)
{
  BilikdPreviews *self = data;

  return bilikd_timeline_fill (db, self->gap.id, self->preview, error);
}

/* An entry that can't be filled now is found again when the next one is written, or at the next start. */
static void
on_filled (gpointer data, const GError *error)
{
  BilikdPreviews *self = data;

  g_clear_pointer (&self->preview, g_free);
  bilikd_timeline_gap_clear (&self->gap);
  go_on (self, error == NULL);
}

/* 2 */

static char *
cut (const char *text)
{
  return g_utf8_strlen (text, -1) <= PREVIEW_LENGTH ? g_strdup (text)
                                                    : g_utf8_substring (text, 0, PREVIEW_LENGTH);
}

/* The last lines, each as long as a preview shows. */
static char *
make_preview (const char *messages)
{
  g_autoptr (JsonNode) root = crm_json_parse (messages, -1, CRM_JSON_MAX_DEPTH, NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  JsonArray *array = json_node_get_array (root);
  guint n = json_array_get_length (array);
  CrmJsonWriter writer;

  crm_json_writer_init (&writer, text);
  crm_json_writer_begin_array (&writer, NULL);
  for (guint i = n > PREVIEW_LINES ? n - PREVIEW_LINES : 0; i < n; i++)
    {
      JsonObject *message = json_array_get_object_element (array, i);
      g_autofree char *contents = cut (json_object_get_string_member (message, "contents"));

      crm_json_writer_begin_object (&writer, NULL);
      crm_json_writer_string (&writer, "type", json_object_get_string_member (message, "type"));
      crm_json_writer_string (&writer, "contents", contents);
      crm_json_writer_end_object (&writer);
    }
  crm_json_writer_end_array (&writer);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
load (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  BilikdPreviews *self = data;
  g_autofree char *messages = bilikd_chat_history_load (self->services, self->gap.organization_id,
                                                        self->gap.room_id, BILIKD_CHAT_HISTORY_MAX);

  g_task_return_pointer (task, messages != NULL ? make_preview (messages) : NULL, g_free);
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  BilikdPreviews *self = data;

  self->preview = g_task_propagate_pointer (G_TASK (result), NULL);
  /* A Chat Panel that ends together with this daemon has told nothing of the chat: the next start asks again. */
  if (self->is_stopped || !g_atomic_int_get (&self->services->is_ready))
    {
      self->is_busy = FALSE;
      return;
    }
  bilikd_store_write (self->services->store, fill, on_filled, self);
}

/* 1 */

static gboolean
find (BilikdDb *db, gpointer data, GError **error)
{
  BilikdPreviews *self = data;
  GError *local_error = NULL;

  if (bilikd_timeline_find_gap (db, &self->gap, &local_error) || local_error == NULL)
    return TRUE;
  g_propagate_error (error, local_error);
  return FALSE;
}

static void
on_found (gpointer data, const GError *error)
{
  BilikdPreviews *self = data;
  g_autoptr (GTask) task = NULL;

  if (error != NULL || self->gap.room_id == NULL || self->is_stopped)
    {
      go_on (self, FALSE);
      return;
    }
  task = g_task_new (NULL, NULL, on_loaded, self);
  g_task_set_task_data (task, self, NULL);
  g_task_run_in_thread (task, load);
}

static void
find_gap (BilikdPreviews *self)
{
  self->is_awaited = FALSE;
  if (self->is_stopped)
    return;
  self->is_busy = TRUE;
  bilikd_timeline_gap_clear (&self->gap);
  bilikd_store_read (self->services->store, find, on_found, self);
}

/* --- life ------------------------------------------------------------------------- */

BilikdPreviews *
bilikd_previews_new (BilikdServices *services)
{
  BilikdPreviews *self = g_new0 (BilikdPreviews, 1);

  self->services = services;
  find_gap (self);
  return self;
}

void
bilikd_previews_wake (BilikdPreviews *self)
{
  if (self->is_busy)
    self->is_awaited = TRUE;
  else
    find_gap (self);
}

void
bilikd_previews_stop (BilikdPreviews *self)
{
  self->is_stopped = TRUE;
  /* A thread that asks the Chat Panel has two seconds at most. */
  while (self->is_busy)
    g_main_context_iteration (NULL, TRUE);
}

void
bilikd_previews_free (BilikdPreviews *self)
{
  g_free (self->preview);
  bilikd_timeline_gap_clear (&self->gap);
  g_free (self);
}
