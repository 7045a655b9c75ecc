/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilik-session"

#include "bilik-session.h"
#include "crm-handoff-journal.h"

struct _BilikSession
{
  GObject parent_instance;

  CrmClient *client;
  CrmProfile *profile;
  CrmTelemetry *telemetry;
  BilikEmbedLoader *embed_loader;
  BilikMessageLog *message_log;
  CrmHandoffQueue *queue;
  CrmDraftStore *drafts;
  CrmEventStream *stream;
};

G_DEFINE_FINAL_TYPE (BilikSession, bilik_session, G_TYPE_OBJECT)

static void
bilik_session_dispose (GObject *object)
{
  BilikSession *self = BILIK_SESSION (object);

  if (self->stream != NULL)
    crm_event_stream_stop (self->stream);
  g_clear_object (&self->stream);
  g_clear_object (&self->queue);
  g_clear_object (&self->drafts);
  g_clear_object (&self->telemetry);
  g_clear_object (&self->profile);
  g_clear_object (&self->client);
  g_clear_object (&self->embed_loader);
  g_clear_object (&self->message_log);

  G_OBJECT_CLASS (bilik_session_parent_class)->dispose (object);
}

static void
bilik_session_class_init (BilikSessionClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bilik_session_dispose;
}

static void
bilik_session_init (BilikSession *self)
{
  self->message_log = bilik_message_log_new ();
}

/* Whose rows and drafts these are: an agent of an organization on a host. Not on a port: the sample server has another
 * one at every start. */
static char *
dup_scope (BilikSession *self)
{
  g_autoptr (GUri) url = g_uri_parse (crm_client_get_base_url (self->client), G_URI_FLAGS_NONE, NULL);

  return g_strjoin ("\n", g_uri_get_host (url), crm_profile_get_company_sso_id (self->profile),
                    crm_profile_get_user_id (self->profile), NULL);
}

static void
open_state (BilikSession *self, const char *folder)
{
  g_autofree char *scope = dup_scope (self);
  g_autofree char *journal_path = g_build_filename (folder, "handoffs.db", NULL);
  g_autofree char *drafts_path = g_build_filename (folder, "drafts", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (CrmHandoffJournal) journal = crm_handoff_journal_open (journal_path, scope, &error);

  if (journal == NULL)
    g_message ("Hand-offs are not remembered: %s", error->message);
  g_clear_error (&error);
  self->drafts = crm_draft_store_new (drafts_path, scope);
  self->queue = crm_handoff_queue_new (self->client, self->telemetry, journal);
  if (!crm_handoff_queue_resume (self->queue, self->drafts, &error))
    g_message ("Earlier hand-offs can't be read: %s", error->message);
}

static void
open_stream (BilikSession *self)
{
  if (!CRM_HAS (crm_profile_get_permissions (self->profile), CRM_PERMISSION_ROOMS_VIEW))
    return;
  self->stream = crm_event_stream_new (self->client);
  crm_event_stream_start (self->stream);
}

BilikSession *
bilik_session_new (CrmClient *client,
                   CrmProfile *profile,
                   CrmTelemetry *telemetry,
                   BilikEmbedLoader *embed_loader,
                   const char *state_folder)
{
  g_return_val_if_fail (CRM_IS_CLIENT (client), NULL);
  g_return_val_if_fail (CRM_IS_PROFILE (profile), NULL);

  BilikSession *self = g_object_new (BILIK_TYPE_SESSION, NULL);
  self->client = g_object_ref (client);
  self->profile = g_object_ref (profile);
  g_set_object (&self->telemetry, telemetry);
  g_set_object (&self->embed_loader, embed_loader);
  open_state (self, state_folder);
  open_stream (self);
  return self;
}

CrmClient *
bilik_session_get_client (BilikSession *self)
{
  g_return_val_if_fail (BILIK_IS_SESSION (self), NULL);
  return self->client;
}

CrmProfile *
bilik_session_get_profile (BilikSession *self)
{
  g_return_val_if_fail (BILIK_IS_SESSION (self), NULL);
  return self->profile;
}

CrmTelemetry *
bilik_session_get_telemetry (BilikSession *self)
{
  g_return_val_if_fail (BILIK_IS_SESSION (self), NULL);
  return self->telemetry;
}

BilikEmbedLoader *
bilik_session_get_embed_loader (BilikSession *self)
{
  g_return_val_if_fail (BILIK_IS_SESSION (self), NULL);
  return self->embed_loader;
}

BilikMessageLog *
bilik_session_get_message_log (BilikSession *self)
{
  g_return_val_if_fail (BILIK_IS_SESSION (self), NULL);
  return self->message_log;
}

CrmHandoffQueue *
bilik_session_get_queue (BilikSession *self)
{
  g_return_val_if_fail (BILIK_IS_SESSION (self), NULL);
  return self->queue;
}

CrmDraftStore *
bilik_session_get_drafts (BilikSession *self)
{
  g_return_val_if_fail (BILIK_IS_SESSION (self), NULL);
  return self->drafts;
}

CrmEventStream *
bilik_session_get_stream (BilikSession *self)
{
  g_return_val_if_fail (BILIK_IS_SESSION (self), NULL);
  return self->stream;
}
