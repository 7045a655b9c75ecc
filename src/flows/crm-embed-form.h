/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "crm-client.h"
#include "crm-customer.h"
#include "crm-embed-surface.h"
#include "crm-profile.h"

G_BEGIN_DECLS

/**
 * CrmEmbedForm: the CRM's own form in its frame, from the load to its last word: what it is sent, and what is made of what it
 * says. The rules are the embed session's (contract/crm-embed-session.h); here are its clocks, its tokens and its surface.
 *
 * Signals, in the order in which they can come; nothing follows `created` or `closed`:
 *   inspected (const char *direction, const char *text, const char *drop): a message, accepted or dropped (TCKT-S03 ERR-1)
 *   ready (): it shows itself; again after it has loaded itself anew
 *   init-dropped (const char *origin): EMBED_READY came from elsewhere (TCKT-S02 ERR-1)
 *   create-error (const char *code, const char *message): the form stays, with what was typed (TCKT-S03 ERR-2)
 *   failed (CrmEmbedFailure): it can't be had or stopped working; crm_embed_form_retry() begins anew
 *   created (const char *ticket_id, const char *ticket_name): once; a hint, to be read again through the API
 *   closed ()
 */
#define CRM_TYPE_EMBED_FORM (crm_embed_form_get_type ())
G_DECLARE_FINAL_TYPE (CrmEmbedForm, crm_embed_form, CRM, EMBED_FORM, GObject)

/* @locale: "en", "id"; @color_scheme: "light", "dark" */
CrmEmbedForm *crm_embed_form_new (CrmClient *client,
                                  CrmProfile *profile,
                                  CrmCustomer *customer,
                                  const char *locale,
                                  const char *color_scheme);

/* Whether the form's origin is on the allow-list; nothing else is ever loaded. */
gboolean crm_embed_form_is_allowed (CrmEmbedForm *self);
const char *crm_embed_form_get_origin (CrmEmbedForm *self);

/* Asks for the token that EMBED_INIT will carry: side by side with what the surface needs to come up. */
void crm_embed_form_prepare (CrmEmbedForm *self);
void crm_embed_form_load (CrmEmbedForm *self, CrmEmbedSurface *surface);
/* The owner knows of a failure: `failed` follows, unless the form is over. */
void crm_embed_form_fail (CrmEmbedForm *self, CrmEmbedFailure failure);
/* Returns: whether it had failed and may be prepared and loaded again */
gboolean crm_embed_form_retry (CrmEmbedForm *self);

/* EMBED_CLOSE_REQUEST, so that the form can ask. One that says nothing at all for 2 s is closed; any message shows that it
 * lives and asks. */
void crm_embed_form_request_close (CrmEmbedForm *self);
/* Closed at once, without asking. */
void crm_embed_form_close (CrmEmbedForm *self);

G_END_DECLS
