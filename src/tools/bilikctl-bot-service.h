/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "crm-request.h"
#include "crm-types.h"

G_BEGIN_DECLS

/**
 * BilikctlBotService: a bot's line to a running bilikd, as any program of a
 * customer's would have it: HTTP and a token of `bilikctl token create`.
 */
typedef struct _BilikctlBotService BilikctlBotService;

/**
 * bilikctl_bot_service_new:
 * @token_file: (nullable): holds the token
 * @token_variable: the variable of the environment that does where there is no file; a token never is an argument,
 *   where every user of the machine could read it (SEC-20)
 */
BilikctlBotService *bilikctl_bot_service_new (const char *server,
                                              const char *token_file,
                                              const char *token_variable,
                                              GError **error);
void bilikctl_bot_service_free (BilikctlBotService *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BilikctlBotService, bilikctl_bot_service_free)

/* Whether whatever is asked next would fail the same way: nobody answers, or knows the token. */
gboolean bilikctl_bot_error_is_final (const GError *error);

/* Says @text in the room as @name (nullable); whose words they are follows from the token. */
gboolean bilikctl_bot_service_post_message (BilikctlBotService *self,
                                            const char *room_id,
                                            const char *name,
                                            const char *text,
                                            GError **error);

/**
 * bilikctl_bot_service_create:
 * @json: (transfer full): the body
 *
 * Returns: (transfer full): the number of the new record
 */
char *
bilikctl_bot_service_create (BilikctlBotService *self, CrmRecordObject object, GString *json, GError **error);
gboolean bilikctl_bot_service_update (BilikctlBotService *self,
                                      CrmRecordObject object,
                                      const char *id,
                                      GString *json,
                                      GError **error);
gboolean bilikctl_bot_service_delete (BilikctlBotService *self,
                                      CrmRecordObject object,
                                      const char *id,
                                      GError **error);

/* --- several at once, for a race and for load ------------------------------------- */

/* Not to outlive its service. */
typedef struct _BilikctlBotCall BilikctlBotCall;

/* Opens a connection ahead, so that a create right after is on its way at once. */
gboolean bilikctl_bot_service_warm_up (BilikctlBotService *self, GError **error);

/* @json: (transfer full) */
BilikctlBotCall *
bilikctl_bot_call_begin_create (BilikctlBotService *self, CrmRecordObject object, GString *json);
gboolean bilikctl_bot_call_is_done (const BilikctlBotCall *self);

/* Waits for the answer. Returns: (transfer full) (nullable): the number of the record; frees @self in any case */
char *bilikctl_bot_call_end (BilikctlBotCall *self, GError **error);

G_END_DECLS
