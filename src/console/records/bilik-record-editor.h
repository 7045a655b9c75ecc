/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "crm-client.h"

G_BEGIN_DECLS

/**
 * BilikRecordEditor: the fields of a deal or a ticket in two columns: name, stage, status and priority to be edited, the
 * rest to be read. Who made it can't be edited (CDTC-S06).
 *
 * Signal: changed (): the agent edited something, or what was shown changed.
 */
#define BILIK_TYPE_RECORD_EDITOR (bilik_record_editor_get_type ())
G_DECLARE_FINAL_TYPE (BilikRecordEditor, bilik_record_editor, BILIK, RECORD_EDITOR, AdwBin)

void bilik_record_editor_set_can_edit (BilikRecordEditor *self, gboolean can_edit);
/* @pipelines: (element-type CrmPipeline): those of the record's kind; without them the stage can't be chosen */
void bilik_record_editor_set_pipelines (BilikRecordEditor *self, GPtrArray *pipelines);

/**
 * bilik_record_editor_show:
 * @detail: borrowed until the next one
 *
 * Fields that the agent has edited keep what was typed, the others follow @detail.
 */
void bilik_record_editor_show (BilikRecordEditor *self, const CrmRecordDetail *detail);
/* What was typed is given up. */
void bilik_record_editor_discard (BilikRecordEditor *self);

gboolean bilik_record_editor_is_dirty (BilikRecordEditor *self);
/* Dirty, and fit to be sent. */
gboolean bilik_record_editor_can_save (BilikRecordEditor *self);

/**
 * bilik_record_editor_get_changes:
 * @changes: (out): what was edited; borrowed until something changes
 */
void bilik_record_editor_get_changes (BilikRecordEditor *self, CrmRecordChanges *changes);

G_END_DECLS
