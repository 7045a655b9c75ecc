/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd"

#include "bilikd-handlers.h"

#define PENDING_(name)                                                                                       \
  __attribute__ ((weak)) gboolean bilikd_handle_##name (BilikdCall *call, BilikdDb *db, GError **error)      \
  {                                                                                                          \
    g_set_error_literal (error, CRM_ERROR, CRM_ERROR_UNAVAILABLE, "Not yet.");                               \
    return FALSE;                                                                                            \
  }

PENDING_ (LEADS_LIST)
PENDING_ (LEADS_GET)
PENDING_ (LEAD_TICKETS_LIST)
PENDING_ (LEAD_TICKETS_ADD)
PENDING_ (LEAD_TICKETS_REMOVE)
PENDING_ (TICKETS_SEARCH)
PENDING_ (TICKETS_PIPELINES)
PENDING_ (TICKETS_LAYOUTS)
PENDING_ (TICKETS_PROPERTIES)
PENDING_ (TICKETS_GET)
PENDING_ (TICKETS_CREATE)
PENDING_ (TICKETS_CREATE_MOBILE)
PENDING_ (TICKETS_UPDATE)
