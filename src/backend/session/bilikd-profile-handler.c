/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd"

#include "bilikd-accounts.h"
#include "bilikd-handlers.h"
#include "bilikd-services.h"

static void
write_id (CrmJsonWriter *writer, const char *member, gint64 id)
{
  char text[24];

  g_snprintf (text, sizeof text, "%" G_GINT64_FORMAT, id);
  crm_json_writer_string (writer, member, text);
}

static void
write_people (CrmJsonWriter *writer, const BilikdAccount *account)
{
  crm_json_writer_begin_object (writer, "user");
  write_id (writer, "id", account->agent_id);
  crm_json_writer_string (writer, "name", account->name);
  crm_json_writer_string (writer, "email", account->email);
  crm_json_writer_string (writer, "role", account->role);
  crm_json_writer_end_object (writer);

  crm_json_writer_begin_object (writer, "organization");
  write_id (writer, "id", account->organization_id);
  crm_json_writer_string (writer, "name", account->organization_name);
  crm_json_writer_string (writer, "company_sso_id", account->company_sso_id);
  crm_json_writer_end_object (writer);
}

static void
write_rights (CrmJsonWriter *writer, const BilikdCaller *caller)
{
  crm_json_writer_begin_array (writer, "permissions");
  for (guint i = 0; i < CRM_N_PERMISSIONS; i++)
    {
      if (CRM_HAS (caller->permissions, i))
        crm_json_writer_string (writer, NULL, crm_permission_to_wire (i));
    }
  crm_json_writer_end_array (writer);

  crm_json_writer_begin_object (writer, "flags");
  for (guint i = 0; i < CRM_N_FLAGS; i++)
    crm_json_writer_bool (writer, crm_flag_to_wire (i), CRM_HAS (caller->gate.flags, i));
  crm_json_writer_end_object (writer);

  crm_json_writer_bool (writer, "isTicketEnabled", caller->gate.is_ticket_enabled);
  crm_json_writer_bool (writer, "isTSO", caller->gate.is_tso);
}

static void
write_settings (CrmJsonWriter *writer, const BilikdAccount *account, const BilikdConfig *config)
{
  crm_json_writer_begin_object (writer, "settings");
  crm_json_writer_string (writer, "ticket_create_surface", crm_create_surface_to_wire (account->surface));
  crm_json_writer_string (writer, "embed_url", config->embed_url);
  crm_json_writer_begin_array (writer, "embed_origins");
  crm_json_writer_string (writer, NULL, config->embed_origin);
  crm_json_writer_end_array (writer);
  crm_json_writer_int (writer, "embed_ready_timeout_ms", account->embed_ready_timeout_ms);
  crm_json_writer_end_object (writer);
}

gboolean
bilikd_handle_PROFILE_GET (BilikdCall *call, BilikdDb *db, GError **error)
{
  const BilikdCaller *caller = &call->caller;
  g_auto (BilikdAccount) account = { 0 };
  CrmJsonWriter writer;

  if (!bilikd_account_load (db, caller->organization_id, caller->agent_id, caller->session_id, call->now,
                            &account, error))
    return FALSE;
  crm_json_writer_init (&writer, call->reply);
  crm_json_writer_begin_object (&writer, NULL);
  write_people (&writer, &account);
  write_rights (&writer, caller);
  write_settings (&writer, &account, call->config);
  crm_json_writer_end_object (&writer);
  call->status = 200;
  return TRUE;
}
