/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "async-wait.h"

/* A test that waits longer waits in vain. */
#define PATIENCE (20 * G_USEC_PER_SEC)

void
keep_result (GObject *source, GAsyncResult *result, gpointer slot)
{
  *(GAsyncResult **) slot = g_object_ref (result);
}

static gboolean
on_tick (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

void
await_condition (AwaitCondition condition, gpointer data)
{
  gint64 end = g_get_monotonic_time () + PATIENCE;
  guint tick = g_timeout_add (5, on_tick, NULL);

  while (!condition (data))
    {
      g_main_context_iteration (NULL, TRUE);
      if (g_get_monotonic_time () > end)
        g_error ("waited in vain");
    }
  g_source_remove (tick);
}

static gboolean
is_there (gpointer slot)
{
  return *(GAsyncResult **) slot != NULL;
}

GAsyncResult *
await_result (GAsyncResult **slot)
{
  await_condition (is_there, slot);
  return *slot;
}
