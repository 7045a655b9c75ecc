/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "crm-types.h"

G_BEGIN_DECLS

/*
 * What each role may do, in one place: X (wire word, permissions, is_tso).
 * `associate` is an agent who may link tickets but not create them, `inbox` one
 * without the CRM, `tso` one for whom the native form stays closed (MTCK-S05).
 */
#define BILIKD_PERMISSIONS_AGENT_                                                                            \
  (CRM_BIT (CRM_PERMISSION_CUSTOMERS_VIEW) | CRM_BIT (CRM_PERMISSION_CUSTOMERS_UPDATE) |                     \
   CRM_BIT (CRM_PERMISSION_TICKETS_VIEW) | CRM_BIT (CRM_PERMISSION_TICKETS_CREATE) |                         \
   CRM_BIT (CRM_PERMISSION_TICKETS_UPDATE) | CRM_BIT (CRM_PERMISSION_TICKETS_ASSOCIATE) |                    \
   CRM_BIT (CRM_PERMISSION_DEALS_VIEW) | CRM_BIT (CRM_PERMISSION_DEALS_UPDATE) |                             \
   CRM_BIT (CRM_PERMISSION_ROOMS_VIEW) | CRM_BIT (CRM_PERMISSION_ROOMS_WRITE))
#define BILIKD_ROLES(X)                                                                                      \
  X ("admin", CRM_BIT (CRM_N_PERMISSIONS) - 1, FALSE)                                                        \
  X ("agent", BILIKD_PERMISSIONS_AGENT_, FALSE)                                                              \
  X ("associate", BILIKD_PERMISSIONS_AGENT_ & ~CRM_BIT (CRM_PERMISSION_TICKETS_CREATE), FALSE)               \
  X ("inbox",                                                                                                \
     CRM_BIT (CRM_PERMISSION_CUSTOMERS_VIEW) | CRM_BIT (CRM_PERMISSION_ROOMS_VIEW) |                         \
         CRM_BIT (CRM_PERMISSION_ROOMS_WRITE),                                                               \
     FALSE)                                                                                                  \
  X ("tso", BILIKD_PERMISSIONS_AGENT_, TRUE)

typedef struct
{
  const char *name;
  CrmPermissions permissions;
  gboolean is_tso;
} BilikdRole;

/* Returns: (transfer none) (nullable): the role called @name */
const BilikdRole *bilikd_role_find (const char *name);

G_END_DECLS
