/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Create New with the native form, and the pending place, on a real backend. */
#include "backend-fixture.h"
#include "bilik-field.h"
#include "bilik-pending-button.h"
#include "bilik-pending-row.h"
#include "bilik-ticket-form.h"
#include "bilik-tickets-section-private.h"
#include "crm-layout.h"
#include "hostile-strings.h"
#include "ticket-fixture.h"

#include <glib/gstdio.h>

/* One pipeline, and three. */
#define AGENT       "agent@nusantara.test"
#define OTHER_AGENT "agent@senja.test"

static BackendFixture *backend;

/* A section in a window, below a header bar with the pending place, and the toasts it showed. */
typedef struct
{
  BilikSession *session;
  CrmCustomer *customer;
  BilikTicketsSection *section;
  GtkWidget *pending;
  GtkWindow *window;
  GPtrArray *toasts;
} Desk;

static void
on_toast (Desk *self, AdwToast *toast)
{
  g_ptr_array_add (self->toasts, toast);
}

static GtkWidget *
build_window_content (Desk *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *header = adw_header_bar_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *margins = adw_clamp_new ();

  self->pending = g_object_new (BILIK_TYPE_PENDING_BUTTON, NULL);
  bilik_pending_button_set_session (BILIK_PENDING_BUTTON (self->pending), self->session);
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), self->pending);
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_widget_set_margin_start (margins, 12);
  gtk_widget_set_margin_end (margins, 12);
  gtk_widget_set_margin_top (margins, 12);
  adw_clamp_set_maximum_size (ADW_CLAMP (margins), 860);
  adw_clamp_set_child (ADW_CLAMP (margins), GTK_WIDGET (self->section));
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), margins);
  gtk_box_append (GTK_BOX (box), header);
  gtk_box_append (GTK_BOX (box), scroller);
  return box;
}

static Desk *
open_desk (const char *email, int width)
{
  Desk *self = g_new0 (Desk, 1);

  self->session = backend_fixture_sign_in (backend, email, FALSE);
  self->customer = backend_fixture_find_customer (self->session, NULL, 1);
  self->section = BILIK_TICKETS_SECTION (bilik_tickets_section_new (self->session, self->customer));
  self->toasts = g_ptr_array_new_with_free_func (g_object_unref);
  g_signal_connect_swapped (self->section, "toast", G_CALLBACK (on_toast), self);
  self->window = ticket_fixture_present (build_window_content (self), width, 800);
  return self;
}

static void
close_desk (Desk *self)
{
  gtk_window_destroy (self->window);
  g_ptr_array_unref (self->toasts);
  g_object_unref (self->customer);
  g_object_unref (self->session);
  g_free (self);
}

/* --- looking into the form -------------------------------------------------------------- */

static BilikTicketForm *
get_form (Desk *self)
{
  GtkWidget *surface =
      self->section->panel != NULL ? bilik_create_panel_get_surface (self->section->panel) : NULL;

  return BILIK_IS_TICKET_FORM (surface) ? BILIK_TICKET_FORM (surface) : NULL;
}

static const char *
get_page (Desk *self)
{
  return gtk_stack_get_visible_child_name (ticket_fixture_get_child (get_form (self), "stack"));
}

static GtkWidget *
find_field (GtkWidget *root, const char *name)
{
  if (BILIK_IS_FIELD (root) && g_strcmp0 (g_object_get_data (G_OBJECT (root), "property-name"), name) == 0)
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_field (child, name);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static GtkWidget *
get_field (Desk *self, const char *name)
{
  GtkWidget *field = find_field (GTK_WIDGET (get_form (self)), name);

  g_assert_nonnull (field);
  return field;
}

/* As the form would: the row changes, and says so. */
static void
type (Desk *self, const char *name, const char *text)
{
  g_autoptr (JsonNode) value = json_node_init_string (json_node_alloc (), text);

  bilik_field_set_value (BILIK_FIELD (get_field (self, name)), value);
  bilik_field_emit_changed (BILIK_FIELD (get_field (self, name)));
}

static gboolean
is_filled (Desk *self)
{
  return find_field (GTK_WIDGET (get_form (self)), "name") != NULL;
}

/* Where there is one only, there is no choice. */
static void
choose_pipeline (Desk *self, guint position)
{
  AdwComboRow *row = ticket_fixture_get_child (get_form (self), "pipeline_row");

  if (!is_filled (self))
    adw_combo_row_set_selected (row, position);
  ticket_fixture_wait_for (is_filled (self));
}

static void
open_form (Desk *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self->section), "tickets.create", NULL);
  ticket_fixture_wait_for (get_form (self) != NULL && g_strcmp0 (get_page (self), "form") == 0);
}

