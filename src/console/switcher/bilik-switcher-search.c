/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilik-switcher"

#include "bilik-switcher-search.h"

#include "bilik-ticket-words.h"

#define HITS_PER_KIND 5

struct _BilikSwitcherSearch
{
  GObject parent_instance;

  BilikSession *session;
  GCancellable *cancellable; /* of the query under way */
  guint n_waiting;
  GPtrArray *hits[CRM_N_LINK_VERBS];
  GError *error;
};

G_DEFINE_FINAL_TYPE (BilikSwitcherSearch, bilik_switcher_search, G_TYPE_OBJECT)

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
hit_free (gpointer data)
{
  BilikSwitcherHit *self = data;

  g_free (self->id);
  g_free (self->title);
  g_free (self->subtitle);
  g_free (self);
}

static void
add_hit (BilikSwitcherSearch *self, CrmLinkVerb verb, const char *id, const char *title, char *subtitle)
{
  BilikSwitcherHit *hit = g_new0 (BilikSwitcherHit, 1);

  hit->verb = verb;
  hit->id = g_strdup (id);
  hit->title = g_strdup (title);
  hit->subtitle = subtitle;
  g_ptr_array_add (self->hits[verb], hit);
}

/* --- what each kind says of itself ---------------------------------------- */

/* @b: (nullable) */
static char *
join (const char *a, const char *b)
{
  if (b == NULL || *b == '\0')
    return g_strdup (a);
  return a == NULL || *a == '\0' ? g_strdup (b) : g_strconcat (a, " · ", b, NULL);
}

static void
add_customer (BilikSwitcherSearch *self, gpointer item)
{
  add_hit (self, CRM_LINK_CUSTOMER, crm_customer_get_id (item), crm_customer_get_name (item),
           join (crm_customer_get_phone (item), crm_customer_get_email (item)));
}

static void
add_room (BilikSwitcherSearch *self, gpointer item)
{
  add_hit (self, CRM_LINK_ROOM, crm_room_get_id (item), crm_room_get_title (item),
           join (crm_room_get_assignee_name (item), crm_room_get_last_message (item)));
}

static void
add_ticket (BilikSwitcherSearch *self, gpointer item)
{
  g_autofree char *number_and_status =
      join (crm_ticket_get_slug (item), bilik_ticket_words_status (crm_ticket_get_status (item)));

  /* Many tickets have the same title: whose it is tells them apart. */
  add_hit (self, CRM_LINK_TICKET, crm_ticket_get_id (item), crm_ticket_get_name (item),
           join (number_and_status, crm_ticket_get_customer_names (item)[0]));
}

static void
add_deal (BilikSwitcherSearch *self, gpointer item)
{
  add_hit (self, CRM_LINK_DEAL, crm_deal_get_id (item), crm_deal_get_name (item),
           join (crm_deal_get_slug (item), crm_deal_get_stage_name (item)));
}

/* --- asking --------------------------------------------------------------- */

typedef struct
{
  CrmPermission permission;
  CrmPage *(*finish) (CrmClient *client, GAsyncResult *result, GError **error);
  void (*add) (BilikSwitcherSearch *self, gpointer item);
} Kind;

static const Kind KINDS[CRM_N_LINK_VERBS] = {
  [CRM_LINK_CUSTOMER] = { CRM_PERMISSION_CUSTOMERS_VIEW, crm_client_list_customers_finish, add_customer },
  [CRM_LINK_ROOM] = { CRM_PERMISSION_ROOMS_VIEW, crm_client_list_rooms_finish, add_room },
  [CRM_LINK_TICKET] = { CRM_PERMISSION_TICKETS_VIEW, crm_client_search_tickets_finish, add_ticket },
  [CRM_LINK_DEAL] = { CRM_PERMISSION_DEALS_VIEW, crm_client_search_deals_finish, add_deal },
};

/* One request of one query. */
typedef struct
{
  BilikSwitcherSearch *search;
  CrmLinkVerb verb;
  GCancellable *cancellable;
} Ask;

static void
ask_free (Ask *self)
{
  g_object_unref (self->search);
  g_object_unref (self->cancellable);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Ask, ask_free)

static void
on_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Ask) ask = user_data;
  BilikSwitcherSearch *self = ask->search;
  g_autoptr (GError) error = NULL;
  g_autoptr (CrmPage) page = KINDS[ask->verb].finish (CRM_CLIENT (source), result, &error);

  if (ask->cancellable != self->cancellable)
    return; /* of an older query */
  self->n_waiting--;
  for (guint i = 0; page != NULL && i < MIN (page->items->len, HITS_PER_KIND); i++)
    KINDS[ask->verb].add (self, page->items->pdata[i]);
  if (error != NULL && self->error == NULL)
    self->error = g_steal_pointer (&error);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
