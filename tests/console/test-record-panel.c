/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Deal & Ticket section of a room, on a real backend with real bots. */
#include "bilik-record-card.h"
#include "async-wait.h"
#include "bilik-record-panel.h"
#include "hostile-strings.h"
#include "record-fixture.h"

static RecordFixture *fixture;

static RecordDesk *
open_panel (const char *email, const char *room_id, int width)
{
  RecordDesk *self = record_desk_open (fixture, email);

  record_desk_show (self, bilik_record_panel_new (self->session, room_id), width, 640);
  return self;
}

static GtkWidget *
get_card (RecordDesk *self, CrmRecordObject object)
{
  GtkWidget *card = gtk_widget_get_first_child (ticket_fixture_get_child (self->widget, "cards"));

  return object == CRM_RECORD_DEAL ? card : gtk_widget_get_next_sibling (card);
}

static void
click_name (RecordDesk *self, CrmRecordObject object)
{
  g_signal_emit_by_name (ticket_fixture_get_child (get_card (self, object), "link"), "clicked");
}

static void
wait_for_online (RecordDesk *self)
{
  ticket_fixture_wait_for (crm_event_stream_get_is_online (bilik_session_get_stream (self->session)));
}

static void
settle (void)
{
  for (gint64 end = g_get_monotonic_time () + 100000; g_get_monotonic_time () < end;)
    g_main_context_iteration (NULL, FALSE) || (g_usleep (1000), TRUE);
}

/* --- states ------------------------------------------------------------------------------------- */

static void
test_empty (void)
{
  g_autofree char *room_id = record_fixture_take_room (fixture);
  RecordDesk *desk = open_panel (RECORD_AGENT, room_id, 360);

  g_assert_cmpstr (record_desk_get_page (desk), ==, "blank");
  ticket_fixture_wait_for (g_str_equal (record_desk_get_page (desk), "records"));
  g_assert_true (record_desk_shows (desk, "No deal yet"));
  g_assert_true (record_desk_shows (desk, "No ticket yet"));
  g_assert_nonnull (ticket_fixture_find_text (desk->widget, "Create Deal"));
  g_assert_nonnull (ticket_fixture_find_text (desk->widget, "Create Ticket"));
  ticket_fixture_picture (desk->window, "panel-empty");
  record_desk_close (desk);
}

static void
test_preview (void)
{
  g_autofree char *room_id = record_fixture_take_room (fixture);
  RecordDesk *desk = open_panel (RECORD_AGENT, room_id, 360);
  g_autofree char *deal_id = NULL, *ticket_id = NULL, *stage = NULL, *label = NULL;
  g_autofree char *sql = NULL;

  wait_for_online (desk);
  deal_id = service_bot_create (fixture->bot, CRM_RECORD_DEAL, room_id, "Sixty solar panels", "");
  ticket_id = service_bot_create (fixture->ai, CRM_RECORD_TICKET, room_id, "Refund not received",
                                  ",\"priority\":\"high\"");
  ticket_fixture_wait_for (record_desk_shows (desk, "Sixty solar panels") &&
                           record_desk_shows (desk, "Refund not received"));
  sql = g_strdup_printf ("SELECT stage || ' in ' || pipeline FROM room_records WHERE object = 'deal' AND "
                         "external_id = '%s'",
                         deal_id);
  stage = record_fixture_query (fixture, sql);
  label = g_strdup_printf ("ID %s", deal_id);
  g_assert_true (record_desk_shows (desk, stage));
  g_assert_true (record_desk_shows (desk, label));
  g_assert_true (record_desk_shows (desk, "Open"));
  g_assert_true (record_desk_shows (desk, "Bot"));
  g_assert_true (record_desk_shows (desk, "AI"));
  g_assert_true (record_desk_shows (desk, "Deal: Sixty solar panels") ||
                 record_desk_shows (desk, "Ticket: Refund not received"));
  g_assert_true (gtk_widget_has_css_class (get_card (desk, CRM_RECORD_DEAL), "new"));
  ticket_fixture_picture (desk->window, "panel-preview");
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_FORCE_DARK);
  ticket_fixture_picture (desk->window, "panel-preview-dark");
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_DEFAULT);
  record_desk_close (desk);
}