static void
fill_in (Desk *self, const char *title)
{
  open_form (self);
  choose_pipeline (self, 1);
  type (self, "name", title);
}

static gboolean
is_open (Desk *self)
{
  return gtk_widget_get_visible (GTK_WIDGET (self->section->panel_slot));
}

static gboolean
has_toast (Desk *self, const char *words)
{
  for (guint i = 0; i < self->toasts->len; i++)
    if (strstr (adw_toast_get_title (self->toasts->pdata[i]), words) != NULL)
      return TRUE;
  return FALSE;
}

/* --- the form --------------------------------------------------------------------------- */

static void
take_picture_of_states (const char *email, int width, const char *name)
{
  g_autofree char *choose = g_strconcat (name, "-pipeline", NULL);
  g_autofree char *errors = g_strconcat (name, "-errors", NULL);
  Desk *desk = open_desk (email, width);

  open_form (desk);
  ticket_fixture_picture (desk->window, choose);
  choose_pipeline (desk, 1);
  ticket_fixture_picture (desk->window, name);
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (desk->section)), <=, width);
  gtk_widget_activate_action (GTK_WIDGET (get_form (desk)), "form.submit", NULL);
  ticket_fixture_picture (desk->window, errors);
  close_desk (desk);
}

static void
test_pictures (void)
{
  AdwStyleManager *style = adw_style_manager_get_default ();

  take_picture_of_states (AGENT, 860, "native");
  take_picture_of_states (OTHER_AGENT, 360, "native-narrow");
  adw_style_manager_set_color_scheme (style, ADW_COLOR_SCHEME_FORCE_DARK);
  take_picture_of_states (OTHER_AGENT, 860, "native-dark");
  adw_style_manager_set_color_scheme (style, ADW_COLOR_SCHEME_DEFAULT);
}

static void
test_both_entries_and_form (void)
{
  Desk *desk = open_desk (AGENT, 860);
  GMenuModel *menu = gtk_menu_button_get_menu_model (desk->section->add_button);

  g_assert_true (ticket_fixture_menu_has (menu, "tickets.link"));
  g_assert_true (ticket_fixture_menu_has (menu, "tickets.create"));
  open_form (desk);
  g_assert_true (is_open (desk));
  close_desk (desk);
}

/* A mobile gate is closed, and so is the embed's: only From Existing is left. */
static void
test_gates_off (void)
{
  Desk *desk;

  backend_fixture_ctl (backend, "flag", "set", "1", "cdp_create_ticket", "off", NULL);
  backend_fixture_ctl (backend, "setting", "set", "1", "ticket_enabled", "off", NULL);
  desk = open_desk (AGENT, 860);
  g_assert_true (
      ticket_fixture_menu_has (gtk_menu_button_get_menu_model (desk->section->add_button), "tickets.link"));
  g_assert_false (
      ticket_fixture_menu_has (gtk_menu_button_get_menu_model (desk->section->add_button), "tickets.create"));
  g_assert_false (g_action_group_has_action (G_ACTION_GROUP (desk->section->actions), "create"));
  close_desk (desk);
  backend_fixture_ctl (backend, "flag", "set", "1", "cdp_create_ticket", "on", NULL);
  backend_fixture_ctl (backend, "setting", "set", "1", "ticket_enabled", "on", NULL);
}

