/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bilikd-call.h"

G_BEGIN_DECLS

/* One handler for every endpoint of crm-endpoints.h: bilikd_handle_<NAME>. A missing one does not link. */
#define BILIKD_DECLARE_HANDLER_(name, method, path, work, audience, permission)                              \
  gboolean bilikd_handle_##name (BilikdCall *call, BilikdDb *db, GError **error);
CRM_ENDPOINTS (BILIKD_DECLARE_HANDLER_)
#undef BILIKD_DECLARE_HANDLER_

G_END_DECLS
