/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilik-rooms"

#include "bilik-room-row.h"

#include <glib/gi18n.h>

#include "bilik-room-words.h"
#include "bilik-ticket-words.h"
#include "crm-time.h"

#define MAX_UNREAD 99

struct _BilikRoomRow
{
  GtkBox parent_instance;

  GtkLabel *title;
  GtkLabel *time;
  GtkLabel *message;
  GtkLabel *unread;
  GtkLabel *detail;

  CrmRoom *room;
};

G_DEFINE_FINAL_TYPE (BilikRoomRow, bilik_room_row, GTK_TYPE_BOX)

static void
show_unread (BilikRoomRow *self, guint n)
{
  g_autofree char *text = n > MAX_UNREAD ? g_strdup_printf ("%d+", MAX_UNREAD) : g_strdup_printf ("%u", n);

  gtk_label_set_text (self->unread, text);
  gtk_widget_set_visible (GTK_WIDGET (self->unread), n > 0);
  if (n > 0)
    gtk_widget_add_css_class (GTK_WIDGET (self->title), "unread");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->title), "unread");
}

static char *
describe (CrmRoom *room)
{
  const char *assignee = crm_room_get_assignee_name (room);

  return g_strjoin (" · ", bilik_room_words_channel (crm_room_get_channel (room)),
                    assignee != NULL ? assignee : _ ("Unassigned"), NULL);
}

/* Rows of a GtkListView have no name of their own: their parent is what assistive technology sees. */
static void
name_for_assistants (BilikRoomRow *self, const char *ago)
{
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (self));
  guint n = crm_room_get_unread (self->room);
  g_autofree char *detail = describe (self->room);
  g_autofree char *unread = g_strdup_printf (ngettext ("%u unread message", "%u unread messages", n), n);
  const char *message = crm_room_get_last_message (self->room);
  g_autofree char *label = NULL;

  if (parent == NULL)
    return;
  label = g_strjoin (", ", crm_room_get_title (self->room), detail, ago, message != NULL ? message : "",
                     n > 0 ? unread : NULL, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (parent), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
bilik_room_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), BILIK_TYPE_ROOM_ROW);
  g_clear_object (&BILIK_ROOM_ROW (object)->room);

  G_OBJECT_CLASS (bilik_room_row_parent_class)->dispose (object);
}

static void
bilik_room_row_class_init (BilikRoomRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bilik_room_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/bilik/Bilik/rooms/bilik-room-row.ui");
  gtk_widget_class_bind_template_child (widget_class, BilikRoomRow, title);
  gtk_widget_class_bind_template_child (widget_class, BilikRoomRow, time);
  gtk_widget_class_bind_template_child (widget_class, BilikRoomRow, message);
  gtk_widget_class_bind_template_child (widget_class, BilikRoomRow, unread);
  gtk_widget_class_bind_template_child (widget_class, BilikRoomRow, detail);
}

static void
bilik_room_row_init (BilikRoomRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
bilik_room_row_new (void)
{
  return g_object_new (BILIK_TYPE_ROOM_ROW, NULL);
}

void
bilik_room_row_set_room (BilikRoomRow *self, CrmRoom *room)
{
  g_return_if_fail (BILIK_IS_ROOM_ROW (self));

  const char *message;
  g_autofree char *exact = NULL;
  g_autofree char *detail = NULL;

  g_set_object (&self->room, room);
  if (room == NULL)
    return;
  message = crm_room_get_last_message (room);
  exact = bilik_ticket_words_exact (crm_room_get_last_message_at (room));
  detail = describe (room);
  gtk_label_set_text (self->title, crm_room_get_title (room));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->time), exact);
  gtk_label_set_text (self->message, message != NULL ? message : _ ("No messages yet"));
  gtk_label_set_text (self->detail, detail);
  show_unread (self, crm_room_get_unread (room));
  bilik_room_row_update_time (self);
}

CrmRoom *
bilik_room_row_get_room (BilikRoomRow *self)
{
  g_return_val_if_fail (BILIK_IS_ROOM_ROW (self), NULL);

  return self->room;
}

void
bilik_room_row_update_time (BilikRoomRow *self)
{
  g_return_if_fail (BILIK_IS_ROOM_ROW (self));

  g_autofree char *ago = NULL;

  if (self->room == NULL)
    return;
  ago = bilik_ticket_words_ago (crm_room_get_last_message_at (self->room), crm_time_now ());
  gtk_label_set_text (self->time, ago);
  name_for_assistants (self, ago);
}
