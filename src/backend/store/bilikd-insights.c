/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd-store"

#include "bilikd-insights.h"

#include <string.h>

/* How the count of an event enters a figure. A record that is told of twice counts once. */
typedef struct
{
  const char *event;
  BilikdFigure figure;
  int to_part; /* 1, 0, or -1: taken away */
  int to_whole;
} Share;

static const Share shares[] = {
  { "cdp_ticket_embed_created", BILIKD_FIGURE_CREATE_RELIABILITY, 1, 1 },
  { "cdp_mobile_ticket_created", BILIKD_FIGURE_CREATE_RELIABILITY, 1, 1 },
  { "cdp_ticket_embed_create_error", BILIKD_FIGURE_CREATE_RELIABILITY, 0, 1 },
  { "cdp_ticket_embed_created", BILIKD_FIGURE_ASSOCIATION_SUCCESS, 1, 1 },
  { "cdp_mobile_ticket_created", BILIKD_FIGURE_ASSOCIATION_SUCCESS, 0, 1 },
  { "cdp_mobile_ticket_associated", BILIKD_FIGURE_ASSOCIATION_SUCCESS, 1, 0 },
  /* The embed's track tells only of what failed. */
  { "cdp_ticket_embed_associate_failed", BILIKD_FIGURE_ASSOCIATION_SUCCESS, -1, 0 },
  { "deal_preview_displayed", BILIKD_FIGURE_PREVIEW_DISPLAYED, 1, 0 },
  { "ticket_preview_displayed", BILIKD_FIGURE_PREVIEW_DISPLAYED, 1, 0 },
  { "deal_preview_displayed", BILIKD_FIGURE_ROOM_TO_RECORD, 0, 1 },
  { "ticket_preview_displayed", BILIKD_FIGURE_ROOM_TO_RECORD, 0, 1 },
  { "deal_preview_clicked", BILIKD_FIGURE_ROOM_TO_RECORD, 1, 0 },
  { "ticket_preview_clicked", BILIKD_FIGURE_ROOM_TO_RECORD, 1, 0 },
  { "deal_preview_displayed", BILIKD_FIGURE_RECORD_TO_ROOM, 0, 1 },
  { "ticket_preview_displayed", BILIKD_FIGURE_RECORD_TO_ROOM, 0, 1 },
  { "deal_timeline_chatroom_clicked", BILIKD_FIGURE_RECORD_TO_ROOM, 1, 0 },
  { "ticket_timeline_chatroom_clicked", BILIKD_FIGURE_RECORD_TO_ROOM, 1, 0 },
  { "timeline_log_creation_failed", BILIKD_FIGURE_TIMELINE_FAILURES, 1, 0 },
};

static gboolean
count_events (BilikdDb *db, gint64 organization_id, gint64 since, BilikdInsights *insights, GError **error)
{
  BilikdStatement *rows = bilikd_db_prepare (
      db,
      "SELECT name, count (DISTINCT coalesce (properties ->> '$.ticket_id', properties ->> '$.deal_id', id)) "
      "FROM events WHERE organization_id = ?1 AND at >= ?2 GROUP BY name");
  GError *local_error = NULL;

  bilikd_bind_int (rows, 1, organization_id);
  bilikd_bind_int (rows, 2, since);
  while (bilikd_row_next (rows, &local_error))
    for (gsize i = 0; i < G_N_ELEMENTS (shares); i++)
      if (strcmp (shares[i].event, bilikd_row_text (rows, 0)) == 0)
        {
          insights->part[shares[i].figure] += shares[i].to_part * bilikd_row_int (rows, 1);
          insights->whole[shares[i].figure] += shares[i].to_whole * bilikd_row_int (rows, 1);
        }
  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, local_error);
  return FALSE;
}

/* What bots and AI agents have made: all of it, in a room, with everything around it. */
static gboolean
count_records (BilikdDb *db, gint64 organization_id, gint64 since, BilikdInsights *insights, GError **error)
{
  BilikdStatement *row = bilikd_db_prepare (
      db, "WITH made (object, id, room_id, has_contact) AS ("
          "SELECT 'deal', id, room_id, customer_id IS NOT NULL FROM deals "
          "WHERE organization_id = ?1 AND created_at >= ?2 AND creator_flag <> '' UNION ALL "
          "SELECT 'ticket', id, room_id, EXISTS (SELECT 1 FROM ticket_customers WHERE ticket_id = t.id) "
          "FROM tickets t WHERE organization_id = ?1 AND created_at >= ?2 AND creator_flag <> '') "
          "SELECT count (*), count (room_id), coalesce (sum (has_contact AND room_id IS NOT NULL AND EXISTS "
          "(SELECT 1 FROM timeline_entries e WHERE e.organization_id = ?1 AND e.object = made.object AND "
          "e.record_id = made.id)), 0) FROM made");

  bilikd_bind_int (row, 1, organization_id);
  bilikd_bind_int (row, 2, since);
  if (!bilikd_row_next (row, error))
    return FALSE;
  insights->whole[BILIKD_FIGURE_FULL_CONTEXT] = bilikd_row_int (row, 0);
  insights->whole[BILIKD_FIGURE_TIMELINE_FAILURES] = bilikd_row_int (row, 0);
  insights->whole[BILIKD_FIGURE_PREVIEW_DISPLAYED] = bilikd_row_int (row, 1);
  insights->part[BILIKD_FIGURE_FULL_CONTEXT] = bilikd_row_int (row, 2);
  bilikd_row_end (row);
  return TRUE;
}

