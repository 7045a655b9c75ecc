/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilik-form"

#include "bilik-date-field.h"

#include <glib/gi18n.h>
#include "crm-time.h"

struct _BilikDateField
{
  AdwEntryRow parent_instance;

  gboolean has_time;
  GtkMenuButton *button;
  GtkCalendar *calendar;
};

static void bilik_date_field_field_init (BilikFieldInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BilikDateField,
                               bilik_date_field,
                               ADW_TYPE_ENTRY_ROW,
                               G_IMPLEMENT_INTERFACE (BILIK_TYPE_FIELD, bilik_date_field_field_init))

/* "2026-06-26 14:02", meant in this place's time. */
static GDateTime *
parse_local (const char *text)
{
  int year, month, day, hour, minute;
  char rest;

  if (sscanf (text, "%4d-%2d-%2d %2d:%2d%c", &year, &month, &day, &hour, &minute, &rest) != 5)
    return NULL;
  return g_date_time_new_local (year, month, day, hour, minute, 0);
}

/* What can't be understood is sent back as typed: the check of the contract says what is wrong with it. */
static JsonNode *
bilik_date_field_dup_value (BilikField *field)
{
  BilikDateField *self = BILIK_DATE_FIELD (field);
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (field))));
  g_autoptr (GDateTime) local = self->has_time ? parse_local (text) : NULL;
  char wire[CRM_TIME_TEXT_SIZE];

  if (*text == '\0')
    return json_node_new (JSON_NODE_NULL);
  if (local == NULL)
    return json_node_init_string (json_node_alloc (), text);
  crm_time_format (g_date_time_to_unix (local) * 1000, wire);
  return json_node_init_string (json_node_alloc (), wire);
}

static char *
format_local (gint64 unix_ms)
{
  g_autoptr (GDateTime) local = g_date_time_new_from_unix_local (unix_ms / 1000);

  return g_date_time_format (local, "%Y-%m-%d %H:%M");
}

static void
bilik_date_field_set_value (BilikField *field, JsonNode *value)
{
  BilikDateField *self = BILIK_DATE_FIELD (field);
  const char *wire = value != NULL ? json_node_get_string (value) : NULL;
  gint64 unix_ms;
  g_autofree char *text = NULL;

  if (wire != NULL && self->has_time && crm_time_parse (wire, &unix_ms))
    text = format_local (unix_ms);
  else
    text = g_strdup (wire != NULL ? wire : "");
  gtk_editable_set_text (GTK_EDITABLE (self), text);
}

static void
bilik_date_field_field_init (BilikFieldInterface *iface)
{
  iface->dup_value = bilik_date_field_dup_value;
  iface->set_value = bilik_date_field_set_value;
}

static void
on_day_selected (BilikDateField *self)
{
  g_autoptr (GDateTime) day = gtk_calendar_get_date (self->calendar);
  g_autofree char *text = g_date_time_format (day, self->has_time ? "%Y-%m-%d 09:00" : "%Y-%m-%d");

  gtk_editable_set_text (GTK_EDITABLE (self), text);
  gtk_menu_button_popdown (self->button);
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

static void
bilik_date_field_class_init (BilikDateFieldClass *klass)
{
}

static void
bilik_date_field_init (BilikDateField *self)
{
  GtkWidget *popover = gtk_popover_new ();

  self->calendar = GTK_CALENDAR (gtk_calendar_new ());
  self->button = GTK_MENU_BUTTON (gtk_menu_button_new ());
  gtk_popover_set_child (GTK_POPOVER (popover), GTK_WIDGET (self->calendar));
  gtk_menu_button_set_popover (self->button, popover);
  gtk_menu_button_set_icon_name (self->button, "x-office-calendar-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->button), _ ("Pick a day"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Pick a day"), -1);
  gtk_widget_set_valign (GTK_WIDGET (self->button), GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (GTK_WIDGET (self->button), "flat");
  adw_entry_row_add_suffix (ADW_ENTRY_ROW (self), GTK_WIDGET (self->button));
  g_signal_connect_object (self->calendar, "day-selected", G_CALLBACK (on_day_selected), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect (self, "notify::text", G_CALLBACK (bilik_field_emit_changed), NULL);
}

GtkWidget *
bilik_date_field_new (const CrmField *field)
{
  BilikDateField *self = g_object_new (BILIK_TYPE_DATE_FIELD, NULL);

  self->has_time = field->type == CRM_FIELD_DATE_TIME;
  bilik_field_set_up (BILIK_FIELD (self), field);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self),
                               self->has_time ? _ ("Year-month-day hour:minute") : _ ("Year-month-day"));
  return GTK_WIDGET (self);
}
