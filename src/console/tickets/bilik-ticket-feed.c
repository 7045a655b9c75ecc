/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilik-tickets"

#include "bilik-ticket-feed.h"

struct _BilikTicketFeed
{
  GObject parent_instance;

  CrmClient *client;
  char *contact_id;
  gboolean is_search;

  char *status;
  char *query;

  GPtrArray *tickets;
  guint64 total;
  char *next_cursor;
  BilikTicketFeedState state;
  GError *error;
  GCancellable *loading; /* the load under way, if any */
};

enum { SIGNAL_CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

static void bilik_ticket_feed_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BilikTicketFeed,
                               bilik_ticket_feed,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, bilik_ticket_feed_list_model_init))

/* --- splicing ----------------------------------------------------------------- */

static gboolean
is_same (CrmTicket *a, CrmTicket *b)
{
  return g_strcmp0 (crm_ticket_get_id (a), crm_ticket_get_id (b)) == 0 &&
         crm_ticket_get_revision (a) == crm_ticket_get_revision (b) &&
         crm_ticket_get_updated_at (a) == crm_ticket_get_updated_at (b) &&
         crm_ticket_get_is_associated (a) == crm_ticket_get_is_associated (b);
}

/* Makes the list equal to @items and reports only the stretch that differs. */
static void
bilik_ticket_feed_replace (BilikTicketFeed *self, GPtrArray *items)
{
  GPtrArray *old = self->tickets;
  guint n_head = 0, n_tail = 0;

  while (n_head < MIN (old->len, items->len) && is_same (old->pdata[n_head], items->pdata[n_head]))
    n_head++;
  while (n_tail < MIN (old->len, items->len) - n_head &&
         is_same (old->pdata[old->len - 1 - n_tail], items->pdata[items->len - 1 - n_tail]))
    n_tail++;

  /* Objects that stay are the old ones: whoever holds one finds it in the list again. */
  for (guint i = 0; i < n_head; i++)
    g_set_object (&items->pdata[i], old->pdata[i]);
  for (guint i = 1; i <= n_tail; i++)
    g_set_object (&items->pdata[items->len - i], old->pdata[old->len - i]);

  g_autoptr (GPtrArray) kept_until_told = g_steal_pointer (&self->tickets);
  self->tickets = g_ptr_array_ref (items);
  if (kept_until_told->len != items->len || n_head < items->len)
    g_list_model_items_changed (G_LIST_MODEL (self), n_head, kept_until_told->len - n_head - n_tail,
                                items->len - n_head - n_tail);
}

/* A row that was created meanwhile shifts the pages, so that one may come twice. */
static void
bilik_ticket_feed_append (BilikTicketFeed *self, GPtrArray *items)
{
  guint before = self->tickets->len;

  for (guint i = 0; i < items->len; i++)
    if (bilik_ticket_feed_find (self, crm_ticket_get_id (items->pdata[i]), NULL) == NULL)
      g_ptr_array_add (self->tickets, g_object_ref (items->pdata[i]));
  if (self->tickets->len > before)
    g_list_model_items_changed (G_LIST_MODEL (self), before, 0, self->tickets->len - before);
}

/* --- loading -------------------------------------------------------------------- */

