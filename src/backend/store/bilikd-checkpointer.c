/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd-store"

#include "bilikd-checkpointer.h"

#include "bilikd-db-private.h"

struct _BilikdCheckpointer
{
  BilikdDb *db;
  GThread *thread;
  GMutex lock;
  GCond changed;
  gboolean is_wanted;
  gboolean is_stopping;
};

static gpointer
run (gpointer data)
{
  BilikdCheckpointer *self = data;

  g_mutex_lock (&self->lock);
  while (!self->is_stopping)
    {
      if (!self->is_wanted)
        {
          g_cond_wait (&self->changed, &self->lock);
          continue;
        }
      self->is_wanted = FALSE;
      g_mutex_unlock (&self->lock);
      bilikd_db_checkpoint (self->db, FALSE);
      g_mutex_lock (&self->lock);
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
  self->is_stopping = TRUE;
  g_cond_signal (&self->changed);
  g_mutex_unlock (&self->lock);
  g_thread_join (self->thread);

  bilikd_db_close (self->db);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
  g_free (self);
}

void
bilikd_checkpointer_wake (BilikdCheckpointer *self)
{
  g_mutex_lock (&self->lock);
  self->is_wanted = TRUE;
  g_cond_signal (&self->changed);
  g_mutex_unlock (&self->lock);
}
