/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilik-form"

#include "bilik-ticket-form.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include "bilik-field.h"
#include "bilik-skeleton.h"
#include "crm-error.h"

#define N_SKELETON_FIELDS 4

struct _BilikTicketForm
{
  GtkWidget parent_instance;

  CrmClient *client;
  CrmLayout *layout;
  GPtrArray *pipelines;   /* CrmPipeline */
  GHashTable *fields;     /* property name → BilikField */
  GHashTable *error_rows; /* property name → the row below it */
  char *similar_id;
  GtkWidget *written_in; /* weak: had the focus when the form was sent */
  gboolean is_filling;   /* what changes is not the agent's doing */

  GtkStack *stack;
  GtkBox *skeleton;
  AdwStatusPage *failure_page;
  GtkLabel *error_label;
  GtkWidget *pipeline_group;
  AdwComboRow *pipeline_row;
  AdwBin *fields_bin;
  GtkWidget *similar_box;
  GtkLabel *similar_label;
  GtkWidget *link_instead_button;
  GtkLabel *hint_label;
  GtkSpinner *spinner;
  GtkWidget *submit_button;
};

enum {
  RETRY,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void bilik_ticket_form_surface_init (CrmFormSurfaceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BilikTicketForm,
                               bilik_ticket_form,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (CRM_TYPE_FORM_SURFACE, bilik_ticket_form_surface_init))

/* --- fields ------------------------------------------------------------------------------- */

static const CrmField *
find_field (BilikTicketForm *self, const char *name)
{
  guint n_fields;
  const CrmField *fields = crm_layout_get_fields (self->layout, &n_fields);

  for (guint i = 0; i < n_fields; i++)
    if (g_str_equal (fields[i].name, name))
      return &fields[i];
  return NULL;
}

static void
on_field_changed (BilikField *field, BilikTicketForm *self)
{
  if (!self->is_filling)
    crm_form_surface_emit_changed (CRM_FORM_SURFACE (self));
}

/* Errors come beside a field once it was left, never while it is being typed into. */
static void
on_field_left (BilikField *field, BilikTicketForm *self)
{
  const char *name = g_object_get_data (G_OBJECT (field), "property-name");
  g_autoptr (JsonNode) value = NULL;

  /* A row that is being taken away loses the focus too. */
  if (self->fields == NULL || g_hash_table_lookup (self->fields, name) != field)
    return;
  value = bilik_field_dup_value (field);
  crm_form_surface_show_field_error (CRM_FORM_SURFACE (self), name,
                                     crm_field_check (find_field (self, name), value));
}

static GtkWidget *
build_error_row (void)
{
  GtkWidget *row = adw_preferences_row_new ();
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_set_margin_start (label, 12);
  gtk_widget_set_margin_end (label, 12);
  gtk_widget_set_margin_top (label, 6);
  gtk_widget_set_margin_bottom (label, 6);
  gtk_widget_add_css_class (label, "error");
  gtk_widget_add_css_class (label, "caption");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), label);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  gtk_widget_set_visible (row, FALSE);
  return row;
}

static void
add_field (BilikTicketForm *self, AdwPreferencesGroup *group, const CrmField *field, JsonObject *values)
{
  GtkWidget *row = bilik_field_new (field, self->client);
  GtkWidget *error_row = build_error_row ();

  g_object_set_data_full (G_OBJECT (row), "property-name", g_strdup (field->name), g_free);
  bilik_field_set_value (BILIK_FIELD (row), json_object_get_member (values, field->name));
  g_signal_connect_object (row, "changed", G_CALLBACK (on_field_changed), self, 0);
  g_signal_connect_object (row, "left", G_CALLBACK (on_field_left), self, 0);
  adw_preferences_group_add (group, row);
  adw_preferences_group_add (group, error_row);
  g_hash_table_insert (self->fields, g_strdup (field->name), row);
  g_hash_table_insert (self->error_rows, g_strdup (field->name), error_row);
}

/* --- pipelines ----------------------------------------------------------------------------- */

static void
on_pipeline_selected (BilikTicketForm *self)
{
  guint selected = adw_combo_row_get_selected (self->pipeline_row);

  if (self->is_filling || selected == 0 || self->pipelines == NULL || selected > self->pipelines->len)
    return;
  crm_form_surface_emit_pipeline_chosen (CRM_FORM_SURFACE (self),
                                         crm_pipeline_get_id (self->pipelines->pdata[selected - 1]));
}

