/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crm-fold.h"
#include "crm-room-search.h"

static void
test_fold (void)
{
  static const char *const rows[][2] = {
    { "", "" },
    { "PLAIN 100%_\\", "plain 100%_\\" },
    { "İSTANBUL", "istanbul" },
    { "Şahin", "sahin" },
    { "Королёв", "королев" },
    { "STRASSE Straße", "strasse strasse" },
    { "ΣΊΣΥΦΟΣ", "σισυφοσ" },
    { "e\xcc\x81", "e" },
    { "ﬁ Ⅻ", "fi xii" },
    { "日本語", "日本語" },
    { "\xff broken", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *folded = crm_fold (rows[i][0]);

      g_assert_cmpstr (folded, ==, rows[i][1]);
    }
}

static CrmRoom *
make_room (const CrmRoomFields *fields)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (CrmJsonReader) reader = NULL;
  CrmJsonWriter writer;

  crm_json_writer_init (&writer, text);
  crm_room_encode (fields, &writer, NULL);
  root = crm_json_parse (text->str, (gssize) text->len, CRM_JSON_MAX_DEPTH, NULL);
  reader = crm_json_reader_new (root);
  crm_json_reader_enter (reader, NULL);
  return crm_room_decode (reader);
}

static void
test_matches (void)
{
  const CrmRoomFields fields = { .id = "room-1",
                                 .channel = "whatsapp",
                                 .title = "İbrahim Şahin",
                                 .assignee_id = "7",
                                 .assignee_name = "Rina",
                                 .unread = 2,
                                 .last_message = "Как дела? 100%" };
  const struct
  {
    CrmRoomSearch search;
    gboolean is_wanted;
  } rows[] = {
    { { CRM_ROOMS_ALL, FALSE, NULL, NULL }, TRUE },
    { { CRM_ROOMS_ALL, FALSE, NULL, "" }, TRUE },
    { { CRM_ROOMS_MINE, FALSE, NULL, NULL }, TRUE },
    { { CRM_ROOMS_UNASSIGNED, FALSE, NULL, NULL }, FALSE },
    { { CRM_ROOMS_ALL, TRUE, NULL, NULL }, TRUE },
    { { CRM_ROOMS_ALL, FALSE, "whatsapp", NULL }, TRUE },
    { { CRM_ROOMS_ALL, FALSE, "email", NULL }, FALSE },
    { { CRM_ROOMS_ALL, FALSE, NULL, "IBRAHIM SAH" }, TRUE },
    { { CRM_ROOMS_ALL, FALSE, NULL, "КАК ДЕЛА" }, TRUE },
    { { CRM_ROOMS_ALL, FALSE, NULL, "0%" }, TRUE },
    { { CRM_ROOMS_ALL, FALSE, NULL, "_" }, FALSE },
    { { CRM_ROOMS_MINE, TRUE, "whatsapp", "şahin" }, TRUE },
    { { CRM_ROOMS_MINE, TRUE, "email", "şahin" }, FALSE },
  };
  g_autoptr (CrmRoom) room = make_room (&fields);
  CrmRoomFields gone = fields;
  g_autoptr (CrmRoom) deleted = NULL;

  gone.is_deleted = TRUE;
  deleted = make_room (&gone);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("row %u", i);
      g_assert_cmpint (crm_room_search_matches (&rows[i].search, room, "7"), ==, rows[i].is_wanted);
      g_assert_false (crm_room_search_matches (&rows[i].search, deleted, "7"));
    }
  g_assert_false (crm_room_search_matches (&rows[2].search, room, "8"));
}

/* Copies are equal and independent; every member counts. */
static void
test_equal (void)
{
  char query[] = "siti";
  const CrmRoomSearch search = { CRM_ROOMS_MINE, TRUE, "email", query };
  g_autoptr (CrmRoomSearch) copy = crm_room_search_copy (&search);
  CrmRoomSearch other = search;

  query[0] = 'x';
  g_assert_cmpstr (copy->query, ==, "siti");
  g_assert_false (crm_room_search_equal (copy, &search));
  query[0] = 's';
  g_assert_true (crm_room_search_equal (copy, &search));
  other.filter = CRM_ROOMS_ALL;
  g_assert_false (crm_room_search_equal (&other, &search));
  other = search, other.is_unread = FALSE;
  g_assert_false (crm_room_search_equal (&other, &search));
  other = search, other.channel = NULL;
  g_assert_false (crm_room_search_equal (&other, &search));
  g_assert_true (crm_room_search_equal (&(CrmRoomSearch){ .query = NULL }, &(CrmRoomSearch){ .query = "" }));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/room-search/fold", test_fold);
  g_test_add_func ("/room-search/matches", test_matches);
  g_test_add_func ("/room-search/equal", test_equal);
  return g_test_run ();
}
