/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "crm-client.h"
#include "crm-credentials.h"

G_BEGIN_DECLS

/**
 * CrmSignedIn: what a successful sign-in gives.
 * @place: whether the session survives a restart; where it does not, say so
 */
typedef struct
{
  CrmClient *client;
  CrmProfile *profile;
  CrmCredentialsPlace place;
} CrmSignedIn;

void crm_signed_in_free (CrmSignedIn *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmSignedIn, crm_signed_in_free)

/**
 * crm_flow_sign_in_normalize_url:
 * @typed: what the agent typed: "crm.example.com", "https://crm.example.com/", "http://127.0.0.1:8480"
 *
 * Returns: (transfer full) (nullable): the server's URL, https unless loopback http was asked for;
 *   %NULL with %CRM_ERROR_INVALID where it is no server's address (SEC-16)
 */
char *crm_flow_sign_in_normalize_url (const char *typed, GError **error);

/**
 * crm_flow_sign_in_run:
 * @credentials: where the refresh token is kept, now and whenever it changes
 *
 * Signs in, loads the profile and keeps the refresh token. The client goes on
 * storing the token as it rotates for as long as it lives.
 */
void crm_flow_sign_in_run (CrmCredentials *credentials,
                           const char *server_url,
                           const char *email,
                           const char *password,
                           CRM_CALLBACK);

/**
 * crm_flow_sign_in_resume:
 *
 * The same from the refresh token kept for @server_url by an earlier run.
 * %CRM_ERROR_UNAUTHENTICATED where there is none or it is spent: show the sign-in page.
 * Any other error (offline, …) leaves the token in place for another try.
 */
void crm_flow_sign_in_resume (CrmCredentials *credentials, const char *server_url, CRM_CALLBACK);

/* Returns: (transfer full): of either of the two above */
CrmSignedIn *crm_flow_sign_in_finish (GAsyncResult *result, GError **error);

/* Ends the session here and, as far as it can be reached, on the server; the token is forgotten whatever happens. */
void crm_flow_sign_out (CrmCredentials *credentials, CrmClient *client, CRM_CALLBACK);
gboolean crm_flow_sign_out_finish (GAsyncResult *result, GError **error);

G_END_DECLS
