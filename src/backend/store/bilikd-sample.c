/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd-store"

#include "bilikd-sample-private.h"

#include "bilikd-agents.h"
#include "bilikd-db.h"
#include "bilikd-organizations.h"
#include "bilikd-sample-resource.h"
#include "crm-error.h"

#define RESOURCES        "/io/github/bilik/sample/"
#define SEED             20260626
#define BATCH            20000
#define TICKETS_PER_DEAL 4
#define MANY             50000 /* customers whose search index outgrows the usual cache */

/* --- for the makers --------------------------------------------------------- */

const char *
bilikd_sample_pick_of (BilikdSample *self, JsonArray *words)
{
  gint n = (gint) json_array_get_length (words);

  return json_array_get_string_element (words, (guint) g_rand_int_range (self->random, 0, n));
}

const char *
bilikd_sample_pick (BilikdSample *self, const char *name)
{
  return bilikd_sample_pick_of (self, json_object_get_array_member (self->words, name));
}

gboolean
bilikd_sample_chance (BilikdSample *self, guint percent)
{
  return g_rand_int_range (self->random, 0, 100) < (gint) percent;
}

gboolean
bilikd_sample_step (BilikdSample *self, GError **error)
{
  const BilikdSampleOptions *options = self->options;

  self->n_done++;
  if (self->n_done % BATCH != 0)
    return TRUE;
  if (options->progress != NULL)
    options->progress (self->n_done, self->n_all, options->progress_data);
  return bilikd_db_commit (self->db, error) && bilikd_db_begin_write (self->db, error);
}

/* --- organisations ---------------------------------------------------------- */

static JsonObject *
load_resource (const char *name)
{
  g_autofree char *path = g_strconcat (RESOURCES, name, NULL);
  g_autoptr (GBytes) bytes =
      g_resource_lookup_data (bilikd_sample_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  g_autoptr (JsonParser) parser = json_parser_new ();

  /* Built in, and read by every test: it can't be malformed. */
  g_assert_nonnull (bytes);
  if (!json_parser_load_from_data (parser, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes),
                                   NULL))
    g_assert_not_reached ();
  return json_object_ref (json_node_get_object (json_parser_get_root (parser)));
}

static gboolean
add_agents (BilikdSample *self, BilikdSampleOrganization *organization, GError **error)
{
  JsonArray *agents = json_object_get_array_member (organization->spec, "agents");

  for (guint i = 0; i < json_array_get_length (agents); i++)
    {
      JsonObject *spec = json_array_get_object_element (agents, i);
      const char *role = json_object_get_string_member (spec, "role");
      BilikdAgentRecord record = { 0 };
      gint64 id;

      record.organization_id = organization->id;
      record.email = json_object_get_string_member (spec, "email");
      record.name = json_object_get_string_member (spec, "name");
      record.role = role;
      record.is_tso = g_str_equal (role, "tso");
      record.password_hash = self->options->password_hash;
      record.created_at = self->options->now;
      id = bilikd_agent_insert (self->db, &record, error);
      if (id == 0)
        return FALSE;
      if (g_str_equal (role, "admin") || g_str_equal (role, "agent"))
        g_array_append_val (organization->agents, id);
    }
  return TRUE;
}

/* The panel is off unless an organisation has it switched on (stories.md, decisions). */
static gboolean
set_flags (BilikdSample *self, gint64 organization_id, gboolean has_panel, GError **error)
{
  for (int flag = 0; flag < CRM_N_FLAGS; flag++)
    if (!bilikd_flag_set (self->db, organization_id, (CrmFlag) flag,
                          flag != CRM_FLAG_OMNICHANNEL_DEAL_TICKET_PANEL || has_panel, error))
      return FALSE;
  return TRUE;
}

static gboolean
fill_organization (BilikdSample *self,
                   BilikdSampleOrganization *organization,
                   guint n_customers,
                   guint n_tickets,
                   GError **error)
{
  organization->id = bilikd_organization_insert (
      self->db, json_object_get_string_member (organization->spec, "name"),
      json_object_get_string_member (organization->spec, "company_sso_id"), self->options->now, error);
  return organization->id != 0 && add_agents (self, organization, error) &&
         set_flags (self, organization->id,
                    json_object_get_boolean_member_with_default (organization->spec, "has_panel", FALSE),
                    error) &&
         bilikd_sample_add_pipelines (self, organization, error) &&
         bilikd_sample_add_customers (self, organization, n_customers, error) &&
         bilikd_sample_add_tickets (self, organization, n_tickets, error) &&
         bilikd_sample_add_rooms (self, organization, error) &&
         bilikd_sample_add_deals (self, organization, n_tickets / TICKETS_PER_DEAL, error);
}

