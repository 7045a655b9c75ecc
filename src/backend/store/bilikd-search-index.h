/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bilikd-store.h"
#include "crm-types.h"

G_BEGIN_DECLS

/*
 * The full-text indexes. FTS5 writes a segment at every savepoint, and there is
 * one for each job and many statements: indexing at once costs three times the
 * create itself. So triggers note what changed, and it is indexed together, last
 * in the transaction.
 */

/* Takes in what this transaction has changed; bilikd_db_commit() calls it. */
gboolean bilikd_search_index_flush (BilikdDb *db, GError **error);

/* Before a customer's words change: they can't be taken out of the index afterwards. Notes it for the flush. */
gboolean bilikd_search_index_forget_customer (BilikdDb *db, gint64 customer_id, GError **error);

/* With the deletion of a deal or a ticket. */
gboolean bilikd_search_index_forget_record (BilikdDb *db,
                                            gint64 organization_id,
                                            CrmRecordObject object,
                                            gint64 record_id,
                                            GError **error);

G_END_DECLS
