/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "room-desk.h"

#include "bilik-message-list.h"
#include "service-bot.h"

static void
on_action (GSimpleAction *action, GVariant *parameter, RoomDesk *self)
{
  g_free (self->opened);
  self->opened = g_strdup_printf ("%s %s", g_action_get_name (G_ACTION (action)),
                                  g_variant_get_string (parameter, NULL));
}

static void
on_toast (GtkWidget *page, AdwToast *toast, RoomDesk *self)
{
  g_set_object (&self->toast, toast);
  g_object_unref (toast); /* what would own it */
}

static void
add_actions (RoomDesk *self)
{
  static const char *const names[] = { "browse-room", "open-customer" };
  g_autoptr (GSimpleActionGroup) actions = g_simple_action_group_new ();

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GSimpleAction) action = g_simple_action_new (names[i], G_VARIANT_TYPE_STRING);

      g_signal_connect (action, "activate", G_CALLBACK (on_action), self);
      g_action_map_add_action (G_ACTION_MAP (actions), G_ACTION (action));
    }
  gtk_widget_insert_action_group (GTK_WIDGET (self->window), "win", G_ACTION_GROUP (actions));
}

gpointer
room_desk_child (GtkWidget *widget, const char *id)
{
  gboolean is_of_list =
      BILIK_IS_ROOM_VIEW (widget) &&
      (g_str_equal (id, "list") || g_str_equal (id, "scroller") || g_str_equal (id, "news"));

  return ticket_fixture_get_child (is_of_list ? ticket_fixture_get_child (widget, "messages") : widget, id);
}

const char *
room_desk_get_page (GtkWidget *widget)
{
  const char *name = gtk_stack_get_visible_child_name (room_desk_child (widget, "stack"));

  return name != NULL ? name : "";
}

void
room_desk_open_view (RoomDesk *self, const char *room_id)
{
  self->view = bilik_room_view_new (self->session, room_id);
  gtk_stack_add_named (GTK_STACK (self->stack), self->view, "view");
  gtk_stack_set_visible_child (GTK_STACK (self->stack), self->view);
  ticket_fixture_wait_for (g_str_equal (room_desk_get_page (self->view), "conversation") ||
                           g_str_equal (room_desk_get_page (self->view), "notice"));
}

void
room_desk_close_view (RoomDesk *self)
{
  gtk_stack_remove (GTK_STACK (self->stack), self->view);
  self->view = NULL;
}

RoomDesk *
room_desk_open (BackendFixture *backend, const char *room_id, int width)
{
  RoomDesk *self = g_new0 (RoomDesk, 1);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  self->backend = backend;
  self->settings = g_settings_new ("io.github.bilik.Bilik");
  self->session = backend_fixture_sign_in (backend, ROOM_DESK_AGENT, FALSE);
  self->window = GTK_WINDOW (adw_window_new ());
  self->stack = gtk_stack_new ();
  self->page = bilik_rooms_page_new (self->session, self->settings);
  g_signal_connect (self->page, "toast", G_CALLBACK (on_toast), self);
  add_actions (self);
  gtk_widget_set_size_request (self->page, 340, -1);
  gtk_widget_set_visible (self->page, width >= 700 || room_id == NULL);
  gtk_widget_set_hexpand (self->stack, TRUE);
  gtk_widget_set_visible (self->stack, room_id != NULL);
  gtk_box_append (GTK_BOX (box), self->page);
  gtk_box_append (GTK_BOX (box), self->stack);
  adw_window_set_content (ADW_WINDOW (self->window), box);
  gtk_window_set_default_size (self->window, width, 700);
  gtk_window_present (self->window);
  ticket_fixture_wait_for (g_str_equal (room_desk_get_page (self->page), "list"));
  ticket_fixture_wait_for (crm_event_stream_get_is_online (bilik_session_get_stream (self->session)));
  if (room_id != NULL)
    room_desk_open_view (self, room_id);
  return self;
}

void
room_desk_close (RoomDesk *self)
{
  gtk_window_destroy (self->window);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_object_unref (self->session);
  g_object_unref (self->settings);
  g_clear_object (&self->toast);
  g_free (self->opened);
  g_free (self);
}

GListModel *
room_desk_get_model (GtkWidget *widget)
{
  return G_LIST_MODEL (gtk_list_view_get_model (room_desk_child (widget, "list")));
}

guint
room_desk_count (GtkWidget *widget)
{
  return g_list_model_get_n_items (room_desk_get_model (widget));
}

CrmRoom *
room_desk_dup_room (RoomDesk *self, guint position)
{
  return g_list_model_get_item (room_desk_get_model (self->page), position);
}

static void
on_said (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  G_GNUC_UNUSED g_autoptr (CrmMessage) message =
      crm_client_send_message_finish (CRM_CLIENT (source), result, &error);

  g_assert_no_error (error);
  *(gboolean *) user_data = TRUE;
}

void
room_desk_say (RoomDesk *self, const char *room_id, const char *text)
{
  g_autoptr (BilikSession) session = backend_fixture_sign_in (self->backend, "admin@nusantara.test", FALSE);
  gboolean is_said = FALSE;

  crm_client_send_message (bilik_session_get_client (session), room_id, text, NULL, NULL, on_said, &is_said);
  ticket_fixture_wait_for (is_said);
}

void
room_desk_ask (RoomDesk *self, const char *room_id, const char *text)
{
  g_autoptr (ServiceBot) channel = service_bot_new_channel (self->backend->url, self->backend->database);

  service_bot_say (channel, room_id, text);
}

void
room_desk_settle (void)
{
  gint64 until = g_get_monotonic_time () + 300 * 1000;

  ticket_fixture_wait_for (g_get_monotonic_time () > until);
}