send (BilikSwitcherSearch *self, CrmLinkVerb verb, const char *query)
{
  CrmClient *client = bilik_session_get_client (self->session);
  Ask *ask = g_new0 (Ask, 1);

  ask->search = g_object_ref (self);
  ask->verb = verb;
  ask->cancellable = g_object_ref (self->cancellable);
  self->n_waiting++;
  switch (verb)
    {
    case CRM_LINK_CUSTOMER:
      crm_client_list_customers (client, query, 0, HITS_PER_KIND, self->cancellable, on_answered, ask);
      break;
    case CRM_LINK_ROOM:
      crm_client_list_rooms (client, &(CrmRoomSearch){ .query = query }, NULL, HITS_PER_KIND,
                             self->cancellable, on_answered, ask);
      break;
    case CRM_LINK_TICKET:
      crm_client_search_tickets (client, query, NULL, NULL, self->cancellable, on_answered, ask);
      break;
    case CRM_LINK_DEAL:
    case CRM_N_LINK_VERBS:
    default:
      crm_client_search_deals (client, query, NULL, self->cancellable, on_answered, ask);
    }
}

void
bilik_switcher_search_stop (BilikSwitcherSearch *self)
{
  g_return_if_fail (BILIK_IS_SWITCHER_SEARCH (self));

  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  self->n_waiting = 0;
  g_clear_error (&self->error);
  for (int verb = 0; verb < CRM_N_LINK_VERBS; verb++)
    g_ptr_array_set_size (self->hits[verb], 0);
}

void
bilik_switcher_search_run (BilikSwitcherSearch *self, const char *query)
{
  g_return_if_fail (BILIK_IS_SWITCHER_SEARCH (self));

  CrmPermissions permissions = crm_profile_get_permissions (bilik_session_get_profile (self->session));

  bilik_switcher_search_stop (self);
  for (int verb = 0; verb < CRM_N_LINK_VERBS; verb++)
    if (CRM_HAS (permissions, KINDS[verb].permission))
      send (self, (CrmLinkVerb) verb, query);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* --- the object ----------------------------------------------------------- */

static void
bilik_switcher_search_dispose (GObject *object)
{
  BilikSwitcherSearch *self = BILIK_SWITCHER_SEARCH (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (bilik_switcher_search_parent_class)->dispose (object);
}

static void
bilik_switcher_search_finalize (GObject *object)
{
  BilikSwitcherSearch *self = BILIK_SWITCHER_SEARCH (object);

  g_object_unref (self->cancellable);
  g_clear_error (&self->error);
  for (int verb = 0; verb < CRM_N_LINK_VERBS; verb++)
    g_ptr_array_unref (self->hits[verb]);

  G_OBJECT_CLASS (bilik_switcher_search_parent_class)->finalize (object);
}

static void
bilik_switcher_search_class_init (BilikSwitcherSearchClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bilik_switcher_search_dispose;
  G_OBJECT_CLASS (klass)->finalize = bilik_switcher_search_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
bilik_switcher_search_init (BilikSwitcherSearch *self)
{
  self->cancellable = g_cancellable_new ();
  for (int verb = 0; verb < CRM_N_LINK_VERBS; verb++)
    self->hits[verb] = g_ptr_array_new_with_free_func (hit_free);
}

BilikSwitcherSearch *
bilik_switcher_search_new (BilikSession *session)
{
  g_return_val_if_fail (BILIK_IS_SESSION (session), NULL);

  BilikSwitcherSearch *self = g_object_new (BILIK_TYPE_SWITCHER_SEARCH, NULL);
  self->session = g_object_ref (session);
  return self;
}

gboolean
bilik_switcher_search_is_busy (BilikSwitcherSearch *self)
{
  g_return_val_if_fail (BILIK_IS_SWITCHER_SEARCH (self), FALSE);
  return self->n_waiting > 0;
}

const GError *
bilik_switcher_search_get_error (BilikSwitcherSearch *self)
{
  g_return_val_if_fail (BILIK_IS_SWITCHER_SEARCH (self), NULL);
  return self->error;
}

GPtrArray *
bilik_switcher_search_get_hits (BilikSwitcherSearch *self, CrmLinkVerb verb)
{
  g_return_val_if_fail (BILIK_IS_SWITCHER_SEARCH (self), NULL);
  g_return_val_if_fail (verb < CRM_N_LINK_VERBS, NULL);
  return self->hits[verb];
}
