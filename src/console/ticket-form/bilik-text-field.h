/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bilik-field.h"

G_BEGIN_DECLS

/* One line: text, number, e-mail, phone, URL. */
#define BILIK_TYPE_TEXT_FIELD (bilik_text_field_get_type ())
G_DECLARE_FINAL_TYPE (BilikTextField, bilik_text_field, BILIK, TEXT_FIELD, AdwEntryRow)

GtkWidget *bilik_text_field_new (const CrmField *field);

G_END_DECLS
