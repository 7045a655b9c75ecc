/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd"

#include "bilikd-role.h"

#define ROLE_ROW_(name, permissions, is_tso) { name, permissions, is_tso },

static const BilikdRole roles[] = { BILIKD_ROLES (ROLE_ROW_) };

const BilikdRole *
bilikd_role_find (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (roles); i++)
    {
      if (g_strcmp0 (roles[i].name, name) == 0)
        return &roles[i];
    }
  return NULL;
}
