/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "crm-json.h"
#include "crm-types.h"

G_BEGIN_DECLS

/**
 * CrmProfile: the signed-in agent, the organisation and what both may do. Immutable.
 */
#define CRM_TYPE_PROFILE (crm_profile_get_type ())
G_DECLARE_FINAL_TYPE (CrmProfile, crm_profile, CRM, PROFILE, GObject)

const char *crm_profile_get_user_id (CrmProfile *self);
const char *crm_profile_get_user_name (CrmProfile *self);
const char *crm_profile_get_user_email (CrmProfile *self);
const char *crm_profile_get_organization_id (CrmProfile *self);
const char *crm_profile_get_organization_name (CrmProfile *self);
const char *crm_profile_get_company_sso_id (CrmProfile *self);
CrmPermissions crm_profile_get_permissions (CrmProfile *self);
CrmFlags crm_profile_get_flags (CrmProfile *self);
gboolean crm_profile_get_is_ticket_enabled (CrmProfile *self);
gboolean crm_profile_get_is_tso (CrmProfile *self);
CrmCreateSurface crm_profile_get_create_surface (CrmProfile *self);
/* Base URL of the CRM's embed, and the origins it may be loaded from. */
const char *crm_profile_get_embed_url (CrmProfile *self);
const char *const *crm_profile_get_embed_origins (CrmProfile *self);
guint crm_profile_get_embed_ready_timeout (CrmProfile *self); /* ms, 10 000 unless configured */

/* Returns: (transfer full) (nullable): NULL once an error has stuck in @reader */
CrmProfile *crm_profile_decode (CrmJsonReader *reader);

G_END_DECLS
