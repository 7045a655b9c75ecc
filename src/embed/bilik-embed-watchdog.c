/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilik-embed"

#include "bilik-embed-watchdog.h"

#include "bilik-embed-bridge.h"

/* Together, with the time that ending takes, under the six seconds of SEC-11. */
#define PING_INTERVAL_MS 1000
#define PONG_TIMEOUT_MS  3500

struct _BilikEmbedWatchdog
{
  GObject parent_instance;

  WebKitWebView *view; /* weak */
  gboolean is_on;
  guint ping_timer;
  guint pong_timer;
  GCancellable *ping;
};

G_DEFINE_FINAL_TYPE (BilikEmbedWatchdog, bilik_embed_watchdog, G_TYPE_OBJECT)

static void schedule_ping (BilikEmbedWatchdog *self);

static void
rest (BilikEmbedWatchdog *self)
{
  g_clear_handle_id (&self->ping_timer, g_source_remove);
  g_clear_handle_id (&self->pong_timer, g_source_remove);
  g_cancellable_cancel (self->ping);
  g_clear_object (&self->ping);
}

static void
on_pong (GObject *object, GAsyncResult *result, gpointer user_data)
{
  BilikEmbedWatchdog *self;
  g_autoptr (GError) error = NULL;
  g_autoptr (JSCValue) value =
      webkit_web_view_evaluate_javascript_finish (WEBKIT_WEB_VIEW (object), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  /* Any answer shows that the process lives, an error too. */
  self = user_data;
  g_clear_handle_id (&self->pong_timer, g_source_remove);
  g_clear_object (&self->ping);
  schedule_ping (self);
}

static gboolean
on_pong_timeout (gpointer user_data)
{
  g_autoptr (BilikEmbedWatchdog) self = g_object_ref (user_data);

  self->pong_timer = 0;
  g_message ("The form stopped answering and was ended");
  bilik_embed_watchdog_stop (self);
  webkit_web_view_terminate_web_process (self->view);
  return G_SOURCE_REMOVE;
}

static gboolean
on_ping_due (gpointer user_data)
{
  BilikEmbedWatchdog *self = user_data;

  self->ping_timer = 0;
  self->ping = g_cancellable_new ();
  webkit_web_view_evaluate_javascript (self->view, "0", -1, BILIK_EMBED_WORLD, NULL, self->ping, on_pong,
                                       self);
  /* Low: an answer that waits in the loop, because the console itself was busy, comes first. */
  self->pong_timer = g_timeout_add_full (G_PRIORITY_LOW, PONG_TIMEOUT_MS, on_pong_timeout, self, NULL);
  return G_SOURCE_REMOVE;
}

static void
schedule_ping (BilikEmbedWatchdog *self)
{
  if (self->is_on)
    self->ping_timer = g_timeout_add (PING_INTERVAL_MS, on_ping_due, self);
}

/* Not before: a web process that is only starting does not answer either. */
static void
on_load_changed (WebKitWebView *view, WebKitLoadEvent event, BilikEmbedWatchdog *self)
{
  if (!self->is_on || event != WEBKIT_LOAD_COMMITTED)
    return;
  rest (self);
  schedule_ping (self);
}

static void
on_web_process_terminated (WebKitWebView *view,
                           WebKitWebProcessTerminationReason reason,
                           BilikEmbedWatchdog *self)
{
  bilik_embed_watchdog_stop (self);
}

static void
bilik_embed_watchdog_dispose (GObject *object)
{
  BilikEmbedWatchdog *self = BILIK_EMBED_WATCHDOG (object);

  bilik_embed_watchdog_stop (self);
  g_clear_weak_pointer (&self->view);
  G_OBJECT_CLASS (bilik_embed_watchdog_parent_class)->dispose (object);
}

static void
bilik_embed_watchdog_class_init (BilikEmbedWatchdogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bilik_embed_watchdog_dispose;
}

static void
bilik_embed_watchdog_init (BilikEmbedWatchdog *self)
{
}

BilikEmbedWatchdog *
bilik_embed_watchdog_new (WebKitWebView *view)
{
  BilikEmbedWatchdog *self = g_object_new (BILIK_TYPE_EMBED_WATCHDOG, NULL);

  g_set_weak_pointer (&self->view, view);
  g_signal_connect_object (view, "load-changed", G_CALLBACK (on_load_changed), self, 0);
  g_signal_connect_object (view, "web-process-terminated", G_CALLBACK (on_web_process_terminated), self, 0);
  return self;
}

void
bilik_embed_watchdog_start (BilikEmbedWatchdog *self)
{
  self->is_on = TRUE;
}

void
bilik_embed_watchdog_stop (BilikEmbedWatchdog *self)
{
  self->is_on = FALSE;
  rest (self);
}
