/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "crm-client"

#include "crm-client-private.h"

/* Answers that say of which place in the stream they are: {…, "epoch", "seq"}. */

struct _CrmPlaced
{
  gpointer value;
  GDestroyNotify free_value;
  char *epoch;
  gint64 seq;
};

CrmPlaced *
crm_placed_new (CrmJsonReader *reader, gpointer value, GDestroyNotify free_value)
{
  CrmPlaced *self = g_new0 (CrmPlaced, 1);

  self->value = value;
  self->free_value = free_value;
  self->epoch = g_strdup (crm_json_reader_get_string (reader, "epoch"));
  self->seq = crm_json_reader_get_int (reader, "seq");
  return self;
}

void
crm_placed_free (CrmPlaced *self)
{
  if (self->value != NULL)
    self->free_value (self->value);
  g_free (self->epoch);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmPlaced, crm_placed_free)

gpointer
crm_client_call_finish_placed (CrmClient *self, GAsyncResult *result, GError **error)
{
  g_autoptr (CrmPlaced) placed = crm_client_call_finish (self, result, error);

  if (placed == NULL)
    return NULL;

  crm_client_tell_place (self, placed->epoch, placed->seq);
  /* Whoever was told to load again because of this very answer has cancelled it. */
  if (g_cancellable_set_error_if_cancelled (g_task_get_cancellable (G_TASK (result)), error))
    return NULL;
  return g_steal_pointer (&placed->value);
}