static gboolean
add_organization (BilikdSample *self, JsonObject *spec, guint n_customers, guint n_tickets, GError **error)
{
  BilikdSampleOrganization organization = { .spec = spec };
  gboolean is_done;

  organization.agents = g_array_new (FALSE, FALSE, sizeof (gint64));
  organization.stages = g_array_new (FALSE, FALSE, sizeof (BilikdSampleStage));
  organization.customers = g_array_new (FALSE, FALSE, sizeof (gint64));
  is_done = fill_organization (self, &organization, n_customers, n_tickets, error);
  g_array_unref (organization.agents);
  g_array_unref (organization.stages);
  g_array_unref (organization.customers);
  return is_done;
}

gint64
bilikd_sample_add_organization (BilikdDb *db, const char *name, gint64 now, GError **error)
{
  g_autoptr (JsonObject) root = load_resource ("organizations.json");
  g_autoptr (GArray) stages = g_array_new (FALSE, FALSE, sizeof (BilikdSampleStage));
  g_autofree char *company_sso_id = g_uuid_string_random ();
  BilikdSampleOptions options = { .now = now };
  BilikdSample self = { .db = db, .options = &options };
  BilikdSampleOrganization organization = { .stages = stages };

  organization.spec = json_array_get_object_element (json_object_get_array_member (root, "organizations"), 0);
  organization.id = bilikd_organization_insert (db, name, company_sso_id, now, error);
  if (organization.id == 0 || !set_flags (&self, organization.id, FALSE, error) ||
      !bilikd_sample_add_pipelines (&self, &organization, error))
    return 0;
  return organization.id;
}

static gboolean
add_organizations (BilikdSample *self, guint n_customers, guint n_tickets, GError **error)
{
  g_autoptr (JsonObject) root = load_resource ("organizations.json");
  JsonArray *specs = json_object_get_array_member (root, "organizations");
  guint n_rest = n_customers;
  guint n_tickets_rest = n_tickets;

  for (guint i = 0; i < json_array_get_length (specs); i++)
    {
      JsonObject *spec = json_array_get_object_element (specs, i);
      gboolean is_last = i + 1 == json_array_get_length (specs);
      double share = json_object_get_double_member (spec, "customers_share");
      guint n = is_last ? n_rest : (guint) (n_customers * share);
      guint n_own_tickets = is_last ? n_tickets_rest : (guint) (n_tickets * share);

      if (!add_organization (self, spec, n, n_own_tickets, error))
        return FALSE;
      n_rest -= n;
      n_tickets_rest -= n_own_tickets;
    }
  return TRUE;
}

/* Pages of the indexes that don't fit are written and read over and over: three times the work for a million. */
static gboolean
enlarge_cache (BilikdDb *db, guint n_customers, GError **error)
{
  return n_customers < MANY || bilikd_db_run (bilikd_db_prepare (db, "PRAGMA cache_size = -524288"), error);
}

static void
note_organization (gint64 id, const char *name, gpointer data)
{
  *(gboolean *) data = TRUE;
}

gboolean
bilikd_sample_create (BilikdDb *db, const BilikdSampleOptions *options, GError **error)
{
  g_autoptr (JsonObject) words = load_resource ("words.json");
  g_autoptr (GRand) random = g_rand_new_with_seed (SEED);
  guint n_customers = options->n_customers > 0 ? options->n_customers : BILIKD_SAMPLE_CUSTOMERS;
  guint n_tickets = options->n_tickets > 0 ? options->n_tickets : BILIKD_SAMPLE_TICKETS;
  BilikdSample self = {
    db, options, words, random, 0, n_customers + n_tickets + n_tickets / TICKETS_PER_DEAL
  };
  gboolean has_organization = FALSE;

  if (!bilikd_organizations_list (db, note_organization, &has_organization, error))
    return FALSE;
  if (has_organization)
    {
      g_set_error_literal (error, CRM_ERROR, CRM_ERROR_ALREADY_EXISTS,
                           "The database holds data already; sample data goes into an empty one.");
      return FALSE;
    }
  if (enlarge_cache (db, n_customers, error) && bilikd_db_begin_write (db, error) &&
      add_organizations (&self, n_customers, n_tickets, error) && bilikd_db_commit (db, error))
    return TRUE;
  bilikd_db_rollback (db);
  return FALSE;
}
