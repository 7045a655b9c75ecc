/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "crm-types.h"

G_BEGIN_DECLS

/**
 * CrmGateInput: all that decides what an agent may do on one customer.
 */
typedef struct
{
  CrmFlags flags;
  CrmPermissions permissions;
  gboolean is_ticket_enabled;
  gboolean is_tso;
  gboolean customer_can_update; /* the contact's permission.update */
  CrmCreateSurface surface;     /* organisation setting */
} CrmGateInput;

/**
 * CrmGates: what the Tickets section of one customer may offer.
 * @tickets: the section itself (MTCK-S05 NEG-2)
 * @associate: `From Existing`
 * @embed: create through the embed (TCKT-S07)
 * @native: create through the native form (MTCK-S05)
 * @create: `Create New` shows
 * @surface: what `Create New` opens, where @create
 */
typedef struct
{
  gboolean tickets;
  gboolean associate;
  gboolean embed;
  gboolean native;
  gboolean create;
  CrmCreateSurface surface;
} CrmGates;

/**
 * crm_gate_evaluate:
 *
 * The only place that reads flags and permissions; console and backend both ask
 * it (stories.md, decisions). When the organisation's surface is not allowed
 * and the other one is, Create New opens the other.
 */
CrmGates crm_gate_evaluate (const CrmGateInput *input);

G_END_DECLS
