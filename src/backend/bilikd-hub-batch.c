/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd"

#include "bilikd-hub-batch.h"

typedef struct
{
  CrmPermission permission;
  GString *full;
  GString *withheld; /* only its place: a sequence without holes needs no second kind of gap */
} Event;

/* The frames for those who have the same permissions. */
typedef struct
{
  CrmPermissions permissions;
  GBytes *bytes;
  gsize *begins; /* an event */
} View;

struct _BilikdHubBatch
{
  gint64 first;
  GArray *events;
  CrmPermissions asked; /* all that its events ask for */
  GArray *views;        /* as many as there are answers to that */
};

static void
event_clear (gpointer data)
{
  Event *event = data;

  g_string_free (event->full, TRUE);
  g_string_free (event->withheld, TRUE);
}

static void
view_clear (gpointer data)
{
  View *view = data;

  g_bytes_unref (view->bytes);
  g_free (view->begins);
}

BilikdHubBatch *
bilikd_hub_batch_new (void)
{
  BilikdHubBatch *self = g_new0 (BilikdHubBatch, 1);

  self->events = g_array_new (FALSE, FALSE, sizeof (Event));
  g_array_set_clear_func (self->events, event_clear);
  self->views = g_array_new (FALSE, FALSE, sizeof (View));
  g_array_set_clear_func (self->views, view_clear);
  return self;
}

void
bilikd_hub_batch_free (BilikdHubBatch *self)
{
  g_array_unref (self->events);
  g_array_unref (self->views);
  g_free (self);
}

void
bilikd_hub_batch_add (BilikdHubBatch *self, const BilikdRoomEvent *room_event)
{
  Event event = { .full = g_string_new (NULL), .withheld = g_string_new (NULL) };
  CrmStreamEvent type = CRM_STREAM_RESYNC;

  g_return_if_fail (self->events->len == 0 || room_event->seq == bilikd_hub_batch_get_last (self) + 1);

  if (self->events->len == 0)
    self->first = room_event->seq;
  crm_stream_event_from_wire (room_event->type, &type);
  event.permission = crm_stream_event_get_permission (type);
  crm_event_encode (room_event->seq, room_event->epoch, room_event->type, room_event->room_id,
                    room_event->payload, event.full);
  crm_event_encode (room_event->seq, room_event->epoch, room_event->type, NULL, NULL, event.withheld);
  self->asked |= CRM_BIT (event.permission);
  g_array_append_val (self->events, event);
}

void
bilikd_hub_batch_join (BilikdHubBatch *self, BilikdHubBatch *other)
{
  g_return_if_fail (other->first == bilikd_hub_batch_get_last (self) + 1);

  g_array_set_size (self->views, 0);
  g_array_append_vals (self->events, other->events->data, other->events->len);
  self->asked |= other->asked;
  g_array_set_clear_func (other->events, NULL); /* they are ours now */
  bilikd_hub_batch_free (other);
}

gint64
bilikd_hub_batch_get_first (const BilikdHubBatch *self)
{
  return self->first;
}

gint64
bilikd_hub_batch_get_last (const BilikdHubBatch *self)
{
  return self->events->len > 0 ? self->first + self->events->len - 1 : 0;
}

/* --- frames ---------------------------------------------------------------------------- */

/* A whole text message that is not masked (RFC 6455 §5.2). wslay frames for one connection, from a copy of its own; what
 * goes to all is framed once, and the kernel copies it from here. */
static void
append_frame (GByteArray *bytes, const GString *text)
{
  guint64 length = text->len;
  guint n = length > G_MAXUINT16 ? 8 : length > 125 ? 2 : 0;
  guint8 head[10] = { 0x81, n == 8 ? 127 : n == 2 ? 126 : (guint8) length };

  for (guint i = 0; i < n; i++)
    head[2 + i] = (guint8) (length >> (8 * (n - 1 - i)));
  g_byte_array_append (bytes, head, 2 + n);
  g_byte_array_append (bytes, (const guint8 *) text->str, (guint) length);
}

static const View *
require_view (BilikdHubBatch *self, CrmPermissions permissions)
{
  View made = { .permissions = permissions & self->asked };
  GByteArray *bytes;

  for (guint i = 0; i < self->views->len; i++)
    {
      const View *view = &g_array_index (self->views, View, i);

      if (view->permissions == made.permissions)
        return view;
    }
  bytes = g_byte_array_new ();
  made.begins = g_new (gsize, self->events->len);
  for (guint i = 0; i < self->events->len; i++)
    {
      const Event *event = &g_array_index (self->events, Event, i);

      made.begins[i] = bytes->len;
      append_frame (bytes, CRM_HAS (permissions, event->permission) ? event->full : event->withheld);
    }
  made.bytes = g_byte_array_free_to_bytes (bytes);
  g_array_append_val (self->views, made);
  return &g_array_index (self->views, View, self->views->len - 1);
}

GBytes *
bilikd_hub_batch_get_frames (BilikdHubBatch *self, gint64 after, CrmPermissions permissions, gsize *out_begin)
{
  const View *view = require_view (self, permissions);

  g_return_val_if_fail (after >= self->first - 1 && after < bilikd_hub_batch_get_last (self), NULL);

  *out_begin = view->begins[after + 1 - self->first];
  return view->bytes;
}

GBytes *
bilikd_hub_batch_make_resync (gint64 seq, const char *epoch)
{
  g_autoptr (GString) text = g_string_new (NULL);
  GByteArray *bytes = g_byte_array_new ();

  crm_event_encode (seq, epoch, crm_stream_event_to_wire (CRM_STREAM_RESYNC), NULL, NULL, text);
  append_frame (bytes, text);
  return g_byte_array_free_to_bytes (bytes);
}
