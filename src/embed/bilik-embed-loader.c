/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilik-embed"

#include "bilik-embed-loader.h"

#include "bilik-config.h"
#include "bilik-embed-memory.h"
#include "bilik-embed-module.h"
#include "bilik-embed-sandbox.h"

#include <gmodule.h>

#define BUILD_TREE_PATH "../embed"
/* The engine's threads and processes take their time to end. */
#define GIVE_BACK_AFTER 3

struct _BilikEmbedLoader
{
  GObject parent_instance;

  GCancellable *cancellable;
  gboolean is_probing;
  gboolean is_probed;
  GError *probe_error; /* why there is no sandbox */

  const BilikEmbedModule *module; /* never closed: WebKit can't be */
  char *version;
  GObject *engine;
  GtkWidget *spare;   /* blank, in no window */
  GPtrArray *lent;    /* in the console's windows */
  guint idle_timeout; /* seconds */
  guint idle_timer;
  guint take_back_idle;
  guint n_libraries; /* without the module's */
  guint give_back_timer;
};

enum {
  PROP_0,
  PROP_IDLE_TIMEOUT,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (BilikEmbedLoader, bilik_embed_loader, G_TYPE_OBJECT)

/* --- the module ------------------------------------------------------------------------------------- */

/* Returns: (transfer full) (nullable): the module beside a program of the build tree */
static char *
find_in_build_tree (void)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = program != NULL ? g_path_get_dirname (program) : NULL;
  g_autofree char *path =
      folder != NULL ? g_build_filename (folder, BUILD_TREE_PATH, BILIK_EMBED_MODULE_FILE, NULL) : NULL;

  return path != NULL && g_file_test (path, G_FILE_TEST_EXISTS) ? g_steal_pointer (&path) : NULL;
}

static char *
find_module (void)
{
  const char *given = g_getenv ("BILIK_EMBED_MODULE");
  char *built = NULL;

  if (given != NULL)
    return g_strdup (given);
  built = find_in_build_tree ();
  return built != NULL ? built : g_build_filename (BILIK_PKGLIBDIR, BILIK_EMBED_MODULE_FILE, NULL);
}

static gboolean
open_module (BilikEmbedLoader *self, GError **error)
{
  g_autofree char *path = NULL;
  const BilikEmbedModule *table = NULL;
  GModule *module;

  if (self->module != NULL)
    return TRUE;

  /* The module finds the interface by its name. */
  g_type_ensure (CRM_TYPE_EMBED_SURFACE);
  path = find_module ();
  self->n_libraries = bilik_embed_memory_count_libraries ();
  module = g_module_open_full (path, G_MODULE_BIND_LAZY | G_MODULE_BIND_LOCAL, error);
  if (module == NULL)
    return FALSE;
  g_module_make_resident (module);
  if (!g_module_symbol (module, BILIK_EMBED_MODULE_SYMBOL, (gpointer *) &table) ||
      table->abi != BILIK_EMBED_MODULE_ABI)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "%s does not belong to this program", path);
      return FALSE;
    }
  self->module = table;
  self->version = table->dup_version ();
  return TRUE;
}

/* --- the sandbox ------------------------------------------------------------------------------------ */

static gboolean
check_sandbox (BilikEmbedLoader *self, GError **error)
{
  if (!self->is_probed)
    {
      self->is_probed = TRUE;
      bilik_embed_sandbox_probe (&self->probe_error);
    }
  if (self->probe_error == NULL)
    return TRUE;
  g_propagate_error (error, g_error_copy (self->probe_error));
  return FALSE;
}

/* --- views ------------------------------------------------------------------------------------------ */

/* Returns: (transfer full) (nullable) */
static GtkWidget *
create_view (BilikEmbedLoader *self, GError **error)
{
  if (!check_sandbox (self, error) || !open_module (self, error))
    return NULL;
  g_clear_handle_id (&self->give_back_timer, g_source_remove);
  if (self->engine == NULL)
    self->engine = self->module->create_engine ();
  return g_object_ref_sink (self->module->create_view (self->engine));
}

static gboolean
on_give_back (gpointer user_data)
{
  BilikEmbedLoader *self = user_data;

  self->give_back_timer = 0;
  bilik_embed_memory_give_back (self->n_libraries);
  return G_SOURCE_REMOVE;
}

/* View, then session and context: in this order WebKit gives its memory back. */
static gboolean
on_idle_too_long (gpointer user_data)
{
  BilikEmbedLoader *self = user_data;

  self->idle_timer = 0;
  g_clear_object (&self->spare);
  if (self->lent->len == 0)
    {
      g_clear_object (&self->engine);
      self->give_back_timer = g_timeout_add_seconds (GIVE_BACK_AFTER, on_give_back, self);
    }
  return G_SOURCE_REMOVE;
}

static void
keep_spare (BilikEmbedLoader *self, GtkWidget *view)
{
  g_set_object (&self->spare, view);
  g_clear_handle_id (&self->idle_timer, g_source_remove);
  self->idle_timer = g_timeout_add_seconds (self->idle_timeout, on_idle_too_long, self);
}

static void on_view_parent_changed (GtkWidget *view, GParamSpec *pspec, BilikEmbedLoader *self);

