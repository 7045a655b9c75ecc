/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bilik-embed-loader.h"
#include "bilik-message-log.h"
#include "crm-client.h"
#include "crm-draft-store.h"
#include "crm-event-stream.h"
#include "crm-handoff-queue.h"
#include "crm-telemetry.h"

G_BEGIN_DECLS

/**
 * BilikSession: what a signed-in agent works with. Built once after sign-in by
 * the application and handed down to every place; there is no global.
 */
#define BILIK_TYPE_SESSION (bilik_session_get_type ())
G_DECLARE_FINAL_TYPE (BilikSession, bilik_session, BILIK, SESSION, GObject)

/**
 * bilik_session_new:
 * @state_folder: where the hand-off journal and the drafts of agents are kept
 *
 * Takes up what an earlier run left behind. Where the journal can't be opened, hand-offs last for the run; a create then
 * says so instead of being sent unremembered.
 */
BilikSession *bilik_session_new (CrmClient *client,
                                 CrmProfile *profile,
                                 CrmTelemetry *telemetry,
                                 BilikEmbedLoader *embed_loader,
                                 const char *state_folder);
CrmClient *bilik_session_get_client (BilikSession *self);
CrmProfile *bilik_session_get_profile (BilikSession *self);
CrmTelemetry *bilik_session_get_telemetry (BilikSession *self);
/* (nullable): NULL for an agent who may not see rooms. */
CrmEventStream *bilik_session_get_stream (BilikSession *self);
BilikEmbedLoader *bilik_session_get_embed_loader (BilikSession *self);
/* Tickets on their way from created to linked; they outlive every customer's page. */
CrmHandoffQueue *bilik_session_get_queue (BilikSession *self);
CrmDraftStore *bilik_session_get_drafts (BilikSession *self);
/* Returns: (transfer none) (nullable): what happens at the organization; %NULL where the agent may not view rooms */
CrmEventStream *bilik_session_get_stream (BilikSession *self);
/* What went between the console and embeds in this run, for the message inspector. */
BilikMessageLog *bilik_session_get_message_log (BilikSession *self);

G_END_DECLS
