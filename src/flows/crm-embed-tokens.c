/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "crm-embed-tokens"

#include "crm-embed-tokens.h"

#define MARGIN_S 60 /* a fresh token this long before the old one ends, or half its life */
#define RETRY_S  15 /* and again this long after a failure */

struct _CrmEmbedTokens
{
  GObject parent_instance;

  CrmClient *client;
  GCancellable *asking; /* while an answer is awaited */
  char *token;
  guint timer;
};

enum { TOKEN, REFUSED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CrmEmbedTokens, crm_embed_tokens, G_TYPE_OBJECT)

static void on_answer (GObject *source, GAsyncResult *result, gpointer user_data);
static gboolean on_due (gpointer user_data);

void
crm_embed_tokens_ask (CrmEmbedTokens *self)
{
  g_return_if_fail (CRM_IS_EMBED_TOKENS (self));

  if (self->asking != NULL)
    return;
  self->asking = g_cancellable_new ();
  g_clear_handle_id (&self->timer, g_source_remove);
  crm_client_create_embed_token (self->client, self->asking, on_answer, g_object_ref (self));
}

static guint
get_age_to_renew (guint expires_in)
{
  return MAX (1, expires_in - MIN (MARGIN_S, expires_in / 2));
}

static void
on_answer (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CrmEmbedTokens) self = user_data;
  g_autoptr (GError) error = NULL;
  guint expires_in = 0;
  char *token = crm_client_create_embed_token_finish (CRM_CLIENT (source), result, &expires_in, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->asking);
  self->timer = g_timeout_add_seconds (token != NULL ? get_age_to_renew (expires_in) : RETRY_S, on_due, self);
  if (token == NULL)
    {
      g_debug ("no token for the embed: %s %d", g_quark_to_string (error->domain), error->code);
      g_signal_emit (self, signals[REFUSED], 0);
      return;
    }
  g_free (self->token);
  self->token = token;
  g_signal_emit (self, signals[TOKEN], 0);
}

static gboolean
on_due (gpointer user_data)
{
  CrmEmbedTokens *self = user_data;

  self->timer = 0;
  crm_embed_tokens_ask (self);
  return G_SOURCE_REMOVE;
}

char *
crm_embed_tokens_steal (CrmEmbedTokens *self)
{
  g_return_val_if_fail (CRM_IS_EMBED_TOKENS (self), NULL);

  return g_steal_pointer (&self->token);
}

void
crm_embed_tokens_stop (CrmEmbedTokens *self)
{
  g_return_if_fail (CRM_IS_EMBED_TOKENS (self));

  g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_pointer (&self->token, g_free);
}

/* --- object --------------------------------------------------------------------------------------- */

static void
crm_embed_tokens_finalize (GObject *object)
{
  CrmEmbedTokens *self = CRM_EMBED_TOKENS (object);

  crm_embed_tokens_stop (self);
  g_clear_object (&self->client);
  G_OBJECT_CLASS (crm_embed_tokens_parent_class)->finalize (object);
}

static void
crm_embed_tokens_class_init (CrmEmbedTokensClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = crm_embed_tokens_finalize;

  signals[TOKEN] =
      g_signal_new ("token", CRM_TYPE_EMBED_TOKENS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[REFUSED] =
      g_signal_new ("refused", CRM_TYPE_EMBED_TOKENS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
crm_embed_tokens_init (CrmEmbedTokens *self)
{
}

CrmEmbedTokens *
crm_embed_tokens_new (CrmClient *client)
{
  CrmEmbedTokens *self = g_object_new (CRM_TYPE_EMBED_TOKENS, NULL);

  self->client = g_object_ref (client);
  return self;
}
