/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "crm-contract"

#include "crm-types-private.h"

CRM_DEFINE_WIRE_ (CrmCreateSurface, create_surface, CRM_CREATE_SURFACES)
CRM_DEFINE_WIRE_ (CrmIdentityKind, identity_kind, CRM_IDENTITY_KINDS)
CRM_DEFINE_WIRE_ (CrmCreatorFlag, creator_flag, CRM_CREATOR_FLAGS)
CRM_DEFINE_WIRE_ (CrmServiceScope, service_scope, CRM_SERVICE_SCOPES)
CRM_DEFINE_WIRE_ (CrmDealStatus, deal_status, CRM_DEAL_STATUSES)
CRM_DEFINE_WIRE_ (CrmTicketStatus, ticket_status, CRM_TICKET_STATUSES)
CRM_DEFINE_WIRE_ (CrmTicketPriority, ticket_priority, CRM_TICKET_PRIORITIES)
CRM_DEFINE_WIRE_ (CrmSpeaker, speaker, CRM_SPEAKERS)
CRM_DEFINE_WIRE_ (CrmMessageKind, message_kind, CRM_MESSAGE_KINDS)
CRM_DEFINE_WIRE_ (CrmDelivery, delivery, CRM_DELIVERIES)
CRM_DEFINE_WIRE_ (CrmRecordObject, record_object, CRM_RECORD_OBJECTS)
CRM_DEFINE_WIRE_ (CrmFieldType, field_type, CRM_FIELD_TYPES)
CRM_DEFINE_WIRE_ (CrmPermission, permission, CRM_PERMISSIONS)
CRM_DEFINE_WIRE_ (CrmFlag, flag, CRM_FLAGS)

int
crm_wire_find (const char *const *words, gsize n_words, const char *word)
{
  if (word == NULL)
    return -1;
  for (gsize i = 0; i < n_words; i++)
    {
      if (g_str_equal (words[i], word))
        return (int) i;
    }
  return -1;
}

const char *
crm_creator_flag_get_label (CrmCreatorFlag flag, const char *creator_name)
{
  switch (flag)
    {
    case CRM_CREATOR_BOT:
      return "Bot";
    case CRM_CREATOR_AGENTIC_AI:
      return "AI";
    case CRM_CREATOR_NONE:
    default:
      return creator_name != NULL ? creator_name : "";
    }
}
