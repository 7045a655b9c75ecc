/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bilik-field.h"

G_BEGIN_DECLS

/* Several lines. */
#define BILIK_TYPE_LONG_TEXT_FIELD (bilik_long_text_field_get_type ())
G_DECLARE_FINAL_TYPE (BilikLongTextField, bilik_long_text_field, BILIK, LONG_TEXT_FIELD, AdwPreferencesRow)

GtkWidget *bilik_long_text_field_new (const CrmField *field);

G_END_DECLS
