/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "crm-flows"

#include "crm-form-surface.h"

enum { PIPELINE_CHOSEN, CHANGED, SUBMIT, LINK_INSTEAD, CREATE_ANYWAY, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_INTERFACE (CrmFormSurface, crm_form_surface, G_TYPE_OBJECT)

static guint
add_signal (const char *name, guint n_arguments)
{
  return g_signal_new (name, CRM_TYPE_FORM_SURFACE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                       n_arguments, G_TYPE_STRING);
}

static void
crm_form_surface_default_init (CrmFormSurfaceInterface *iface)
{
  signals[PIPELINE_CHOSEN] = add_signal ("pipeline-chosen", 1);
  signals[CHANGED] = add_signal ("changed", 0);
  signals[SUBMIT] = add_signal ("submit", 0);
  signals[LINK_INSTEAD] = add_signal ("link-instead", 1);
  signals[CREATE_ANYWAY] = add_signal ("create-anyway", 0);
}

void
crm_form_surface_show_loading (CrmFormSurface *self)
{
  CRM_FORM_SURFACE_GET_IFACE (self)->show_loading (self);
}

void
crm_form_surface_show_failure (CrmFormSurface *self, const GError *error)
{
  CRM_FORM_SURFACE_GET_IFACE (self)->show_failure (self, error);
}

void
crm_form_surface_show_pipelines (CrmFormSurface *self, GPtrArray *pipelines, const char *chosen_id)
{
  CRM_FORM_SURFACE_GET_IFACE (self)->show_pipelines (self, pipelines, chosen_id);
}

void
crm_form_surface_show_layout (CrmFormSurface *self, CrmLayout *layout, JsonObject *values)
{
  CRM_FORM_SURFACE_GET_IFACE (self)->show_layout (self, layout, values);
}

void
crm_form_surface_show_busy (CrmFormSurface *self, gboolean busy)
{
  CRM_FORM_SURFACE_GET_IFACE (self)->show_busy (self, busy);
}

void
crm_form_surface_show_error (CrmFormSurface *self, const GError *error)
{
  CRM_FORM_SURFACE_GET_IFACE (self)->show_error (self, error);
}

void
crm_form_surface_show_field_error (CrmFormSurface *self, const char *field, const char *message)
{
  CRM_FORM_SURFACE_GET_IFACE (self)->show_field_error (self, field, message);
}

void
crm_form_surface_show_similar (CrmFormSurface *self, CrmTicket *ticket)
{
  CRM_FORM_SURFACE_GET_IFACE (self)->show_similar (self, ticket);
}

void
crm_form_surface_show_draft_kept (CrmFormSurface *self)
{
  CRM_FORM_SURFACE_GET_IFACE (self)->show_draft_kept (self);
}

JsonObject *
crm_form_surface_dup_values (CrmFormSurface *self)
{
  return CRM_FORM_SURFACE_GET_IFACE (self)->dup_values (self);
}

void
crm_form_surface_emit_pipeline_chosen (CrmFormSurface *self, const char *pipeline_id)
{
  g_signal_emit (self, signals[PIPELINE_CHOSEN], 0, pipeline_id);
}

void
crm_form_surface_emit_changed (CrmFormSurface *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

void
crm_form_surface_emit_submit (CrmFormSurface *self)
{
  g_signal_emit (self, signals[SUBMIT], 0);
}

void
crm_form_surface_emit_link_instead (CrmFormSurface *self, const char *ticket_id)
{
  g_signal_emit (self, signals[LINK_INSTEAD], 0, ticket_id);
}

void
crm_form_surface_emit_create_anyway (CrmFormSurface *self)
{
  g_signal_emit (self, signals[CREATE_ANYWAY], 0);
}
