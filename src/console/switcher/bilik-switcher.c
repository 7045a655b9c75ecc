/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilik-switcher"

#include "bilik-switcher.h"

#include <glib/gi18n.h>

#include "bilik-switcher-search.h"
#include "crm-error.h"

struct _BilikSwitcher
{
  AdwWindow parent_instance;

  GtkSearchEntry *entry;
  GtkStack *stack;
  GtkScrolledWindow *scroller;
  GtkListBox *rows;
  GtkLabel *failure;

  BilikSwitcherSearch *search;
  gboolean has_moved; /* from the first row, by the arrow keys, since the text changed */
};

G_DEFINE_FINAL_TYPE (BilikSwitcher, bilik_switcher, ADW_TYPE_WINDOW)

/* --- rows ----------------------------------------------------------------- */

static const char *const ICONS[CRM_N_LINK_VERBS] = {
  [CRM_LINK_CUSTOMER] = "avatar-default-symbolic",
  [CRM_LINK_ROOM] = "mail-unread-symbolic",
  [CRM_LINK_TICKET] = "emblem-documents-symbolic",
  [CRM_LINK_DEAL] = "starred-symbolic",
};

static const char *
name_kind (CrmLinkVerb verb)
{
  static const char *const NAMES[CRM_N_LINK_VERBS] = {
    [CRM_LINK_CUSTOMER] = N_ ("Customers"),
    [CRM_LINK_ROOM] = N_ ("Conversations"),
    [CRM_LINK_TICKET] = N_ ("Tickets"),
    [CRM_LINK_DEAL] = N_ ("Deals"),
  };

  return _ (NAMES[verb]);
}

/* Labels, not an AdwActionRow: its texts are markup (SEC-15). */
static GtkWidget *
create_label (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_single_line_mode (GTK_LABEL (label), TRUE);
  if (css_class != NULL)
    {
      gtk_widget_add_css_class (label, css_class);
      gtk_widget_add_css_class (label, "caption");
    }
  return label;
}

static GtkWidget *
create_row (const BilikSwitcherHit *hit)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);

  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name (ICONS[hit->verb]));
  gtk_box_append (GTK_BOX (box), texts);
  gtk_box_append (GTK_BOX (texts), create_label (hit->title, NULL));
  gtk_box_append (GTK_BOX (texts), create_label (hit->subtitle, "dim-label"));
  gtk_widget_set_margin_start (box, 6);
  gtk_widget_set_margin_end (box, 6);
  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_bottom (box, 6);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, hit->title,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, hit->subtitle, -1);
  /* Its own copy: the search drops its hits before the rows go. */
  g_object_set_data (G_OBJECT (row), "verb", GINT_TO_POINTER (hit->verb));
  g_object_set_data_full (G_OBJECT (row), "id", g_strdup (hit->id), g_free);
  return row;
}

static CrmLinkVerb
get_verb (GtkListBoxRow *row)
{
  return (CrmLinkVerb) GPOINTER_TO_INT (g_object_get_data (G_OBJECT (row), "verb"));
}

static void
update_header (GtkListBoxRow *row, GtkListBoxRow *before, gpointer unused)
{
  GtkWidget *header = NULL;

  if (before == NULL || get_verb (before) != get_verb (row))
    {
      header = create_label (name_kind (get_verb (row)), "heading");
      gtk_widget_set_margin_start (header, 12);
      gtk_widget_set_margin_top (header, 12);
      gtk_widget_set_margin_bottom (header, 6);
    }
  gtk_list_box_row_set_header (row, header);
}

/* Answers come one kind after the other: the choice stays where the agent moved it. */
static void
fill_rows (BilikSwitcher *self)
{
  GtkListBoxRow *selected = gtk_list_box_get_selected_row (self->rows);
  CrmLinkVerb chosen_verb = selected != NULL ? get_verb (selected) : CRM_N_LINK_VERBS;
  g_autofree char *chosen_id =
      selected != NULL && self->has_moved ? g_strdup (g_object_get_data (G_OBJECT (selected), "id")) : NULL;
  GtkWidget *choice = NULL;

  for (GtkWidget *row; (row = gtk_widget_get_first_child (GTK_WIDGET (self->rows))) != NULL;)
    gtk_list_box_remove (self->rows, row);
  for (int verb = 0; verb < CRM_N_LINK_VERBS; verb++)
    {
      GPtrArray *hits = bilik_switcher_search_get_hits (self->search, (CrmLinkVerb) verb);
      for (guint i = 0; i < hits->len; i++)
        {
          BilikSwitcherHit *hit = hits->pdata[i];
          GtkWidget *row = create_row (hit);

          gtk_list_box_append (self->rows, row);
          if (choice == NULL || (hit->verb == chosen_verb && g_strcmp0 (hit->id, chosen_id) == 0))
            choice = row;
        }
    }
  gtk_list_box_select_row (self->rows, GTK_LIST_BOX_ROW (choice));
}

static gboolean
has_hits (BilikSwitcher *self)
{
  for (int verb = 0; verb < CRM_N_LINK_VERBS; verb++)
    if (bilik_switcher_search_get_hits (self->search, (CrmLinkVerb) verb)->len > 0)
      return TRUE;
  return FALSE;
}