/* What is in no window any more comes back blank; one such view is enough. */
static gboolean
on_take_back (gpointer user_data)
{
  BilikEmbedLoader *self = user_data;

  self->take_back_idle = 0;
  for (guint i = self->lent->len; i > 0; i--)
    {
      g_autoptr (GtkWidget) view = g_object_ref (g_ptr_array_index (self->lent, i - 1));

      if (gtk_widget_get_parent (view) != NULL)
        continue;
      g_signal_handlers_disconnect_by_func (view, on_view_parent_changed, self);
      g_ptr_array_remove_index_fast (self->lent, i - 1);
      crm_embed_surface_unload (CRM_EMBED_SURFACE (view));
      if (self->spare == NULL)
        keep_spare (self, view);
    }
  return G_SOURCE_REMOVE;
}

/* Later: a view that only moves from one container to the next is in none for a moment. */
static void
on_view_parent_changed (GtkWidget *view, GParamSpec *pspec, BilikEmbedLoader *self)
{
  if (gtk_widget_get_parent (view) == NULL && self->take_back_idle == 0)
    self->take_back_idle = g_idle_add (on_take_back, self);
}

/* --- preheating ------------------------------------------------------------------------------------- */

static void
preheat_now (BilikEmbedLoader *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GtkWidget) view = NULL;

  if (self->spare != NULL)
    {
      keep_spare (self, self->spare);
      return;
    }
  view = create_view (self, &error);
  if (view == NULL)
    {
      g_debug ("There is no web engine: %s", error->message);
      return;
    }
  crm_embed_surface_unload (CRM_EMBED_SURFACE (view)); /* the blank page starts the web process */
  keep_spare (self, view);
}

static void
on_probed (GObject *object, GAsyncResult *result, gpointer user_data)
{
  BilikEmbedLoader *self;
  g_autoptr (GError) error = NULL;

  bilik_embed_sandbox_probe_finish (result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self = user_data;
  self->is_probing = FALSE;
  if (!self->is_probed)
    {
      self->is_probed = TRUE;
      self->probe_error = g_steal_pointer (&error);
    }
  preheat_now (self);
}

/* --- the object ------------------------------------------------------------------------------------- */

static void
bilik_embed_loader_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  BilikEmbedLoader *self = BILIK_EMBED_LOADER (object);

  switch (id)
    {
    case PROP_IDLE_TIMEOUT:
      self->idle_timeout = g_value_get_uint (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
bilik_embed_loader_dispose (GObject *object)
{
  BilikEmbedLoader *self = BILIK_EMBED_LOADER (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->idle_timer, g_source_remove);
  g_clear_handle_id (&self->take_back_idle, g_source_remove);
  g_clear_handle_id (&self->give_back_timer, g_source_remove);
  for (guint i = 0; i < self->lent->len; i++)
    g_signal_handlers_disconnect_by_data (g_ptr_array_index (self->lent, i), self);
  g_ptr_array_set_size (self->lent, 0);
  g_clear_object (&self->spare);
  g_clear_object (&self->engine);
  G_OBJECT_CLASS (bilik_embed_loader_parent_class)->dispose (object);
}

static void
bilik_embed_loader_finalize (GObject *object)
{
  BilikEmbedLoader *self = BILIK_EMBED_LOADER (object);

  g_clear_object (&self->cancellable);
  g_clear_error (&self->probe_error);
  g_ptr_array_unref (self->lent);
  g_free (self->version);
  G_OBJECT_CLASS (bilik_embed_loader_parent_class)->finalize (object);
}

static void
bilik_embed_loader_class_init (BilikEmbedLoaderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = bilik_embed_loader_set_property;
  object_class->dispose = bilik_embed_loader_dispose;
  object_class->finalize = bilik_embed_loader_finalize;

  properties[PROP_IDLE_TIMEOUT] =
      g_param_spec_uint ("idle-timeout", NULL, NULL, 1, G_MAXUINT, BILIK_EMBED_IDLE_TIMEOUT,
                         G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
bilik_embed_loader_init (BilikEmbedLoader *self)
{
  self->cancellable = g_cancellable_new ();
  self->lent = g_ptr_array_new_with_free_func (g_object_unref);
}

BilikEmbedLoader *
bilik_embed_loader_new (void)
{
  return g_object_new (BILIK_TYPE_EMBED_LOADER, NULL);
}

void
bilik_embed_loader_preheat (BilikEmbedLoader *self)
{
  g_return_if_fail (BILIK_IS_EMBED_LOADER (self));

  if (self->is_probing)
    return;
  if (self->is_probed)
    {
      preheat_now (self);
      return;
    }
  self->is_probing = TRUE;
  bilik_embed_sandbox_probe_async (self->cancellable, on_probed, self);
}

GtkWidget *
bilik_embed_loader_take_view (BilikEmbedLoader *self, GError **error)
{
  GtkWidget *view;

  g_return_val_if_fail (BILIK_IS_EMBED_LOADER (self), NULL);

  g_clear_handle_id (&self->idle_timer, g_source_remove);
  view = self->spare != NULL ? g_steal_pointer (&self->spare) : create_view (self, error);
  if (view == NULL)
    return NULL;
  g_signal_connect (view, "notify::parent", G_CALLBACK (on_view_parent_changed), self);
  g_ptr_array_add (self->lent, view);
  return view;
}

const char *
bilik_embed_loader_get_engine_version (BilikEmbedLoader *self)
{
  g_return_val_if_fail (BILIK_IS_EMBED_LOADER (self), NULL);

  return self->version;
}
