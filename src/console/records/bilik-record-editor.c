/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilik-records"

#include "bilik-record-editor.h"

#include <glib/gi18n.h>

#include "bilik-columns-layout.h"
#include "bilik-record-words.h"
#include "bilik-room-words.h"
#include "bilik-ticket-words.h"

#define FIELD_CHARS 28 /* what a column is wide by nature, so that two find room */

/* A list to choose from: what is sent for each line stands beside it. */
typedef struct
{
  GtkDropDown *drop_down;
  GPtrArray *values; /* wire words, or ids */
  gboolean is_edited;
} Choice;

struct _BilikRecordEditor
{
  AdwBin parent_instance;

  const CrmRecordDetail *detail; /* the view's */
  GPtrArray *pipelines;
  gboolean can_edit;
  gboolean is_showing; /* what changes now is not the agent's doing */

  GtkBox *fields;
  GtkWidget *last_edited; /* what stands behind it is read only */
  GtkEditable *name;
  gboolean is_name_edited;
  Choice stage;
  Choice status;
  Choice priority;
  GtkBox *customers;
};

enum { SIGNAL_CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BilikRecordEditor, bilik_record_editor, ADW_TYPE_BIN)

/* --- choices -------------------------------------------------------------------------- */

static const char *
choice_get (const Choice *self)
{
  guint selected = gtk_drop_down_get_selected (self->drop_down);

  return selected < self->values->len ? g_ptr_array_index (self->values, selected) : NULL;
}

static void
choice_set (Choice *self, const char *value)
{
  guint position;

  if (value != NULL && g_ptr_array_find_with_equal_func (self->values, value, g_str_equal, &position))
    gtk_drop_down_set_selected (self->drop_down, position);
}

static void
choice_clear (Choice *self)
{
  GListModel *model = gtk_drop_down_get_model (self->drop_down);

  gtk_string_list_splice (GTK_STRING_LIST (model), 0, g_list_model_get_n_items (model), NULL);
  g_ptr_array_set_size (self->values, 0);
}

static void
choice_add (Choice *self, const char *value, const char *words)
{
  if (value == NULL || g_ptr_array_find_with_equal_func (self->values, value, g_str_equal, NULL))
    return;
  g_ptr_array_add (self->values, g_strdup (value));
  gtk_string_list_append (GTK_STRING_LIST (gtk_drop_down_get_model (self->drop_down)), words);
}

/* --- stages and statuses: the one follows the other -------------------------------------- */

static const char *
get_stage_status (BilikRecordEditor *self, const CrmStage *stage)
{
  return self->detail->object == CRM_RECORD_DEAL ? crm_deal_status_to_wire (stage->deal_status)
                                                 : crm_ticket_status_to_wire (stage->status);
}

/* Returns: (transfer none) (nullable): the stages of the record's pipeline */
static const CrmStage *
find_stages (BilikRecordEditor *self, guint *out_n_stages)
{
  *out_n_stages = 0;
  for (guint i = 0; self->pipelines != NULL && i < self->pipelines->len; i++)
    {
      CrmPipeline *pipeline = g_ptr_array_index (self->pipelines, i);

      if (g_strcmp0 (crm_pipeline_get_id (pipeline), crm_record_detail_get_pipeline_id (self->detail)) == 0)
        return crm_pipeline_get_stages (pipeline, out_n_stages);
    }
  return NULL;
}

static void
fill_choices (BilikRecordEditor *self)
{
  CrmRecordObject object = self->detail->object;
  const char *status = crm_record_detail_get_status (self->detail);
  guint n_stages;
  const CrmStage *stages = find_stages (self, &n_stages);

  choice_clear (&self->stage);
  choice_clear (&self->status);
  for (guint i = 0; i < n_stages; i++)
    {
      const char *word = get_stage_status (self, &stages[i]);

      choice_add (&self->stage, stages[i].id, stages[i].name);
      choice_add (&self->status, word, bilik_record_words_status (object, word));
    }
  choice_add (&self->stage, crm_record_detail_get_stage_id (self->detail),
              crm_record_detail_get_stage_name (self->detail));
  choice_add (&self->status, status, bilik_record_words_status (object, status));
  gtk_widget_set_sensitive (GTK_WIDGET (self->stage.drop_down), self->can_edit && n_stages > 0);
  gtk_widget_set_sensitive (GTK_WIDGET (self->status.drop_down), self->can_edit && n_stages > 0);
}

