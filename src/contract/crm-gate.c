/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "crm-contract"

#include "crm-gate.h"

/* TCKT-S07 */
static gboolean
allows_embed (const CrmGateInput *input)
{
  return CRM_HAS (input->flags, CRM_FLAG_UNIFY_TICKET_OMNICHANNEL_VIEW) &&
         CRM_HAS (input->flags, CRM_FLAG_CDP_CREATE_TICKET) &&
         CRM_HAS (input->permissions, CRM_PERMISSION_TICKETS_CREATE);
}

/* MTCK-S05. The permission is not among the mobile gates of the sources, but the create endpoint asks for
 * it: without it the form would open only to be refused. */
static gboolean
allows_native (const CrmGateInput *input)
{
  return input->is_ticket_enabled && input->customer_can_update && !input->is_tso &&
         CRM_HAS (input->flags, CRM_FLAG_CDP_NATIVE_CREATE_TICKET) &&
         CRM_HAS (input->permissions, CRM_PERMISSION_TICKETS_CREATE);
}

CrmGates
crm_gate_evaluate (const CrmGateInput *input)
{
  CrmGates gates = { 0 };
  gboolean is_allowed[CRM_N_CREATE_SURFACES];

  gates.tickets = CRM_HAS (input->permissions, CRM_PERMISSION_TICKETS_VIEW);
  gates.associate = gates.tickets && CRM_HAS (input->permissions, CRM_PERMISSION_TICKETS_ASSOCIATE);
  gates.embed = allows_embed (input);
  gates.native = allows_native (input);
  gates.create = gates.tickets && (gates.embed || gates.native);

  is_allowed[CRM_CREATE_SURFACE_EMBED] = gates.embed;
  is_allowed[CRM_CREATE_SURFACE_NATIVE] = gates.native;
  gates.surface = input->surface;
  if (!is_allowed[gates.surface])
    gates.surface = gates.embed ? CRM_CREATE_SURFACE_EMBED : CRM_CREATE_SURFACE_NATIVE;
  return gates;
}