static void
bilik_ticket_feed_set_state (BilikTicketFeed *self, BilikTicketFeedState state, const GError *error)
{
  g_clear_error (&self->error);
  if (error != NULL)
    self->error = g_error_copy (error);
  self->state = state;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
bilik_ticket_feed_request (BilikTicketFeed *self,
                           const char *cursor,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  if (self->is_search)
    crm_client_search_tickets (self->client, self->query, self->contact_id, cursor, self->loading, callback,
                               user_data);
  else
    crm_client_list_customer_tickets (self->client, self->contact_id, self->status, self->query, cursor,
                                      self->loading, callback, user_data);
}

static CrmPage *
bilik_ticket_feed_request_finish (BilikTicketFeed *self,
                                  GObject *client,
                                  GAsyncResult *result,
                                  GError **error)
{
  if (self->is_search)
    return crm_client_search_tickets_finish (CRM_CLIENT (client), result, error);
  return crm_client_list_customer_tickets_finish (CRM_CLIENT (client), result, error);
}

static void
bilik_ticket_feed_begin (BilikTicketFeed *self)
{
  if (self->loading != NULL)
    g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  self->loading = g_cancellable_new ();
}

/* Whether the answer that came is the one waited for: an older one was cancelled and says nothing any more. */
static gboolean
bilik_ticket_feed_end (BilikTicketFeed *self, GCancellable *cancellable)
{
  if (self->loading != cancellable || g_cancellable_is_cancelled (cancellable))
    return FALSE;
  g_clear_object (&self->loading);
  return TRUE;
}

static void
bilik_ticket_feed_take_page (BilikTicketFeed *self, CrmPage *page)
{
  self->total = page->total;
  g_free (self->next_cursor);
  self->next_cursor = g_strdup (page->next_cursor);
}

static void
on_first_page_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  BilikTicketFeed *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (CrmPage) page = bilik_ticket_feed_request_finish (self, source, result, &error);

  if (!bilik_ticket_feed_end (self, g_task_get_task_data (task)))
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "A newer load took over");
      return;
    }
  if (page == NULL)
    {
      bilik_ticket_feed_set_state (self, BILIK_TICKET_FEED_FAILED, error);
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  bilik_ticket_feed_take_page (self, page);
  bilik_ticket_feed_replace (self, page->items);
  bilik_ticket_feed_set_state (self, BILIK_TICKET_FEED_READY, NULL);
  g_task_return_boolean (task, TRUE);
}

typedef struct
{
  BilikTicketFeed *feed;
  GCancellable *cancellable;
} NextPage;

static void
next_page_free (NextPage *next)
{
  g_object_unref (next->feed);
  g_object_unref (next->cancellable);
  g_free (next);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NextPage, next_page_free)

static void
on_next_page_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (NextPage) next = user_data;
  BilikTicketFeed *self = next->feed;
  g_autoptr (GError) error = NULL;
  g_autoptr (CrmPage) page = bilik_ticket_feed_request_finish (self, source, result, &error);

  if (!bilik_ticket_feed_end (self, next->cancellable))
    return;
  if (page == NULL)
    {
      bilik_ticket_feed_set_state (self, BILIK_TICKET_FEED_FAILED, error);
      return;
    }
  bilik_ticket_feed_take_page (self, page);
  bilik_ticket_feed_append (self, page->items);
  bilik_ticket_feed_set_state (self, BILIK_TICKET_FEED_READY, NULL);
}

/* --- GListModel -------------------------------------------------------------------- */

static GType
bilik_ticket_feed_get_item_type (GListModel *model)
{
  return CRM_TYPE_TICKET;
}

static guint
bilik_ticket_feed_get_n_items (GListModel *model)
{
  return BILIK_TICKET_FEED (model)->tickets->len;
}

static gpointer
bilik_ticket_feed_get_item (GListModel *model, guint position)
{
  BilikTicketFeed *self = BILIK_TICKET_FEED (model);

  return position < self->tickets->len ? g_object_ref (self->tickets->pdata[position]) : NULL;
}

static void
bilik_ticket_feed_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = bilik_ticket_feed_get_item_type;
  iface->get_n_items = bilik_ticket_feed_get_n_items;
  iface->get_item = bilik_ticket_feed_get_item;
}

/* --- object ------------------------------------------------------------------------- */

static void
bilik_ticket_feed_dispose (GObject *object)
{
  BilikTicketFeed *self = BILIK_TICKET_FEED (object);

  if (self->loading != NULL)
    g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (bilik_ticket_feed_parent_class)->dispose (object);
}

static void
bilik_ticket_feed_finalize (GObject *object)
{
  BilikTicketFeed *self = BILIK_TICKET_FEED (object);

  g_clear_error (&self->error);
  g_free (self->contact_id);
  g_free (self->status);
  g_free (self->query);
  g_free (self->next_cursor);
  g_ptr_array_unref (self->tickets);

  G_OBJECT_CLASS (bilik_ticket_feed_parent_class)->finalize (object);
}

static void
bilik_ticket_feed_class_init (BilikTicketFeedClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = bilik_ticket_feed_dispose;
  object_class->finalize = bilik_ticket_feed_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
}

static void
bilik_ticket_feed_init (BilikTicketFeed *self)
{
  self->tickets = g_ptr_array_new_with_free_func (g_object_unref);
}

static BilikTicketFeed *
bilik_ticket_feed_new (CrmClient *client, const char *contact_id, gboolean is_search)
{
  BilikTicketFeed *self = g_object_new (BILIK_TYPE_TICKET_FEED, NULL);

  self->client = g_object_ref (client);
  self->contact_id = g_strdup (contact_id);
  self->is_search = is_search;
  return self;
}

