/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bilik-field.h"

G_BEGIN_DECLS

/* A day, or a day and a time of this place; typed, or picked from a calendar. */
#define BILIK_TYPE_DATE_FIELD (bilik_date_field_get_type ())
G_DECLARE_FINAL_TYPE (BilikDateField, bilik_date_field, BILIK, DATE_FIELD, AdwEntryRow)

GtkWidget *bilik_date_field_new (const CrmField *field);

G_END_DECLS
