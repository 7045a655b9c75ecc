/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "crm-customer.h"
#include "crm-layout.h"
#include "crm-pipeline.h"
#include "crm-ticket.h"

G_BEGIN_DECLS

/**
 * CrmFormSurface: the native form as its flow sees it. BilikTicketForm implements it; tests implement it without a window.
 *
 * Values are one JSON object, property name → value in the form it is sent in.
 *
 * Signals:
 *   pipeline-chosen (const char *pipeline_id)
 *   changed (): the agent edited something
 *   submit (): Create, or Ctrl+Return
 *   link-instead (const char *ticket_id): the duplicate guard's offer is taken
 *   create-anyway (): it is not
 */
#define CRM_TYPE_FORM_SURFACE (crm_form_surface_get_type ())
G_DECLARE_INTERFACE (CrmFormSurface, crm_form_surface, CRM, FORM_SURFACE, GObject)

struct _CrmFormSurfaceInterface
{
  GTypeInterface parent_iface;

  void (*show_loading) (CrmFormSurface *self);
  void (*show_failure) (CrmFormSurface *self, const GError *error);
  void (*show_pipelines) (CrmFormSurface *self, GPtrArray *pipelines, const char *chosen_id);
  void (*show_layout) (CrmFormSurface *self, CrmLayout *layout, JsonObject *values);
  void (*show_busy) (CrmFormSurface *self, gboolean busy);
  void (*show_error) (CrmFormSurface *self, const GError *error);
  void (*show_field_error) (CrmFormSurface *self, const char *field, const char *message);
  void (*show_similar) (CrmFormSurface *self, CrmTicket *ticket);
  void (*show_draft_kept) (CrmFormSurface *self);
  JsonObject *(*dup_values) (CrmFormSurface *self);
};

/* Skeleton while pipelines or the layout are on their way. */
void crm_form_surface_show_loading (CrmFormSurface *self);
/* The form can't be had: the sentence and Retry. */
void crm_form_surface_show_failure (CrmFormSurface *self, const GError *error);
/* @pipelines: (element-type CrmPipeline): the choice; not shown where there is one (MTCK-S04 AC-1) */
void crm_form_surface_show_pipelines (CrmFormSurface *self, GPtrArray *pipelines, const char *chosen_id);
/* @values: what the fields hold at first: the draft, the customer, the defaults */
void crm_form_surface_show_layout (CrmFormSurface *self, CrmLayout *layout, JsonObject *values);
/* While a submit is under way the form can be read, not sent again. */
void crm_form_surface_show_busy (CrmFormSurface *self, gboolean busy);
/* Above the form; NULL hides it. What was typed stays. */
void crm_form_surface_show_error (CrmFormSurface *self, const GError *error);
/* Beside one field; NULL hides it. */
void crm_form_surface_show_field_error (CrmFormSurface *self, const char *field, const char *message);
/* An open ticket of this customer about the same: link that one, or create anyway. NULL hides it. */
void crm_form_surface_show_similar (CrmFormSurface *self, CrmTicket *ticket);
void crm_form_surface_show_draft_kept (CrmFormSurface *self);
/* Returns: (transfer full): what the fields hold now */
JsonObject *crm_form_surface_dup_values (CrmFormSurface *self);

/* For implementations. */
void crm_form_surface_emit_pipeline_chosen (CrmFormSurface *self, const char *pipeline_id);
void crm_form_surface_emit_changed (CrmFormSurface *self);
void crm_form_surface_emit_submit (CrmFormSurface *self);
void crm_form_surface_emit_link_instead (CrmFormSurface *self, const char *ticket_id);
void crm_form_surface_emit_create_anyway (CrmFormSurface *self);

G_END_DECLS
