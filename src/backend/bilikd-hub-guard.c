/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd"

#include "bilikd-hub-guard.h"

#include "bilikd-accounts.h"
#include "bilikd-hub-socket.h"
#include "bilikd-role.h"
#include "crm-event.h"
#include "crm-time.h"

#define N_TURNS 3 /* calls, one a second, until everybody was asked about */

/* One socket as it was when asked about. */
typedef struct
{
  guint64 id;
  gint64 organization_id;
  gint64 agent_id;
  char *session_id;
  CrmPermissions permissions; /* the answer; none: its session is over */
} Question;

struct _BilikdHubGuard
{
  BilikdServices *services;
  GHashTable *sockets;
  GArray *questions; /* NULL: none on its way */
  guint64 turn;
};

static void
question_clear (gpointer data)
{
  g_free (((Question *) data)->session_id);
}

/* A database that fails is no reason to send anybody away. */
static gboolean
answer (BilikdDb *db, Question *question, gint64 now, GError **error)
{
  g_auto (BilikdAccount) account = { 0 };
  g_autoptr (GError) local_error = NULL;
  const BilikdRole *role;

  if (bilikd_account_load (db, question->organization_id, question->agent_id, question->session_id, now,
                           &account, &local_error))
    {
      role = bilikd_role_find (account.role);
      question->permissions = role != NULL ? role->permissions : 0;
      return TRUE;
    }
  if (g_error_matches (local_error, CRM_ERROR, CRM_ERROR_UNAUTHENTICATED))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

static gboolean
answer_all (BilikdDb *db, gpointer data, GError **error)
{
  BilikdHubGuard *self = data;
  gint64 now = crm_time_now ();

  for (guint i = 0; i < self->questions->len; i++)
    {
      if (!answer (db, &g_array_index (self->questions, Question, i), now, error))
        return FALSE;
    }
  return TRUE;
}

static void
on_answered (gpointer data, const GError *error)
{
  BilikdHubGuard *self = data;

  for (guint i = 0; error == NULL && i < self->questions->len; i++)
    {
      const Question *question = &g_array_index (self->questions, Question, i);
      BilikdHubSocket *socket = g_hash_table_lookup (self->sockets, &question->id);

      if (socket == NULL)
        continue;
      socket->permissions = question->permissions;
      if (!CRM_HAS (question->permissions, CRM_PERMISSION_ROOMS_VIEW))
        bilikd_hub_socket_close (socket, CRM_STREAM_CLOSE_SESSION_ENDED);
    }
  g_clear_pointer (&self->questions, g_array_unref);
}

BilikdHubGuard *
bilikd_hub_guard_new (BilikdServices *services)
{
  BilikdHubGuard *self = g_new0 (BilikdHubGuard, 1);

  self->services = services;
  return self;
}

void
bilikd_hub_guard_free (BilikdHubGuard *self)
{
  g_clear_pointer (&self->questions, g_array_unref);
  g_free (self);
}

static void
ask (BilikdHubGuard *self, const BilikdHubSocket *socket)
{
  Question question = { socket->id, socket->organization_id, socket->agent_id, g_strdup (socket->session_id),
                        0 };

  g_array_append_val (self->questions, question);
}

void
bilikd_hub_guard_check (BilikdHubGuard *self, GHashTable *sockets)
{
  GHashTableIter iterator;
  gpointer value;

  if (self->questions != NULL || g_hash_table_size (sockets) == 0)
    return;
  self->sockets = sockets;
  self->turn = (self->turn + 1) % N_TURNS;
  self->questions = g_array_new (FALSE, FALSE, sizeof (Question));
  g_array_set_clear_func (self->questions, question_clear);
  g_hash_table_iter_init (&iterator, sockets);
  while (g_hash_table_iter_next (&iterator, NULL, &value))
    {
      const BilikdHubSocket *socket = value;

      if (socket->id % N_TURNS == self->turn)
        ask (self, socket);
    }
  bilikd_store_read (self->services->store, answer_all, on_answered, self);
}
