/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "crm-draft-store.h"
#include "crm-form-surface.h"

G_BEGIN_DECLS

/**
 * CrmDraftKeeper: keeps what is typed into one form as the draft of one customer, a moment after the last letter.
 */
typedef struct _CrmDraftKeeper CrmDraftKeeper;

/* @form: (transfer none): held weakly */
CrmDraftKeeper *crm_draft_keeper_new (CrmDraftStore *store, const char *contact_id, CrmFormSurface *form);
void crm_draft_keeper_free (CrmDraftKeeper *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmDraftKeeper, crm_draft_keeper_free)

/* The form begins, with the draft that there is. Returns: (transfer full) (nullable): its values */
JsonObject *crm_draft_keeper_begin (CrmDraftKeeper *self);
/* Something was typed. */
void crm_draft_keeper_touch (CrmDraftKeeper *self);
/* Returns: whether what was typed is safe, to the last letter */
gboolean crm_draft_keeper_keep_now (CrmDraftKeeper *self);
/* It is sent, or no longer wanted. */
void crm_draft_keeper_forget (CrmDraftKeeper *self);
/* Whether the form holds anything that the agent typed. */
gboolean crm_draft_keeper_is_dirty (CrmDraftKeeper *self);

G_END_DECLS
