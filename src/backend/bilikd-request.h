/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <microhttpd.h>

#include "bilikd-connections.h"
#include "bilikd-services.h"

G_BEGIN_DECLS

/**
 * BilikdRequest: one request on a connection, from its request line until its answer is sent. It reads the body,
 * finds the endpoint and the caller, hands a BilikdCall to the dispatcher and answers. All on the main loop.
 */
typedef struct _BilikdRequest BilikdRequest;

/* What a request needs of the server around it. */
typedef struct
{
  BilikdServices *services;
  GSource *loop;
  guint n_working; /* suspended, waiting for the dispatcher */
  guint n_requests;
} BilikdRequestHost;

BilikdRequest *
bilikd_request_new (BilikdRequestHost *host, struct MHD_Connection *connection, const char *target);
void bilikd_request_free (BilikdRequest *self);

/* The access handler of libmicrohttpd, with its arguments. */
enum MHD_Result bilikd_request_advance (BilikdRequest *self,
                                        const char *method,
                                        const char *version,
                                        const char *data,
                                        size_t *size);

G_END_DECLS
