/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "crm-client.h"

G_BEGIN_DECLS

/**
 * CrmEmbedTokens: a token for the embed, and another before it ends, for as long as a form is open. An agent may take longer
 * over the form than a token lives.
 *
 * Signals: `token`, one has come, to be had by crm_embed_tokens_steal(); `refused`, none has; another try follows by itself.
 */
#define CRM_TYPE_EMBED_TOKENS (crm_embed_tokens_get_type ())
G_DECLARE_FINAL_TYPE (CrmEmbedTokens, crm_embed_tokens, CRM, EMBED_TOKENS, GObject)

CrmEmbedTokens *crm_embed_tokens_new (CrmClient *client);

/* Now, whatever is left of the last one. Nothing while an answer is awaited. */
void crm_embed_tokens_ask (CrmEmbedTokens *self);
/* Returns: (transfer full) (nullable): the token that came last; a second call has none */
char *crm_embed_tokens_steal (CrmEmbedTokens *self);
/* The form is gone: no token, no timer, and no answer that comes late. Asking again begins anew. */
void crm_embed_tokens_stop (CrmEmbedTokens *self);

G_END_DECLS
