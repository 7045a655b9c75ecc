/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "bilik-session.h"

G_BEGIN_DECLS

/**
 * BilikPendingButton: the pending place. How many hand-offs have not come through, and behind it which and why; hidden
 * while there are none. One that comes through at the first try never shows here.
 */
#define BILIK_TYPE_PENDING_BUTTON (bilik_pending_button_get_type ())
G_DECLARE_FINAL_TYPE (BilikPendingButton, bilik_pending_button, BILIK, PENDING_BUTTON, AdwBin)

void bilik_pending_button_set_session (BilikPendingButton *self, BilikSession *session);

G_END_DECLS
