/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bilik-field.h"

G_BEGIN_DECLS

/* Any number of the options. */
#define BILIK_TYPE_MULTI_CHOICE_FIELD (bilik_multi_choice_field_get_type ())
G_DECLARE_FINAL_TYPE (BilikMultiChoiceField,
                      bilik_multi_choice_field,
                      BILIK,
                      MULTI_CHOICE_FIELD,
                      AdwExpanderRow)

GtkWidget *bilik_multi_choice_field_new (const CrmField *field);

G_END_DECLS
