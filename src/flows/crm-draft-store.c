/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "crm-flows"

#include "crm-draft-store.h"

#include "crm-error.h"
#include "crm-json.h"

#include <errno.h>
#include <glib/gstdio.h>

struct _CrmDraftStore
{
  GObject parent_instance;

  char *folder;
  char *scope;
};

G_DEFINE_FINAL_TYPE (CrmDraftStore, crm_draft_store, G_TYPE_OBJECT)

/* The name of the file says nothing about whose draft it is. */
static char *
draft_path (CrmDraftStore *self, const char *contact_id)
{
  g_autofree char *key = g_strconcat (self->scope, "\n", contact_id, NULL);
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, key, -1);
  g_autofree char *name = g_strconcat (hash, ".json", NULL);

  return g_build_filename (self->folder, name, NULL);
}

static void
crm_draft_store_finalize (GObject *object)
{
  CrmDraftStore *self = CRM_DRAFT_STORE (object);

  g_free (self->folder);
  g_free (self->scope);

  G_OBJECT_CLASS (crm_draft_store_parent_class)->finalize (object);
}

static void
crm_draft_store_class_init (CrmDraftStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = crm_draft_store_finalize;
}

static void
crm_draft_store_init (CrmDraftStore *self)
{
}

CrmDraftStore *
crm_draft_store_new (const char *folder, const char *scope)
{
  CrmDraftStore *self = g_object_new (CRM_TYPE_DRAFT_STORE, NULL);

  self->folder = g_strdup (folder);
  self->scope = g_strdup (scope);
  return self;
}

JsonNode *
crm_draft_store_load (CrmDraftStore *self, const char *contact_id)
{
  g_autofree char *path = draft_path (self, contact_id);
  g_autofree char *text = NULL;
  g_autoptr (JsonNode) draft = NULL;
  gsize length;

  if (!g_file_get_contents (path, &text, &length, NULL))
    return NULL;
  draft = crm_json_parse (text, length, CRM_JSON_MAX_DEPTH, NULL);
  return draft != NULL && JSON_NODE_HOLDS_OBJECT (draft) ? g_steal_pointer (&draft) : NULL;
}

gboolean
crm_draft_store_save (CrmDraftStore *self, const char *contact_id, JsonNode *draft, GError **error)
{
  g_autofree char *path = draft_path (self, contact_id);
  g_autofree char *text = json_to_string (draft, FALSE);

  if (g_mkdir_with_parents (self->folder, 0700) != 0)
    {
      g_set_error (error, CRM_ERROR, CRM_ERROR_STORAGE_FULL, "%s: %s", self->folder, g_strerror (errno));
      return FALSE;
    }
  return g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, error);
}

void
crm_draft_store_remove (CrmDraftStore *self, const char *contact_id)
{
  g_autofree char *path = draft_path (self, contact_id);

  g_unlink (path);
}
