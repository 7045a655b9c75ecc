/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bilik-field.h"

G_BEGIN_DECLS

/* One of the options; none where it is not required. */
#define BILIK_TYPE_CHOICE_FIELD (bilik_choice_field_get_type ())
G_DECLARE_FINAL_TYPE (BilikChoiceField, bilik_choice_field, BILIK, CHOICE_FIELD, AdwComboRow)

GtkWidget *bilik_choice_field_new (const CrmField *field);

G_END_DECLS