static gboolean
count_tickets (BilikdDb *db, gint64 organization_id, gint64 since, BilikdInsights *insights, GError **error)
{
  BilikdStatement *row = bilikd_db_prepare (
      db,
      "SELECT count (*), coalesce (sum (data_source IN ('embed-web-cdp', 'Desktop GTK')), 0) FROM tickets t "
      "WHERE organization_id = ?1 AND created_at >= ?2 AND "
      "EXISTS (SELECT 1 FROM ticket_customers WHERE ticket_id = t.id)");

  bilikd_bind_int (row, 1, organization_id);
  bilikd_bind_int (row, 2, since);
  if (!bilikd_row_next (row, error))
    return FALSE;
  insights->whole[BILIKD_FIGURE_ADOPTION] = bilikd_row_int (row, 0);
  insights->part[BILIKD_FIGURE_ADOPTION] = bilikd_row_int (row, 1);
  bilikd_row_end (row);
  return TRUE;
}

gboolean
bilikd_insights_load (BilikdDb *db,
                      gint64 organization_id,
                      gint64 since,
                      BilikdInsights *out_insights,
                      GError **error)
{
  *out_insights = (BilikdInsights){ 0 };
  if (!count_events (db, organization_id, since, out_insights, error) ||
      !count_records (db, organization_id, since, out_insights, error) ||
      !count_tickets (db, organization_id, since, out_insights, error))
    return FALSE;
  for (int i = 0; i < BILIKD_N_FIGURES; i++)
    out_insights->part[i] = MAX (out_insights->part[i], 0);
  return TRUE;
}

/* A Create New of the day before is another one's. Whoever uses the embed is told of a link only where it failed. */
#define DAY "86400000"
#define LINKED                                                                                               \
  "linked (began, agent_id, contact_id, at) AS ("                                                            \
  "SELECT 'cdp_ticket_embed_opened', agent_id, properties ->> '$.contact_id', min (at) FROM events "         \
  "WHERE organization_id = ?1 AND name = 'cdp_ticket_embed_created' "                                        \
  "AND properties ->> '$.ticket_id' NOT IN (SELECT coalesce (properties ->> '$.ticket_id', '') FROM events " \
  "WHERE organization_id = ?1 AND name = 'cdp_ticket_embed_associate_failed') "                              \
  "GROUP BY properties ->> '$.ticket_id' UNION ALL "                                                         \
  "SELECT 'cdp_mobile_ticket_create_opened', agent_id, properties ->> '$.contact_id', min (at) FROM events " \
  "WHERE organization_id = ?1 AND name = 'cdp_mobile_ticket_associated' "                                    \
  "GROUP BY properties ->> '$.ticket_id')"
#define TOOK                                                                                                 \
  "took (ms) AS (SELECT at - (SELECT at FROM events e WHERE organization_id = ?1 AND name = began "          \
  "AND e.at <= linked.at AND e.at > linked.at - " DAY " AND e.agent_id = linked.agent_id "                   \
  "AND e.properties ->> '$.contact_id' = linked.contact_id ORDER BY e.at DESC LIMIT 1) "                     \
  "FROM linked WHERE at >= ?2 AND at < ?3)"
#define RANKED                                                                                               \
  "ranked (ms, place, n) AS (SELECT ms, row_number () OVER (ORDER BY ms), count (*) OVER () FROM took "      \
  "WHERE ms IS NOT NULL)"

gboolean
bilikd_insights_measure_linking (BilikdDb *db,
                                 gint64 organization_id,
                                 gint64 since,
                                 gint64 until,
                                 BilikdDuration *out_duration,
                                 GError **error)
{
  /* Of an even number the median is between the two in the middle. */
  BilikdStatement *row =
      bilikd_db_prepare (db, "WITH " LINKED ", " TOOK ", " RANKED
                             " SELECT coalesce (max (n), 0), coalesce (CAST (avg (ms) AS INTEGER), 0) "
                             "FROM ranked WHERE place IN ((n + 1) / 2, (n + 2) / 2)");

  bilikd_bind_int (row, 1, organization_id);
  bilikd_bind_int (row, 2, since);
  bilikd_bind_int (row, 3, until);
  if (!bilikd_row_next (row, error))
    return FALSE;
  out_duration->n = bilikd_row_int (row, 0);
  out_duration->median_ms = bilikd_row_int (row, 1);
  bilikd_row_end (row);
  return TRUE;
}
