/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilik-rooms"

#include "bilik-room-menu.h"

#include <glib/gi18n.h>

#include "bilik-room-row.h"

static void
append (GMenu *menu, const char *label, const char *action, CrmRoom *room)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, action, "s", crm_room_get_id (room));
  g_menu_append_item (menu, item);
}

/* Not while it still speaks: what was chosen in it is activated after it has closed. */
static void
on_closed (GtkWidget *popover)
{
  g_idle_add_once ((GSourceOnceFunc) gtk_widget_unparent, popover);
}

/* @at: (nullable): within the row; the whole of it where there was no pointer */
static void
pop_up (GtkWidget *row, const GdkRectangle *at)
{
  CrmRoom *room = bilik_room_row_get_room (BILIK_ROOM_ROW (row));
  g_autoptr (GMenu) menu = g_menu_new ();
  GtkWidget *popover;

  if (room == NULL)
    return;
  append (menu, _ ("_Open"), "win.browse-room", room);
  if (crm_room_get_unread (room) == 0)
    append (menu, _ ("Mark as _unread"), "room.mark-unread", room);
  popover = gtk_popover_menu_new_from_model (G_MENU_MODEL (menu));
  gtk_widget_set_parent (popover, row);
  if (at != NULL)
    gtk_popover_set_pointing_to (GTK_POPOVER (popover), at);
  g_signal_connect (popover, "closed", G_CALLBACK (on_closed), NULL);
  gtk_popover_popup (GTK_POPOVER (popover));
}

static void
pop_up_at (GtkWidget *list, double x, double y)
{
  GtkWidget *picked = gtk_widget_pick (list, x, y, GTK_PICK_DEFAULT);
  GtkWidget *row = picked != NULL ? gtk_widget_get_ancestor (picked, BILIK_TYPE_ROOM_ROW) : NULL;
  GdkRectangle at = { 0, 0, 1, 1 };

  if (row == NULL)
    return;
  gtk_widget_translate_coordinates (list, row, x, y, &x, &y);
  at.x = (int) x;
  at.y = (int) y;
  pop_up (row, &at);
}

static void
on_clicked (GtkGestureClick *gesture, int n_press, double x, double y)
{
  pop_up_at (gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture)), x, y);
}

static void
on_long_pressed (GtkGestureLongPress *gesture, double x, double y)
{
  pop_up_at (gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture)), x, y);
}

static gboolean
on_menu_key (GtkWidget *list, GVariant *unused, gpointer user_data)
{
  GtkWidget *item = gtk_widget_get_focus_child (list);
  GtkWidget *row = item != NULL ? gtk_widget_get_first_child (item) : NULL;

  if (!BILIK_IS_ROOM_ROW (row))
    return FALSE;
  pop_up (row, NULL);
  return TRUE;
}

void
bilik_room_menu_attach (GtkWidget *list)
{
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *press = gtk_gesture_long_press_new ();
  GtkEventController *keys = gtk_shortcut_controller_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  g_signal_connect (click, "pressed", G_CALLBACK (on_clicked), NULL);
  gtk_widget_add_controller (list, GTK_EVENT_CONTROLLER (click));
  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (press), TRUE);
  g_signal_connect (press, "pressed", G_CALLBACK (on_long_pressed), NULL);
  gtk_widget_add_controller (list, GTK_EVENT_CONTROLLER (press));
  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (keys), gtk_shortcut_new (gtk_shortcut_trigger_parse_string ("Menu|<Shift>F10"),
                                                        gtk_callback_action_new (on_menu_key, NULL, NULL)));
  gtk_widget_add_controller (list, keys);
}
