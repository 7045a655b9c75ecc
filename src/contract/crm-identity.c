/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "crm-contract"

#include "crm-identity.h"

#include <string.h>

#define MAX_ID        64
#define ID_CHARACTERS G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "_-"
#define NIL_UUID      "00000000-0000-0000-0000-000000000000"

static gboolean
is_c360 (const char *id)
{
  return g_uuid_string_is_valid (id) && strpbrk (id, G_CSET_A_2_Z) == NULL && !g_str_equal (id, NIL_UUID);
}

static gboolean
is_crm (const char *id)
{
  /* g_ascii_string_to_unsigned() takes no sign and no space, but it does take leading zeros. */
  return id[0] != '0' && g_ascii_string_to_unsigned (id, 10, 1, G_MAXINT64, NULL, NULL);
}

gboolean
crm_identity_parse (const char *id, CrmIdentityKind *out_kind)
{
  CrmIdentityKind kind;

  if (id == NULL)
    return FALSE;
  if (is_c360 (id))
    kind = CRM_IDENTITY_C360;
  else if (is_crm (id))
    kind = CRM_IDENTITY_CRM;
  else
    return FALSE;

  if (out_kind != NULL)
    *out_kind = kind;
  return TRUE;
}

gboolean
crm_identity_is_id (const char *id)
{
  gsize length = id != NULL ? strnlen (id, MAX_ID + 1) : 0;

  return length > 0 && length <= MAX_ID && strspn (id, ID_CHARACTERS) == length;
}