static void
follow_stage (BilikRecordEditor *self)
{
  const char *stage_id = choice_get (&self->stage);
  guint n_stages;
  const CrmStage *stages = find_stages (self, &n_stages);

  for (guint i = 0; i < n_stages; i++)
    if (g_strcmp0 (stages[i].id, stage_id) == 0)
      choice_set (&self->status, get_stage_status (self, &stages[i]));
}

/* Another status is the first stage that has it; back to that of the record is back to its stage. */
static void
follow_status (BilikRecordEditor *self)
{
  const char *status = choice_get (&self->status);
  guint n_stages;
  const CrmStage *stages = find_stages (self, &n_stages);

  if (g_strcmp0 (status, crm_record_detail_get_status (self->detail)) == 0)
    {
      choice_set (&self->stage, crm_record_detail_get_stage_id (self->detail));
      return;
    }
  for (guint i = 0; i < n_stages; i++)
    if (g_strcmp0 (get_stage_status (self, &stages[i]), status) == 0)
      {
        choice_set (&self->stage, stages[i].id);
        return;
      }
}

/* --- what the agent does --------------------------------------------------------------------- */

static void
note_edits (BilikRecordEditor *self)
{
  const CrmRecordDetail *detail = self->detail;

  self->is_name_edited =
      g_strcmp0 (gtk_editable_get_text (self->name), crm_record_detail_get_name (detail)) != 0;
  self->stage.is_edited = g_strcmp0 (choice_get (&self->stage), crm_record_detail_get_stage_id (detail)) != 0;
  self->priority.is_edited =
      detail->ticket != NULL &&
      g_strcmp0 (choice_get (&self->priority),
                 crm_ticket_priority_to_wire (crm_ticket_get_priority (detail->ticket))) != 0;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
on_edited (BilikRecordEditor *self, GParamSpec *pspec, gpointer widget)
{
  if (self->is_showing || self->detail == NULL)
    return;
  self->is_showing = TRUE;
  if (widget == self->stage.drop_down)
    follow_stage (self);
  else if (widget == self->status.drop_down)
    follow_status (self);
  self->is_showing = FALSE;
  note_edits (self);
}

/* --- building -------------------------------------------------------------------------------------- */

static void
add_field (BilikRecordEditor *self, const char *title, GtkWidget *value)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *label = gtk_label_new (title);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "caption-heading");
  gtk_widget_add_css_class (label, "dim-label");
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), value);
  gtk_accessible_update_property (GTK_ACCESSIBLE (value), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gtk_box_append (self->fields, box);
}

/* A field to be read; nothing for what the record has not. */
static void
add_text (BilikRecordEditor *self, const char *title, const char *text)
{
  GtkWidget *label;

  if (text == NULL || *text == '\0')
    return;
  label = gtk_label_new (text);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_max_width_chars (GTK_LABEL (label), FIELD_CHARS);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  add_field (self, title, label);
}

static void
add_time (BilikRecordEditor *self, const char *title, gint64 time)
{
  g_autofree char *exact = time != 0 ? bilik_ticket_words_exact (time) : NULL;

  add_text (self, title, exact);
}

static void
on_customer_clicked (GtkWidget *button, gpointer customer_id)
{
  gtk_widget_activate_action (button, "win.open-customer", "s", customer_id);
}

/* A channel, or one of the ways in which tickets are made. */
static const char *
get_source (BilikRecordEditor *self)
{
  const char *source = crm_record_detail_get_source (self->detail);
  const char *words = bilik_room_words_channel (source);

  return words == source ? bilik_ticket_words_source (source) : words;
}

static void
add_customers (BilikRecordEditor *self)
{
  guint n_customers = crm_record_detail_get_n_customers (self->detail);

  for (guint i = 0; i < n_customers; i++)
    {
      const char *name = crm_record_detail_get_customer_name (self->detail, i);
      GtkWidget *button = gtk_button_new ();
      GtkWidget *label = gtk_label_new (name);

      gtk_label_set_max_width_chars (GTK_LABEL (label), FIELD_CHARS);
      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_button_set_child (GTK_BUTTON (button), label);
      gtk_widget_set_halign (button, GTK_ALIGN_START);
      gtk_widget_add_css_class (button, "ticket-link");
      g_signal_connect_data (button, "clicked", G_CALLBACK (on_customer_clicked),
                             g_strdup (crm_record_detail_get_customer_id (self->detail, i)),
                             (GClosureNotify) (void (*) (void)) g_free, 0);
      add_field (self, _ ("Customer"), button);
      gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
    }
}