static void
test_selection_first (void)
{
  Desk *desk = open_desk (OTHER_AGENT, 860);
  GtkWidget *group, *submit;

  open_form (desk);
  group = ticket_fixture_get_child (get_form (desk), "pipeline_group");
  submit = ticket_fixture_get_child (get_form (desk), "submit_button");
  g_assert_true (gtk_widget_get_visible (group));
  g_assert_false (is_filled (desk));
  g_assert_false (gtk_widget_get_sensitive (submit));
  choose_pipeline (desk, 2);
  g_assert_true (gtk_widget_get_sensitive (submit));
  close_desk (desk);
}

static void
test_one_pipeline (void)
{
  Desk *desk = open_desk (AGENT, 860);

  open_form (desk);
  g_assert_false (gtk_widget_get_visible (ticket_fixture_get_child (get_form (desk), "pipeline_group")));
  g_assert_true (is_filled (desk));
  close_desk (desk);
}

static JsonNode *
create_value (CrmFieldType type, const char *option)
{
  g_autofree char *json = g_strdup_printf (type == CRM_FIELD_MULTI_SELECT ? "[\"%s\"]" : "\"%s\"", option);

  return json_from_string (json, NULL);
}

/* A row as a layout of an unfriendly CRM would have it; what is chosen in it is shown as well. */
static GtkWidget *
build_row (Desk *self, const CrmField *field)
{
  GtkWidget *row = bilik_field_new (field, bilik_session_get_client (self->session));
  g_autoptr (JsonNode) value = create_value (field->type, field->options[0].id);

  if (field->type == CRM_FIELD_DROP_DOWN || field->type == CRM_FIELD_MULTI_SELECT)
    bilik_field_set_value (BILIK_FIELD (row), value);
  return row;
}

static void
assert_shown_as_written (Desk *self, GtkListBox *list, CrmFieldType type, const char *text)
{
  g_autofree char *option = g_strconcat ("Option ", text, NULL);
  CrmOption options[] = { { "a", option }, { "b", "Plain" } };
  CrmField field = { .name = "cf_hostile",
                     .label = (char *) text,
                     .placeholder = (char *) text,
                     .type = type,
                     .options = options,
                     .n_options = G_N_ELEMENTS (options) };
  GtkWidget *row = build_row (self, &field);

  gtk_list_box_append (list, row);
  g_assert_nonnull (ticket_fixture_find_text (row, text));
  g_assert_null (
      gtk_test_accessible_check_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, text));
  if (type == CRM_FIELD_DROP_DOWN || type == CRM_FIELD_MULTI_SELECT)
    g_assert_nonnull (ticket_fixture_find_text (row, option));
  gtk_list_box_remove (list, row);
}

/* Labels, placeholders and options of a layout are text, whatever they look like: in a row of every type. */
static void
test_hostile_layout (void)
{
  Desk *desk = open_desk (AGENT, 360);
  GtkWidget *list = gtk_list_box_new ();
  GtkWindow *window = ticket_fixture_present (list, 360, 200);

  for (guint i = 0; i < HOSTILE_N; i++)
    {
      g_autofree char *text = hostile_string (i);

      for (CrmFieldType type = 0; type < CRM_N_FIELD_TYPES; type++)
        assert_shown_as_written (desk, GTK_LIST_BOX (list), type, text);
    }
  gtk_window_destroy (window);
  close_desk (desk);
}

static void
test_errors_beside_the_field (void)
{
  Desk *desk = open_desk (AGENT, 860);

  open_form (desk);
  choose_pipeline (desk, 1);
  type (desk, "name", "");
  gtk_widget_activate_action (GTK_WIDGET (get_form (desk)), "form.submit", NULL);
  ticket_fixture_wait_for (gtk_widget_has_css_class (get_field (desk, "name"), "error"));
  g_assert_true (gtk_widget_is_ancestor (gtk_window_get_focus (desk->window), get_field (desk, "name")));
  g_assert_true (is_open (desk));
  type (desk, "name", "A title");
  g_signal_emit_by_name (get_field (desk, "name"), "left");
  g_assert_false (gtk_widget_has_css_class (get_field (desk, "name"), "error"));
  close_desk (desk);
}

