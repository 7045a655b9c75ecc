/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd-store"

#include "bilikd-sample-private.h"

#include "bilikd-ticket-writes.h"

#define MINUTE (G_GINT64_CONSTANT (60) * 1000)
#define DAY    (24 * 60 * MINUTE)
#define SPAN   (240 * DAY)

/* A stage that fits the age: what is old is mostly done, what is new mostly open. */
static const BilikdSampleStage *
pick_stage (BilikdSample *self, BilikdSampleOrganization *organization, gint64 age)
{
  gboolean is_done = bilikd_sample_chance (self, age > 14 * DAY ? 93 : age > 3 * DAY ? 55 : 12);
  const BilikdSampleStage *stage = NULL;

  for (guint i = 0; i < 16; i++)
    {
      gint which = g_rand_int_range (self->random, 0, (gint) organization->stages->len);

      stage = &g_array_index (organization->stages, BilikdSampleStage, which);
      if (stage->is_done == is_done)
        break;
    }
  return stage;
}

static char *
make_title (BilikdSample *self, JsonArray *subjects)
{
  const char *subject = bilikd_sample_pick_of (self, subjects);

  if (bilikd_sample_chance (self, 35))
    return g_strdup_printf ("%s: %s", subject, bilikd_sample_pick (self, "objects"));
  if (bilikd_sample_chance (self, 20))
    return g_strdup_printf ("%s (INV/2026/%02d/%06d)", subject, g_rand_int_range (self->random, 1, 13),
                            g_rand_int_range (self->random, 1, 1000000));
  return g_strdup (subject);
}

static CrmTicketPriority
pick_priority (BilikdSample *self)
{
  static const CrmTicketPriority often[] = { CRM_TICKET_PRIORITY_NONE,   CRM_TICKET_PRIORITY_LOW,
                                             CRM_TICKET_PRIORITY_LOW,    CRM_TICKET_PRIORITY_MEDIUM,
                                             CRM_TICKET_PRIORITY_MEDIUM, CRM_TICKET_PRIORITY_MEDIUM,
                                             CRM_TICKET_PRIORITY_MEDIUM, CRM_TICKET_PRIORITY_HIGH,
                                             CRM_TICKET_PRIORITY_HIGH,   CRM_TICKET_PRIORITY_URGENT };

  return often[g_rand_int_range (self->random, 0, G_N_ELEMENTS (often))];
}

/* Most tickets have one customer, some two, a few none yet; regulars come more often. */
static void
pick_customers (BilikdSample *self, GArray *all, GArray *picked)
{
  guint n = bilikd_sample_chance (self, 6) ? 0 : bilikd_sample_chance (self, 4) ? 2 : 1;

  for (guint i = 0; i < n && all->len > 0; i++)
    {
      double position = g_rand_double (self->random);
      guint which;

      if (bilikd_sample_chance (self, 15))
        position *= position * position;
      which = (guint) (position * all->len);

      g_array_append_val (picked, g_array_index (all, gint64, which));
    }
}

static gboolean
add_ticket (BilikdSample *self,
            BilikdSampleOrganization *organization,
            JsonArray *subjects,
            gint64 at,
            GError **error)
{
  g_autoptr (GArray) customers = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autofree char *title = make_title (self, subjects);
  const BilikdSampleStage *stage = pick_stage (self, organization, self->options->now - at);
  gint agent = g_rand_int_range (self->random, 0, (gint) organization->agents->len);
  BilikdTicketRecord record = { 0 };

  record.organization_id = organization->id;
  record.pipeline_id = stage->pipeline_id;
  record.layout_id = stage->layout_id;
  record.stage_id = stage->id;
  record.name = title;
  record.priority = pick_priority (self);
  record.properties = "{}";
  record.data_source = bilikd_sample_pick (self, "data_sources");
  record.embed_source = g_str_has_prefix (record.data_source, "embed-") ? record.data_source : NULL;
  record.creator_id = g_array_index (organization->agents, gint64, agent);
  record.created_at = at;
  if (bilikd_sample_chance (self, 60))
    record.due_at = (at / DAY + g_rand_int_range (self->random, 1, 21)) * DAY;
  pick_customers (self, organization->customers, customers);
  return bilikd_ticket_insert (self->db, &record, customers, error) != 0;
}

gboolean
bilikd_sample_add_tickets (BilikdSample *self,
                           BilikdSampleOrganization *organization,
                           guint n,
                           GError **error)
{
  JsonObject *all_subjects = json_object_get_object_member (self->words, "subjects");
  JsonArray *subjects =
      json_object_get_array_member (all_subjects, json_object_get_string_member (organization->spec, "name"));
  gint64 step = (SPAN - 20 * MINUTE) / (n + 1);

  for (guint i = 0; i < n; i++)
    {
      gint64 at = self->options->now - SPAN + step * i + g_rand_int_range (self->random, 0, 1000);

      if (!add_ticket (self, organization, subjects, at, error) || !bilikd_sample_step (self, error))
        return FALSE;
    }
  return TRUE;
}
