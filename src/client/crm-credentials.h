/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * CrmCredentials: where the refresh token rests between runs: the keyring of
 * the desktop (libsecret). A keyring that is missing, broken or slower than 3 s
 * is no error; the token then lives in memory until the program ends, and the
 * caller is told so that it can tell the agent. Passwords are never kept.
 */
#define CRM_TYPE_CREDENTIALS (crm_credentials_get_type ())
G_DECLARE_FINAL_TYPE (CrmCredentials, crm_credentials, CRM, CREDENTIALS, GObject)

typedef enum {
  CRM_CREDENTIALS_KEYRING, /* survives a restart */
  CRM_CREDENTIALS_MEMORY,  /* this run only */
} CrmCredentialsPlace;

CrmCredentials *crm_credentials_new (void);

/* Keeps @refresh_token for @server_url in place of the one before. Fails only when cancelled. */
void crm_credentials_store (CrmCredentials *self,
                            const char *server_url,
                            const char *refresh_token,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
gboolean crm_credentials_store_finish (CrmCredentials *self,
                                       GAsyncResult *result,
                                       CrmCredentialsPlace *out_place,
                                       GError **error);

/* Returns: (transfer full) (nullable): the token kept for @server_url; %NULL without @error when there is none */
void crm_credentials_load (CrmCredentials *self,
                           const char *server_url,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
char *crm_credentials_load_finish (CrmCredentials *self, GAsyncResult *result, GError **error);

/* Forgets the token of @server_url, in the keyring and in memory. */
void crm_credentials_clear (CrmCredentials *self,
                            const char *server_url,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
gboolean crm_credentials_clear_finish (CrmCredentials *self, GAsyncResult *result, GError **error);

G_END_DECLS