/* What is read only is built anew each time; what can be edited stays, with the focus in it. */
static void
rebuild_texts (BilikRecordEditor *self)
{
  const CrmRecordDetail *detail = self->detail;
  g_autofree char *amount = NULL;
  GtkWidget *old;

  while ((old = gtk_widget_get_next_sibling (self->last_edited)) != NULL)
    gtk_box_remove (self->fields, old);
  if (detail->deal != NULL && crm_deal_get_amount (detail->deal) != CRM_DEAL_NO_AMOUNT)
    amount = g_strdup_printf ("%'" G_GINT64_FORMAT, crm_deal_get_amount (detail->deal));
  add_text (self, _ ("Pipeline"), crm_record_detail_get_pipeline_name (detail));
  add_text (self, _ ("Creator"), crm_record_detail_get_creator (detail));
  add_customers (self);
  add_text (self, _ ("Amount"), amount);
  add_text (self, _ ("Source"), get_source (self));
  if (detail->ticket != NULL)
    add_time (self, _ ("Due"), crm_ticket_get_due_at (detail->ticket));
  add_time (self, _ ("Created"), crm_record_detail_get_created_at (detail));
  add_time (self, _ ("Updated"), crm_record_detail_get_updated_at (detail));
}

static void
add_choice (BilikRecordEditor *self, Choice *choice, const char *title)
{
  add_field (self, title, GTK_WIDGET (choice->drop_down));
}

static void
build_priority (BilikRecordEditor *self)
{
  for (int priority = 0; priority < CRM_N_TICKET_PRIORITIES; priority++)
    {
      const char *words = bilik_ticket_words_priority ((CrmTicketPriority) priority);

      choice_add (&self->priority, crm_ticket_priority_to_wire ((CrmTicketPriority) priority),
                  words != NULL ? words : _ ("No priority"));
    }
  add_choice (self, &self->priority, _ ("Priority"));
}

static void
build_edited (BilikRecordEditor *self)
{
  if (self->last_edited != NULL)
    return;
  add_field (self, _ ("Name"), GTK_WIDGET (self->name));
  add_choice (self, &self->stage, _ ("Stage"));
  add_choice (self, &self->status, _ ("Status"));
  if (self->detail->ticket != NULL)
    build_priority (self);
  self->last_edited = gtk_widget_get_last_child (GTK_WIDGET (self->fields));
}

/* --- public ------------------------------------------------------------------------------------------- */

void
bilik_record_editor_show (BilikRecordEditor *self, const CrmRecordDetail *detail)
{
  g_autofree char *stage_id = NULL;

  g_return_if_fail (BILIK_IS_RECORD_EDITOR (self) && detail != NULL);

  stage_id = self->stage.is_edited ? g_strdup (choice_get (&self->stage)) : NULL;
  self->detail = detail;
  self->is_showing = TRUE;
  build_edited (self);
  fill_choices (self);
  if (!self->is_name_edited)
    gtk_editable_set_text (self->name, crm_record_detail_get_name (detail));
  choice_set (&self->status, crm_record_detail_get_status (detail));
  choice_set (&self->stage, crm_record_detail_get_stage_id (detail));
  if (stage_id != NULL)
    {
      choice_set (&self->stage, stage_id);
      follow_stage (self);
    }
  if (detail->ticket != NULL && !self->priority.is_edited)
    choice_set (&self->priority, crm_ticket_priority_to_wire (crm_ticket_get_priority (detail->ticket)));
  rebuild_texts (self);
  self->is_showing = FALSE;
  note_edits (self);
}

void
bilik_record_editor_discard (BilikRecordEditor *self)
{
  g_return_if_fail (BILIK_IS_RECORD_EDITOR (self));

  self->is_name_edited = self->stage.is_edited = self->priority.is_edited = FALSE;
  if (self->detail != NULL)
    bilik_record_editor_show (self, self->detail);
}

