/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "crm-flows"

#include "crm-draft-keeper.h"

#define PAUSE_MS 400

struct _CrmDraftKeeper
{
  CrmDraftStore *store;
  char *contact_id;
  CrmFormSurface *form; /* weak */
  guint pause_id;
  gboolean is_dirty;
  gboolean is_kept; /* to the last letter */
};

CrmDraftKeeper *
crm_draft_keeper_new (CrmDraftStore *store, const char *contact_id, CrmFormSurface *form)
{
  CrmDraftKeeper *self = g_new0 (CrmDraftKeeper, 1);

  self->store = g_object_ref (store);
  self->contact_id = g_strdup (contact_id);
  g_set_weak_pointer (&self->form, form);
  return self;
}

void
crm_draft_keeper_free (CrmDraftKeeper *self)
{
  g_clear_handle_id (&self->pause_id, g_source_remove);
  g_clear_weak_pointer (&self->form);
  g_object_unref (self->store);
  g_free (self->contact_id);
  g_free (self);
}

JsonObject *
crm_draft_keeper_begin (CrmDraftKeeper *self)
{
  g_autoptr (JsonNode) draft = crm_draft_store_load (self->store, self->contact_id);

  self->is_dirty = self->is_kept = draft != NULL;
  return draft != NULL ? json_node_dup_object (draft) : NULL;
}

static gboolean
save (CrmDraftKeeper *self)
{
  g_autoptr (JsonNode) draft = json_node_new (JSON_NODE_OBJECT);
  g_autoptr (GError) error = NULL;

  g_clear_handle_id (&self->pause_id, g_source_remove);
  json_node_take_object (draft, crm_form_surface_dup_values (self->form));
  self->is_kept = crm_draft_store_save (self->store, self->contact_id, draft, &error);
  if (self->is_kept)
    crm_form_surface_show_draft_kept (self->form);
  else
    g_message ("A draft can't be kept: %s", error->message);
  return self->is_kept;
}

static gboolean
on_typing_paused (gpointer data)
{
  CrmDraftKeeper *self = data;

  self->pause_id = 0;
  if (self->form != NULL)
    save (self);
  return G_SOURCE_REMOVE;
}

void
crm_draft_keeper_touch (CrmDraftKeeper *self)
{
  self->is_dirty = TRUE;
  self->is_kept = FALSE;
  g_clear_handle_id (&self->pause_id, g_source_remove);
  self->pause_id = g_timeout_add (PAUSE_MS, on_typing_paused, self);
}

gboolean
crm_draft_keeper_keep_now (CrmDraftKeeper *self)
{
  return !self->is_dirty || self->is_kept || self->form == NULL || save (self);
}

void
crm_draft_keeper_forget (CrmDraftKeeper *self)
{
  crm_draft_store_remove (self->store, self->contact_id);
  g_clear_handle_id (&self->pause_id, g_source_remove);
  self->is_dirty = FALSE;
}

gboolean
crm_draft_keeper_is_dirty (CrmDraftKeeper *self)
{
  return self->is_dirty;
}