static void
fill_pipelines (BilikTicketForm *self, const char *chosen_id)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  guint selected = 0;

  gtk_string_list_append (names, _ ("Choose…"));
  for (guint i = 0; i < self->pipelines->len; i++)
    {
      gtk_string_list_append (names, crm_pipeline_get_name (self->pipelines->pdata[i]));
      if (g_strcmp0 (crm_pipeline_get_id (self->pipelines->pdata[i]), chosen_id) == 0)
        selected = i + 1;
    }
  self->is_filling = TRUE;
  adw_combo_row_set_model (self->pipeline_row, G_LIST_MODEL (names));
  adw_combo_row_set_selected (self->pipeline_row, selected);
  self->is_filling = FALSE;
}

/* --- CrmFormSurface -------------------------------------------------------------------------- */

static void
bilik_ticket_form_show_loading (CrmFormSurface *surface)
{
  gtk_stack_set_visible_child_name (BILIK_TICKET_FORM (surface)->stack, "loading");
}

static void
bilik_ticket_form_show_failure (CrmFormSurface *surface, const GError *error)
{
  BilikTicketForm *self = BILIK_TICKET_FORM (surface);
  g_autofree char *sentence = g_markup_escape_text (crm_error_get_sentence (error), -1);

  adw_status_page_set_description (self->failure_page, sentence);
  gtk_stack_set_visible_child_name (self->stack, "failure");
}

static void
bilik_ticket_form_show_pipelines (CrmFormSurface *surface, GPtrArray *pipelines, const char *chosen_id)
{
  BilikTicketForm *self = BILIK_TICKET_FORM (surface);

  g_clear_pointer (&self->pipelines, g_ptr_array_unref);
  self->pipelines = g_ptr_array_ref (pipelines);
  fill_pipelines (self, chosen_id);
  gtk_widget_set_visible (self->pipeline_group, pipelines->len != 1);
  gtk_widget_set_sensitive (self->submit_button, chosen_id != NULL);
  gtk_stack_set_visible_child_name (self->stack, "form");
  if (chosen_id == NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self));
}

static void
bilik_ticket_form_show_layout (CrmFormSurface *surface, CrmLayout *layout, JsonObject *values)
{
  BilikTicketForm *self = BILIK_TICKET_FORM (surface);
  GtkWidget *group = adw_preferences_group_new ();
  guint n_fields;
  const CrmField *fields = crm_layout_get_fields (layout, &n_fields);

  /* The old rows go before their layout does. */
  g_hash_table_remove_all (self->fields);
  g_hash_table_remove_all (self->error_rows);
  adw_bin_set_child (self->fields_bin, group);
  g_set_object (&self->layout, layout);

  self->is_filling = TRUE;
  for (guint i = 0; i < n_fields; i++)
    add_field (self, ADW_PREFERENCES_GROUP (group), &fields[i], values);
  self->is_filling = FALSE;
  gtk_widget_set_sensitive (self->submit_button, TRUE);
  gtk_stack_set_visible_child_name (self->stack, "form");
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

/* With all of it selected the next key would replace it. */
static void
go_on_writing (BilikTicketForm *self)
{
  if (GTK_IS_TEXT (self->written_in))
    gtk_text_grab_focus_without_selecting (GTK_TEXT (self->written_in));
  else if (self->written_in != NULL)
    gtk_widget_grab_focus (self->written_in);
}

/* The fields look as before: to dim some fifty widgets, and soon to light them up again, would take longer than to create
 * the ticket. */
static void
bilik_ticket_form_show_busy (CrmFormSurface *surface, gboolean busy)
{
  BilikTicketForm *self = BILIK_TICKET_FORM (surface);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (busy && root != NULL && gtk_root_get_focus (root) != NULL)
    {
      g_set_weak_pointer (&self->written_in, gtk_root_get_focus (root));
      gtk_root_set_focus (root, NULL);
    }
  gtk_spinner_set_spinning (self->spinner, busy);
  gtk_widget_set_sensitive (self->submit_button, !busy);
  gtk_widget_set_can_target (GTK_WIDGET (self->fields_bin), !busy);
  gtk_widget_set_can_focus (GTK_WIDGET (self->fields_bin), !busy);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_BUSY, busy, -1);
  if (!busy)
    go_on_writing (self);
}

