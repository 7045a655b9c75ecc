/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd-store"

#include "bilikd-checkpointer.h"

#include "bilikd-db-private.h"

typedef enum {
  STATE_IDLE,
  STATE_WANTED,
  STATE_DONE,
  STATE_STOPPING,
} State;

struct _BilikdCheckpointer
{
  BilikdDb *db;
  GThread *thread;
  GMutex lock;
  GCond changed;
  State state;
};

static gpointer
run (gpointer data)
{
  BilikdCheckpointer *self = data;

  g_mutex_lock (&self->lock);
  while (self->state != STATE_STOPPING)
    {
      if (self->state != STATE_WANTED)
        {
          g_cond_wait (&self->changed, &self->lock);
          continue;
        }
      g_mutex_unlock (&self->lock);
      bilikd_db_checkpoint (self->db, FALSE);
      g_mutex_lock (&self->lock);
      if (self->state == STATE_WANTED)
        self->state = STATE_DONE;
    }
  g_mutex_unlock (&self->lock);
  return NULL;
}

BilikdCheckpointer *
bilikd_checkpointer_new (const char *path, GError **error)
{
  BilikdDb *db = bilikd_db_connect (path, error);
  BilikdCheckpointer *self;

  if (db == NULL)
    return NULL;
  self = g_new0 (BilikdCheckpointer, 1);
  self->db = db;
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->thread = g_thread_new ("checkpoint", run, self);
  return self;
}

void
bilikd_checkpointer_free (BilikdCheckpointer *self)
{
  g_mutex_lock (&self->lock);
  self->state = STATE_STOPPING;
  g_cond_signal (&self->changed);
  g_mutex_unlock (&self->lock);
  g_thread_join (self->thread);

  bilikd_db_close (self->db);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
  g_free (self);
}

gboolean
bilikd_checkpointer_ask (BilikdCheckpointer *self)
{
  gboolean is_done;

  g_mutex_lock (&self->lock);
  is_done = self->state == STATE_DONE;
  self->state = is_done ? STATE_IDLE : STATE_WANTED;
  g_cond_signal (&self->changed);
  g_mutex_unlock (&self->lock);
  return is_done;
}