void
bilik_record_editor_set_pipelines (BilikRecordEditor *self, GPtrArray *pipelines)
{
  g_return_if_fail (BILIK_IS_RECORD_EDITOR (self));

  g_clear_pointer (&self->pipelines, g_ptr_array_unref);
  self->pipelines = g_ptr_array_ref (pipelines);
  if (self->detail != NULL)
    bilik_record_editor_show (self, self->detail);
}

void
bilik_record_editor_set_can_edit (BilikRecordEditor *self, gboolean can_edit)
{
  g_return_if_fail (BILIK_IS_RECORD_EDITOR (self));

  self->can_edit = can_edit;
  gtk_editable_set_editable (self->name, can_edit);
  gtk_widget_set_sensitive (GTK_WIDGET (self->stage.drop_down), FALSE);
  gtk_widget_set_sensitive (GTK_WIDGET (self->status.drop_down), FALSE);
  gtk_widget_set_sensitive (GTK_WIDGET (self->priority.drop_down), can_edit);
}

gboolean
bilik_record_editor_is_dirty (BilikRecordEditor *self)
{
  g_return_val_if_fail (BILIK_IS_RECORD_EDITOR (self), FALSE);

  return self->is_name_edited || self->stage.is_edited || self->priority.is_edited;
}

gboolean
bilik_record_editor_can_save (BilikRecordEditor *self)
{
  g_autofree char *name = NULL;

  g_return_val_if_fail (BILIK_IS_RECORD_EDITOR (self), FALSE);

  name = g_strstrip (g_strdup (gtk_editable_get_text (self->name)));
  return bilik_record_editor_is_dirty (self) && *name != '\0';
}

void
bilik_record_editor_get_changes (BilikRecordEditor *self, CrmRecordChanges *changes)
{
  g_return_if_fail (BILIK_IS_RECORD_EDITOR (self));

  changes->name = self->is_name_edited ? gtk_editable_get_text (self->name) : NULL;
  changes->stage_id = self->stage.is_edited ? choice_get (&self->stage) : NULL;
  changes->status = NULL; /* that of the stage */
  changes->priority = self->priority.is_edited ? choice_get (&self->priority) : NULL;
}

/* --- object ------------------------------------------------------------------------------------------------ */

static void
choice_init (BilikRecordEditor *self, Choice *choice)
{
  const char *const none[] = { NULL };

  choice->values = g_ptr_array_new_with_free_func (g_free);
  choice->drop_down = GTK_DROP_DOWN (g_object_ref_sink (gtk_drop_down_new_from_strings (none)));
  g_signal_connect_object (choice->drop_down, "notify::selected", G_CALLBACK (on_edited), self,
                           G_CONNECT_SWAPPED);
}

static void
choice_dispose (Choice *choice)
{
  g_clear_object (&choice->drop_down);
  g_clear_pointer (&choice->values, g_ptr_array_unref);
}

static void
bilik_record_editor_dispose (GObject *object)
{
  BilikRecordEditor *self = BILIK_RECORD_EDITOR (object);

  self->detail = NULL;
  choice_dispose (&self->stage);
  choice_dispose (&self->status);
  choice_dispose (&self->priority);
  g_clear_object (&self->name);
  g_clear_pointer (&self->pipelines, g_ptr_array_unref);

  G_OBJECT_CLASS (bilik_record_editor_parent_class)->dispose (object);
}

static void
bilik_record_editor_class_init (BilikRecordEditorClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bilik_record_editor_dispose;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
}

static void
bilik_record_editor_init (BilikRecordEditor *self)
{
  self->fields = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 0));
  gtk_widget_set_layout_manager (GTK_WIDGET (self->fields), g_object_new (BILIK_TYPE_COLUMNS_LAYOUT, NULL));
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->fields));

  self->name = GTK_EDITABLE (g_object_ref_sink (gtk_entry_new ()));
  gtk_entry_set_max_length (GTK_ENTRY (self->name), 255);
  g_signal_connect_object (self->name, "notify::text", G_CALLBACK (on_edited), self, G_CONNECT_SWAPPED);
  choice_init (self, &self->stage);
  choice_init (self, &self->status);
  choice_init (self, &self->priority);
}
