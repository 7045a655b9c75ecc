/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-gate"

#include "crm-gate.h"

/* Every input that the gates read, as one bit of a number; the truth table is all numbers. */
enum {
  UNIFY,
  CDP_CREATE,
  CDP_NATIVE,
  MAY_VIEW,
  MAY_CREATE,
  MAY_ASSOCIATE,
  TICKET_ENABLED,
  TSO,
  CAN_UPDATE,
  PREFERS_NATIVE,
  N_BITS
};

#define IS(row, bit) (((row) >> (bit) &1) != 0)

static CrmGates
evaluate (guint row)
{
  CrmGateInput input = {
    .flags = (IS (row, UNIFY) ? CRM_BIT (CRM_FLAG_UNIFY_TICKET_OMNICHANNEL_VIEW) : 0) |
             (IS (row, CDP_CREATE) ? CRM_BIT (CRM_FLAG_CDP_CREATE_TICKET) : 0) |
             (IS (row, CDP_NATIVE) ? CRM_BIT (CRM_FLAG_CDP_NATIVE_CREATE_TICKET) : 0),
    .permissions = (IS (row, MAY_VIEW) ? CRM_BIT (CRM_PERMISSION_TICKETS_VIEW) : 0) |
                   (IS (row, MAY_CREATE) ? CRM_BIT (CRM_PERMISSION_TICKETS_CREATE) : 0) |
                   (IS (row, MAY_ASSOCIATE) ? CRM_BIT (CRM_PERMISSION_TICKETS_ASSOCIATE) : 0),
    .is_ticket_enabled = IS (row, TICKET_ENABLED),
    .is_tso = IS (row, TSO),
    .customer_can_update = IS (row, CAN_UPDATE),
    .surface = IS (row, PREFERS_NATIVE) ? CRM_CREATE_SURFACE_NATIVE : CRM_CREATE_SURFACE_EMBED,
  };

  return crm_gate_evaluate (&input);
}

#define WEB    (1u << UNIFY | 1u << CDP_CREATE | 1u << MAY_CREATE)
#define MOBILE (1u << CDP_NATIVE | 1u << TICKET_ENABLED | 1u << CAN_UPDATE | 1u << MAY_CREATE)

static void
test_truth_table_web (void)
{
  for (guint row = 0; row < 1u << N_BITS; row++)
    g_assert_cmpint (evaluate (row).embed, ==, (row & WEB) == WEB);
}

static void
test_truth_table_mobile (void)
{
  for (guint row = 0; row < 1u << N_BITS; row++)
    g_assert_cmpint (evaluate (row).native, ==, (row & MOBILE) == MOBILE && !IS (row, TSO));
}

static void
test_truth_table_section (void)
{
  for (guint row = 0; row < 1u << N_BITS; row++)
    {
      CrmGates gates = evaluate (row);

      g_assert_cmpint (gates.tickets, ==, IS (row, MAY_VIEW));
      g_assert_cmpint (gates.associate, ==, IS (row, MAY_VIEW) && IS (row, MAY_ASSOCIATE));
      g_assert_cmpint (gates.create, ==, IS (row, MAY_VIEW) && (gates.embed || gates.native));
    }
}

/* What Create New opens is allowed, and is the organisation's choice wherever that is. */
static void
test_truth_table_surface (void)
{
  for (guint row = 0; row < 1u << N_BITS; row++)
    {
      CrmGates gates = evaluate (row);

      if (!gates.create)
        continue;
      g_assert_true (gates.surface == CRM_CREATE_SURFACE_EMBED ? gates.embed : gates.native);
      if (gates.embed && gates.native)
        g_assert_cmpint (gates.surface, ==,
                         IS (row, PREFERS_NATIVE) ? CRM_CREATE_SURFACE_NATIVE : CRM_CREATE_SURFACE_EMBED);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/contract/gate/TCKT-S07/truth-table", test_truth_table_web);
  g_test_add_func ("/contract/gate/MTCK-S05/truth-table", test_truth_table_mobile);
  g_test_add_func ("/contract/gate/TCKT-S07-NEG-1/MTCK-S05-NEG-2/section", test_truth_table_section);
  g_test_add_func ("/contract/gate/AD-2/surface", test_truth_table_surface);
  return g_test_run ();
}
