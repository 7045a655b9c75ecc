/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "crm-panel-surface.h"
#include "crm-record-surface.h"

G_BEGIN_DECLS

/**
 * FakePanel: a room's panel without a window. What it was asked to show or to open is written into a journal, as in
 * "loading; deal none; ticket 1042 open; news deal 77 after 42; notice deal gone; open deal 77; uri …".
 */
#define FAKE_TYPE_PANEL (fake_panel_get_type ())
G_DECLARE_FINAL_TYPE (FakePanel, fake_panel, FAKE, PANEL, GObject)

FakePanel *fake_panel_new (void);
const char *fake_panel_get_journal (FakePanel *self);
void fake_panel_clear_journal (FakePanel *self);
gboolean fake_panel_has_seen (FakePanel *self, const char *entry);
/* Returns: (transfer none) (nullable): what it shows of that kind now */
const CrmRoomRecord *fake_panel_get_record (FakePanel *self, CrmRecordObject object);
/* How often both kinds were shown, or a failure: grows when a load has ended. */
guint fake_panel_count_loads (FakePanel *self);

G_END_DECLS
