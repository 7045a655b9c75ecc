/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "bilikd-sample.h"

G_BEGIN_DECLS

/* What the makers of the sample share. */
typedef struct
{
  BilikdDb *db;
  const BilikdSampleOptions *options;
  JsonObject *words;
  GRand *random; /* seeded: the desk is the same every time */
  guint n_done;
  guint n_all;
} BilikdSample;

/* One organisation while it is made. */
typedef struct
{
  gint64 id;
  JsonObject *spec; /* of organizations.json */
  GArray *agents;   /* gint64: those who create tickets */
  GArray *stages;   /* BilikdSampleStage */
  GArray *customers;
} BilikdSampleOrganization;

typedef struct
{
  gint64 id;
  gint64 pipeline_id;
  gint64 layout_id;
  gboolean is_done; /* solved or closed */
} BilikdSampleStage;

gboolean
bilikd_sample_add_pipelines (BilikdSample *self, BilikdSampleOrganization *organization, GError **error);
gboolean bilikd_sample_add_customers (BilikdSample *self,
                                      BilikdSampleOrganization *organization,
                                      guint n,
                                      GError **error);
gboolean bilikd_sample_add_tickets (BilikdSample *self,
                                    BilikdSampleOrganization *organization,
                                    guint n,
                                    GError **error);

gboolean bilikd_sample_add_rooms (BilikdSample *self, BilikdSampleOrganization *organization, GError **error);

gboolean
bilikd_sample_add_deals (BilikdSample *self, BilikdSampleOrganization *organization, guint n, GError **error);

/* A word of the list called @name in words.json. Borrowed. */
const char *bilikd_sample_pick (BilikdSample *self, const char *name);
const char *bilikd_sample_pick_of (BilikdSample *self, JsonArray *words);

/* True @percent times of a hundred. */
gboolean bilikd_sample_chance (BilikdSample *self, guint percent);

/* Counts one more row, and now and then commits what there is and begins anew. */
gboolean bilikd_sample_step (BilikdSample *self, GError **error);

G_END_DECLS
