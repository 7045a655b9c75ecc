/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd"

#include "bilikd-delivery.h"

#include "bilikd-jwt.h"
#include "bilikd-metrics.h"
#include "bilikd-outbox.h"
#include "bilikd-peer.h"
#include "crm-endpoints.h"
#include "crm-error.h"
#include "crm-json.h"
#include "crm-time.h"

#define LOOK_MS    1000 /* for what is tried again, and what another process wrote */
#define TIMEOUT_MS 3000
#define PAUSE_MS   500 /* doubled after every try in vain */

/* One turn: look what is due, send it, keep what became of it. Where Omnichannel is down the turns pause, so that
 * what waits costs nothing, however much it is. */
struct _BilikdDelivery
{
  BilikdServices *services;
  char *base_url;
  guint timer;
  guint pause;         /* timer; 0: none */
  guint n_in_vain;     /* turns since it last answered */
  gboolean is_down;    /* as the turn has found it */
  gboolean is_awaited; /* woken during a turn */
  GThread *thread;
  BilikdPeerLine *line; /* of the thread */
  GAsyncQueue *turns;   /* GPtrArray of BilikdOutboxRow; an empty one ends the thread */
  GPtrArray *rows;      /* of the turn; NULL: none on its way */
};

/* --- sending, on the thread ----------------------------------------------------------- */

/* @contact_id: nullable: who the ticket was linked to, where that is the news */
static char *
make_url (BilikdDelivery *self, const char *verb, const char *object, const char *id, const char *contact_id)
{
  gboolean is_deal = g_strcmp0 (object, "deal") == 0;
  gboolean is_add = g_strcmp0 (verb, "POST") == 0;
  CrmEndpointId endpoint = is_deal
                               ? (is_add ? CRM_ENDPOINT_ROOM_DEALS_ADD : CRM_ENDPOINT_ROOM_DEALS_UPDATE)
                               : (is_add ? CRM_ENDPOINT_ROOM_TICKETS_ADD : CRM_ENDPOINT_ROOM_TICKETS_UPDATE);
  g_autofree char *path = NULL;

  if (contact_id != NULL)
    path = crm_endpoint_build_path (CRM_ENDPOINT_ROOM_TICKETS_ASSOCIATE, id, contact_id);
  else if (is_add)
    path = crm_endpoint_build_path (endpoint);
  else
    path = crm_endpoint_build_path (endpoint, id);

  return path != NULL ? g_strconcat (self->base_url, path, NULL) : NULL;
}

/* Whether an answer is about the sender or about Omnichannel, so that the next row would only hear the same.
 * @status: 0: there was none */
static gboolean
is_about_all (guint status)
{
  return status == 0 || status == 401 || status == 403 || status == 429 || (status >= 502 && status <= 504);
}

static BilikdOutboxResult
judge (guint status)
{
  if (status / 100 == 2)
    return BILIKD_OUTBOX_DELIVERED;
  /* What is refused for what it says is refused for ever; the rest may pass. */
  return status == 400 || status == 404 || status == 410 || status == 422 ? BILIKD_OUTBOX_REFUSED
                                                                          : BILIKD_OUTBOX_FAILED;
}

static BilikdOutboxResult
send_row (BilikdDelivery *self, const BilikdOutboxRow *row)
{
  g_autoptr (JsonNode) root = crm_json_parse (row->payload, -1, CRM_JSON_MAX_DEPTH, NULL);
  g_autoptr (CrmJsonReader) reader = root != NULL ? crm_json_reader_new (root) : NULL;
  g_autofree char *token =
      bilikd_jwt_encode_company (row->organization_id, crm_time_now () / 1000, self->services->key);
  BilikdPeerRequest request = { .line = self->line, .token = token, .timeout_ms = TIMEOUT_MS };
  g_autofree char *url = NULL;
  g_autoptr (GError) error = NULL;
  guint status = 0;

  if (reader == NULL)
    return BILIKD_OUTBOX_REFUSED;
  crm_json_reader_enter (reader, NULL);
  request.method = crm_json_reader_get_string (reader, "verb");
  url = make_url (self, request.method, crm_json_reader_get_string (reader, "object"),
                  crm_json_reader_get_id (reader, "id"), crm_json_reader_opt_id (reader, "contact_id"));
  if (url == NULL || crm_json_reader_has_failed (reader))
    return BILIKD_OUTBOX_REFUSED;
  request.url = url;
  request.body = g_str_equal (request.method, "DELETE") ? NULL : row->payload;
  if (!bilikd_peer_send (&request, &status, NULL, &error))
    status = 0;
  self->is_down = is_about_all (status);
  return judge (status);
}

static gboolean on_sent (gpointer data);

static gpointer
run (gpointer data)
{
  BilikdDelivery *self = data;
  GPtrArray *rows;

  while ((rows = g_async_queue_pop (self->turns))->len > 0)
    {
      self->is_down = FALSE;
      for (guint i = 0; i < rows->len && !self->is_down && g_atomic_int_get (&self->services->is_ready); i++)
        {
          BilikdOutboxRow *row = g_ptr_array_index (rows, i);

          row->result = send_row (self, row);
        }
      g_idle_add (on_sent, self);
    }
  g_ptr_array_unref (rows);
  return NULL;
}

