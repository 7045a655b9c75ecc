/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "crm-types.h"

G_BEGIN_DECLS

/**
 * crm_identity_parse:
 * @id: (nullable): a customer's id as it stands in a path or a message
 * @out_kind: (out) (optional): which identity it is
 *
 * A C360 identity is a lower-case RFC 4122 UUID, a CRM identity is a decimal
 * number without leading zeros that fits int64 and is not 0. Nothing else is a
 * customer, least of all `"null"`, `"0"` and the empty string (CDTC-S03 ERR-2,
 * MTCK-S02).
 */
gboolean crm_identity_parse (const char *id, CrmIdentityKind *out_kind);

/* Whether @id is a legal identifier of anything: [A-Za-z0-9_-]{1,64} (SEC-14). */
gboolean crm_identity_is_id (const char *id);

G_END_DECLS
