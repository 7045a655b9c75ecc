/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "embed-fixture.h"

#include "crm-embed-surface.h"

#define PATIENCE (30 * G_USEC_PER_SEC)

static gboolean
on_tick (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

gint64
embed_wait_begin (void)
{
  return g_get_monotonic_time () + PATIENCE;
}

void
embed_wait_step (gint64 deadline, const char *what)
{
  guint tick = g_timeout_add (20, on_tick, NULL);

  g_main_context_iteration (NULL, TRUE);
  g_source_remove (tick);
  if (g_get_monotonic_time () > deadline)
    g_error ("Waited in vain at %s", what);
}

static void
on_message (CrmEmbedSurface *surface, const char *origin, const char *text, EmbedFixture *self)
{
  g_autoptr (CrmEmbedMessage) message = NULL;
  CrmEmbedDrop drop = CRM_EMBED_DROP_NONE;
  CrmEmbedAct act = crm_embed_session_receive (self->session, origin, text, -1, &message, &drop);

  self->n_messages++;
  self->dropped[drop]++;
  g_free (self->last_origin);
  self->last_origin = g_strdup (origin);
  g_free (self->last_text);
  self->last_text = g_strdup (text);
  if (drop == CRM_EMBED_DROP_NONE)
    self->n_accepted++;
  if (act == CRM_EMBED_ACT_FINISH)
    self->n_finished++;
  if (act == CRM_EMBED_ACT_SEND_INIT)
    {
      CrmEmbedInit init = { .qontak_customer_id = "42", .locale = "en", .access_token = "secret" };
      g_autofree char *init_text = crm_embed_message_encode_init (&init);

      self->n_inits++;
      crm_embed_surface_post (surface, crm_embed_session_get_origin (self->session), init_text);
    }
  if (act == CRM_EMBED_ACT_RESIZE)
    {
      self->height = message->height;
      crm_embed_surface_set_height (surface, message->height);
    }
}

static void
on_dropped (CrmEmbedSurface *surface, const char *origin, const char *text, int drop, EmbedFixture *self)
{
  self->dropped[drop]++;
}

static void
on_failed (CrmEmbedSurface *surface, int failure, EmbedFixture *self)
{
  self->n_failures++;
  self->failure = (CrmEmbedFailure) failure;
}

void
embed_fixture_set_up (EmbedFixture *self, gconstpointer data)
{
  const char *allowed[2] = { NULL, NULL };

  self->crm = page_server_new ();
  self->evil = page_server_new ();
  page_server_define (self->crm, "evil", page_server_get_origin (self->evil));
  page_server_define (self->evil, "crm", page_server_get_origin (self->crm));
  allowed[0] = page_server_get_origin (self->crm);
  self->allowed = crm_origin_list_new (allowed);

  self->engine = bilik_embed_engine_new ();
  self->view = BILIK_EMBED_VIEW (bilik_embed_view_new (self->engine));
  g_signal_connect (self->view, "message", G_CALLBACK (on_message), self);
  g_signal_connect (self->view, "dropped", G_CALLBACK (on_dropped), self);
  g_signal_connect (self->view, "failed", G_CALLBACK (on_failed), self);
  self->window = GTK_WINDOW (gtk_window_new ());
  gtk_window_set_default_size (self->window, 600, 500);
  gtk_window_set_child (self->window, GTK_WIDGET (self->view));
  gtk_window_present (self->window);
}

void
embed_fixture_tear_down (EmbedFixture *self, gconstpointer data)
{
  gpointer view = self->view;

  g_signal_handlers_disconnect_by_data (self->view, self);
  g_object_add_weak_pointer (G_OBJECT (self->view), &view);
  gtk_window_destroy (self->window);
  embed_wait_until (view == NULL);
  g_object_unref (self->engine);
  g_clear_pointer (&self->session, crm_embed_session_free);
  crm_origin_list_free (self->allowed);
  page_server_free (self->crm);
  page_server_free (self->evil);
  g_free (self->last_origin);
  g_free (self->last_text);
}

static void
forget (EmbedFixture *self)
{
  self->n_messages = self->n_accepted = self->n_finished = self->n_inits = self->n_failures = 0;
  memset (self->dropped, 0, sizeof self->dropped);
  g_clear_pointer (&self->last_origin, g_free);
  g_clear_pointer (&self->last_text, g_free);
}

void
embed_fixture_load (EmbedFixture *self, const char *path)
{
  g_autofree char *url = page_server_dup_url (self->crm, path);
  const char *origin = page_server_get_origin (self->crm);

  forget (self);
  g_clear_pointer (&self->session, crm_embed_session_free);
  self->session = crm_embed_session_new (origin, self->allowed);
  crm_embed_surface_load (CRM_EMBED_SURFACE (self->view), url, origin);
}

void
embed_fixture_run (EmbedFixture *self, const char *script)
{
  page_server_set_script (self->crm, "/page", script);
  embed_fixture_load (self, "/page");
}

WebKitWebView *
embed_fixture_get_web_view (EmbedFixture *self)
{
  return bilik_embed_view_get_web_view (self->view);
}

void
embed_fixture_take_policy_away (EmbedFixture *self)
{
  WebKitWebView *web_view = embed_fixture_get_web_view (self);
  guint signal = g_signal_lookup ("decide-policy", WEBKIT_TYPE_WEB_VIEW);
  gulong handler;

  while ((handler = g_signal_handler_find (web_view, G_SIGNAL_MATCH_ID, signal, 0, NULL, NULL, NULL)) != 0)
    g_signal_handler_disconnect (web_view, handler);
}

void
embed_test_init (int *argc, char ***argv)
{
  /* GLib has read it; WebKit's processes are not to die of a warning of theirs. */
  g_unsetenv ("G_DEBUG");
  gtk_test_init (argc, argv, NULL);
}

void
embed_test_add (const char *path, void (*test) (EmbedFixture *, gconstpointer))
{
  g_test_add (path, EmbedFixture, NULL, embed_fixture_set_up, test, embed_fixture_tear_down);
}
