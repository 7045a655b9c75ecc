/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "crm-contract"

#include "crm-profile.h"

#define DEFAULT_READY_TIMEOUT 10000
#define MIN_READY_TIMEOUT     500
#define MAX_READY_TIMEOUT     120000

struct _CrmProfile
{
  GObject parent_instance;

  char *user_id;
  char *user_name;
  char *user_email;
  char *organization_id;
  char *organization_name;
  char *company_sso_id;
  CrmPermissions permissions;
  CrmFlags flags;
  gboolean is_ticket_enabled;
  gboolean is_tso;
  CrmCreateSurface create_surface;
  char *embed_url;
  GStrv embed_origins;
  guint embed_ready_timeout;
};

G_DEFINE_FINAL_TYPE (CrmProfile, crm_profile, G_TYPE_OBJECT)

static void
crm_profile_finalize (GObject *object)
{
  CrmProfile *self = CRM_PROFILE (object);

  g_free (self->user_id);
  g_free (self->user_name);
  g_free (self->user_email);
  g_free (self->organization_id);
  g_free (self->organization_name);
  g_free (self->company_sso_id);
  g_free (self->embed_url);
  g_strfreev (self->embed_origins);

  G_OBJECT_CLASS (crm_profile_parent_class)->finalize (object);
}

static void
crm_profile_class_init (CrmProfileClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = crm_profile_finalize;
}

static void
crm_profile_init (CrmProfile *self)
{
}

static void
decode_identity (CrmProfile *self, CrmJsonReader *reader)
{
  crm_json_reader_enter (reader, "user");
  self->user_id = g_strdup (crm_json_reader_get_id (reader, "id"));
  self->user_name = g_strdup (crm_json_reader_get_string (reader, "name"));
  self->user_email = g_strdup (crm_json_reader_opt_string (reader, "email", NULL));
  crm_json_reader_leave (reader);

  crm_json_reader_enter (reader, "organization");
  self->organization_id = g_strdup (crm_json_reader_get_id (reader, "id"));
  self->organization_name = g_strdup (crm_json_reader_get_string (reader, "name"));
  self->company_sso_id = g_strdup (crm_json_reader_opt_string (reader, "company_sso_id", NULL));
  crm_json_reader_leave (reader);
}

/* A permission of a newer backend means nothing to this console. */
static void
decode_permissions (CrmProfile *self, CrmJsonReader *reader)
{
  guint n_permissions = crm_json_reader_enter_array (reader, "permissions");

  for (guint i = 0; i < n_permissions; i++)
    {
      CrmPermission permission;

      if (crm_permission_from_wire (crm_json_reader_get_string_element (reader, i), &permission))
        self->permissions |= CRM_BIT (permission);
    }
  crm_json_reader_leave (reader);
}

static void
decode_flags (CrmProfile *self, CrmJsonReader *reader)
{
  crm_json_reader_enter (reader, "flags");
  for (int flag = 0; flag < CRM_N_FLAGS; flag++)
    {
      if (crm_json_reader_opt_bool (reader, crm_flag_to_wire ((CrmFlag) flag), FALSE))
        self->flags |= CRM_BIT (flag);
    }
  crm_json_reader_leave (reader);
}

static GStrv
decode_embed_origins (CrmJsonReader *reader)
{
  guint n_origins;
  GStrv origins;

  if (!crm_json_reader_try_enter_array (reader, "embed_origins", &n_origins))
    return g_new0 (char *, 1);
  origins = g_new0 (char *, n_origins + 1);
  for (guint i = 0; i < n_origins && !crm_json_reader_has_failed (reader); i++)
    origins[i] = g_strdup (crm_json_reader_get_string_element (reader, i));
  crm_json_reader_leave (reader);
  return origins;
}

static void
decode_settings (CrmProfile *self, CrmJsonReader *reader)
{
  const char *surface;
  gint64 timeout;

  crm_json_reader_enter (reader, "settings");
  surface = crm_json_reader_opt_string (reader, "ticket_create_surface", "embed");
  if (!crm_create_surface_from_wire (surface, &self->create_surface))
    crm_json_reader_fail (reader, "ticket_create_surface", "unknown surface");
  self->embed_url = g_strdup (crm_json_reader_opt_string (reader, "embed_url", NULL));
  self->embed_origins = decode_embed_origins (reader);
  timeout = crm_json_reader_opt_int (reader, "embed_ready_timeout_ms", DEFAULT_READY_TIMEOUT);
  self->embed_ready_timeout = (guint) CLAMP (timeout, MIN_READY_TIMEOUT, MAX_READY_TIMEOUT);
  crm_json_reader_leave (reader);
}

CrmProfile *
crm_profile_decode (CrmJsonReader *reader)
{
  g_autoptr (CrmProfile) self = g_object_new (CRM_TYPE_PROFILE, NULL);

  decode_identity (self, reader);
  decode_permissions (self, reader);
  decode_flags (self, reader);
  self->is_ticket_enabled = crm_json_reader_get_bool (reader, "isTicketEnabled");
  self->is_tso = crm_json_reader_get_bool (reader, "isTSO");
  decode_settings (self, reader);
  return crm_json_reader_has_failed (reader) ? NULL : g_steal_pointer (&self);
}

const char *
crm_profile_get_user_id (CrmProfile *self)
{
  return self->user_id;
}

const char *
crm_profile_get_user_name (CrmProfile *self)
{
  return self->user_name;
}

const char *
crm_profile_get_user_email (CrmProfile *self)
{
  return self->user_email;
}

const char *
crm_profile_get_organization_id (CrmProfile *self)
{
  return self->organization_id;
}

const char *
crm_profile_get_organization_name (CrmProfile *self)
{
  return self->organization_name;
}

const char *
crm_profile_get_company_sso_id (CrmProfile *self)
{
  return self->company_sso_id;
}

CrmPermissions
crm_profile_get_permissions (CrmProfile *self)
{
  return self->permissions;
}

CrmFlags
crm_profile_get_flags (CrmProfile *self)
{
  return self->flags;
}

gboolean
crm_profile_get_is_ticket_enabled (CrmProfile *self)
{
  return self->is_ticket_enabled;
}

gboolean
crm_profile_get_is_tso (CrmProfile *self)
{
  return self->is_tso;
}

CrmCreateSurface
crm_profile_get_create_surface (CrmProfile *self)
{
  return self->create_surface;
}

const char *
crm_profile_get_embed_url (CrmProfile *self)
{
  return self->embed_url;
}

const char *const *
crm_profile_get_embed_origins (CrmProfile *self)
{
  return (const char *const *) self->embed_origins;
}

guint
crm_profile_get_embed_ready_timeout (CrmProfile *self)
{
  return self->embed_ready_timeout;
}
