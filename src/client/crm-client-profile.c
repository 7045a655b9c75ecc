/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "crm-client"

#include "crm-client-private.h"

void
crm_client_load_profile (CrmClient *self,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_return_if_fail (CRM_IS_CLIENT (self));

  crm_client_call (self, crm_request_new (CRM_ENDPOINT_PROFILE_GET), (CrmDecode) crm_profile_decode,
                   g_object_unref, cancellable, callback, user_data);
}

CrmProfile *
crm_client_load_profile_finish (CrmClient *self, GAsyncResult *result, GError **error)
{
  return crm_client_call_finish (self, result, error);
}

/* --- the embed's token -------------------------------------------------------------------------- */

typedef struct
{
  char *token;
  gint64 expires_in;
} EmbedToken;

static void
embed_token_free (EmbedToken *self)
{
  g_free (self->token);
  g_free (self);
}

static gpointer
embed_token_decode (CrmJsonReader *reader)
{
  EmbedToken *self = g_new0 (EmbedToken, 1);

  self->token = g_strdup (crm_json_reader_get_string (reader, "access_token"));
  self->expires_in = crm_json_reader_get_int (reader, "expires_in");
  return self;
}

void
crm_client_create_embed_token (CrmClient *self,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  CrmRequest *request = crm_request_new (CRM_ENDPOINT_SESSION_EMBED_TOKEN);

  g_return_if_fail (CRM_IS_CLIENT (self));

  crm_request_set_body (request, g_string_new ("{}"));
  crm_client_call (self, request, embed_token_decode, (GDestroyNotify) embed_token_free, cancellable,
                   callback, user_data);
}

char *
crm_client_create_embed_token_finish (CrmClient *self,
                                      GAsyncResult *result,
                                      guint *out_expires_in,
                                      GError **error)
{
  EmbedToken *reply = crm_client_call_finish (self, result, error);
  char *token = NULL;

  if (reply == NULL)
    return NULL;

  token = g_steal_pointer (&reply->token);
  if (out_expires_in != NULL)
    *out_expires_in = (guint) CLAMP (reply->expires_in, 0, G_MAXINT);
  embed_token_free (reply);
  return token;
}