static void
test_created_and_linked (void)
{
  Desk *desk = open_desk (AGENT, 860);

  fill_in (desk, "Made with the native form");
  gtk_widget_activate_action (GTK_WIDGET (get_form (desk)), "form.submit", NULL);
  ticket_fixture_wait_for (has_toast (desk, "created and linked"));
  g_assert_false (is_open (desk));
  ticket_fixture_wait_for (
      ticket_fixture_find_text (GTK_WIDGET (desk->section->list), "Made with the native form"));
  g_assert_false (gtk_widget_get_visible (desk->pending));
  ticket_fixture_picture (desk->window, "native-created");
  close_desk (desk);
}

/* The agent goes on where he was: what was typed is there, and so is the caret. */
static void
test_refused_create (void)
{
  Desk *desk = open_desk (AGENT, 860);

  fill_in (desk, "Refused by the server");
  gtk_widget_grab_focus (get_field (desk, "name"));
  gtk_editable_set_position (GTK_EDITABLE (get_field (desk, "name")), -1);
  backend_fixture_ctl (backend, "setting", "set", "1", "ticket_enabled", "off", NULL);
  gtk_widget_activate_action (GTK_WIDGET (get_form (desk)), "form.submit", NULL);
  g_assert_false (gtk_widget_get_can_focus (ticket_fixture_get_child (get_form (desk), "fields_bin")));
  ticket_fixture_wait_for (
      gtk_widget_get_visible (ticket_fixture_get_child (get_form (desk), "error_label")));
  g_assert_true (gtk_widget_is_ancestor (gtk_window_get_focus (desk->window), get_field (desk, "name")));
  g_assert_false (gtk_editable_get_selection_bounds (GTK_EDITABLE (get_field (desk, "name")), NULL, NULL));
  ticket_fixture_picture (desk->window, "native-refused");
  backend_fixture_ctl (backend, "setting", "set", "1", "ticket_enabled", "on", NULL);

  gtk_widget_activate_action (GTK_WIDGET (get_form (desk)), "form.submit", NULL);
  ticket_fixture_wait_for (has_toast (desk, "created and linked"));
  close_desk (desk);
}

static void
test_draft_is_kept (void)
{
  Desk *desk = open_desk (AGENT, 860);

  fill_in (desk, "Half a sentence");
  gtk_widget_activate_action (GTK_WIDGET (desk->section->panel), "panel.close", NULL);
  g_assert_false (is_open (desk));
  g_assert_true (has_toast (desk, "Draft kept"));
  close_desk (desk);

  desk = open_desk (AGENT, 860);
  open_form (desk);
  choose_pipeline (desk, 1);
  g_autoptr (JsonNode) value = bilik_field_dup_value (BILIK_FIELD (get_field (desk, "name")));
  g_assert_cmpstr (json_node_get_string (value), ==, "Half a sentence");
  ticket_fixture_picture (desk->window, "native-draft");
  type (desk, "name", "");
  close_desk (desk);
}

static void
test_similar_is_offered (void)
{
  Desk *desk = open_desk (AGENT, 860);

  fill_in (desk, "Twice the same question");
  gtk_widget_activate_action (GTK_WIDGET (get_form (desk)), "form.submit", NULL);
  ticket_fixture_wait_for (has_toast (desk, "created and linked"));
  fill_in (desk, "twice the same question!");
  gtk_widget_activate_action (GTK_WIDGET (get_form (desk)), "form.submit", NULL);
  ticket_fixture_wait_for (
      gtk_widget_get_visible (ticket_fixture_get_child (get_form (desk), "similar_box")));
  ticket_fixture_picture (desk->window, "native-similar");
  g_signal_emit_by_name (ticket_fixture_get_child (get_form (desk), "link_instead_button"), "clicked");
  g_assert_false (is_open (desk));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (bilik_session_get_queue (desk->session))), ==, 0);
  g_assert_null (ticket_fixture_find_text (GTK_WIDGET (desk->section->list), "twice the same question!"));
  close_desk (desk);
}