/* As the room's view does once the conversation is there. */
static void
tell_room (RecordDesk *self, const char *room_id)
{
  CrmClient *client = bilik_session_get_client (self->session);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (CrmRoom) room = NULL;

  crm_client_load_room (client, room_id, NULL, keep_result, &result);
  room = crm_client_load_room_finish (client, await_result (&result), NULL);
  g_assert_nonnull (room);
  bilik_record_panel_set_room (BILIK_RECORD_PANEL (self->widget), room);
}

/* "from WhatsApp, 14:02" */
static void
test_origin (void)
{
  g_autofree char *room_id = record_fixture_take_room (fixture);
  RecordDesk *desk = open_panel (RECORD_AGENT, room_id, 360);
  g_autofree char *sql = g_strdup_printf ("UPDATE rooms SET channel = 'whatsapp' WHERE id = '%s'", room_id);

  g_free (service_bot_create (fixture->bot, CRM_RECORD_DEAL, room_id, "From a channel", ""));
  g_free (record_fixture_query (fixture, sql));
  ticket_fixture_wait_for (record_desk_shows (desk, "From a channel"));
  tell_room (desk, room_id);
  g_assert_true (g_str_has_prefix (
      gtk_label_get_text (ticket_fixture_get_child (get_card (desk, CRM_RECORD_DEAL), "origin")),
      "from WhatsApp, "));
  record_desk_close (desk);
}

static void
test_replaced (void)
{
  g_autofree char *room_id = record_fixture_take_room (fixture);
  RecordDesk *desk = open_panel (RECORD_AGENT, room_id, 360);
  g_autofree char *first = NULL, *second = NULL, *replaced = NULL;
  const char *why;

  wait_for_online (desk);
  first = service_bot_create (fixture->bot, CRM_RECORD_DEAL, room_id, "The bot's", "");
  ticket_fixture_wait_for (record_desk_shows (desk, "The bot's"));
  second = service_bot_create (fixture->ai, CRM_RECORD_DEAL, room_id, "The AI's", "");
  ticket_fixture_wait_for (record_desk_shows (desk, "The AI's"));
  g_assert_false (record_desk_shows (desk, "The bot's"));
  why = gtk_label_get_text (ticket_fixture_get_child (get_card (desk, CRM_RECORD_DEAL), "why"));
  replaced = g_strdup_printf ("“The bot's” (%s)", first);
  g_assert_nonnull (strstr (why, replaced));
  g_assert_nonnull (strstr (why, second));
  record_desk_close (desk);
}

/* Edited, then deleted: what stands below stays where it is. */
static void
test_edit_and_delete (void)
{
  g_autofree char *room_id = record_fixture_take_room (fixture);
  RecordDesk *desk = open_panel (RECORD_AGENT, room_id, 360);
  g_autofree char *id = NULL;
  graphene_rect_t empty, full, again;

  wait_for_online (desk);
  ticket_fixture_wait_for (g_str_equal (record_desk_get_page (desk), "records"));
  settle ();
  g_assert_true (gtk_widget_compute_bounds (get_card (desk, CRM_RECORD_TICKET), desk->widget, &empty));
  id = service_bot_create (fixture->bot, CRM_RECORD_DEAL, room_id, "Before", "");
  ticket_fixture_wait_for (record_desk_shows (desk, "Before"));
  settle ();
  g_assert_true (gtk_widget_compute_bounds (get_card (desk, CRM_RECORD_TICKET), desk->widget, &full));
  g_assert_cmpfloat (full.origin.y, ==, empty.origin.y);
  g_assert_cmpfloat (full.size.height, ==, empty.size.height);
  service_bot_update (fixture->bot, CRM_RECORD_DEAL, id, "\"name\":\"After\"");
  ticket_fixture_wait_for (record_desk_shows (desk, "After"));
  service_bot_delete (fixture->bot, CRM_RECORD_DEAL, id);
  ticket_fixture_wait_for (record_desk_shows (desk, "No deal yet"));
  settle ();
  g_assert_true (gtk_widget_compute_bounds (get_card (desk, CRM_RECORD_TICKET), desk->widget, &again));
  g_assert_cmpfloat (again.origin.y, ==, empty.origin.y);
  g_assert_cmpfloat (again.size.height, ==, empty.size.height);
  g_assert_true (record_desk_shows (desk, "Deal removed"));
  record_desk_close (desk);
}

