/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilik-form"

#include "bilik-check-field.h"

struct _BilikCheckField
{
  AdwActionRow parent_instance;

  GtkSwitch *toggle;
};

static void bilik_check_field_field_init (BilikFieldInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BilikCheckField,
                               bilik_check_field,
                               ADW_TYPE_ACTION_ROW,
                               G_IMPLEMENT_INTERFACE (BILIK_TYPE_FIELD, bilik_check_field_field_init))

static JsonNode *
bilik_check_field_dup_value (BilikField *field)
{
  return json_node_init_boolean (json_node_alloc (),
                                 gtk_switch_get_active (BILIK_CHECK_FIELD (field)->toggle));
}

static void
bilik_check_field_set_value (BilikField *field, JsonNode *value)
{
  gtk_switch_set_active (BILIK_CHECK_FIELD (field)->toggle, value != NULL && json_node_get_boolean (value));
}

static void
bilik_check_field_field_init (BilikFieldInterface *iface)
{
  iface->dup_value = bilik_check_field_dup_value;
  iface->set_value = bilik_check_field_set_value;
}

static void
bilik_check_field_class_init (BilikCheckFieldClass *klass)
{
}

static void
bilik_check_field_init (BilikCheckField *self)
{
  self->toggle = GTK_SWITCH (gtk_switch_new ());
  gtk_widget_set_valign (GTK_WIDGET (self->toggle), GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), GTK_WIDGET (self->toggle));
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (self), GTK_WIDGET (self->toggle));
  g_signal_connect_object (self->toggle, "notify::active", G_CALLBACK (bilik_field_emit_changed), self,
                           G_CONNECT_SWAPPED);
}

GtkWidget *
bilik_check_field_new (const CrmField *field)
{
  BilikCheckField *self = g_object_new (BILIK_TYPE_CHECK_FIELD, NULL);

  bilik_field_set_up (BILIK_FIELD (self), field);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->toggle), GTK_ACCESSIBLE_PROPERTY_LABEL, field->label,
                                  -1);
  return GTK_WIDGET (self);
}