/* --- the pending place ----------------------------------------------------------------------- */

static GtkWidget *
get_pending_list (Desk *self)
{
  return ticket_fixture_get_child (self->pending, "list");
}

/* A popover is a surface of its own: the row is shown in a window to be looked at. */
static void
picture_of_row (Desk *self)
{
  GListModel *queue = G_LIST_MODEL (bilik_session_get_queue (self->session));
  g_autoptr (CrmFlowAssociate) handoff = g_list_model_get_item (queue, 0);
  GtkWidget *list = gtk_list_box_new ();
  GtkWindow *window;

  gtk_list_box_append (GTK_LIST_BOX (list), bilik_pending_row_new (handoff));
  window = ticket_fixture_present (list, 360, 200);
  ticket_fixture_picture (window, "pending-row");
  gtk_window_destroy (window);
}

/* Where the embed fails and the native form is allowed, its failure page leads there. */
static void
test_instead_of_the_embed (void)
{
  Desk *desk;

  backend_fixture_ctl (backend, "setting", "set", "1", "ticket_create_surface", "embed", NULL);
  desk = open_desk (AGENT, 360);
  gtk_widget_activate_action (GTK_WIDGET (desk->section), "tickets.create", NULL);
  ticket_fixture_wait_for (desk->section->panel != NULL &&
                           bilik_create_panel_get_state (desk->section->panel) == CRM_CREATE_PANEL_FAILED);
  g_assert_null (get_form (desk));
  ticket_fixture_picture (desk->window, "embed-failed");
  g_signal_emit_by_name (ticket_fixture_find_button (GTK_WIDGET (desk->section), "Use the Native Form"),
                         "clicked");
  ticket_fixture_wait_for (get_form (desk) != NULL && is_filled (desk));
  g_assert_true (is_open (desk));
  backend_fixture_ctl (backend, "setting", "set", "1", "ticket_create_surface", "native", NULL);
  close_desk (desk);
}

static void
test_pending_place (void)
{
  Desk *desk = open_desk (AGENT, 860);
  int width;

  fill_in (desk, "Sent while the server was away <b>&amp;</b>");
  backend_fixture_pause (backend);
  gtk_widget_activate_action (GTK_WIDGET (get_form (desk)), "form.submit", NULL);
  ticket_fixture_wait_for (gtk_widget_get_visible (desk->pending));
  ticket_fixture_wait_for (!is_open (desk));
  gtk_menu_button_popup (ticket_fixture_get_child (desk->pending, "button"));
  ticket_fixture_wait_for (
      ticket_fixture_find_text (get_pending_list (desk), "Sent while the server was away <b>&amp;</b>"));
  g_assert_null (ticket_fixture_find_button (get_pending_list (desk), "Open Ticket"));
  gtk_widget_measure (desk->pending, GTK_ORIENTATION_HORIZONTAL, -1, &width, NULL, NULL, NULL);
  g_assert_cmpint (width, <=, 72); /* beside Reload and a window's buttons, within 360 px */
  g_assert_true (has_toast (desk, "Kept, not created yet"));
  ticket_fixture_picture (desk->window, "pending");
  picture_of_row (desk);

  backend_fixture_resume (backend);
  g_signal_emit_by_name (ticket_fixture_find_button (get_pending_list (desk), "Retry"), "clicked");
  ticket_fixture_wait_for (!gtk_widget_get_visible (desk->pending));
  ticket_fixture_wait_for (has_toast (desk, "created and linked"));
  close_desk (desk);
}

static void
on_open_record (GSimpleAction *action, GVariant *parameter, gpointer opened)
{
  g_free (*(char **) opened);
  *(char **) opened = g_variant_print (parameter, FALSE);
}