/* --- before and after, with the database ------------------------------------------------ */

static gboolean
look (BilikdDb *db, gpointer data, GError **error)
{
  BilikdDelivery *self = data;

  return bilikd_outbox_read_due (db, crm_time_now (), self->rows, error);
}

static void
end_turn (BilikdDelivery *self)
{
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  if (self->is_awaited)
    bilikd_delivery_wake (self);
}

static void
on_looked (gpointer data, const GError *error)
{
  BilikdDelivery *self = data;

  if (error != NULL || self->rows->len == 0)
    end_turn (self);
  else
    g_async_queue_push (self->turns, self->rows);
}

static gboolean
keep (BilikdDb *db, gpointer data, GError **error)
{
  BilikdDelivery *self = data;
  gint64 now = crm_time_now ();

  for (guint i = 0; i < self->rows->len; i++)
    {
      const BilikdOutboxRow *row = g_ptr_array_index (self->rows, i);
      gint64 pause = bilikd_delivery_get_pause (row->attempts, g_random_double ());

      if (!bilikd_outbox_settle (db, row, now, now + pause, error))
        return FALSE;
    }
  return TRUE;
}

static void
on_kept (gpointer data, const GError *error)
{
  BilikdDelivery *self = data;

  self->is_awaited = self->is_awaited || error == NULL; /* the next of the same records */
  end_turn (self);
}

static void
count (BilikdDelivery *self, const BilikdOutboxRow *row)
{
  static const BilikdCounter counters[] = {
    [BILIKD_OUTBOX_DELIVERED] = BILIKD_COUNTER_DELIVERED,
    [BILIKD_OUTBOX_REFUSED] = BILIKD_COUNTER_DELIVERIES_REFUSED,
    [BILIKD_OUTBOX_FAILED] = BILIKD_COUNTER_DELIVERIES_FAILED,
  };

  if (row->result != BILIKD_OUTBOX_WAITING)
    bilikd_metrics_count (self->services->metrics, counters[row->result]);
  if (row->result == BILIKD_OUTBOX_REFUSED)
    g_message ("outbox row %" G_GINT64_FORMAT " was refused and is not sent again", row->id);
}

static gboolean
on_pause_over (gpointer data)
{
  BilikdDelivery *self = data;

  self->pause = 0;
  bilikd_delivery_wake (self);
  return G_SOURCE_REMOVE;
}

static void
rest (BilikdDelivery *self)
{
  gint64 pause = bilikd_delivery_get_pause (self->n_in_vain++, g_random_double ());

  if (self->n_in_vain == 1)
    g_message ("Omnichannel can't be told of records now; they wait");
  self->pause = g_timeout_add ((guint) pause, on_pause_over, self);
}

static gboolean
on_sent (gpointer data)
{
  BilikdDelivery *self = data;

  for (guint i = 0; i < self->rows->len; i++)
    count (self, g_ptr_array_index (self->rows, i));
  if (self->is_down)
    rest (self);
  else
    self->n_in_vain = 0;
  /* A daemon that ends sends them again at its next start. */
  if (self->services->store != NULL)
    bilikd_store_write (self->services->store, keep, on_kept, self);
  return G_SOURCE_REMOVE;
}

static gboolean
on_look_due (gpointer data)
{
  bilikd_delivery_wake (data);
  return G_SOURCE_CONTINUE;
}

/* --- public ------------------------------------------------------------------------------- */

gint64
bilikd_delivery_get_pause (guint n_in_vain, double jitter)
{
  gint64 step = MIN (BILIKD_OUTBOX_MAX_PAUSE, (gint64) PAUSE_MS << MIN (n_in_vain, 16));

  return (gint64) ((double) step * (0.5 + jitter / 2));
}

BilikdDelivery *
bilikd_delivery_new (BilikdServices *services)
{
  BilikdDelivery *self = g_new0 (BilikdDelivery, 1);
  const BilikdConfig *config = services->config;

  self->services = services;
  self->base_url = config->omnichannel_url != NULL ? g_strdup (config->omnichannel_url)
                                                   : g_strdup_printf ("http://127.0.0.1:%u", config->port);
  self->turns = g_async_queue_new ();
  self->timer = g_timeout_add (LOOK_MS, on_look_due, self);
  self->line = bilikd_peer_line_new ();
  self->thread = g_thread_new ("delivery", run, self);
  return self;
}

void
bilikd_delivery_wake (BilikdDelivery *self)
{
  self->is_awaited = self->rows != NULL;
  if (self->is_awaited || self->pause != 0 || !g_atomic_int_get (&self->services->is_ready))
    return;
  self->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) bilikd_outbox_row_free);
  bilikd_store_read (self->services->store, look, on_looked, self);
}

void
bilikd_delivery_free (BilikdDelivery *self)
{
  g_source_remove (self->timer);
  g_clear_handle_id (&self->pause, g_source_remove);
  g_async_queue_push (self->turns, g_ptr_array_new ());
  g_thread_join (self->thread);
  while (g_source_remove_by_user_data (self))
    ; /* what came back too late to be kept is sent again at the next start */
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_async_queue_unref (self->turns);
  bilikd_peer_line_free (self->line);
  g_free (self->base_url);
  g_free (self);
}
