/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "crm-client.h"
#include "crm-layout.h"

G_BEGIN_DECLS

/**
 * BilikField: a row of the native form that holds one crm property. A class per kind of control; all are rows of a boxed
 * list, so that they look and move alike.
 *
 * Signals: changed (what it holds is another now), left (focus went elsewhere: time to check).
 */
#define BILIK_TYPE_FIELD (bilik_field_get_type ())
G_DECLARE_INTERFACE (BilikField, bilik_field, BILIK, FIELD, GtkWidget)

struct _BilikFieldInterface
{
  GTypeInterface parent_iface;

  JsonNode *(*dup_value) (BilikField *self);
  void (*set_value) (BilikField *self, JsonNode *value);
};

/**
 * bilik_field_new:
 * @field: (transfer none): of a layout that outlives the row
 * @client: for the customer's search
 *
 * Returns: (transfer floating): the control for the type of @field
 */
GtkWidget *bilik_field_new (const CrmField *field, CrmClient *client);

/* Returns: (transfer full): the value in the form it is sent in; a null node where it is empty */
JsonNode *bilik_field_dup_value (BilikField *self);
/* @value: (nullable): NULL or a null node empties it. */
void bilik_field_set_value (BilikField *self, JsonNode *value);

/* For implementations: title with the asterisk, requiredness for assistive technology, and `left`. */
void bilik_field_set_up (BilikField *self, const CrmField *field);
void bilik_field_emit_changed (BilikField *self);

G_END_DECLS
