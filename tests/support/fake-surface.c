/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fake-workspace-private.h"

struct _FakeSurface
{
  GObject parent_instance;

  FakeJournal *journal;
  char *url;
  char *post;
  char *post_origin;
  gboolean is_loaded;
  guint height;
  guint n_posts;
};

static void
load (CrmEmbedSurface *surface, const char *url, const char *origin)
{
  FakeSurface *self = FAKE_SURFACE (surface);

  g_free (self->url);
  self->url = g_strdup (url);
  self->is_loaded = TRUE;
  fake_journal_add (self->journal, "load");
}

static void
post (CrmEmbedSurface *surface, const char *origin, const char *text)
{
  FakeSurface *self = FAKE_SURFACE (surface);

  g_assert_true (self->is_loaded);
  g_free (self->post);
  g_free (self->post_origin);
  self->post = g_strdup (text);
  self->post_origin = g_strdup (origin);
  self->n_posts++;
  fake_journal_add (self->journal, "post %s", strstr (text, "EMBED_INIT") ? "init" : "close-request");
}

static void
set_height (CrmEmbedSurface *surface, guint height)
{
  FAKE_SURFACE (surface)->height = height;
}

static void
unload (CrmEmbedSurface *surface)
{
  FakeSurface *self = FAKE_SURFACE (surface);

  self->is_loaded = FALSE;
  fake_journal_add (self->journal, "unload");
}

static void
init_surface_interface (CrmEmbedSurfaceInterface *iface)
{
  iface->load = load;
  iface->post = post;
  iface->set_height = set_height;
  iface->unload = unload;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (FakeSurface,
                               fake_surface,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CRM_TYPE_EMBED_SURFACE, init_surface_interface))

static void
fake_surface_finalize (GObject *object)
{
  FakeSurface *self = FAKE_SURFACE (object);

  g_free (self->url);
  g_free (self->post);
  g_free (self->post_origin);
  g_rc_box_release_full (self->journal, fake_journal_clear);
  G_OBJECT_CLASS (fake_surface_parent_class)->finalize (object);
}

static void
fake_surface_class_init (FakeSurfaceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fake_surface_finalize;
}

static void
fake_surface_init (FakeSurface *self)
{
}

FakeSurface *
fake_surface_new (FakeJournal *journal)
{
  FakeSurface *self = g_object_new (FAKE_TYPE_SURFACE, NULL);

  self->journal = g_rc_box_acquire (journal);
  return self;
}

const char *
fake_surface_get_url (FakeSurface *self)
{
  return self->url;
}

gboolean
fake_surface_is_loaded (FakeSurface *self)
{
  return self->is_loaded;
}

guint
fake_surface_get_height (FakeSurface *self)
{
  return self->height;
}

guint
fake_surface_get_n_posts (FakeSurface *self)
{
  return self->n_posts;
}

const char *
fake_surface_get_post (FakeSurface *self)
{
  return self->post;
}

const char *
fake_surface_get_post_origin (FakeSurface *self)
{
  return self->post_origin;
}

void
fake_surface_say (FakeSurface *self, const char *origin, const char *type, const char *fields)
{
  g_autofree char *text =
      g_strdup_printf ("{\"type\":\"%s\",\"version\":1%s}", type, fields != NULL ? fields : "");

  crm_embed_surface_emit_message (CRM_EMBED_SURFACE (self), origin, text);
}
