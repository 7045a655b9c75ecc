/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd"

#include "bilikd-handlers.h"
#include "bilikd-metrics.h"
#include "bilikd-services.h"

gboolean
bilikd_handle_METRICS (BilikdCall *call, BilikdDb *db, GError **error)
{
  if (!call->is_direct)
    {
      g_set_error_literal (error, CRM_ERROR, CRM_ERROR_NOT_FOUND, "No such resource.");
      return FALSE;
    }
  bilikd_metrics_write (call->services->metrics, call->reply);
  call->content_type = "text/plain; version=0.0.4; charset=utf-8";
  call->status = 200;
  return TRUE;
}
