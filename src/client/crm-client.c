/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "crm-client"

#include "crm-client-private.h"

/* An agent waits this long at most: long enough for a slow link, short enough to be told. */
#define EXCHANGE_MS 10000
#define CALL_MS     30000

enum {
  TOKENS_CHANGED,
  SESSION_ENDED,
  PLACE_TOLD,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CrmClient, crm_client, G_TYPE_OBJECT)

static void
crm_client_finalize (GObject *object)
{
  CrmClient *self = CRM_CLIENT (object);

  crm_client_forget_tokens (self);
  g_clear_pointer (&self->renewals, g_ptr_array_unref);
  g_clear_object (&self->http);
  G_OBJECT_CLASS (crm_client_parent_class)->finalize (object);
}

static void
crm_client_class_init (CrmClientClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = crm_client_finalize;

  /* The refresh token has rotated: keep crm_client_get_refresh_token() now. */
  signals[TOKENS_CHANGED] = g_signal_new ("tokens-changed", CRM_TYPE_CLIENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                          NULL, G_TYPE_NONE, 0);
  /* The server ended the session; the agent has to sign in again. */
  signals[SESSION_ENDED] =
      g_signal_new ("session-ended", CRM_TYPE_CLIENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  /* Between the client and its stream: const char *epoch, gint64 seq of an answer. */
  signals[PLACE_TOLD] = g_signal_new ("place-told", CRM_TYPE_CLIENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                      G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_INT64);
}

static void
crm_client_init (CrmClient *self)
{
  self->exchange_ms = EXCHANGE_MS;
  self->call_ms = CALL_MS;
  self->renewals = g_ptr_array_new_with_free_func (g_object_unref);
}

CrmClient *
crm_client_new (const char *base_url, GError **error)
{
  CrmHttp *http = crm_http_new (base_url, error);
  CrmClient *self;

  if (http == NULL)
    return NULL;

  self = g_object_new (CRM_TYPE_CLIENT, NULL);
  self->http = http;
  return self;
}

const char *
crm_client_get_base_url (CrmClient *self)
{
  g_return_val_if_fail (CRM_IS_CLIENT (self), NULL);

  return crm_http_get_base_url (self->http);
}

void
crm_client_set_deadlines (CrmClient *self, guint exchange_ms, guint call_ms)
{
  g_return_if_fail (CRM_IS_CLIENT (self));

  self->exchange_ms = exchange_ms;
  self->call_ms = call_ms;
}

void
crm_client_set_tls_database (CrmClient *self, GTlsDatabase *database)
{
  g_return_if_fail (CRM_IS_CLIENT (self));

  crm_http_set_tls_database (self->http, database);
}

guint
crm_client_get_retry_after (CrmClient *self)
{
  g_return_val_if_fail (CRM_IS_CLIENT (self), 0);

  return (guint) MAX (0, (self->quiet_until - g_get_monotonic_time ()) / 1000);
}

void
crm_client_tell_place (CrmClient *self, const char *epoch, gint64 seq)
{
  g_signal_emit (self, signals[PLACE_TOLD], 0, epoch, seq);
}