static void
bilik_ticket_form_show_error (CrmFormSurface *surface, const GError *error)
{
  BilikTicketForm *self = BILIK_TICKET_FORM (surface);

  gtk_label_set_text (self->error_label, error != NULL ? crm_error_get_sentence (error) : "");
  gtk_widget_set_visible (GTK_WIDGET (self->error_label), error != NULL);
}

static void
bilik_ticket_form_show_field_error (CrmFormSurface *surface, const char *field, const char *message)
{
  BilikTicketForm *self = BILIK_TICKET_FORM (surface);
  GtkWidget *row = g_hash_table_lookup (self->fields, field);
  GtkWidget *error_row = g_hash_table_lookup (self->error_rows, field);

  if (row == NULL)
    return;
  gtk_label_set_text (GTK_LABEL (gtk_list_box_row_get_child (GTK_LIST_BOX_ROW (error_row))),
                      message != NULL ? message : "");
  gtk_widget_set_visible (error_row, message != NULL);
  if (message != NULL)
    gtk_widget_add_css_class (row, "error");
  else
    gtk_widget_remove_css_class (row, "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_INVALID,
                               message != NULL ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  message != NULL ? message : "", -1);
}

static void
bilik_ticket_form_show_similar (CrmFormSurface *surface, CrmTicket *ticket)
{
  BilikTicketForm *self = BILIK_TICKET_FORM (surface);
  g_autofree char *text = NULL;

  g_clear_pointer (&self->similar_id, g_free);
  gtk_widget_set_visible (self->similar_box, ticket != NULL);
  if (ticket == NULL)
    return;
  self->similar_id = g_strdup (crm_ticket_get_id (ticket));
  text = g_strdup_printf (_ ("This customer has an open ticket about the same: “%s” (%s)."),
                          crm_ticket_get_name (ticket), crm_ticket_get_slug (ticket));
  gtk_label_set_text (self->similar_label, text);
  gtk_widget_grab_focus (self->link_instead_button);
}

static void
bilik_ticket_form_show_draft_kept (CrmFormSurface *surface)
{
  gtk_label_set_text (BILIK_TICKET_FORM (surface)->hint_label, _ ("Draft kept"));
}

static JsonObject *
bilik_ticket_form_dup_values (CrmFormSurface *surface)
{
  BilikTicketForm *self = BILIK_TICKET_FORM (surface);
  JsonObject *values = json_object_new ();
  GHashTableIter iter;
  gpointer name;
  gpointer field;

  g_hash_table_iter_init (&iter, self->fields);
  while (g_hash_table_iter_next (&iter, &name, &field))
    json_object_set_member (values, name, bilik_field_dup_value (field));
  return values;
}

static void
bilik_ticket_form_surface_init (CrmFormSurfaceInterface *iface)
{
  iface->show_loading = bilik_ticket_form_show_loading;
  iface->show_failure = bilik_ticket_form_show_failure;
  iface->show_pipelines = bilik_ticket_form_show_pipelines;
  iface->show_layout = bilik_ticket_form_show_layout;
  iface->show_busy = bilik_ticket_form_show_busy;
  iface->show_error = bilik_ticket_form_show_error;
  iface->show_field_error = bilik_ticket_form_show_field_error;
  iface->show_similar = bilik_ticket_form_show_similar;
  iface->show_draft_kept = bilik_ticket_form_show_draft_kept;
  iface->dup_values = bilik_ticket_form_dup_values;
}

/* --- object ------------------------------------------------------------------------------------ */

static void
on_retry_clicked (BilikTicketForm *self)
{
  g_signal_emit (self, signals[RETRY], 0);
}

static void
on_link_instead_clicked (BilikTicketForm *self)
{
  crm_form_surface_emit_link_instead (CRM_FORM_SURFACE (self), self->similar_id);
}

