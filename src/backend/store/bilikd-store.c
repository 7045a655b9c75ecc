/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd-store"

#include "bilikd-store.h"

#include "bilikd-checkpointer.h"
#include "bilikd-db-private.h"
#include "crm-error.h"

#define MAX_BATCH       64   /* jobs a transaction */
#define MAX_WAITING     8192 /* jobs a queue; beyond it the answer is 503 at once */
#define MAX_WAIT        (5 * G_USEC_PER_SEC)
#define LOCK_PATIENCE   100  /* ms; between two tries the jobs that waited too long are let go (REL-14) */
#define CHECKPOINT_AT   4000 /* pages of the log */
#define MAX_LOG         (16 * 1024) /* pages of the log: 64 MiB; then commits wait for readers to leave it */
#define READER_PATIENCE 1000        /* ms */

/* When the search takes in what was written: with each small batch, else after so many jobs (more at once would hold up
 * the next commit for long) or after this time. */
#define SMALL_BATCH   4
#define MAX_UNINDEXED 512
#define INDEX_PAUSE   (100 * 1000)

/* A job on its way: queued, run, then handed back to the main context. */
typedef struct
{
  BilikdJob run; /* NULL: the thread ends */
  BilikdJobDone done;
  gpointer data;
  gint64 queued_at;
  GError *error;
} Job;

struct _BilikdStore
{
  GMainContext *context;
  GAsyncQueue *writes;
  GAsyncQueue *reads;
  BilikdDb *writer_db;
  GPtrArray *reader_dbs;
  GThread *writer;
  GPtrArray *readers;
  BilikdCheckpointer *checkpointer;
  guint checkpoint_at; /* pages of the log */
  guint n_unindexed;   /* committed jobs whose words the search does not know yet */
  gint64 indexed_at;
};

typedef struct
{
  BilikdStore *store;
  BilikdDb *db;
} Reader;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_clear_error (&job->error);
  g_free (job);
}

/* --- handing back ------------------------------------------------------------- */

static gboolean
on_batch_returned (gpointer data)
{
  GPtrArray *batch = data;

  for (guint i = 0; i < batch->len; i++)
    {
      Job *job = g_ptr_array_index (batch, i);

      if (job->done != NULL)
        job->done (job->data, job->error);
    }
  return G_SOURCE_REMOVE;
}

/* g_main_context_invoke() would run the callbacks here if nobody owns the context at this moment. */
static void
hand_back (BilikdStore *self, GPtrArray *batch)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, on_batch_returned, batch, (GDestroyNotify) g_ptr_array_unref);
  g_source_attach (source, self->context);
}

static GPtrArray *
new_batch (void)
{
  return g_ptr_array_new_with_free_func (job_free);
}

static void
expire (Job *job)
{
  if (job->error == NULL && g_get_monotonic_time () - job->queued_at >= MAX_WAIT)
    g_set_error_literal (&job->error, CRM_ERROR, CRM_ERROR_UNAVAILABLE, "The database is busy.");
}

static void
fail_all (GPtrArray *batch, const GError *error)
{
  for (guint i = 0; i < batch->len; i++)
    {
      Job *job = g_ptr_array_index (batch, i);

      if (job->error == NULL)
        job->error = g_error_copy (error);
    }
}

static gboolean
is_failed (GPtrArray *batch)
{
  for (guint i = 0; i < batch->len; i++)
    {
      if (((Job *) g_ptr_array_index (batch, i))->error == NULL)
        return FALSE;
    }
  return TRUE;
}

/* --- the writer --------------------------------------------------------------- */

static Job *
wait_for_job (BilikdStore *self)
{
  if (self->n_unindexed > 0)
    return g_async_queue_timeout_pop (self->writes, INDEX_PAUSE);
  return g_async_queue_pop (self->writes);
}

/* Waits for one job, then takes what else is there: a single create is never delayed to fill a batch. Comes back with
 * nothing when it is time for the search index. */
static GPtrArray *
take_batch (BilikdStore *self, gboolean *is_last)
{
  GPtrArray *batch = new_batch ();
  Job *job = wait_for_job (self);

  while (job != NULL)
    {
      if (job->run == NULL)
        {
          *is_last = TRUE;
          job_free (job);
          break;
        }
      g_ptr_array_add (batch, job);
      job = batch->len < MAX_BATCH ? g_async_queue_try_pop (self->writes) : NULL;
    }
  return batch;
}

