/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fake-workspace-private.h"
#include "crm-error.h"

struct _FakeWorkspace
{
  GObject parent_instance;

  CrmClient *client;
  char *contact_id;
  gboolean has_engine;
  FakeSurface *surface;
  GPtrArray *tickets; /* what the list shows */
  FakeJournal *journal;
};

/* --- journal ------------------------------------------------------------------------------------ */

void
fake_journal_add (FakeJournal *self, const char *format, ...)
{
  va_list arguments;

  if (self->text->len > 0)
    g_string_append (self->text, "; ");
  va_start (arguments, format);
  g_string_append_vprintf (self->text, format, arguments);
  va_end (arguments);
}

void
fake_journal_clear (gpointer journal)
{
  g_string_free (((FakeJournal *) journal)->text, TRUE);
}

/* --- CrmWorkspace -------------------------------------------------------------------------------- */

static CrmEmbedSurface *
open_embed (CrmWorkspace *workspace)
{
  FakeWorkspace *self = FAKE_WORKSPACE (workspace);

  g_clear_object (&self->surface);
  if (!self->has_engine)
    return NULL;
  self->surface = fake_surface_new (self->journal);
  return CRM_EMBED_SURFACE (self->surface);
}

static void
show_create_panel (CrmWorkspace *workspace, CrmCreatePanelState state, CrmEmbedFailure failure)
{
  static const char *const states[] = { "hidden", "loading", "form", "failed" };
  static const char *const failures[] = { "load", "timeout", "tls",    "crashed",
                                          "hung", "origin",  "engine", "token" };
  gboolean has_failed = state == CRM_CREATE_PANEL_FAILED;

  fake_journal_add (FAKE_WORKSPACE (workspace)->journal, "panel %s%s%s", states[state], has_failed ? " " : "",
                    has_failed ? failures[failure] : "");
}

static void
show_create_error (CrmWorkspace *workspace, const char *code, const char *message)
{
  fake_journal_add (FAKE_WORKSPACE (workspace)->journal, "error %s: %s", code, message);
}

static void
on_tickets (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  FakeWorkspace *self = g_task_get_source_object (task);
  GError *error = NULL;
  CrmPage *page = crm_client_list_customer_tickets_finish (CRM_CLIENT (source), result, &error);

  if (page == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  g_ptr_array_unref (self->tickets);
  self->tickets = g_steal_pointer (&page->items);
  crm_page_free (page);
  fake_journal_add (self->journal, "refreshed");
  g_task_return_boolean (task, TRUE);
}

static void
refresh_tickets (CrmWorkspace *workspace,
                 GCancellable *cancellable,
                 GAsyncReadyCallback callback,
                 gpointer user_data)
{
  FakeWorkspace *self = FAKE_WORKSPACE (workspace);

  crm_client_list_customer_tickets (self->client, self->contact_id, NULL, NULL, NULL, cancellable, on_tickets,
                                    g_task_new (self, cancellable, callback, user_data));
}

static gboolean
refresh_tickets_finish (CrmWorkspace *workspace, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static gboolean
has_ticket (CrmWorkspace *workspace, const char *ticket_id)
{
  FakeWorkspace *self = FAKE_WORKSPACE (workspace);

  for (guint i = 0; i < self->tickets->len; i++)
    {
      if (g_str_equal (crm_ticket_get_id (g_ptr_array_index (self->tickets, i)), ticket_id))
        return TRUE;
    }
  return FALSE;
}

static void
highlight_ticket (CrmWorkspace *workspace, const char *ticket_id)
{
  fake_journal_add (FAKE_WORKSPACE (workspace)->journal, "highlight%s",
                    has_ticket (workspace, ticket_id) ? "" : " of nothing");
}

static void
show_link_state (CrmWorkspace *workspace,
                 const char *ticket_id,
                 const char *ticket_name,
                 CrmLinkState state,
                 const GError *error)
{
  static const char *const states[] = { "pending", "done", "failed" };
  const char *why = error != NULL && error->domain == CRM_ERROR ? crm_error_to_wire (error->code) : NULL;

  fake_journal_add (FAKE_WORKSPACE (workspace)->journal, "link %s “%s”%s%s", states[state], ticket_name,
                    why != NULL ? " " : "", why != NULL ? why : "");
}

static void
init_workspace_interface (CrmWorkspaceInterface *iface)
{
  iface->open_embed = open_embed;
  iface->show_create_panel = show_create_panel;
  iface->show_create_error = show_create_error;
  iface->refresh_tickets = refresh_tickets;
  iface->refresh_tickets_finish = refresh_tickets_finish;
  iface->has_ticket = has_ticket;
  iface->highlight_ticket = highlight_ticket;
  iface->show_link_state = show_link_state;
}

/* --- object -------------------------------------------------------------------------------------- */

G_DEFINE_FINAL_TYPE_WITH_CODE (FakeWorkspace,
                               fake_workspace,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CRM_TYPE_WORKSPACE, init_workspace_interface))

static void
fake_workspace_finalize (GObject *object)
{
  FakeWorkspace *self = FAKE_WORKSPACE (object);

  g_clear_object (&self->client);
  g_clear_object (&self->surface);
  g_ptr_array_unref (self->tickets);
  g_rc_box_release_full (self->journal, fake_journal_clear);
  g_free (self->contact_id);
  G_OBJECT_CLASS (fake_workspace_parent_class)->finalize (object);
}

static void
fake_workspace_class_init (FakeWorkspaceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fake_workspace_finalize;
}

static void
fake_workspace_init (FakeWorkspace *self)
{
  self->has_engine = TRUE;
  self->tickets = g_ptr_array_new_with_free_func (g_object_unref);
  self->journal = g_rc_box_new0 (FakeJournal);
  self->journal->text = g_string_new (NULL);
}

FakeWorkspace *
fake_workspace_new (CrmClient *client, const char *contact_id)
{
  FakeWorkspace *self = g_object_new (FAKE_TYPE_WORKSPACE, NULL);

  self->client = g_object_ref (client);
  self->contact_id = g_strdup (contact_id);
  return self;
}

void
fake_workspace_set_has_engine (FakeWorkspace *self, gboolean has_engine)
{
  self->has_engine = has_engine;
}

FakeSurface *
fake_workspace_get_surface (FakeWorkspace *self)
{
  return self->surface;
}

const char *
fake_workspace_get_journal (FakeWorkspace *self)
{
  return self->journal->text->str;
}

void
fake_workspace_clear_journal (FakeWorkspace *self)
{
  g_string_truncate (self->journal->text, 0);
}

gboolean
fake_workspace_has_seen (FakeWorkspace *self, const char *entry)
{
  return strstr (self->journal->text->str, entry) != NULL;
}
