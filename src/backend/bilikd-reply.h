/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <microhttpd.h>

#include "bilikd-call.h"

G_BEGIN_DECLS

/* An answer with the headers that every answer has, ready to be queued. */
typedef struct
{
  guint status;
  struct MHD_Response *response;
} BilikdReply;

/* Takes the text of the call's reply. */
BilikdReply *bilikd_reply_new_for_call (BilikdCall *call);

/* A problem for what never became a call. @allowed: (nullable): value of Allow */
BilikdReply *bilikd_reply_new_for_error (const GError *error, const char *allowed);

void bilikd_reply_free (BilikdReply *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BilikdReply, bilikd_reply_free)

void bilikd_reply_set_closes (BilikdReply *self);
enum MHD_Result bilikd_reply_send (BilikdReply *self, struct MHD_Connection *connection);

G_END_DECLS
