/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd-store"

#include "bilikd-sample-private.h"

#include "bilikd-deals.h"
#include "bilikd-records.h"

#define MINUTE  (G_GINT64_CONSTANT (60) * 1000)
#define DAY     (24 * 60 * MINUTE)
#define SPAN    (240 * DAY)
#define MILLION 1000000

/* Where an old deal mostly has ended, and a new one mostly has not. */
static const char *
pick_status (BilikdSample *self, gint64 age)
{
  if (bilikd_sample_chance (self, age > 60 * DAY ? 80 : 20))
    return bilikd_sample_chance (self, 55) ? "won" : "lost";
  return "open";
}

static gboolean
add_deal (BilikdSample *self, BilikdSampleOrganization *organization, gint64 at, GError **error)
{
  const char *object = bilikd_sample_pick (self, "objects");
  const char *status = pick_status (self, self->options->now - at);
  g_autofree char *name = g_strdup_printf ("%s, %s", object, bilikd_sample_pick (self, "companies"));
  gint agent = g_rand_int_range (self->random, 0, (gint) organization->agents->len);
  BilikdPlace place = { 0 };
  BilikdDealRecord deal = { .organization_id = organization->id, .name = name, .created_at = at };

  if (!bilikd_place_find (self->db, organization->id, CRM_RECORD_DEAL, status, &place, error))
    return FALSE;
  deal.pipeline_id = place.pipeline_id;
  deal.stage_id = place.stage_id;
  deal.amount = bilikd_sample_chance (self, 85) ? g_rand_int_range (self->random, 1, 400) * MILLION
                                                : CRM_DEAL_NO_AMOUNT;
  deal.source = bilikd_sample_pick (self, "channels");
  deal.creator_id = g_array_index (organization->agents, gint64, agent);
  if (organization->customers->len > 0 && bilikd_sample_chance (self, 90))
    deal.customer_id =
        g_array_index (organization->customers, gint64,
                       g_rand_int_range (self->random, 0, (gint) organization->customers->len));
  return bilikd_deal_insert (self->db, &deal, error) != 0;
}

gboolean
bilikd_sample_add_deals (BilikdSample *self, BilikdSampleOrganization *organization, guint n, GError **error)
{
  gint64 step = (SPAN - 20 * MINUTE) / (n + 1);

  for (guint i = 0; i < n; i++)
    if (!add_deal (self, organization, self->options->now - SPAN + step * i, error) ||
        !bilikd_sample_step (self, error))
      return FALSE;
  return TRUE;
}
