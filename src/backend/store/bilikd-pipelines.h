/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bilikd-store.h"
#include "crm-json.h"
#include "crm-layout.h"

G_BEGIN_DECLS

/* Pipelines, their stages, and the layouts that say which fields a ticket has. */

/* Writes the array `items` of the organisation's pipelines with their stages. */
gboolean
bilikd_pipelines_encode (BilikdDb *db, gint64 organization_id, CrmJsonWriter *writer, GError **error);

/* Writes the array `items` of layouts; FALSE with %CRM_ERROR_NOT_FOUND if the organisation has no such pipeline. */
gboolean bilikd_layouts_encode (BilikdDb *db,
                                gint64 organization_id,
                                gint64 pipeline_id,
                                CrmJsonWriter *writer,
                                GError **error);

/**
 * BilikdLayout: a layout with its fields. The options of `stage_id` are the
 * pipeline's stages, its default the first of them. Immutable; kept by the
 * connection it was read through, so it stays on that thread.
 */
typedef struct
{
  gint64 id;
  gint64 pipeline_id;
  GArray *fields; /* of CrmField */
} BilikdLayout;

void bilikd_layout_unref (BilikdLayout *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BilikdLayout, bilikd_layout_unref)

/**
 * bilikd_layout_load:
 * @layout_id: 0: the default layout of the pipeline
 * @pipeline_id: 0: whichever the layout has; with both 0 the organisation's default pipeline
 *
 * Returns: (transfer full): %NULL with %CRM_ERROR_NOT_FOUND if the organisation has no such
 *   layout in that pipeline
 */
BilikdLayout *bilikd_layout_load (BilikdDb *db,
                                  gint64 organization_id,
                                  gint64 layout_id,
                                  gint64 pipeline_id,
                                  GError **error);

/* Returns: (transfer none) (nullable): the field called @name */
const CrmField *bilikd_layout_find_field (const BilikdLayout *self, const char *name);

G_END_DECLS