/* The ticket exists, and can be looked at before it is linked. */
static void
test_pending_opens_the_ticket (void)
{
  static const GActionEntry entry = { "open-record", on_open_record, "(ss)" };
  Desk *desk = open_desk (AGENT, 860);
  g_autoptr (GSimpleActionGroup) actions = g_simple_action_group_new ();
  g_autofree char *opened = NULL;
  g_autofree char *expected = NULL;
  g_autoptr (CrmFlowAssociate) handoff = NULL;

  g_action_map_add_action_entries (G_ACTION_MAP (actions), &entry, 1, &opened);
  gtk_widget_insert_action_group (GTK_WIDGET (desk->window), "win", G_ACTION_GROUP (actions));
  backend_fixture_sql (backend, "CREATE TRIGGER no_links BEFORE INSERT ON ticket_customers "
                                "BEGIN SELECT RAISE (ABORT, 'broken by the test'); END");
  fill_in (desk, "Created, and not linked");
  gtk_widget_activate_action (GTK_WIDGET (get_form (desk)), "form.submit", NULL);
  ticket_fixture_wait_for (has_toast (desk, "Created, not linked yet"));
  ticket_fixture_wait_for (gtk_widget_get_visible (desk->pending));

  gtk_menu_button_popup (ticket_fixture_get_child (desk->pending, "button"));
  handoff = g_list_model_get_item (G_LIST_MODEL (bilik_session_get_queue (desk->session)), 0);
  expected = g_strdup_printf ("('ticket', '%s')", crm_flow_associate_get_row (handoff)->ticket_id);
  g_signal_emit_by_name (ticket_fixture_find_button (get_pending_list (desk), "Open Ticket"), "clicked");
  g_assert_cmpstr (opened, ==, expected);

  backend_fixture_sql (backend, "DROP TRIGGER no_links");
  g_signal_emit_by_name (ticket_fixture_find_button (get_pending_list (desk), "Retry"), "clicked");
  ticket_fixture_wait_for (has_toast (desk, "created and linked"));
  ticket_fixture_wait_for (!gtk_widget_get_visible (desk->pending));
  close_desk (desk);
}

int
main (int argc, char **argv)
{
  ticket_fixture_init (&argc, &argv);
  backend = backend_fixture_start ();
  backend_fixture_ctl (backend, "setting", "set", "1", "ticket_create_surface", "native", NULL);
  backend_fixture_ctl (backend, "setting", "set", "2", "ticket_create_surface", "native", NULL);

  g_test_add_func ("/native/MTCK-S01-AC-1/MTCK-S01-AC-2/entries-and-form", test_both_entries_and_form);
  g_test_add_func ("/native/MTCK-S05-NEG-1/only-from-existing", test_gates_off);
  g_test_add_func ("/native/MTCK-S01-ERR-1/MTCK-S04-AC-2/pipeline-selection-first", test_selection_first);
  g_test_add_func ("/native/MTCK-S04-AC-1/one-pipeline", test_one_pipeline);
  g_test_add_func ("/native/SEC-15/pictures", test_pictures);
  g_test_add_func ("/native/SEC-15/MTCK-S04-AC-2/hostile-layout", test_hostile_layout);
  g_test_add_func ("/native/MTCK-S04-AC-2/errors-beside-the-field", test_errors_beside_the_field);
  g_test_add_func ("/native/MTCK-S03-AC-2/created-and-linked", test_created_and_linked);
  g_test_add_func ("/native/MTCK-S03-ERR-2/refused-and-sent-again", test_refused_create);
  g_test_add_func ("/native/MTCK-S03-ERR-2/closing-keeps-the-draft", test_draft_is_kept);
  g_test_add_func ("/native/duplicate-guard/link-instead", test_similar_is_offered);
  g_test_add_func ("/native/TCKT-S01-ERR-1/instead-of-the-embed", test_instead_of_the_embed);
  g_test_add_func ("/native/MTCK-S03-ERR-1/REL-07/pending-place", test_pending_place);
  g_test_add_func ("/native/MTCK-S03-ERR-1/pending-opens-the-ticket", test_pending_opens_the_ticket);

  int result = g_test_run ();
  backend_fixture_end (backend);
  return result;
}
