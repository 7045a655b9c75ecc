/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define BILIK_MESSAGE_LOG_MAX_ROWS 500
#define BILIK_MESSAGE_LOG_MAX_TEXT 4096

/**
 * BilikMessageRecord: one message between the console and the embed, as the
 * inspector shows it. Immutable, and free of tokens.
 */
#define BILIK_TYPE_MESSAGE_RECORD (bilik_message_record_get_type ())
G_DECLARE_FINAL_TYPE (BilikMessageRecord, bilik_message_record, BILIK, MESSAGE_RECORD, GObject)

gint64 bilik_message_record_get_time (BilikMessageRecord *self); /* ms since 1970 */
/* Whether the embed sent it; otherwise the console did. */
gboolean bilik_message_record_get_is_incoming (BilikMessageRecord *self);
/* `type` of the message, or NULL where it has none to read. */
const char *bilik_message_record_get_message_type (BilikMessageRecord *self);
/* Wire word of the #CrmEmbedDrop, or NULL where it was accepted. */
const char *bilik_message_record_get_drop (BilikMessageRecord *self);
/* Indented JSON, or what came where it is none. */
const char *bilik_message_record_get_text (BilikMessageRecord *self);

/**
 * BilikMessageLog: the newest %BILIK_MESSAGE_LOG_MAX_ROWS messages of this run
 * as a #GListModel of #BilikMessageRecord, oldest first. In memory only.
 */
#define BILIK_TYPE_MESSAGE_LOG (bilik_message_log_get_type ())
G_DECLARE_FINAL_TYPE (BilikMessageLog, bilik_message_log, BILIK, MESSAGE_LOG, GObject)

BilikMessageLog *bilik_message_log_new (void);

/**
 * bilik_message_log_append:
 * @direction: "in" or "out", as CrmFlowCreateInEmbed::inspected says it
 * @text: the message as it was received or posted, untrusted
 * @drop: (nullable): why it was dropped
 *
 * Tokens are taken out before anything is kept (SEC-20).
 */
void
bilik_message_log_append (BilikMessageLog *self, const char *direction, const char *text, const char *drop);
void bilik_message_log_clear (BilikMessageLog *self);

G_END_DECLS