/* What was found for the text before stays until the first answer for the new one. */
static void
on_found (BilikSwitcher *self)
{
  const GError *error = bilik_switcher_search_get_error (self->search);

  if (has_hits (self))
    {
      fill_rows (self);
      gtk_stack_set_visible_child_name (self->stack, "found");
    }
  else if (bilik_switcher_search_is_busy (self->search))
    return;
  else if (error != NULL)
    {
      gtk_label_set_label (self->failure, crm_error_get_sentence (error));
      gtk_stack_set_visible_child_name (self->stack, "failed");
    }
  else
    gtk_stack_set_visible_child_name (self->stack, "nothing");
}

/* --- the keyboard and the pointer ----------------------------------------- */

static void
on_search_changed (BilikSwitcher *self)
{
  const char *query = gtk_editable_get_text (GTK_EDITABLE (self->entry));

  self->has_moved = FALSE;
  if (*query != '\0')
    bilik_switcher_search_run (self->search, query);
  else
    {
      bilik_switcher_search_stop (self->search);
      gtk_stack_set_visible_child_name (self->stack, "hint");
    }
}

static void
on_row_activated (BilikSwitcher *self, GtkListBoxRow *row)
{
  static const char *const ACTIONS[CRM_N_LINK_VERBS] = {
    [CRM_LINK_CUSTOMER] = "win.open-customer",
    [CRM_LINK_ROOM] = "win.open-room",
  };
  GtkWidget *parent = GTK_WIDGET (gtk_window_get_transient_for (GTK_WINDOW (self)));
  const char *id = g_object_get_data (G_OBJECT (row), "id");
  CrmLinkVerb verb = get_verb (row);

  if (ACTIONS[verb] != NULL)
    gtk_widget_activate_action (parent, ACTIONS[verb], "s", id);
  else
    gtk_widget_activate_action (parent, "win.open-record", "(ss)", crm_link_verb_to_wire (verb), id);
  gtk_window_close (GTK_WINDOW (self));
}

static void
on_entry_activated (BilikSwitcher *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->rows);

  if (row != NULL && g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "found") == 0)
    on_row_activated (self, row);
}

static void
scroll_to (BilikSwitcher *self, GtkListBoxRow *row)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);
  graphene_rect_t bounds;

  if (!gtk_widget_compute_bounds (GTK_WIDGET (row), GTK_WIDGET (self->scroller), &bounds))
    return;
  double top = gtk_adjustment_get_value (adjustment) + bounds.origin.y;
  gtk_adjustment_clamp_page (adjustment, top, top + bounds.size.height);
}

/* The focus stays in the entry, so that one can go on typing. */
static gboolean
on_key_pressed (BilikSwitcher *self, guint keyval)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->rows);
  int step = keyval == GDK_KEY_Down ? 1 : keyval == GDK_KEY_Up ? -1 : 0;

  if (step == 0)
    return GDK_EVENT_PROPAGATE;
  if (row != NULL)
    row = gtk_list_box_get_row_at_index (self->rows, gtk_list_box_row_get_index (row) + step);
  if (row != NULL)
    {
      gtk_list_box_select_row (self->rows, row);
      scroll_to (self, row);
      self->has_moved = TRUE;
    }
  return GDK_EVENT_STOP;
}

/* --- the object ----------------------------------------------------------- */

static void
bilik_switcher_dispose (GObject *object)
{
  BilikSwitcher *self = BILIK_SWITCHER (object);

  g_clear_object (&self->search);

  G_OBJECT_CLASS (bilik_switcher_parent_class)->dispose (object);
}

static void
bilik_switcher_class_init (BilikSwitcherClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bilik_switcher_dispose;

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/bilik/Bilik/switcher/bilik-switcher.ui");
  gtk_widget_class_bind_template_child (widget_class, BilikSwitcher, entry);
  gtk_widget_class_bind_template_child (widget_class, BilikSwitcher, stack);
  gtk_widget_class_bind_template_child (widget_class, BilikSwitcher, scroller);
  gtk_widget_class_bind_template_child (widget_class, BilikSwitcher, rows);
  gtk_widget_class_bind_template_child (widget_class, BilikSwitcher, failure);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_entry_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_key_pressed);
  gtk_widget_class_bind_template_callback (widget_class, gtk_window_close);
}

static void
bilik_switcher_init (BilikSwitcher *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_list_box_set_header_func (self->rows, update_header, NULL, NULL);
}

GtkWidget *
bilik_switcher_new (GtkWindow *parent, BilikSession *session)
{
  g_return_val_if_fail (GTK_IS_WINDOW (parent), NULL);

  BilikSwitcher *self = g_object_new (BILIK_TYPE_SWITCHER, "transient-for", parent, NULL);
  self->search = bilik_switcher_search_new (session);
  g_signal_connect_object (self->search, "changed", G_CALLBACK (on_found), self, G_CONNECT_SWAPPED);
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
  return GTK_WIDGET (self);
}
