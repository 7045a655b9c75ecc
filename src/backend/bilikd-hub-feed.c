/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd"

#include "bilikd-hub-feed.h"

#include "bilikd-metrics.h"

#define MAX_EVENTS 200 /* a read */

typedef struct
{
  BilikdHubFeed *feed;
  gint64 after;
  char *epoch;
  gint64 oldest;
  gint64 newest;
  BilikdHubBatch *batch;
} Reading;

static void read_on (BilikdHubFeed *self);

static void
reading_free (Reading *self)
{
  g_free (self->epoch);
  bilikd_hub_batch_free (self->batch);
  g_free (self);
}

/* --- on a database thread ----------------------------------------------------------- */

static void
take_event (const BilikdRoomEvent *event, gpointer data)
{
  bilikd_hub_batch_add (data, event);
}

static gboolean
read_events (BilikdDb *db, gpointer data, GError **error)
{
  Reading *reading = data;
  gint64 organization_id = reading->feed->organization_id;

  return bilikd_room_stream_get (db, organization_id, &reading->epoch, &reading->newest, &reading->oldest,
                                 error) &&
         bilikd_room_events_read (db, organization_id, reading->after, MAX_EVENTS, take_event, reading->batch,
                                  error);
}

/* --- on the main loop ---------------------------------------------------------------- */

/* To everybody for whom @batch goes on from where they are; finds out who else is behind. */
static void
deliver (BilikdHubFeed *self, BilikdHubBatch *batch)
{
  gint64 first = bilikd_hub_batch_get_first (batch), last = bilikd_hub_batch_get_last (batch);

  self->head = MAX (self->head, last);
  self->behind = G_MAXINT64;
  for (GList *link = self->sockets.head; link != NULL; link = link->next)
    {
      BilikdHubSocket *socket = link->data;

      if (!bilikd_hub_socket_is_free (socket))
        continue;
      if (socket->seq >= first - 1 && socket->seq < last)
        {
          gsize begin;
          GBytes *frames = bilikd_hub_batch_get_frames (batch, socket->seq, socket->permissions, &begin);

          socket->seq = last;
          bilikd_hub_socket_send (socket, frames, begin);
        }
      self->behind = MIN (self->behind, socket->seq);
    }
}

static void
resync (BilikdHubSocket *socket, gint64 seq, const char *epoch)
{
  BilikdHubFeed *feed = socket->feed;
  g_autoptr (GBytes) frame = bilikd_hub_batch_make_resync (seq, epoch);

  bilikd_metrics_count (feed->services->metrics, BILIKD_COUNTER_STREAMS_RESYNCED);
  socket->seq = seq;
  bilikd_hub_socket_send (socket, frame, 0);
}

/* Who is behind the first event that is still kept can't be brought up any more. */
static void
resync_late (BilikdHubFeed *self, const Reading *reading)
{
  for (GList *link = self->sockets.head; link != NULL; link = link->next)
    {
      BilikdHubSocket *socket = link->data;

      if (socket->seq < reading->oldest - 1 && bilikd_hub_socket_is_free (socket))
        resync (socket, reading->newest, reading->epoch);
    }
}

static void
on_read (gpointer data, const GError *error)
{
  Reading *reading = data;
  BilikdHubFeed *self = reading->feed;
  gint64 last = bilikd_hub_batch_get_last (reading->batch);

  self->is_reading = FALSE;
  if (error != NULL)
    {
      /* The next tick tries again. */
      self->behind = MIN (self->behind, reading->after);
    }
  else
    {
      if (reading->after < reading->oldest - 1)
        resync_late (self, reading);
      /* Where nothing is new, all are where they were: the idle cost nothing (F-15). */
      if (last > 0)
        deliver (self, reading->batch);
      self->is_due |= last > 0 && last < reading->newest && last == self->head;
      read_on (self);
    }
  reading_free (reading);
}

static void
read_on (BilikdHubFeed *self)
{
  gboolean is_anybody_behind = self->behind < self->head;
  Reading *reading;

  if (self->is_reading || self->sockets.length == 0 || (!self->is_due && !is_anybody_behind))
    return;
  self->is_head_up = self->is_due && !(self->is_head_up && is_anybody_behind);
  reading = g_new0 (Reading, 1);
  reading->feed = self;
  reading->after = self->is_head_up ? self->head : self->behind;
  reading->batch = bilikd_hub_batch_new ();
  if (self->is_head_up)
    self->is_due = FALSE;
  else
    self->behind = G_MAXINT64;
  self->is_reading = TRUE;
  bilikd_store_read (self->services->store, read_events, on_read, reading);
}

/* Once for all that a turn of the main loop has told, and after the answers to those who wrote it. */
static gboolean
on_fresh (gpointer data)
{
  BilikdHubFeed *self = data;
  g_autoptr (BilikdHubBatch) batch = g_steal_pointer (&self->fresh);

  self->source = 0;
  deliver (self, batch);
  read_on (self);
  return G_SOURCE_REMOVE;
}

/* --- public ------------------------------------------------------------------------- */

BilikdHubFeed *
bilikd_hub_feed_new (BilikdServices *services, gint64 organization_id)
{
  BilikdHubFeed *self = g_new0 (BilikdHubFeed, 1);

  self->services = services;
  self->organization_id = organization_id;
  self->behind = G_MAXINT64;
  g_queue_init (&self->sockets);
  return self;
}

void
bilikd_hub_feed_free (BilikdHubFeed *self)
{
  g_clear_handle_id (&self->source, g_source_remove);
  g_clear_pointer (&self->fresh, bilikd_hub_batch_free);
  g_free (self);
}

/* Where something between was written elsewhere, everybody is behind @news, and is brought up from the store. */
void
bilikd_hub_feed_take (BilikdHubFeed *self, BilikdHubBatch *news)
{
  if (self->fresh == NULL)
    {
      self->fresh = news;
      self->source = g_idle_add_full (G_PRIORITY_DEFAULT, on_fresh, self, NULL);
    }
  else if (bilikd_hub_batch_get_first (news) == bilikd_hub_batch_get_last (self->fresh) + 1)
    {
      bilikd_hub_batch_join (self->fresh, news);
    }
  else
    {
      bilikd_hub_batch_free (news);
      bilikd_hub_feed_wake (self);
    }
}

void
bilikd_hub_feed_wake (BilikdHubFeed *self)
{
  self->is_due = TRUE;
  read_on (self);
}

void
bilikd_hub_feed_add (BilikdHubFeed *self,
                     BilikdHubSocket *socket,
                     gint64 seq,
                     const char *epoch,
                     gboolean needs_resync)
{
  gboolean is_first = self->sockets.length == 0;

  socket->feed = self;
  socket->seq = seq;
  g_queue_push_tail_link (&self->sockets, &socket->link);
  if (needs_resync)
    resync (socket, seq, epoch);
  /* What was told while nobody listened is unknown here. */
  if (is_first)
    {
      self->head = seq;
      bilikd_hub_feed_wake (self);
    }
  bilikd_hub_feed_bring_up (self, socket);
}

void
bilikd_hub_feed_remove (BilikdHubFeed *self, BilikdHubSocket *socket)
{
  g_queue_unlink (&self->sockets, &socket->link);
}

void
bilikd_hub_feed_bring_up (BilikdHubFeed *self, BilikdHubSocket *socket)
{
  if (socket->seq >= self->head || !bilikd_hub_socket_is_free (socket))
    return;
  self->behind = MIN (self->behind, socket->seq);
  read_on (self);
}
