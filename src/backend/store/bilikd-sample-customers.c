/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd-store"

#include "bilikd-sample-private.h"

#include "bilikd-customer-writes.h"

#define DAY      (G_GINT64_CONSTANT (24) * 60 * 60 * 1000)
#define SPAN     (540 * DAY) /* how long the desk has been open */
#define MAX_KEPT 200000      /* customers that tickets are spread over */

/* A version 4 UUID of the seeded generator. */
static char *
make_uuid (BilikdSample *self)
{
  guint32 a = g_rand_int (self->random), b = g_rand_int (self->random);
  guint32 c = g_rand_int (self->random), d = g_rand_int (self->random);

  return g_strdup_printf ("%08x-%04x-4%03x-%04x-%04x%08x", a, b >> 16, b & 0xfff, 0x8000 | (c >> 16 & 0x3fff),
                          c & 0xffff, d);
}

static char *
make_name (BilikdSample *self, const char **out_first, const char **out_last)
{
  *out_first = bilikd_sample_pick (self, "first_names");
  *out_last = bilikd_sample_pick (self, "last_names");
  if (bilikd_sample_chance (self, 25))
    return g_strjoin (" ", *out_first, bilikd_sample_pick (self, "first_names"), *out_last, NULL);
  if (bilikd_sample_chance (self, 6))
    {
      *out_last = "";
      return g_strdup (*out_first); /* many people have one name */
    }
  return g_strjoin (" ", *out_first, *out_last, NULL);
}

static char *
make_phone (BilikdSample *self)
{
  guint a = (guint) g_rand_int_range (self->random, 11, 60);
  guint b = (guint) g_rand_int_range (self->random, 0, 10000);
  guint c = (guint) g_rand_int_range (self->random, 0, 10000);

  if (bilikd_sample_chance (self, 4))
    return NULL;
  if (bilikd_sample_chance (self, 3))
    return g_strdup_printf ("+65 9%03u %04u", b % 1000, c);
  if (bilikd_sample_chance (self, 20))
    return g_strdup_printf ("08%u%04u%04u", a, b, c);
  return g_strdup_printf ("+62 8%u-%04u-%04u", a, b, c);
}

static char *
make_email (BilikdSample *self, const char *first, const char *last)
{
  g_autofree char *name = NULL;

  if (bilikd_sample_chance (self, 15))
    return NULL;
  name = g_strconcat (first, *last != '\0' ? "." : "", last, NULL);
  for (char *c = name; *c != '\0'; c++)
    *c = g_ascii_tolower (*c);
  return g_strdup_printf ("%s%d@%s", name, g_rand_int_range (self->random, 1, 1000),
                          bilikd_sample_pick (self, "domains"));
}

static gint64
add_customer (BilikdSample *self,
              gint64 organization_id,
              const char *contact_id,
              const char *remarkable,
              gint64 at,
              GError **error)
{
  const char *first, *last;
  g_autofree char *ordinary = make_name (self, &first, &last);
  g_autofree char *phone = make_phone (self);
  g_autofree char *email = make_email (self, first, last);
  g_autofree char *account = NULL;
  gint64 touched_at = at + g_rand_int_range (self->random, 0, 90) * DAY;
  BilikdCustomerRecord record = { .contact_id = contact_id, .phone = phone, .email = email };

  record.name = remarkable != NULL ? remarkable : ordinary;
  record.company = bilikd_sample_chance (self, 40) ? bilikd_sample_pick (self, "companies") : NULL;
  record.city = bilikd_sample_chance (self, 90) ? bilikd_sample_pick (self, "cities") : NULL;
  record.channel = bilikd_sample_pick (self, "channels");
  account = g_strdup_printf ("%s-%08x", record.channel, g_rand_int (self->random));
  record.account_uniq_id = account;
  record.can_update = !bilikd_sample_chance (self, 5);
  record.crm_known = !bilikd_sample_chance (self, 4);
  record.created_at = at;
  record.updated_at = MIN (self->options->now, touched_at);
  return bilikd_customer_insert (self->db, organization_id, &record, error);
}

gboolean
bilikd_sample_add_customers (BilikdSample *self,
                             BilikdSampleOrganization *organization,
                             guint n,
                             GError **error)
{
  JsonArray *remarkable = json_object_get_array_member (self->words, "remarkable_names");
  guint n_remarkable = json_array_get_length (remarkable);
  gint64 number = json_object_get_int_member (organization->spec, "first_crm_number");
  gint64 start = self->options->now - SPAN;

  for (guint i = 0; i < n; i++)
    {
      /* Spread, so that each of them stands among ordinary ones. */
      guint which = i / 7;
      const char *name =
          i % 7 == 3 && which < n_remarkable ? json_array_get_string_element (remarkable, which) : NULL;
      g_autofree char *contact_id = bilikd_sample_chance (self, 60)
                                        ? make_uuid (self)
                                        : g_strdup_printf ("%" G_GINT64_FORMAT, number++);
      gint64 at = start + SPAN / (n + 1) * i;
      gint64 id = add_customer (self, organization->id, contact_id, name, at, error);

      if (id == 0 || !bilikd_sample_step (self, error))
        return FALSE;
      if (organization->customers->len < MAX_KEPT)
        g_array_append_val (organization->customers, id);
    }
  return TRUE;
}
