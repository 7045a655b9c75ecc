/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bilikd-store.h"

G_BEGIN_DECLS

/* Sessions and their refresh tokens. Tokens come in as text and are stored as SHA-256 (SEC-20). */

gboolean bilikd_session_insert (BilikdDb *db,
                                const char *id,
                                gint64 agent_id,
                                gint64 now,
                                gint64 expires_at,
                                GError **error);
gboolean bilikd_session_revoke (BilikdDb *db, const char *id, gint64 now, GError **error);

/* Ends every session of an agent: after a change of password, or by bilikctl. */
gboolean bilikd_sessions_revoke_of_agent (BilikdDb *db, gint64 agent_id, gint64 now, GError **error);

gboolean bilikd_refresh_token_insert (BilikdDb *db,
                                      const char *token,
                                      const char *session_id,
                                      gint64 expires_at,
                                      GError **error);
gboolean bilikd_refresh_token_spend (BilikdDb *db, const char *token, gint64 now, GError **error);

typedef struct
{
  char session_id[65];
  gint64 agent_id;
  gint64 organization_id;
  gint64 spent_at; /* 0: not yet */
} BilikdRefreshToken;

/* Finds a token of a living session. Returns: %FALSE without an error if there is none. */
gboolean bilikd_refresh_token_find (BilikdDb *db,
                                    const char *token,
                                    gint64 now,
                                    BilikdRefreshToken *out_token,
                                    GError **error);

/* Removes what is over, at most a batch at a time. */
gboolean bilikd_sessions_purge (BilikdDb *db, gint64 now, GError **error);

G_END_DECLS