/* Another process may hold the lock for long; no job waits for it longer than MAX_WAIT. */
static gboolean
begin (BilikdStore *self, GPtrArray *batch)
{
  while (TRUE)
    {
      g_autoptr (GError) error = NULL;

      if (bilikd_db_begin_write (self->writer_db, &error))
        return TRUE;
      for (guint i = 0; i < batch->len; i++)
        expire (g_ptr_array_index (batch, i));
      if (!g_error_matches (error, CRM_ERROR, CRM_ERROR_UNAVAILABLE))
        fail_all (batch, error);
      if (is_failed (batch))
        return FALSE;
      /* A busy lock has waited LOCK_PATIENCE already, an I/O error has not. */
      g_usleep (1000);
    }
}

static gboolean
run_job (BilikdDb *db, Job *job)
{
  if (job->run (db, job->data, &job->error))
    return TRUE;
  if (job->error == NULL)
    g_set_error_literal (&job->error, CRM_ERROR, CRM_ERROR_INTERNAL, "A job failed without saying why.");
  return FALSE;
}

static void
run_in_savepoint (BilikdDb *db, Job *job)
{
  expire (job);
  if (job->error != NULL || !bilikd_db_save (db, &job->error))
    return;
  if (!run_job (db, job) || !bilikd_db_release (db, &job->error))
    bilikd_db_undo (db);
}

/* Taking words into the search is dear for each transaction, and cheap for each word. So what a crowd writes is taken in
 * for many transactions together; who comes alone finds at once what he wrote. */
static gboolean
is_index_due (BilikdStore *self, GPtrArray *batch)
{
  return batch->len <= SMALL_BATCH || self->n_unindexed + batch->len >= MAX_UNINDEXED ||
         g_get_monotonic_time () - self->indexed_at >= INDEX_PAUSE;
}

static void
note_index (BilikdStore *self, GPtrArray *batch)
{
  if (self->writer_db->defers_index)
    {
      self->n_unindexed += batch->len;
      return;
    }
  self->n_unindexed = 0;
  self->indexed_at = g_get_monotonic_time ();
}

static void
commit (BilikdStore *self, GPtrArray *batch)
{
  g_autoptr (GError) error = NULL;

  self->writer_db->defers_index = !is_index_due (self, batch);
  /* A full disk makes SQLite roll back the whole transaction, the good jobs of the batch with it. */
  if (!bilikd_db_in_transaction (self->writer_db))
    g_set_error_literal (&error, CRM_ERROR, CRM_ERROR_UNAVAILABLE, "The database could not write.");
  else if (bilikd_db_commit (self->writer_db, &error))
    {
      note_index (self, batch);
      return;
    }
  bilikd_db_rollback (self->writer_db);
  fail_all (batch, error);
}

static void
run_batch (BilikdStore *self, GPtrArray *batch)
{
  if (!begin (self, batch))
    return;
  for (guint i = 0; i < batch->len && bilikd_db_in_transaction (self->writer_db); i++)
    run_in_savepoint (self->writer_db, g_ptr_array_index (batch, i));
  commit (self, batch);
}

/* The log begins anew, and stays small, when all of it is in the database and no reader looks into it: the other thread
 * does nearly all of that, the writer what was committed meanwhile. If a reader did look, the log grows until the next
 * try. */
static void
tend_log (BilikdStore *self)
{
  guint n_pages = self->writer_db->wal_pages;

  if (n_pages < CHECKPOINT_AT)
    self->checkpoint_at = CHECKPOINT_AT;
  if (n_pages < self->checkpoint_at)
    return;
  if (n_pages >= MAX_LOG)
    bilikd_db_checkpoint (self->writer_db, TRUE);
  else if (bilikd_checkpointer_ask (self->checkpointer))
    bilikd_db_checkpoint (self->writer_db, FALSE);
  else
    return;
  self->checkpoint_at = n_pages + CHECKPOINT_AT;
}

static gpointer
run_writer (gpointer data)
{
  BilikdStore *self = data;
  gboolean is_last = FALSE;

  while (!is_last)
    {
      GPtrArray *batch = take_batch (self, &is_last);

      if (batch->len > 0 || self->n_unindexed > 0)
        run_batch (self, batch);
      hand_back (self, batch);
      tend_log (self);
    }
  return NULL;
}

/* --- a reader ----------------------------------------------------------------- */

static void
run_in_snapshot (BilikdDb *db, Job *job)
{
  expire (job);
  if (job->error != NULL || !bilikd_db_begin_read (db, &job->error))
    return;
  if (run_job (db, job) && db->has_lost_text)
    g_set_error_literal (&job->error, CRM_ERROR, CRM_ERROR_UNAVAILABLE, "The database could not read.");
  db->has_lost_text = FALSE;
  bilikd_db_rollback (db);
}

