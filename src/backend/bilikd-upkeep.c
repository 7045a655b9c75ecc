/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd"

#include "bilikd-upkeep.h"

#include "bilikd-events.h"
#include "bilikd-idempotency.h"
#include "bilikd-metrics.h"
#include "bilikd-outbox.h"
#include "bilikd-room-events.h"
#include "bilikd-sessions.h"
#include "bilikd-timeline.h"
#include "crm-time.h"

#define PURGE_SECONDS   60
#define LOOK_SECONDS    5
#define TIMELINE_BATCH  200
#define TRIM_BATCH      500
#define DAY_MS          (24 * 60 * 60 * G_GINT64_CONSTANT (1000))
#define KEY_LIFETIME_MS DAY_MS        /* far beyond any retry of a client */
#define OUTBOX_MS       (DAY_MS / 24) /* after it was delivered: for who looks why something is not there */
#define ROOM_EVENTS_MS  (7 * DAY_MS)  /* who was away for longer loads again */
#define EVENTS_MS       (90 * DAY_MS) /* figures are of 30 days */

struct _BilikdUpkeep
{
  BilikdServices *services;
  guint purge_timer;
  guint look_timer;
  gboolean is_looking;
  gint64 oldest;
  guint n_purged; /* by the last batch of the timeline */
  guint
      n_trimmed; /* by the last batch of the rest; what stays may stand between what goes: only none is the end */
};

static gboolean
purge (BilikdDb *db, gpointer data, GError **error)
{
  return bilikd_sessions_purge (db, crm_time_now (), error);
}

/* One small batch a job, so that neither writers nor readers wait for the rest (REL-17). */
static gboolean
purge_timeline (BilikdDb *db, gpointer data, GError **error)
{
  BilikdUpkeep *self = data;

  return bilikd_timeline_purge (db, crm_time_now (), TIMELINE_BATCH, &self->n_purged, error);
}

static void
on_timeline_purged (gpointer data, const GError *error)
{
  BilikdUpkeep *self = data;

  if (error != NULL)
    return;
  for (guint i = 0; i < self->n_purged; i++)
    bilikd_metrics_count (self->services->metrics, BILIKD_COUNTER_TIMELINE_PURGED);
  if (self->n_purged == TIMELINE_BATCH && g_atomic_int_get (&self->services->is_ready))
    bilikd_store_write (self->services->store, purge_timeline, on_timeline_purged, self);
}

static gboolean
trim (BilikdDb *db, gpointer data, GError **error)
{
  BilikdUpkeep *self = data;
  gint64 now = crm_time_now ();
  guint n_rows = 0, n_keys = 0, n_room_events = 0, n_events = 0;

  if (!bilikd_outbox_purge (db, now - OUTBOX_MS, TRIM_BATCH, &n_rows, error) ||
      !bilikd_idempotency_purge (db, now - KEY_LIFETIME_MS, TRIM_BATCH, &n_keys, error) ||
      !bilikd_room_events_purge (db, now - ROOM_EVENTS_MS, TRIM_BATCH, &n_room_events, error) ||
      !bilikd_events_purge (db, now - EVENTS_MS, TRIM_BATCH, &n_events, error))
    return FALSE;
  self->n_trimmed = MAX (MAX (n_rows, n_keys), MAX (n_room_events, n_events));
  return TRUE;
}

static void
on_trimmed (gpointer data, const GError *error)
{
  BilikdUpkeep *self = data;

  if (error == NULL && self->n_trimmed > 0 && g_atomic_int_get (&self->services->is_ready))
    bilikd_store_write (self->services->store, trim, on_trimmed, self);
}

static gboolean
on_purge_due (gpointer data)
{
  BilikdUpkeep *self = data;

  if (self->services->store == NULL) /* the daemon ends */
    return G_SOURCE_CONTINUE;
  bilikd_store_write (self->services->store, purge, NULL, NULL);
  bilikd_store_write (self->services->store, purge_timeline, on_timeline_purged, self);
  bilikd_store_write (self->services->store, trim, on_trimmed, self);
  return G_SOURCE_CONTINUE;
}

static gboolean
look (BilikdDb *db, gpointer data, GError **error)
{
  BilikdUpkeep *self = data;

  return bilikd_outbox_get_oldest (db, &self->oldest, error);
}

static void
on_looked (gpointer data, const GError *error)
{
  BilikdUpkeep *self = data;
  gint64 age = self->oldest > 0 ? crm_time_now () - self->oldest : 0;

  self->is_looking = FALSE;
  if (error == NULL)
    bilikd_metrics_set_outbox_age (self->services->metrics, (double) MAX (age, 0) / 1000);
}

static gboolean
on_look_due (gpointer data)
{
  BilikdUpkeep *self = data;

  if (!self->is_looking && self->services->store != NULL)
    {
      self->is_looking = TRUE;
      bilikd_store_read (self->services->store, look, on_looked, self);
    }
  return G_SOURCE_CONTINUE;
}

BilikdUpkeep *
bilikd_upkeep_new (BilikdServices *services)
{
  BilikdUpkeep *self = g_new0 (BilikdUpkeep, 1);

  self->services = services;
  on_purge_due (self);
  self->purge_timer = g_timeout_add_seconds (PURGE_SECONDS, on_purge_due, self);
  self->look_timer = g_timeout_add_seconds (LOOK_SECONDS, on_look_due, self);
  return self;
}

/* After the store is closed and its last callback has come. */
void
bilikd_upkeep_free (BilikdUpkeep *self)
{
  g_source_remove (self->purge_timer);
  g_source_remove (self->look_timer);
  g_free (self);
}
