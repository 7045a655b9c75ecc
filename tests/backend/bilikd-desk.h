/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bilikd-fixture.h"
#include "crm-types.h"

G_BEGIN_DECLS

/*
 * A bilikd on sample data: organisation 1 has one ticket pipeline, 2 has three.
 * Tests of CDP and CRM share it; each takes a customer or makes a ticket of its
 * own.
 */
Fixture *desk_new (void);

void desk_set_flag (Fixture *self, gint64 organization_id, CrmFlag flag, gboolean is_on);
void desk_set_setting (Fixture *self, const char *sql); /* one statement, as bilikctl writes it */

/* The embed's token of an agent's. */
char *desk_get_embed_token (Fixture *self, const char *token);

/* A program's credential, as bilikctl makes it. */
char *desk_add_service (Fixture *self, gint64 organization_id, CrmServiceScope scope);

/* GET that has to succeed. */
Reply *desk_get (Fixture *self, const char *token, const char *format, ...) G_GNUC_PRINTF (3, 4);

JsonObject *reply_get_object (Reply *self);
/* `items`, or any other array of the reply. Borrowed. */
JsonArray *reply_get_array (Reply *self, const char *member);
gboolean reply_lists (Reply *self, const char *member, const char *text);

/* A text of the database, or NULL. */
char *desk_query_text (Fixture *self, const char *sql);

/* The value of @name (with its labels, if any) in /metrics. */
double desk_get_metric (Fixture *self, const char *name);

/* Waits until /metrics has @line, and fails the test where it does not come to that. */
void desk_wait_for_metric (Fixture *self, const char *line);

/* An identity of a customer of organisation 1 that the CRM knows and the agent may update. */
char *desk_find_customer (Fixture *self, const char *kind, guint which);

/**
 * desk_make_ticket_body:
 * @properties: further elements of crm_properties, each with a leading comma, or ""
 * @members: further members, each with a leading comma, or ""
 */
char *desk_make_ticket_body (const char *name, const char *properties, const char *members);

/**
 * desk_post_record:
 * @object: "deal" or "ticket"
 * @members: beside its name, each with a leading comma, or ""
 *
 * POST /api/v3.1/….
 */
Reply *desk_post_record (Fixture *self, const char *token, const char *object, const char *members);

/* PUT to what @made tells of. @headers: nullable */
Reply *desk_put_record (Fixture *self,
                        const char *token,
                        Reply *made,
                        const char *object,
                        const char *body,
                        const char *headers);

/* The deal or the ticket of a reply that has to be good. Borrowed. */
JsonObject *reply_get_entity (Reply *self, const char *object);
/* A text of it, or NULL. */
const char *reply_get_text (Reply *self, const char *object, const char *member);

/* Posts it and expects 201. Returns: its id */
char *desk_create_ticket (Fixture *self,
                          const char *token,
                          const char *name,
                          const char *properties,
                          const char *members);

G_END_DECLS