static gpointer
run_reader (gpointer data)
{
  g_autofree Reader *self = data;
  Job *job;

  while ((job = g_async_queue_pop (self->store->reads))->run != NULL)
    {
      GPtrArray *batch = new_batch ();

      run_in_snapshot (self->db, job);
      g_ptr_array_add (batch, job);
      hand_back (self->store, batch);
    }
  job_free (job);
  return NULL;
}

/* --- public ------------------------------------------------------------------- */

static void
push (BilikdStore *self, GAsyncQueue *queue, BilikdJob run, BilikdJobDone done, gpointer data)
{
  Job *job = g_new0 (Job, 1);

  job->run = run;
  job->done = done;
  job->data = data;
  job->queued_at = g_get_monotonic_time ();
  if (run == NULL || g_async_queue_length (queue) < MAX_WAITING)
    {
      g_async_queue_push (queue, job);
    }
  else
    {
      GPtrArray *batch = new_batch ();

      g_set_error_literal (&job->error, CRM_ERROR, CRM_ERROR_UNAVAILABLE, "The database is busy.");
      g_ptr_array_add (batch, job);
      hand_back (self, batch);
    }
}

void
bilikd_store_read (BilikdStore *self, BilikdJob job, BilikdJobDone done, gpointer data)
{
  g_return_if_fail (job != NULL);

  push (self, self->reads, job, done, data);
}

void
bilikd_store_write (BilikdStore *self, BilikdJob job, BilikdJobDone done, gpointer data)
{
  g_return_if_fail (job != NULL);

  push (self, self->writes, job, done, data);
}

static gboolean
connect_readers (BilikdStore *self, const char *path, guint n_readers, GError **error)
{
  for (guint i = 0; i < n_readers; i++)
    {
      BilikdDb *db = bilikd_db_connect (path, error);

      if (db == NULL)
        return FALSE;
      bilikd_db_set_patience (db, READER_PATIENCE);
      g_ptr_array_add (self->reader_dbs, db);
    }
  return TRUE;
}

static void
start_threads (BilikdStore *self)
{
  self->writer = g_thread_new ("writer", run_writer, self);
  for (guint i = 0; i < self->reader_dbs->len; i++)
    {
      Reader *reader = g_new0 (Reader, 1);

      reader->store = self;
      reader->db = g_ptr_array_index (self->reader_dbs, i);
      g_ptr_array_add (self->readers, g_thread_new ("reader", run_reader, reader));
    }
}

BilikdStore *
bilikd_store_open (const char *path, guint n_readers, GError **error)
{
  g_autoptr (BilikdStore) self = g_new0 (BilikdStore, 1);

  g_return_val_if_fail (n_readers > 0, NULL);

  self->context = g_main_context_ref_thread_default ();
  self->writes = g_async_queue_new ();
  self->reads = g_async_queue_new ();
  self->readers = g_ptr_array_new ();
  self->reader_dbs = g_ptr_array_new_with_free_func ((GDestroyNotify) bilikd_db_close);
  self->n_unindexed = 1; /* an earlier process may have left some */

  self->writer_db = bilikd_db_open (path, error);
  if (self->writer_db == NULL || !connect_readers (self, path, n_readers, error))
    return NULL;
  bilikd_db_set_patience (self->writer_db, LOCK_PATIENCE);
  bilikd_db_watch_wal (self->writer_db);
  self->checkpointer = bilikd_checkpointer_new (path, error);
  if (self->checkpointer == NULL)
    return NULL;
  start_threads (self);
  return g_steal_pointer (&self);
}

void
bilikd_store_close (BilikdStore *self)
{
  if (self->writer != NULL)
    {
      push (self, self->writes, NULL, NULL, NULL);
      g_thread_join (self->writer);
    }
  for (guint i = 0; i < self->readers->len; i++)
    push (self, self->reads, NULL, NULL, NULL);
  for (guint i = 0; i < self->readers->len; i++)
    g_thread_join (g_ptr_array_index (self->readers, i));

  g_clear_pointer (&self->checkpointer, bilikd_checkpointer_free);
  g_clear_pointer (&self->reader_dbs, g_ptr_array_unref);
  g_clear_pointer (&self->writer_db, bilikd_db_close);
  g_ptr_array_unref (self->readers);
  g_async_queue_unref (self->reads);
  g_async_queue_unref (self->writes);
  g_main_context_unref (self->context);
  g_free (self);
}
