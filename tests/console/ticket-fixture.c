/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ticket-fixture.h"

void
ticket_fixture_init (int *argc, char ***argv)
{
  g_autoptr (GtkCssProvider) style = gtk_css_provider_new ();

  g_test_init (argc, argv, NULL);
  gtk_init ();
  adw_init ();
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, "gtk-cursor-blink", FALSE, NULL);
  gtk_css_provider_load_from_resource (style, "/io/github/bilik/Bilik/style.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (), GTK_STYLE_PROVIDER (style),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
}

/* --- entities ----------------------------------------------------------------------------- */

static JsonNode *
parse (GString *text)
{
  g_autoptr (GError) error = NULL;
  JsonNode *root = crm_json_parse (text->str, text->len, CRM_JSON_MAX_DEPTH, &error);

  g_assert_no_error (error);
  return root;
}

CrmTicket *
ticket_fixture_create_ticket (const CrmTicketFields *fields)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (CrmJsonReader) reader = NULL;
  g_autoptr (GError) error = NULL;
  CrmTicketFields whole = *fields;
  CrmJsonWriter writer;
  static const char *const nobody[] = { NULL };

  whole.id = whole.id != NULL ? whole.id : "1042";
  whole.slug = whole.slug != NULL ? whole.slug : "TCK-1042";
  whole.name = whole.name != NULL ? whole.name : "Refund not received";
  whole.pipeline_id = "11";
  whole.pipeline_name = whole.pipeline_name != NULL ? whole.pipeline_name : "Support";
  whole.stage_id = "111";
  whole.stage_name = whole.stage_name != NULL ? whole.stage_name : "New";
  whole.data_source = whole.data_source != NULL ? whole.data_source : "embed-web-cdp";
  whole.creator_name = whole.creator_name != NULL ? whole.creator_name : "Dewi Lestari";
  whole.created_at = whole.created_at != 0 ? whole.created_at : 1782000000000;
  whole.updated_at = whole.updated_at != 0 ? whole.updated_at : whole.created_at;
  whole.revision = whole.revision != 0 ? whole.revision : 1;
  whole.customer_ids = whole.customer_ids != NULL ? whole.customer_ids : nobody;
  whole.customer_names = whole.customer_names != NULL ? whole.customer_names : nobody;
  crm_json_writer_init (&writer, text);
  crm_ticket_encode (&whole, &writer, NULL);

  root = parse (text);
  reader = crm_json_reader_new (root);
  CrmTicket *ticket = crm_ticket_decode (reader);
  crm_json_reader_finish (reader, &error);
  g_assert_no_error (error);
  return ticket;
}

CrmCustomer *
ticket_fixture_create_customer (const char *name)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (CrmJsonReader) reader = NULL;
  g_autoptr (GError) error = NULL;
  CrmCustomerFields fields = { .contact_id = "7",
                               .name = name,
                               .can_update = TRUE,
                               .created_at = 1,
                               .updated_at = 1 };
  CrmJsonWriter writer;

  crm_json_writer_init (&writer, text);
  crm_customer_encode (&fields, &writer, NULL);
  root = parse (text);
  reader = crm_json_reader_new (root);
  CrmCustomer *customer = crm_customer_decode (reader);
  crm_json_reader_finish (reader, &error);
  g_assert_no_error (error);
  return customer;
}

/* --- looking into widgets ---------------------------------------------------------------------- */

gpointer
ticket_fixture_get_child (gpointer widget, const char *id)
{
  GObject *child = gtk_widget_get_template_child (widget, G_OBJECT_TYPE (widget), id);

  if (child == NULL)
    g_error ("%s has no %s", G_OBJECT_TYPE_NAME (widget), id);
  return child;
}

typedef gboolean (*Match) (GtkWidget *widget, const char *text);

static GtkWidget *
find (GtkWidget *root, Match match, const char *text)
{
  if (!gtk_widget_get_visible (root))
    return NULL;
  if (match (root, text))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = NULL;

      if (!GTK_IS_STACK (root) || gtk_stack_get_visible_child (GTK_STACK (root)) == child)
        found = find (child, match, text);
      if (found != NULL)
        return found;
    }
  return NULL;
}

static gboolean
shows_text (GtkWidget *widget, const char *text)
{
  return GTK_IS_LABEL (widget) && g_strcmp0 (gtk_label_get_text (GTK_LABEL (widget)), text) == 0;
}

static gboolean
is_button (GtkWidget *widget, const char *text)
{
  return GTK_IS_BUTTON (widget) && (g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), text) == 0 ||
                                    g_strcmp0 (gtk_widget_get_tooltip_text (widget), text) == 0);
}

GtkWidget *
ticket_fixture_find_text (GtkWidget *root, const char *text)
{
  return find (root, shows_text, text);
}

GtkWidget *
ticket_fixture_find_button (GtkWidget *root, const char *label)
{
  return find (root, is_button, label);
}

gboolean
ticket_fixture_menu_has (GMenuModel *menu, const char *action)
{
  for (int i = 0; i < g_menu_model_get_n_items (menu); i++)
    {
      g_autofree char *name = NULL;
      if (g_menu_model_get_item_attribute (menu, i, G_MENU_ATTRIBUTE_ACTION, "s", &name) &&
          g_str_equal (name, action))
        return TRUE;
    }
  return FALSE;
}

/* --- windows ---------------------------------------------------------------------------------- */

GtkWindow *
ticket_fixture_present (GtkWidget *child, int width, int height)
{
  GtkWidget *window = adw_window_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *clamp = adw_clamp_new ();

  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), 860);
  adw_clamp_set_child (ADW_CLAMP (clamp), child);
  gtk_widget_set_margin_start (clamp, 12);
  gtk_widget_set_margin_end (clamp, 12);
  gtk_widget_set_margin_top (clamp, 24);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), clamp);
  adw_window_set_content (ADW_WINDOW (window), scroller);
  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  gtk_window_present (GTK_WINDOW (window));
  ticket_fixture_wait_for (gtk_widget_get_mapped (window) && gtk_widget_get_width (window) > 0);
  return GTK_WINDOW (window);
}

static void
count_paint (GdkFrameClock *clock, guint *n_paints)
{
  (*n_paints)++;
}

void
ticket_fixture_picture (gpointer surface, const char *name)
{
  const char *folder = g_getenv ("BILIK_TEST_PICTURES");
  g_autofree char *path = NULL;
  guint n_paints = 0;

  if (folder == NULL)
    return;

  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (surface));
  gulong id = g_signal_connect (clock, "after-paint", G_CALLBACK (count_paint), &n_paints);
  gtk_widget_queue_draw (GTK_WIDGET (surface));
  ticket_fixture_wait_for (n_paints > 0);
  gtk_widget_queue_draw (GTK_WIDGET (surface));
  ticket_fixture_wait_for (n_paints > 1);
  g_signal_handler_disconnect (clock, id);

  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (GTK_WIDGET (surface));
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();
  gdk_paintable_snapshot (paintable, snapshot, gtk_widget_get_width (GTK_WIDGET (surface)),
                          gtk_widget_get_height (GTK_WIDGET (surface)));
  g_autoptr (GskRenderNode) node = gtk_snapshot_to_node (snapshot);
  g_autoptr (GdkTexture) texture =
      gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (surface)), node, NULL);
  path = g_strdup_printf ("%s/%s.png", folder, name);
  g_assert_true (gdk_texture_save_to_png (texture, path));
}
