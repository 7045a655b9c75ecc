/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One deal or ticket: its fields, its edit, its timeline and the way back, on a real backend with real bots. */
#include "bilik-record-view.h"
#include "hostile-strings.h"
#include "record-fixture.h"

static RecordFixture *fixture;

static RecordDesk *
open_record (const char *email, CrmRecordObject object, const char *id, int width)
{
  RecordDesk *self = record_desk_open (fixture, email);

  record_desk_show (self, bilik_record_view_new (self->session, object, id), width, 720);
  return self;
}

/* The name and the timeline are there. */
static void
wait_for_record (RecordDesk *self)
{
  GtkWidget *timeline = ticket_fixture_get_child (self->widget, "timeline");
  GtkStack *stack = ticket_fixture_get_child (timeline, "stack");

  ticket_fixture_wait_for (g_str_equal (record_desk_get_page (self), "record"));
  ticket_fixture_wait_for (!g_str_equal (gtk_stack_get_visible_child_name (stack), "blank") &&
                           !g_str_equal (gtk_stack_get_visible_child_name (stack), "skeleton"));
}

static GtkWidget *
find_type (GtkWidget *root, GType type, guint *skip)
{
  if (g_type_is_a (G_OBJECT_TYPE (root), type) && (*skip)-- == 0)
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_type (child, type, skip);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static GtkEditable *
get_name (RecordDesk *self)
{
  return GTK_EDITABLE (
      find_type (ticket_fixture_get_child (self->widget, "editor"), GTK_TYPE_ENTRY, &(guint){ 0 }));
}

enum { STAGE, STATUS, PRIORITY };

static GtkDropDown *
get_choice (RecordDesk *self, guint which)
{
  return GTK_DROP_DOWN (
      find_type (ticket_fixture_get_child (self->widget, "editor"), GTK_TYPE_DROP_DOWN, &which));
}

static const char *
get_chosen (RecordDesk *self, guint which)
{
  GtkStringObject *chosen = gtk_drop_down_get_selected_item (get_choice (self, which));

  return chosen != NULL ? gtk_string_object_get_string (chosen) : NULL;
}

static void
choose (RecordDesk *self, guint which, const char *words)
{
  GListModel *model = gtk_drop_down_get_model (get_choice (self, which));

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    if (g_strcmp0 (gtk_string_list_get_string (GTK_STRING_LIST (model), i), words) == 0)
      {
        gtk_drop_down_set_selected (get_choice (self, which), i);
        return;
      }
  g_error ("no choice called %s", words);
}

static gboolean
is_dirty (RecordDesk *self)
{
  return bilik_record_view_is_dirty (BILIK_RECORD_VIEW (self->widget));
}

static char *
query_record (CrmRecordObject object, const char *id, const char *column)
{
  g_autofree char *sql =
      g_strdup_printf ("SELECT %s FROM %ss WHERE id = %s", column, crm_record_object_to_wire (object), id);

  return record_fixture_query (fixture, sql);
}

/* --- reading ------------------------------------------------------------------------------------- */

static void
test_fields (gconstpointer data)
{
  CrmRecordObject object = (CrmRecordObject) GPOINTER_TO_INT (data);
  g_autofree char *room_id = record_fixture_take_room (fixture);
  g_autofree char *contact = record_fixture_query (
      fixture,
      "SELECT contact_id FROM customers WHERE organization_id = 1 AND contact_id LIKE '%-%' LIMIT 1");
  g_autofree char *name_sql = g_strdup_printf ("SELECT name FROM customers WHERE contact_id = '%s'", contact);
  g_autofree char *customer = record_fixture_query (fixture, name_sql);
  g_autofree char *members = g_strdup_printf (",\"contact_id\":\"%s\"", contact);
  ServiceBot *bot = object == CRM_RECORD_DEAL ? fixture->bot : fixture->ai;
  g_autofree char *id = service_bot_create (bot, object, room_id, "Sixty solar panels", members);
  g_autofree char *opened = g_strconcat ("customer ", contact, NULL);
  g_autofree char *title = NULL;
  RecordDesk *desk = open_record (RECORD_AGENT, object, id, 900);

  wait_for_record (desk);
  g_object_get (desk->widget, "title", &title, NULL);
  g_assert_cmpstr (title, ==, "Sixty solar panels");
  g_assert_true (record_desk_shows (desk, "Creator"));
  g_assert_true (record_desk_shows (desk, object == CRM_RECORD_DEAL ? "Bot" : "AI"));
  g_assert_true (record_desk_shows (desk, customer));
  g_assert_cmpstr (get_chosen (desk, STATUS), ==, "Open");
  ticket_fixture_picture (desk->window, object == CRM_RECORD_DEAL ? "record-deal" : "record-ticket");

  g_signal_emit_by_name (gtk_widget_get_parent (ticket_fixture_find_text (desk->widget, customer)),
                         "clicked");
  g_assert_cmpstr (desk->opened->str, ==, opened);
  record_desk_close (desk);
}

/* One of the customer's tickets: made by a person, with no room and no timeline. */
static void
test_of_a_person (void)
{
  g_autofree char *id = record_fixture_query (
      fixture,
      "SELECT id FROM tickets WHERE organization_id = 1 AND room_id IS NULL AND creator_flag = '' AND "
      "id IN (SELECT ticket_id FROM ticket_customers) LIMIT 1");
  g_autofree char *creator = query_record (CRM_RECORD_TICKET, id, "creator_name");
  RecordDesk *desk = open_record (RECORD_AGENT, CRM_RECORD_TICKET, id, 900);

  wait_for_record (desk);
  g_assert_false (record_desk_shows (desk, "Bot"));
  g_assert_false (record_desk_shows (desk, "Open conversation"));
  if (creator != NULL)
    g_assert_true (record_desk_shows (desk, creator));
  gtk_window_set_default_size (desk->window, 360, 720);
  ticket_fixture_wait_for (gtk_widget_get_width (desk->widget) <= 360);
  ticket_fixture_picture (desk->window, "record-narrow");
  record_desk_close (desk);
}

static void
test_gone (void)
{
  g_autofree char *room_id = record_fixture_take_room (fixture);
  g_autofree char *id = service_bot_create (fixture->bot, CRM_RECORD_DEAL, room_id, "Gone while open", "");
  RecordDesk *desk = open_record (RECORD_AGENT, CRM_RECORD_DEAL, id, 700);

  wait_for_record (desk);
  service_bot_delete (fixture->bot, CRM_RECORD_DEAL, id);
  bilik_record_view_refresh (BILIK_RECORD_VIEW (desk->widget));
  ticket_fixture_wait_for (g_str_equal (record_desk_get_page (desk), "gone"));
  g_assert_true (record_desk_shows (desk, "This deal no longer exists."));
  ticket_fixture_picture (desk->window, "record-gone");
  record_desk_close (desk);
}

/* The room has another one now; this one still is what it was. */
static void
test_replaced (void)
{
  g_autofree char *room_id = record_fixture_take_room (fixture);
  g_autofree char *id = service_bot_create (fixture->bot, CRM_RECORD_DEAL, room_id, "The first", "");
  g_autofree char *second = NULL;
  RecordDesk *desk = open_record (RECORD_AGENT, CRM_RECORD_DEAL, id, 700);

  wait_for_record (desk);
  second = service_bot_create (fixture->ai, CRM_RECORD_DEAL, room_id, "The second", "");
  bilik_record_view_refresh (BILIK_RECORD_VIEW (desk->widget));
  wait_for_record (desk);
  g_assert_true (record_desk_shows (desk, "The first"));
  record_desk_close (desk);
}

static void
test_unreachable (void)
{
  g_autofree char *room_id = record_fixture_take_room (fixture);
  g_autofree char *id = service_bot_create (fixture->bot, CRM_RECORD_DEAL, room_id, "Later", "");
  RecordDesk *desk = record_desk_open (fixture, RECORD_AGENT);

  backend_fixture_pause (fixture->backend);
  record_desk_show (desk, bilik_record_view_new (desk->session, CRM_RECORD_DEAL, id), 700, 640);
  while (!g_str_equal (record_desk_get_page (desk), "error"))
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (record_desk_shows (desk, "Couldn't load the deal"));
  backend_fixture_resume (fixture->backend);
  record_desk_click (desk, desk->widget, "Retry");
  ticket_fixture_wait_for (record_desk_shows (desk, "Later"));
  record_desk_close (desk);
}

/* --- editing ------------------------------------------------------------------------------------------ */

static void
test_edit (gconstpointer data)
{
  CrmRecordObject object = (CrmRecordObject) GPOINTER_TO_INT (data);
  g_autofree char *room_id = record_fixture_take_room (fixture);
  g_autofree char *id = service_bot_create (fixture->bot, object, room_id, "Before", "");
  g_autofree char *name = NULL;
  RecordDesk *desk = open_record (RECORD_AGENT, object, id, 700);

  wait_for_record (desk);
  ticket_fixture_wait_for (gtk_widget_get_sensitive (GTK_WIDGET (get_choice (desk, STAGE))));
  g_assert_false (is_dirty (desk));
  gtk_editable_set_text (get_name (desk), "After");
  choose (desk, STATUS, object == CRM_RECORD_DEAL ? "Won" : "Solved");
  if (object == CRM_RECORD_TICKET)
    choose (desk, PRIORITY, "Urgent");
  g_assert_true (is_dirty (desk));
  gtk_widget_activate_action (desk->widget, "record.save", NULL);
  ticket_fixture_wait_for (!is_dirty (desk));
  name = query_record (object, id, "name");
  g_assert_cmpstr (name, ==, "After");
  g_assert_true (record_desk_shows (desk, "After"));
  g_assert_cmpstr (get_chosen (desk, STATUS), ==, object == CRM_RECORD_DEAL ? "Won" : "Solved");
  if (object == CRM_RECORD_TICKET)
    g_assert_cmpstr (get_chosen (desk, PRIORITY), ==, "Urgent");
  record_desk_close (desk);
}

/* Somebody was faster: what they did shows, what was typed is kept, and saving again is the agent's word. */
static void
test_conflict (void)
{
  g_autofree char *room_id = record_fixture_take_room (fixture);
  g_autofree char *id = service_bot_create (fixture->bot, CRM_RECORD_TICKET, room_id, "Before", "");
  g_autofree char *name = NULL, *priority = NULL, *sql = NULL;
  RecordDesk *desk = open_record (RECORD_AGENT, CRM_RECORD_TICKET, id, 700);
  GtkWidget *warning;

  wait_for_record (desk);
  gtk_editable_set_text (get_name (desk), "Mine");
  /* Behind the stream's back, so that the view still has the old revision. */
  sql = g_strdup_printf ("UPDATE tickets SET name = 'Theirs', priority = 'urgent', revision = revision + 1 "
                         "WHERE id = %s",
                         id);
  g_free (record_fixture_query (fixture, sql));
  gtk_widget_activate_action (desk->widget, "record.save", NULL);
  warning = ticket_fixture_get_child (desk->widget, "warning");
  ticket_fixture_wait_for (gtk_widget_get_visible (warning));
  g_assert_nonnull (strstr (gtk_label_get_text (GTK_LABEL (warning)), "the name is now “Theirs”"));
  g_assert_nonnull (strstr (gtk_label_get_text (GTK_LABEL (warning)), "the priority is now “Urgent”"));
  g_assert_cmpstr (gtk_editable_get_text (get_name (desk)), ==, "Mine");
  g_assert_cmpstr (get_chosen (desk, PRIORITY), ==, "Urgent");
  g_assert_true (is_dirty (desk));
  name = query_record (CRM_RECORD_TICKET, id, "name");
  g_assert_cmpstr (name, ==, "Theirs");
  ticket_fixture_picture (desk->window, "record-conflict");

  gtk_widget_activate_action (desk->widget, "record.save", NULL);
  ticket_fixture_wait_for (!is_dirty (desk));
  g_free (name);
  name = query_record (CRM_RECORD_TICKET, id, "name");
  priority = query_record (CRM_RECORD_TICKET, id, "priority");
  g_assert_cmpstr (name, ==, "Mine");
  g_assert_cmpstr (priority, ==, "urgent");
  g_assert_false (gtk_widget_get_visible (warning));
  record_desk_close (desk);
}

/* News while something is typed: the rest follows, what was typed stays. */
static void
test_news_while_typing (void)
{
  g_autofree char *room_id = record_fixture_take_room (fixture);
  g_autofree char *id = service_bot_create (fixture->bot, CRM_RECORD_TICKET, room_id, "Before", "");
  RecordDesk *desk = open_record (RECORD_AGENT, CRM_RECORD_TICKET, id, 700);

  wait_for_record (desk);
  ticket_fixture_wait_for (crm_event_stream_get_is_online (bilik_session_get_stream (desk->session)));
  gtk_editable_set_text (get_name (desk), "Typed");
  service_bot_update (fixture->bot, CRM_RECORD_TICKET, id, "\"priority\":\"urgent\"");
  ticket_fixture_wait_for (g_strcmp0 (get_chosen (desk, PRIORITY), "Urgent") == 0);
  g_assert_cmpstr (gtk_editable_get_text (get_name (desk)), ==, "Typed");
  gtk_widget_activate_action (desk->widget, "record.discard", NULL);
  g_assert_cmpstr (gtk_editable_get_text (get_name (desk)), ==, "Before");
  g_assert_false (is_dirty (desk));
  record_desk_close (desk);
}

/* Stage and status are one thing said twice. */
static void
test_stage_and_status (void)
{
  g_autofree char *room_id = record_fixture_take_room (fixture);
  g_autofree char *id = service_bot_create (fixture->bot, CRM_RECORD_DEAL, room_id, "Staged", "");
  g_autofree char *before = NULL;
  RecordDesk *desk = open_record (RECORD_AGENT, CRM_RECORD_DEAL, id, 700);

  wait_for_record (desk);
  ticket_fixture_wait_for (gtk_widget_get_sensitive (GTK_WIDGET (get_choice (desk, STAGE))));
  before = g_strdup (get_chosen (desk, STAGE));
  choose (desk, STATUS, "Lost");
  g_assert_cmpstr (get_chosen (desk, STAGE), !=, before);
  choose (desk, STAGE, before);
  g_assert_cmpstr (get_chosen (desk, STATUS), ==, "Open");
  g_assert_false (is_dirty (desk));
  record_desk_close (desk);
}

/* --- timeline ------------------------------------------------------------------------------------------ */

static void
test_timeline (gconstpointer data)
{
  CrmRecordObject object = (CrmRecordObject) GPOINTER_TO_INT (data);
  g_autofree char *room_id = record_fixture_take_room (fixture);
  g_autofree char *id = service_bot_create (fixture->ai, object, room_id, "With a past", "");
  g_autofree char *opened = g_strconcat ("uri bilik://room/", room_id, NULL);
  g_autofree char *sql = g_strdup_printf (
      "SELECT 1 FROM timeline_entries WHERE room_id = '%s' AND preview IS NOT NULL", room_id);
  RecordDesk *desk;
  GtkWidget *scroller;
  double position;

  ticket_fixture_wait_for (({
    g_autofree char *is_there = record_fixture_query (fixture, sql);
    is_there != NULL;
  }));
  desk = open_record (RECORD_AGENT, object, id, 420);
  wait_for_record (desk);
  g_assert_true (record_desk_shows (desk, "Created by an AI agent in a conversation"));
  scroller = ticket_fixture_get_child (desk->widget, "scroller");
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller)), 90);
  position = gtk_adjustment_get_value (gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller)));
  ticket_fixture_picture (desk->window, "record-timeline");
  record_desk_click (desk, desk->widget, "Open conversation");
  ticket_fixture_wait_for (desk->opened->len > 0);
  g_assert_cmpstr (desk->opened->str, ==, opened);
  g_assert_cmpfloat (
      gtk_adjustment_get_value (gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller))), ==,
      position);
  record_desk_close (desk);
}

