/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "crm-json.h"
#include "crm-types.h"

G_BEGIN_DECLS

typedef struct
{
  char *id;
  char *label;
} CrmOption;

/**
 * CrmField: one crm property of a layout.
 * @name: what goes into `crm_properties[].name`
 * @default_value: (nullable): JSON value in the form the property is sent in
 */
typedef struct
{
  char *name;
  char *label;
  char *placeholder;
  CrmFieldType type;
  gboolean required;
  CrmOption *options;
  guint n_options;
  JsonNode *default_value;
} CrmField;

#define CRM_TYPE_LAYOUT (crm_layout_get_type ())
G_DECLARE_FINAL_TYPE (CrmLayout, crm_layout, CRM, LAYOUT, GObject)

const char *crm_layout_get_id (CrmLayout *self);
const char *crm_layout_get_pipeline_id (CrmLayout *self);
const CrmField *crm_layout_get_fields (CrmLayout *self, guint *out_n_fields);

/* Decodes the reply of tickets_properties. Returns: (transfer full) (nullable): NULL once an error has stuck */
CrmLayout *crm_layout_decode (CrmJsonReader *reader);

/**
 * crm_field_check:
 * @value: (nullable): the JSON value a form or a request holds
 *
 * Required and format, by the same rules in console, embed and backend (the
 * embed page has them in ES, checked against wire/field-checks.json).
 *
 * Returns: (transfer none) (nullable): what is wrong, as a translated sentence
 */
const char *crm_field_check (const CrmField *field, JsonNode *value);

G_END_DECLS
