/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * CrmDraftStore: what an agent has typed into the native form and not sent yet, one draft a customer: closing the form,
 * switching the customer or a crash loses nothing. Files of the agent's state folder, 0600, replaced as a whole.
 */
#define CRM_TYPE_DRAFT_STORE (crm_draft_store_get_type ())
G_DECLARE_FINAL_TYPE (CrmDraftStore, crm_draft_store, CRM, DRAFT_STORE, GObject)

/**
 * crm_draft_store_new:
 * @folder: where the drafts are kept; made when the first is saved
 * @scope: server, organisation and agent
 */
CrmDraftStore *crm_draft_store_new (const char *folder, const char *scope);

/* Returns: (transfer full) (nullable): the draft's JSON object; %NULL where there is none, or none that can be read */
JsonNode *crm_draft_store_load (CrmDraftStore *self, const char *contact_id);
gboolean crm_draft_store_save (CrmDraftStore *self, const char *contact_id, JsonNode *draft, GError **error);
void crm_draft_store_remove (CrmDraftStore *self, const char *contact_id);

G_END_DECLS