BilikTicketFeed *
bilik_ticket_feed_new_for_customer (CrmClient *client, const char *contact_id)
{
  return bilik_ticket_feed_new (client, contact_id, FALSE);
}

BilikTicketFeed *
bilik_ticket_feed_new_for_search (CrmClient *client, const char *contact_id)
{
  return bilik_ticket_feed_new (client, contact_id, TRUE);
}

BilikTicketFeedState
bilik_ticket_feed_get_state (BilikTicketFeed *self)
{
  g_return_val_if_fail (BILIK_IS_TICKET_FEED (self), BILIK_TICKET_FEED_LOADING);
  return self->state;
}

const GError *
bilik_ticket_feed_get_error (BilikTicketFeed *self)
{
  g_return_val_if_fail (BILIK_IS_TICKET_FEED (self), NULL);
  return self->error;
}

guint64
bilik_ticket_feed_get_total (BilikTicketFeed *self)
{
  g_return_val_if_fail (BILIK_IS_TICKET_FEED (self), 0);
  return self->total;
}

gboolean
bilik_ticket_feed_get_has_more (BilikTicketFeed *self)
{
  g_return_val_if_fail (BILIK_IS_TICKET_FEED (self), FALSE);
  return self->next_cursor != NULL;
}

gboolean
bilik_ticket_feed_set_filter (BilikTicketFeed *self, const char *status, const char *query)
{
  g_return_val_if_fail (BILIK_IS_TICKET_FEED (self), FALSE);

  if (query != NULL && *query == '\0')
    query = NULL;
  if (g_strcmp0 (self->status, status) == 0 && g_strcmp0 (self->query, query) == 0)
    return FALSE;

  g_free (self->status);
  self->status = g_strdup (status);
  g_free (self->query);
  self->query = g_strdup (query);
  return TRUE;
}

gboolean
bilik_ticket_feed_is_filtered (BilikTicketFeed *self)
{
  g_return_val_if_fail (BILIK_IS_TICKET_FEED (self), FALSE);
  return self->status != NULL || self->query != NULL;
}

void
bilik_ticket_feed_reload (BilikTicketFeed *self,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_return_if_fail (BILIK_IS_TICKET_FEED (self));

  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, bilik_ticket_feed_reload);

  bilik_ticket_feed_begin (self);
  g_task_set_task_data (task, g_object_ref (self->loading), g_object_unref);
  bilik_ticket_feed_set_state (self, BILIK_TICKET_FEED_LOADING, NULL);
  bilik_ticket_feed_request (self, NULL, on_first_page_loaded, task);
}

gboolean
bilik_ticket_feed_reload_finish (BilikTicketFeed *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
bilik_ticket_feed_load_more (BilikTicketFeed *self)
{
  g_return_if_fail (BILIK_IS_TICKET_FEED (self));

  if (self->loading != NULL || self->next_cursor == NULL)
    return;

  bilik_ticket_feed_begin (self);
  NextPage *next = g_new (NextPage, 1);
  next->feed = g_object_ref (self);
  next->cancellable = g_object_ref (self->loading);
  bilik_ticket_feed_set_state (self, BILIK_TICKET_FEED_LOADING, NULL);
  bilik_ticket_feed_request (self, self->next_cursor, on_next_page_loaded, next);
}

CrmTicket *
bilik_ticket_feed_find (BilikTicketFeed *self, const char *ticket_id, guint *out_position)
{
  g_return_val_if_fail (BILIK_IS_TICKET_FEED (self), NULL);

  for (guint i = 0; i < self->tickets->len; i++)
    if (g_strcmp0 (crm_ticket_get_id (self->tickets->pdata[i]), ticket_id) == 0)
      {
        if (out_position != NULL)
          *out_position = i;
        return self->tickets->pdata[i];
      }
  return NULL;
}

void
bilik_ticket_feed_remove (BilikTicketFeed *self, const char *ticket_id)
{
  guint position;

  g_return_if_fail (BILIK_IS_TICKET_FEED (self));

  if (bilik_ticket_feed_find (self, ticket_id, &position) == NULL)
    return;
  g_ptr_array_remove_index (self->tickets, position);
  if (self->total > 0)
    self->total--;
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}