static void
test_room_gone (void)
{
  g_autofree char *room_id = record_fixture_take_room (fixture);
  g_autofree char *id = service_bot_create (fixture->bot, CRM_RECORD_DEAL, room_id, "Room gone", "");
  g_autofree char *sql = g_strdup_printf ("UPDATE rooms SET deleted_at = 1 WHERE id = '%s'", room_id);
  RecordDesk *desk = open_record (RECORD_AGENT, CRM_RECORD_DEAL, id, 700);

  wait_for_record (desk);
  g_free (record_fixture_query (fixture, sql));
  record_desk_click (desk, desk->widget, "Open conversation");
  ticket_fixture_wait_for (
      record_desk_shows (desk, "This conversation was deleted, or you don't have access to it."));
  g_assert_cmpuint (desk->opened->len, ==, 0);
  record_desk_close (desk);
}

/* --- names ------------------------------------------------------------------------------------------------ */

static void
test_hostile (void)
{
  g_autofree char *room_id = record_fixture_take_room (fixture);
  g_autofree char *id = service_bot_create (fixture->bot, CRM_RECORD_DEAL, room_id, "Hostile", "");
  RecordDesk *desk = open_record (RECORD_AGENT, CRM_RECORD_DEAL, id, 700);
  GtkLabel *name = ticket_fixture_get_child (desk->widget, "name");

  wait_for_record (desk);
  for (guint i = 0; i < HOSTILE_N; i += 5)
    {
      g_autofree char *hostile = hostile_string (i);
      g_autofree char *trimmed = g_strstrip (g_strdup (hostile));
      g_autoptr (GString) members = g_string_new (NULL);
      CrmJsonWriter writer;

      crm_json_writer_init (&writer, members);
      crm_json_writer_string (&writer, "name", hostile);
      service_bot_update (fixture->bot, CRM_RECORD_DEAL, id, members->str);
      bilik_record_view_refresh (BILIK_RECORD_VIEW (desk->widget));
      ticket_fixture_wait_for (g_str_equal (gtk_label_get_text (name), trimmed));
      g_assert_cmpstr (gtk_editable_get_text (get_name (desk)), ==, trimmed);
    }
  ticket_fixture_picture (desk->window, "record-hostile");
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_FORCE_DARK);
  ticket_fixture_picture (desk->window, "record-hostile-dark");
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_DEFAULT);
  record_desk_close (desk);
}