/* The server is gone: the panel says so, keeps what it shows, and catches up. */
static void
test_unreachable (void)
{
  g_autofree char *room_id = record_fixture_take_room (fixture);
  RecordDesk *desk = open_panel (RECORD_AGENT, room_id, 360);
  RecordDesk *late;

  g_free (service_bot_create (fixture->bot, CRM_RECORD_DEAL, room_id, "Kept", ""));
  ticket_fixture_wait_for (record_desk_shows (desk, "Kept"));
  late = record_desk_open (fixture, RECORD_AGENT);
  backend_fixture_pause (fixture->backend);
  record_desk_show (late, bilik_record_panel_new (late->session, room_id), 360, 640);
  bilik_record_panel_refresh (BILIK_RECORD_PANEL (desk->widget));
  ticket_fixture_wait_for (g_str_equal (record_desk_get_page (late), "skeleton"));
  ticket_fixture_picture (late->window, "panel-skeleton");
  while (!g_str_equal (record_desk_get_page (late), "error") ||
         !gtk_revealer_get_reveal_child (ticket_fixture_get_child (desk->widget, "stale")))
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (record_desk_shows (late, "Can't reach the CRM"));
  g_assert_true (record_desk_shows (desk, "Kept"));
  ticket_fixture_picture (late->window, "panel-error");
  backend_fixture_resume (fixture->backend);
  record_desk_click (desk, desk->widget, "Retry");
  /* By itself, once the connection is back. */
  ticket_fixture_wait_for (record_desk_shows (late, "Kept"));
  ticket_fixture_wait_for (!gtk_revealer_get_reveal_child (ticket_fixture_get_child (desk->widget, "stale")));
  record_desk_close (late);
  record_desk_close (desk);
}

/* --- clicks ------------------------------------------------------------------------------------------ */

static void
test_opens (void)
{
  g_autofree char *room_id = record_fixture_take_room (fixture);
  g_autofree char *id = service_bot_create (fixture->bot, CRM_RECORD_TICKET, room_id, "To be opened", "");
  g_autofree char *expected = g_strdup_printf ("record ticket %s", id);
  RecordDesk *desk = open_panel (RECORD_AGENT, room_id, 360);

  ticket_fixture_wait_for (record_desk_shows (desk, "To be opened"));
  click_name (desk, CRM_RECORD_TICKET);
  ticket_fixture_wait_for (desk->opened->len > 0);
  g_assert_cmpstr (desk->opened->str, ==, expected);
  record_desk_close (desk);
}

static void
test_no_permission (void)
{
  g_autofree char *room_id = record_fixture_take_room (fixture);
  RecordDesk *desk = open_panel ("inbox@nusantara.test", room_id, 360);

  g_free (service_bot_create (fixture->bot, CRM_RECORD_DEAL, room_id, "Shown all the same", ""));
  ticket_fixture_wait_for (record_desk_shows (desk, "Shown all the same"));
  g_assert_null (ticket_fixture_find_text (desk->widget, "Create Ticket"));
  click_name (desk, CRM_RECORD_DEAL);
  ticket_fixture_wait_for (
      record_desk_shows (desk, "You can't open deals. Ask your administrator for access to the CRM."));
  g_assert_cmpuint (desk->opened->len, ==, 0);
  ticket_fixture_picture (desk->window, "panel-no-permission");
  record_desk_close (desk);
}

/* The CRM's row went without a word to the room. */
static void
test_gone (void)
{
  g_autofree char *room_id = record_fixture_take_room (fixture);
  g_autofree char *id =
      service_bot_create (fixture->bot, CRM_RECORD_DEAL, room_id, "Gone behind its back", "");
  g_autofree char *sql = g_strdup_printf ("DELETE FROM deals WHERE id = %s", id);
  RecordDesk *desk = open_panel (RECORD_AGENT, room_id, 360);

  ticket_fixture_wait_for (record_desk_shows (desk, "Gone behind its back"));
  g_free (record_fixture_query (fixture, sql));
  click_name (desk, CRM_RECORD_DEAL);
  ticket_fixture_wait_for (record_desk_shows (desk, "This deal no longer exists."));
  g_assert_cmpuint (desk->opened->len, ==, 0);
  record_desk_close (desk);
}

/* --- by hand --------------------------------------------------------------------------------------------- */

static GtkWidget *
get_create (RecordDesk *self, CrmRecordObject object)
{
  return adw_bin_get_child (ticket_fixture_get_child (get_card (self, object), "create"));
}

