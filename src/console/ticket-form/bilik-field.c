/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilik-form"

#include "bilik-field.h"
#include "bilik-check-field.h"
#include "bilik-choice-field.h"
#include "bilik-customer-field.h"
#include "bilik-date-field.h"
#include "bilik-long-text-field.h"
#include "bilik-multi-choice-field.h"
#include "bilik-text-field.h"

enum {
  CHANGED,
  LEFT,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_INTERFACE (BilikField, bilik_field, GTK_TYPE_WIDGET)

static void
bilik_field_default_init (BilikFieldInterface *iface)
{
  signals[CHANGED] =
      g_signal_new ("changed", BILIK_TYPE_FIELD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[LEFT] =
      g_signal_new ("left", BILIK_TYPE_FIELD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
on_focus_left (BilikField *self)
{
  g_signal_emit (self, signals[LEFT], 0);
}

GtkWidget *
bilik_field_new (const CrmField *field, CrmClient *client)
{
  switch (field->type)
    {
    case CRM_FIELD_LONG_TEXT:
      return bilik_long_text_field_new (field);
    case CRM_FIELD_DATE:
    case CRM_FIELD_DATE_TIME:
      return bilik_date_field_new (field);
    case CRM_FIELD_DROP_DOWN:
      return bilik_choice_field_new (field);
    case CRM_FIELD_MULTI_SELECT:
      return bilik_multi_choice_field_new (field);
    case CRM_FIELD_CHECKBOX:
      return bilik_check_field_new (field);
    case CRM_FIELD_CUSTOMER:
      return bilik_customer_field_new (field, client);
    case CRM_FIELD_TEXT:
    case CRM_FIELD_NUMBER:
    case CRM_FIELD_EMAIL:
    case CRM_FIELD_PHONE:
    case CRM_FIELD_URL:
    default:
      return bilik_text_field_new (field);
    }
}

JsonNode *
bilik_field_dup_value (BilikField *self)
{
  g_return_val_if_fail (BILIK_IS_FIELD (self), NULL);

  return BILIK_FIELD_GET_IFACE (self)->dup_value (self);
}

void
bilik_field_set_value (BilikField *self, JsonNode *value)
{
  g_return_if_fail (BILIK_IS_FIELD (self));

  BILIK_FIELD_GET_IFACE (self)->set_value (self,
                                           value != NULL && !JSON_NODE_HOLDS_NULL (value) ? value : NULL);
}

void
bilik_field_set_up (BilikField *self, const CrmField *field)
{
  g_autofree char *title = field->required ? g_strconcat (field->label, " *", NULL) : g_strdup (field->label);
  GtkEventController *focus = gtk_event_controller_focus_new ();

  /* A label of the CRM is text, whatever it looks like (SEC-15). Not in one go: what follows the title would hear of it
   * before it hears that there is no markup. */
  g_object_set (self, "use-markup", FALSE, NULL);
  g_object_set (self, "title", title, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, field->label,
                                  GTK_ACCESSIBLE_PROPERTY_REQUIRED, field->required, -1);
  g_signal_connect_object (focus, "leave", G_CALLBACK (on_focus_left), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), focus);
}

void
bilik_field_emit_changed (BilikField *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}
