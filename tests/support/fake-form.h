/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "crm-form-surface.h"

G_BEGIN_DECLS

/**
 * FakeForm: the native form without a window. The test is the agent: it types and submits; what the form was asked to show
 * is written into a journal: "loading; pipelines 3; layout; …".
 */
#define FAKE_TYPE_FORM (fake_form_get_type ())
G_DECLARE_FINAL_TYPE (FakeForm, fake_form, FAKE, FORM, GObject)

FakeForm *fake_form_new (void);
const char *fake_form_get_journal (FakeForm *self);
gboolean fake_form_has_seen (FakeForm *self, const char *entry);
/* Returns: (transfer none) (nullable): what a field holds */
JsonNode *fake_form_get_value (FakeForm *self, const char *name);
/* @value: (transfer full): typed by the agent */
void fake_form_type (FakeForm *self, const char *name, JsonNode *value);
void fake_form_type_text (FakeForm *self, const char *name, const char *text);
/* The ticket of the duplicate guard's offer. */
const char *fake_form_get_similar_id (FakeForm *self);

G_END_DECLS
