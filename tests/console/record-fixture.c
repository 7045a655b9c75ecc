/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "record-fixture.h"

#include <sqlite3.h>

RecordFixture *
record_fixture_start (void)
{
  RecordFixture *self = g_new0 (RecordFixture, 1);

  self->backend = backend_fixture_start ();
  g_free (
      record_fixture_query (self, "UPDATE flags SET is_on = 1 WHERE name = 'omnichannel_deal_ticket_panel'"));
  self->bot = service_bot_new (self->backend->url, self->backend->database, CRM_CREATOR_BOT);
  self->ai = service_bot_new (self->backend->url, self->backend->database, CRM_CREATOR_AGENTIC_AI);
  return self;
}

void
record_fixture_end (RecordFixture *self)
{
  service_bot_free (self->bot);
  service_bot_free (self->ai);
  backend_fixture_end (self->backend);
  g_free (self);
}

static int
keep_first (void *data, int n_columns, char **values, char **names)
{
  char **first = data;

  if (*first == NULL)
    *first = g_strdup (values[0]);
  return 0;
}

char *
record_fixture_query (RecordFixture *self, const char *sql)
{
  sqlite3 *db = NULL;
  char *first = NULL;

  g_assert_cmpint (sqlite3_open_v2 (self->backend->database, &db, SQLITE_OPEN_READWRITE, NULL), ==,
                   SQLITE_OK);
  sqlite3_busy_timeout (db, 5000);
  g_assert_cmpint (sqlite3_exec (db, sql, keep_first, &first, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
  return first;
}

char *
record_fixture_take_room (RecordFixture *self)
{
  static guint n_taken;
  g_autofree char *sql = g_strdup_printf (
      "SELECT id FROM rooms WHERE organization_id = 1 ORDER BY id LIMIT 1 OFFSET %u", n_taken++);
  char *room_id = record_fixture_query (self, sql);

  g_assert_nonnull (room_id);
  return room_id;
}

/* --- a desk ----------------------------------------------------------------------------------- */

static void
note (RecordDesk *self, const char *what, const char *words)
{
  g_string_append_printf (self->opened, "%s%s %s", self->opened->len > 0 ? "; " : "", what, words);
}

static void
on_open_record (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  const char *object, *id;
  g_autofree char *words = NULL;

  g_variant_get (parameter, "(&s&s)", &object, &id);
  words = g_strdup_printf ("%s %s", object, id);
  note (user_data, "record", words);
}

static void
on_open (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  note (user_data, g_action_get_name (G_ACTION (action)) + strlen ("open-"),
        g_variant_get_string (parameter, NULL));
}

RecordDesk *
record_desk_open (RecordFixture *fixture, const char *email)
{
  RecordDesk *self = g_new0 (RecordDesk, 1);

  self->session = backend_fixture_sign_in (fixture->backend, email, FALSE);
  self->opened = g_string_new (NULL);
  return self;
}

void
record_desk_show (RecordDesk *self, GtkWidget *widget, int width, int height)
{
  static const GActionEntry entries[] = {
    { "open-record", on_open_record, "(ss)", NULL, NULL, { 0 } },
    { "open-room", on_open, "s", NULL, NULL, { 0 } },
    { "open-customer", on_open, "s", NULL, NULL, { 0 } },
    { "open-uri", on_open, "s", NULL, NULL, { 0 } },
  };
  g_autoptr (GSimpleActionGroup) actions = g_simple_action_group_new ();

  g_action_map_add_action_entries (G_ACTION_MAP (actions), entries, G_N_ELEMENTS (entries), self);
  self->widget = widget;
  g_object_add_weak_pointer (G_OBJECT (widget), (gpointer *) &self->widget);
  self->window = GTK_WINDOW (adw_window_new ());
  adw_window_set_content (ADW_WINDOW (self->window), widget);
  gtk_window_set_default_size (self->window, width, height);
  gtk_window_present (self->window);
  ticket_fixture_wait_for (gtk_widget_get_mapped (GTK_WIDGET (self->window)));
  gtk_widget_insert_action_group (GTK_WIDGET (self->window), "win", G_ACTION_GROUP (actions));
}

const char *
record_desk_get_page (RecordDesk *self)
{
  return gtk_stack_get_visible_child_name (ticket_fixture_get_child (self->widget, "stack"));
}

gboolean
record_desk_shows (RecordDesk *self, const char *text)
{
  return ticket_fixture_find_text (self->widget, text) != NULL;
}

void
record_desk_close (RecordDesk *self)
{
  gtk_window_destroy (self->window);
  /* What was asked for when it closed comes back cancelled, and lets go of it. */
  ticket_fixture_wait_for (self->widget == NULL);
  g_object_unref (self->session);
  g_string_free (self->opened, TRUE);
  g_free (self);
}

void
record_desk_click (RecordDesk *self, GtkWidget *root, const char *label)
{
  GtkWidget *button = ticket_fixture_find_button (root, label);

  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
}
