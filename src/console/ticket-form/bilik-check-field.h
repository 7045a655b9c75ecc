/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bilik-field.h"

G_BEGIN_DECLS

/* Yes or no. */
#define BILIK_TYPE_CHECK_FIELD (bilik_check_field_get_type ())
G_DECLARE_FINAL_TYPE (BilikCheckField, bilik_check_field, BILIK, CHECK_FIELD, AdwActionRow)

GtkWidget *bilik_check_field_new (const CrmField *field);

G_END_DECLS
