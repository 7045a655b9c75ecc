/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bilikd-config.h"
#include "bilikd-store.h"

G_BEGIN_DECLS

typedef struct _BilikdMetrics BilikdMetrics;
typedef struct _BilikdPreviews BilikdPreviews;
typedef struct _BilikdDelivery BilikdDelivery;
typedef struct _BilikdSignIn BilikdSignIn;
typedef struct _BilikdHub BilikdHub;
typedef struct _BilikdTokens BilikdTokens;

/* What main() builds once and hands down. Everything in it may be used from any thread, except `tokens`,
 * `sign_in`, `previews` and `delivery`. */
typedef struct _BilikdServices BilikdServices;
struct _BilikdServices
{
  BilikdConfig *config;
  BilikdStore *store;
  GBytes *key;
  BilikdTokens *tokens;
  BilikdMetrics *metrics;
  BilikdSignIn *sign_in;
  BilikdHub *hub;
  BilikdPreviews *previews; /* NULL where the CRM is not, as is the next */
  BilikdDelivery *delivery;
  gint is_ready; /* atomic */
};

G_END_DECLS
