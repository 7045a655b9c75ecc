/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilik-records"

#include "bilik-record-timeline.h"

#include "bilik-skeleton.h"
#include "bilik-timeline-row.h"
#include "crm-error.h"

#define SKELETON_AFTER_MS 150

struct _BilikRecordTimeline
{
  AdwBin parent_instance;

  CrmClient *client;
  CrmRecordObject object;
  char *id;
  char *next_cursor;
  gboolean is_more; /* what is on its way goes behind what is there */
  GCancellable *loading;
  guint skeleton_id;

  GtkStack *stack;
  AdwBin *skeleton;
  GtkListBox *entries;
  GtkWidget *more;
  GtkLabel *reason;
};

enum { SIGNAL_ROOM_CLICKED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BilikRecordTimeline, bilik_record_timeline, ADW_TYPE_BIN)

static void
on_room_clicked (BilikRecordTimeline *self, BilikTimelineRow *row)
{
  g_signal_emit (self, signals[SIGNAL_ROOM_CLICKED], 0,
                 crm_timeline_entry_get_room_link (bilik_timeline_row_get_entry (row)));
}

static void
show_page (BilikRecordTimeline *self, const CrmPage *page)
{
  GtkWidget *old;

  while (!self->is_more && (old = gtk_widget_get_first_child (GTK_WIDGET (self->entries))) != NULL)
    gtk_list_box_remove (self->entries, old);
  for (guint i = 0; i < page->items->len; i++)
    {
      GtkWidget *row = bilik_timeline_row_new (g_ptr_array_index (page->items, i));

      g_signal_connect_object (row, "room-clicked", G_CALLBACK (on_room_clicked), self, G_CONNECT_SWAPPED);
      gtk_list_box_append (self->entries, row);
    }
  g_free (self->next_cursor);
  self->next_cursor = g_strdup (page->next_cursor);
  gtk_widget_set_visible (self->more, self->next_cursor != NULL);
  gtk_stack_set_visible_child_name (
      self->stack, gtk_list_box_get_row_at_index (self->entries, 0) != NULL ? "entries" : "empty");
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BilikRecordTimeline) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CrmPage) page = crm_client_load_timeline_finish (CRM_CLIENT (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->loading);
  g_clear_handle_id (&self->skeleton_id, g_source_remove);
  gtk_widget_set_sensitive (self->more, TRUE);
  if (page != NULL)
    {
      show_page (self, page);
      return;
    }
  gtk_label_set_text (self->reason, crm_error_get_sentence (error));
  if (!g_str_equal (gtk_stack_get_visible_child_name (self->stack), "entries"))
    gtk_stack_set_visible_child_name (self->stack, "error");
}

static gboolean
on_load_is_slow (gpointer user_data)
{
  BilikRecordTimeline *self = user_data;

  self->skeleton_id = 0;
  gtk_stack_set_visible_child_name (self->stack, "skeleton");
  return G_SOURCE_REMOVE;
}

static void
stop_loading (BilikRecordTimeline *self)
{
  if (self->loading != NULL)
    g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
}

static void
load (BilikRecordTimeline *self, const char *cursor)
{
  gboolean has_nothing = !g_str_equal (gtk_stack_get_visible_child_name (self->stack), "entries");

  stop_loading (self);
  self->loading = g_cancellable_new ();
  self->is_more = cursor != NULL;
  gtk_widget_set_sensitive (self->more, FALSE);
  if (has_nothing && self->skeleton_id == 0)
    self->skeleton_id = g_timeout_add (SKELETON_AFTER_MS, on_load_is_slow, self);
  crm_client_load_timeline (self->client, self->object, self->id, cursor, self->loading, on_loaded,
                            g_object_ref (self));
}

static void
on_more (BilikRecordTimeline *self)
{
  load (self, self->next_cursor);
}

static void
bilik_record_timeline_dispose (GObject *object)
{
  BilikRecordTimeline *self = BILIK_RECORD_TIMELINE (object);

  stop_loading (self);
  g_clear_handle_id (&self->skeleton_id, g_source_remove);
  g_clear_object (&self->client);
  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->next_cursor, g_free);

  G_OBJECT_CLASS (bilik_record_timeline_parent_class)->dispose (object);
}

static void
bilik_record_timeline_class_init (BilikRecordTimelineClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bilik_record_timeline_dispose;

  signals[SIGNAL_ROOM_CLICKED] = g_signal_new ("room-clicked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                               0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/bilik/Bilik/records/bilik-record-timeline.ui");
  gtk_widget_class_bind_template_child (widget_class, BilikRecordTimeline, stack);
  gtk_widget_class_bind_template_child (widget_class, BilikRecordTimeline, skeleton);
  gtk_widget_class_bind_template_child (widget_class, BilikRecordTimeline, entries);
  gtk_widget_class_bind_template_child (widget_class, BilikRecordTimeline, more);
  gtk_widget_class_bind_template_child (widget_class, BilikRecordTimeline, reason);
  gtk_widget_class_bind_template_callback (widget_class, on_more);
  gtk_widget_class_bind_template_callback (widget_class, bilik_record_timeline_refresh);
}

static void
bilik_record_timeline_init (BilikRecordTimeline *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  adw_bin_set_child (self->skeleton, bilik_skeleton_new_card (0));
}

void
bilik_record_timeline_open (BilikRecordTimeline *self,
                            CrmClient *client,
                            CrmRecordObject object,
                            const char *id)
{
  g_return_if_fail (BILIK_IS_RECORD_TIMELINE (self));

  g_set_object (&self->client, client);
  self->object = object;
  g_free (self->id);
  self->id = g_strdup (id);
  load (self, NULL);
}

void
bilik_record_timeline_refresh (BilikRecordTimeline *self)
{
  g_return_if_fail (BILIK_IS_RECORD_TIMELINE (self));

  load (self, NULL);
}
