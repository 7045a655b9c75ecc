/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd"

#include "bilikd-hub-feed.h"

#include "bilikd-metrics.h"
#include "bilikd-room-events.h"

#define MAX_EVENTS 500 /* a read */

/* One event, made once for all who get it. */
typedef struct
{
  gint64 seq;
  CrmPermission permission;
  GString *full;
  GString *withheld; /* only its place: a sequence without holes needs no second kind of gap */
} Frame;

typedef struct
{
  BilikdHubFeed *feed;
  gint64 after;
  char *epoch;
  gint64 oldest;
  gint64 newest;
  GArray *frames;
} Reading;

static void
frame_clear (gpointer data)
{
  Frame *frame = data;

  g_string_free (frame->full, TRUE);
  g_string_free (frame->withheld, TRUE);
}

static void
reading_free (Reading *self)
{
  g_free (self->epoch);
  g_array_unref (self->frames);
  g_free (self);
}

/* --- on a database thread ----------------------------------------------------------- */

static void
take_event (const BilikdRoomEvent *event, gpointer data)
{
  Reading *reading = data;
  Frame frame = { .seq = event->seq, .full = g_string_new (NULL), .withheld = g_string_new (NULL) };
  CrmStreamEvent type = CRM_STREAM_RESYNC;

  crm_stream_event_from_wire (event->type, &type);
  frame.permission = crm_stream_event_get_permission (type);
  crm_event_encode (event->seq, reading->epoch, event->type, event->room_id, event->payload, frame.full);
  crm_event_encode (event->seq, reading->epoch, event->type, NULL, NULL, frame.withheld);
  g_array_append_val (reading->frames, frame);
}

static gboolean
read_events (BilikdDb *db, gpointer data, GError **error)
{
  Reading *reading = data;
  gint64 organization_id = reading->feed->organization_id;

  return bilikd_room_stream_get (db, organization_id, &reading->epoch, &reading->newest, &reading->oldest,
                                 error) &&
         bilikd_room_events_read (db, organization_id, reading->after, MAX_EVENTS, take_event, reading,
                                  error);
}

/* --- on the main loop ---------------------------------------------------------------- */

static void
send_frame (BilikdHubFeed *self, const Frame *frame)
{
  for (GList *link = self->sockets.head; link != NULL; link = link->next)
    {
      BilikdHubSocket *socket = link->data;
      GString *text = CRM_HAS (socket->permissions, frame->permission) ? frame->full : frame->withheld;

      if (socket->seq >= frame->seq)
        continue;
      socket->seq = frame->seq;
      bilikd_hub_socket_send (socket, text->str, text->len);
    }
}

static void
resync (BilikdHubSocket *socket, gint64 seq, const char *epoch)
{
  g_autoptr (GString) text = g_string_new (NULL);
  BilikdHubFeed *feed = socket->feed;

  bilikd_metrics_count (feed->services->metrics, BILIKD_COUNTER_STREAMS_RESYNCED);
  crm_event_encode (seq, epoch, crm_stream_event_to_wire (CRM_STREAM_RESYNC), NULL, NULL, text);
  socket->seq = seq;
  bilikd_hub_socket_send (socket, text->str, text->len);
}

/* Who is behind the first event that is still kept can't be brought up any more. */
static void
resync_late (BilikdHubFeed *self, const Reading *reading)
{
  for (GList *link = self->sockets.head; link != NULL; link = link->next)
    {
      BilikdHubSocket *socket = link->data;

      if (socket->seq < reading->oldest - 1 || socket->seq > reading->newest)
        resync (socket, reading->newest, reading->epoch);
    }
}

static void
on_read (gpointer data, const GError *error)
{
  Reading *reading = data;
  BilikdHubFeed *self = reading->feed;
  gboolean is_more = error == NULL && reading->frames->len == MAX_EVENTS;

  self->is_reading = FALSE;
  if (error == NULL)
    {
      /* Where nothing is new, all are where they were: the idle cost nothing (F-15). */
      if (reading->newest != reading->after)
        resync_late (self, reading);
      for (guint i = 0; i < reading->frames->len; i++)
        {
          const Frame *frame = &g_array_index (reading->frames, Frame, i);

          send_frame (self, frame);
          /* A socket may have joined meanwhile, further back. */
          if (self->read_from == frame->seq - 1)
            self->read_from = frame->seq;
        }
      if (reading->frames->len == 0 && self->read_from == reading->after)
        self->read_from = reading->newest;
    }
  if (self->is_due || is_more)
    bilikd_hub_feed_wake (self);
  reading_free (reading);
}

void
bilikd_hub_feed_wake (BilikdHubFeed *self)
{
  Reading *reading;

  self->is_due = self->is_reading;
  if (self->is_reading || self->sockets.length == 0)
    return;
  self->is_reading = TRUE;
  reading = g_new0 (Reading, 1);
  reading->feed = self;
  reading->after = self->read_from;
  reading->frames = g_array_new (FALSE, FALSE, sizeof (Frame));
  g_array_set_clear_func (reading->frames, frame_clear);
  bilikd_store_read (self->services->store, read_events, on_read, reading);
}

BilikdHubFeed *
bilikd_hub_feed_new (BilikdServices *services, gint64 organization_id)
{
  BilikdHubFeed *self = g_new0 (BilikdHubFeed, 1);

  self->services = services;
  self->organization_id = organization_id;
  self->read_from = -1;
  g_queue_init (&self->sockets);
  return self;
}

void
bilikd_hub_feed_free (BilikdHubFeed *self)
{
  g_free (self);
}

void
bilikd_hub_feed_add (BilikdHubFeed *self,
                     BilikdHubSocket *socket,
                     gint64 seq,
                     const char *epoch,
                     gboolean needs_resync)
{
  socket->feed = self;
  socket->seq = seq;
  if (self->sockets.length == 0 || seq < self->read_from)
    self->read_from = seq;
  g_queue_push_tail_link (&self->sockets, &socket->link);
  if (needs_resync)
    resync (socket, seq, epoch);
  bilikd_hub_feed_wake (self);
}

void
bilikd_hub_feed_remove (BilikdHubFeed *self, BilikdHubSocket *socket)
{
  g_queue_unlink (&self->sockets, &socket->link);
}
