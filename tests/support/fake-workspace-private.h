/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "fake-workspace.h"

G_BEGIN_DECLS

/* What was asked, in order; shared by the workspace and its surfaces (reference-counted with g_rc_box). */
typedef struct
{
  GString *text;
} FakeJournal;

void fake_journal_add (FakeJournal *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
void fake_journal_clear (gpointer journal);

FakeSurface *fake_surface_new (FakeJournal *journal);

G_END_DECLS
