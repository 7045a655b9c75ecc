/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fake-form.h"
#include "crm-error.h"

struct _FakeForm
{
  GObject parent_instance;

  GString *journal;
  JsonObject *values;
  char *similar_id;
};

static void note (CrmFormSurface *form, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
note (CrmFormSurface *form, const char *format, ...)
{
  FakeForm *self = FAKE_FORM (form);
  va_list arguments;

  if (self->journal->len > 0)
    g_string_append (self->journal, "; ");
  va_start (arguments, format);
  g_string_append_vprintf (self->journal, format, arguments);
  va_end (arguments);
}

static const char *
get_word (const GError *error)
{
  return error->domain == CRM_ERROR ? crm_error_to_wire (error->code) : "other";
}

/* --- CrmFormSurface --------------------------------------------------------------------- */

static void
show_loading (CrmFormSurface *form)
{
  note (form, "loading");
}

static void
show_failure (CrmFormSurface *form, const GError *error)
{
  note (form, "failure %s", get_word (error));
}

static void
show_pipelines (CrmFormSurface *form, GPtrArray *pipelines, const char *chosen_id)
{
  note (form, "pipelines %u%s", pipelines->len, chosen_id != NULL ? " chosen" : "");
}

static void
show_layout (CrmFormSurface *form, CrmLayout *layout, JsonObject *values)
{
  FakeForm *self = FAKE_FORM (form);

  json_object_unref (self->values);
  self->values = json_object_ref (values);
  note (form, "layout");
}

static void
show_busy (CrmFormSurface *form, gboolean busy)
{
  note (form, busy ? "busy" : "free");
}

static void
show_error (CrmFormSurface *form, const GError *error)
{
  if (error != NULL)
    note (form, "error %s", get_word (error));
}

static void
show_field_error (CrmFormSurface *form, const char *field, const char *message)
{
  if (message != NULL)
    note (form, "wrong %s", field);
}

static void
show_similar (CrmFormSurface *form, CrmTicket *ticket)
{
  FakeForm *self = FAKE_FORM (form);

  if (ticket == NULL)
    return;
  g_free (self->similar_id);
  self->similar_id = g_strdup (crm_ticket_get_id (ticket));
  note (form, "similar “%s”", crm_ticket_get_name (ticket));
}

static void
show_draft_kept (CrmFormSurface *form)
{
  note (form, "draft kept");
}

static JsonObject *
dup_values (CrmFormSurface *form)
{
  return json_object_ref (FAKE_FORM (form)->values);
}

static void
init_surface_interface (CrmFormSurfaceInterface *iface)
{
  iface->show_loading = show_loading;
  iface->show_failure = show_failure;
  iface->show_pipelines = show_pipelines;
  iface->show_layout = show_layout;
  iface->show_busy = show_busy;
  iface->show_error = show_error;
  iface->show_field_error = show_field_error;
  iface->show_similar = show_similar;
  iface->show_draft_kept = show_draft_kept;
  iface->dup_values = dup_values;
}

/* --- object ----------------------------------------------------------------------------- */

G_DEFINE_FINAL_TYPE_WITH_CODE (FakeForm,
                               fake_form,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CRM_TYPE_FORM_SURFACE, init_surface_interface))

static void
fake_form_finalize (GObject *object)
{
  FakeForm *self = FAKE_FORM (object);

  g_string_free (self->journal, TRUE);
  json_object_unref (self->values);
  g_free (self->similar_id);
  G_OBJECT_CLASS (fake_form_parent_class)->finalize (object);
}

static void
fake_form_class_init (FakeFormClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fake_form_finalize;
}

static void
fake_form_init (FakeForm *self)
{
  self->journal = g_string_new (NULL);
  self->values = json_object_new ();
}

FakeForm *
fake_form_new (void)
{
  return g_object_new (FAKE_TYPE_FORM, NULL);
}

const char *
fake_form_get_journal (FakeForm *self)
{
  return self->journal->str;
}

gboolean
fake_form_has_seen (FakeForm *self, const char *entry)
{
  return strstr (self->journal->str, entry) != NULL;
}

JsonNode *
fake_form_get_value (FakeForm *self, const char *name)
{
  return json_object_get_member (self->values, name);
}

void
fake_form_type (FakeForm *self, const char *name, JsonNode *value)
{
  json_object_set_member (self->values, name, value);
  crm_form_surface_emit_changed (CRM_FORM_SURFACE (self));
}

void
fake_form_type_text (FakeForm *self, const char *name, const char *text)
{
  fake_form_type (self, name, json_node_init_string (json_node_alloc (), text));
}

const char *
fake_form_get_similar_id (FakeForm *self)
{
  return self->similar_id;
}