/* To the first field that was found wrong, however far down Create was pressed. */
static void
focus_first_error (BilikTicketForm *self)
{
  guint n_fields;
  const CrmField *fields = crm_layout_get_fields (self->layout, &n_fields);

  for (guint i = 0; i < n_fields; i++)
    {
      GtkWidget *field = g_hash_table_lookup (self->fields, fields[i].name);

      if (gtk_widget_has_css_class (field, "error"))
        {
          gtk_widget_grab_focus (field);
          return;
        }
    }
}

static void
on_submit (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  BilikTicketForm *self = BILIK_TICKET_FORM (widget);

  if (!gtk_widget_is_sensitive (self->submit_button) || self->layout == NULL)
    return;
  crm_form_surface_emit_submit (CRM_FORM_SURFACE (self));
  focus_first_error (self);
}

static gboolean
bilik_ticket_form_grab_focus (GtkWidget *widget)
{
  BilikTicketForm *self = BILIK_TICKET_FORM (widget);
  guint n_fields = 0;
  const CrmField *fields = self->layout != NULL ? crm_layout_get_fields (self->layout, &n_fields) : NULL;

  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "form") != 0)
    return FALSE;
  if (n_fields == 0)
    return gtk_widget_grab_focus (GTK_WIDGET (self->pipeline_row));
  return gtk_widget_grab_focus (g_hash_table_lookup (self->fields, fields[0].name));
}

static void
bilik_ticket_form_dispose (GObject *object)
{
  BilikTicketForm *self = BILIK_TICKET_FORM (object);

  g_clear_weak_pointer (&self->written_in);
  g_clear_pointer (&self->fields, g_hash_table_unref);
  g_clear_pointer (&self->error_rows, g_hash_table_unref);
  if (self->stack != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->stack));
  self->stack = NULL;
  g_clear_object (&self->client);
  g_clear_object (&self->layout);
  g_clear_pointer (&self->pipelines, g_ptr_array_unref);
  g_clear_pointer (&self->similar_id, g_free);

  G_OBJECT_CLASS (bilik_ticket_form_parent_class)->dispose (object);
}

static void
bilik_ticket_form_class_init (BilikTicketFormClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bilik_ticket_form_dispose;
  widget_class->grab_focus = bilik_ticket_form_grab_focus;
  signals[RETRY] =
      g_signal_new ("retry", BILIK_TYPE_TICKET_FORM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/bilik/ticket-form/bilik-ticket-form.ui");
  gtk_widget_class_bind_template_child (widget_class, BilikTicketForm, stack);
  gtk_widget_class_bind_template_child (widget_class, BilikTicketForm, skeleton);
  gtk_widget_class_bind_template_child (widget_class, BilikTicketForm, failure_page);
  gtk_widget_class_bind_template_child (widget_class, BilikTicketForm, error_label);
  gtk_widget_class_bind_template_child (widget_class, BilikTicketForm, pipeline_group);
  gtk_widget_class_bind_template_child (widget_class, BilikTicketForm, pipeline_row);
  gtk_widget_class_bind_template_child (widget_class, BilikTicketForm, fields_bin);
  gtk_widget_class_bind_template_child (widget_class, BilikTicketForm, similar_box);
  gtk_widget_class_bind_template_child (widget_class, BilikTicketForm, similar_label);
  gtk_widget_class_bind_template_child (widget_class, BilikTicketForm, link_instead_button);
  gtk_widget_class_bind_template_child (widget_class, BilikTicketForm, hint_label);
  gtk_widget_class_bind_template_child (widget_class, BilikTicketForm, spinner);
  gtk_widget_class_bind_template_child (widget_class, BilikTicketForm, submit_button);
  gtk_widget_class_bind_template_callback (widget_class, on_retry_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_pipeline_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_link_instead_clicked);
  gtk_widget_class_bind_template_callback (widget_class, crm_form_surface_emit_create_anyway);
  gtk_widget_class_install_action (widget_class, "form.submit", NULL, on_submit);
}

static void
bilik_ticket_form_init (BilikTicketForm *self)
{
  self->fields = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->error_rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < N_SKELETON_FIELDS; i++)
    gtk_box_append (self->skeleton, bilik_skeleton_new_field (i));
}

GtkWidget *
bilik_ticket_form_new (CrmClient *client)
{
  BilikTicketForm *self = g_object_new (BILIK_TYPE_TICKET_FORM, NULL);

  self->client = g_object_ref (client);
  return GTK_WIDGET (self);
}
