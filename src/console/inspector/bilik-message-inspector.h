/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "bilik-message-log.h"

G_BEGIN_DECLS

/**
 * BilikMessageInspector: every message between the console and embedded forms,
 * accepted or dropped and why. For whoever debugs or builds the other side.
 */
#define BILIK_TYPE_MESSAGE_INSPECTOR (bilik_message_inspector_get_type ())
G_DECLARE_FINAL_TYPE (BilikMessageInspector, bilik_message_inspector, BILIK, MESSAGE_INSPECTOR, AdwWindow)

GtkWindow *bilik_message_inspector_new (BilikMessageLog *log);

G_END_DECLS
