/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "crm-client.h"

G_BEGIN_DECLS

/**
 * ServiceBot: a chatbot or an AI agent that makes, changes and deletes records
 * in organization 1 of a real bilikd, with a credential of its own.
 */
typedef struct _ServiceBot ServiceBot;

/* @database: of the running daemon, which learns the credential from it */
ServiceBot *service_bot_new (const char *url, const char *database, CrmCreatorFlag flag);
/* The company's channel: it speaks for its customers. */
ServiceBot *service_bot_new_channel (const char *url, const char *database);
void service_bot_free (ServiceBot *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ServiceBot, service_bot_free)

/* @members: further JSON members with a leading comma, or "". Returns: (transfer full): the record's id */
char *service_bot_create (ServiceBot *self,
                          CrmRecordObject object,
                          const char *room_id,
                          const char *name,
                          const char *members);
/* @members: JSON members, as in `"name":"New"` */
void service_bot_update (ServiceBot *self, CrmRecordObject object, const char *id, const char *members);
void service_bot_delete (ServiceBot *self, CrmRecordObject object, const char *id);

/* Says @text in the room. */
void service_bot_say (ServiceBot *self, const char *room_id, const char *text);

G_END_DECLS