static void
add_for_both (const char *name, GTestDataFunc function)
{
  for (int object = 0; object < CRM_N_RECORD_OBJECTS; object++)
    {
      g_autofree char *path =
          g_strdup_printf ("/records/%s/%s", name, crm_record_object_to_wire ((CrmRecordObject) object));

      g_test_add_data_func (path, GINT_TO_POINTER (object), function);
    }
}

int
main (int argc, char **argv)
{
  int status;

  ticket_fixture_init (&argc, &argv);
  fixture = record_fixture_start ();

  add_for_both ("CDTC-S06-AC-1,AC-2/fields", test_fields);
  g_test_add_func ("/records/CDTC-S06-AC-3/of-a-person", test_of_a_person);
  g_test_add_func ("/records/E2,E6/gone", test_gone);
  g_test_add_func ("/records/E5/replaced", test_replaced);
  add_for_both ("edit", test_edit);
  g_test_add_func ("/records/conflict", test_conflict);
  g_test_add_func ("/records/news-while-typing", test_news_while_typing);
  g_test_add_func ("/records/stage-and-status", test_stage_and_status);
  add_for_both ("CDTC-S04-AC-1,AC-2,CDTC-S05-AC-1,AC-2/timeline", test_timeline);
  g_test_add_func ("/records/CDTC-S05-ERR-1/room-gone", test_room_gone);
  g_test_add_func ("/records/SEC-15/hostile-names", test_hostile);
  g_test_add_func ("/records/unreachable", test_unreachable);
  status = g_test_run ();

  record_fixture_end (fixture);
  return status;
}
