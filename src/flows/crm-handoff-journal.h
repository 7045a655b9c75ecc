/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "crm-handoff.h"

G_BEGIN_DECLS

/**
 * CrmHandoffJournal: what is created but not yet linked, durable in a SQLite
 * file of the agent's state folder (0600). Rows belong to one server and agent
 * (the scope), and to one running console at a time: a row whose console is
 * gone is adopted by the next one that looks.
 *
 * Signal `changed`: a row came, went or moved.
 */
#define CRM_TYPE_HANDOFF_JOURNAL (crm_handoff_journal_get_type ())
G_DECLARE_FINAL_TYPE (CrmHandoffJournal, crm_handoff_journal, CRM, HANDOFF_JOURNAL, GObject)

/**
 * crm_handoff_journal_open:
 * @path: the file; made with its folder where missing
 * @scope: server, organisation and agent: rows of another scope are not seen
 */
CrmHandoffJournal *crm_handoff_journal_open (const char *path, const char *scope, GError **error);

/**
 * crm_handoff_journal_put:
 *
 * Writes @handoff as it is now; done and cancelled rows leave the journal. The
 * result comes only after the change is on disk, so that a create is sent
 * strictly after its row (REL-02).
 */
void crm_handoff_journal_put (CrmHandoffJournal *self,
                              const CrmHandoff *handoff,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean crm_handoff_journal_put_finish (CrmHandoffJournal *self, GAsyncResult *result, GError **error);

/**
 * crm_handoff_journal_adopt:
 *
 * Takes over the rows whose console is gone. An adopted create is uncertain: it
 * may have been sent.
 *
 * Returns: (transfer container) (element-type CrmHandoff): the adopted rows, oldest first
 */
GPtrArray *crm_handoff_journal_adopt (CrmHandoffJournal *self, GError **error);

/**
 * crm_handoff_journal_list:
 * Returns: (transfer container) (element-type CrmHandoff): all rows of the scope, oldest first; for the pending place
 */
GPtrArray *crm_handoff_journal_list (CrmHandoffJournal *self, GError **error);

G_END_DECLS