static void
create (RecordDesk *self, CrmRecordObject object, const char *name)
{
  GtkWidget *create = get_create (self, object);

  gtk_menu_button_popup (ticket_fixture_get_child (create, "button"));
  gtk_editable_set_text (ticket_fixture_get_child (create, "name"), name);
  g_signal_emit_by_name (ticket_fixture_get_child (create, "create"), "clicked");
}

static void
test_create_by_hand (void)
{
  g_autofree char *room_id = record_fixture_take_room (fixture);
  RecordDesk *desk = open_panel (RECORD_AGENT, room_id, 360);
  g_autofree char *sql = g_strdup_printf ("SELECT count(*) FROM deals d JOIN rooms r ON r.customer_id = "
                                          "d.customer_id WHERE d.name = 'By hand' AND r.id = '%s'",
                                          room_id);
  g_autofree char *n_of_customer = NULL;
  GtkLabel *failure;

  ticket_fixture_wait_for (g_str_equal (record_desk_get_page (desk), "records"));
  tell_room (desk, room_id);
  create (desk, CRM_RECORD_DEAL, "   ");
  g_assert_false (
      gtk_widget_get_sensitive (ticket_fixture_get_child (get_create (desk, CRM_RECORD_DEAL), "create")));
  create (desk, CRM_RECORD_DEAL, "By hand");
  ticket_fixture_wait_for (g_str_has_prefix (desk->opened->str, "record deal "));
  n_of_customer = record_fixture_query (fixture, sql);
  g_assert_cmpstr (n_of_customer, ==, "1");
  create (desk, CRM_RECORD_DEAL, "Once more");
  failure = ticket_fixture_get_child (get_create (desk, CRM_RECORD_DEAL), "failure");
  ticket_fixture_wait_for (gtk_widget_get_visible (GTK_WIDGET (failure)));
  g_assert_cmpstr (gtk_label_get_text (failure), ==, "Room deal already exist!");
  record_desk_close (desk);
}

/* --- names ------------------------------------------------------------------------------------------------- */

/* As typed, and no warning, which the test environment makes fatal. */
static void
test_hostile (void)
{
  g_autofree char *room_id = record_fixture_take_room (fixture);
  RecordDesk *desk = open_panel (RECORD_AGENT, room_id, 360);
  BilikRecordCard *card;

  wait_for_online (desk);
  ticket_fixture_wait_for (g_str_equal (record_desk_get_page (desk), "records"));
  settle ();
  card = BILIK_RECORD_CARD (get_card (desk, CRM_RECORD_DEAL));
  for (guint i = 0; i < HOSTILE_N; i++)
    {
      g_autofree char *name = hostile_string (i);
      CrmRoomRecord record = { .external_id = name,
                               .name = name,
                               .stage = name,
                               .pipeline = name,
                               .creator_flag = CRM_CREATOR_BOT,
                               .crm_created_at = 1782000000000 };

      bilik_record_card_show (card, &record, &record, TRUE);
      g_assert_true (record_desk_shows (desk, name));
      g_assert_nonnull (strstr (gtk_label_get_text (ticket_fixture_get_child (card, "why")), name));
    }
  ticket_fixture_picture (desk->window, "panel-hostile");
  record_desk_close (desk);
}

int
main (int argc, char **argv)
{
  int status;

  ticket_fixture_init (&argc, &argv);
  fixture = record_fixture_start ();

  g_test_add_func ("/record-panel/CDTC-S01-states/empty", test_empty);
  g_test_add_func ("/record-panel/CDTC-S01-AC-1,AC-2/preview", test_preview);
  g_test_add_func ("/record-panel/CDTC-S01/origin", test_origin);
  g_test_add_func ("/record-panel/CDTC-S01-AC-3,CDTC-NEG-01/replaced", test_replaced);
  g_test_add_func ("/record-panel/CDTC-S01-AC-4,ERR-1,E2/edit-and-delete", test_edit_and_delete);
  g_test_add_func ("/record-panel/CDTC-S02-AC-1/opens", test_opens);
  g_test_add_func ("/record-panel/CDTC-S02/no-permission", test_no_permission);
  g_test_add_func ("/record-panel/CDTC-S02-ERR-1/gone", test_gone);
  g_test_add_func ("/record-panel/CDTC-NEG-02/create-by-hand", test_create_by_hand);
  g_test_add_func ("/record-panel/SEC-15/hostile-names", test_hostile);
  g_test_add_func ("/record-panel/CDTC-S01-ERR-2/unreachable", test_unreachable);
  status = g_test_run ();

  record_fixture_end (fixture);
  return status;
}
