/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd"

#include "bilik-config.h"

#include "bilikd-handlers.h"
#include "bilikd-services.h"

gboolean
bilikd_handle_HEALTH_LIVE (BilikdCall *call, BilikdDb *db, GError **error)
{
  g_string_assign (call->reply, "{\"status\":\"ok\",\"version\":\"" BILIK_VERSION "\"}");
  call->status = 200;
  return TRUE;
}

gboolean
bilikd_handle_HEALTH_READY (BilikdCall *call, BilikdDb *db, GError **error)
{
  if (!g_atomic_int_get (&call->services->is_ready))
    {
      g_set_error_literal (error, CRM_ERROR, CRM_ERROR_UNAVAILABLE, "The server is starting or stopping.");
      return FALSE;
    }
  g_string_assign (call->reply, "{\"status\":\"ready\"}");
  call->status = 200;
  return TRUE;
}
