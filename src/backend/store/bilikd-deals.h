/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bilikd-page.h"
#include "bilikd-store.h"
#include "crm-deal.h"

G_BEGIN_DECLS

/* A deal to be stored; everything was checked before. */
typedef struct
{
  gint64 organization_id;
  gint64 pipeline_id;
  gint64 stage_id;
  const char *name;
  gint64 amount; /* %CRM_DEAL_NO_AMOUNT: none */
  const char *source;
  gint64 customer_id; /* 0: none */
  gint64 creator_id;  /* agent, or 0 */
  CrmCreatorFlag creator_flag;
  const char *creator_name; /* NULL: the agent's */
  const char *room_id;
  gint64 created_at;
} BilikdDealRecord;

/* Returns: the new id, or 0 */
gint64 bilikd_deal_insert (BilikdDb *db, const BilikdDealRecord *record, GError **error);

typedef void (*BilikdDealFunc) (const CrmDealFields *deal, gpointer data);

/* Hands the deal to @func; %FALSE with %CRM_ERROR_NOT_FOUND if the organisation has none of that id. */
gboolean bilikd_deal_get (BilikdDb *db,
                          gint64 organization_id,
                          gint64 deal_id,
                          BilikdDealFunc func,
                          gpointer data,
                          GError **error);

/* Newest first; @match: of bilikd_search_words_to_match(), or NULL for all */
gboolean bilikd_deals_search (BilikdDb *db,
                              gint64 organization_id,
                              const char *match,
                              BilikdPage *page,
                              BilikdDealFunc func,
                              gpointer data,
                              GError **error);

/* A BilikdDealFunc whose data is a CrmJsonWriter: the deal as the member `deal`. */
void bilikd_deal_write_json_member (const CrmDealFields *deal, gpointer writer);

/* Writes the array `items` of the organisation's pipelines with their stages. */
gboolean
bilikd_deal_pipelines_encode (BilikdDb *db, gint64 organization_id, CrmJsonWriter *writer, GError **error);

G_END_DECLS
