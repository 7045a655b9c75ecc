/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-cdp-customers"

#include <glib/gstdio.h>

#include "bilikd-customer-writes.h"
#include "bilikd-customers.h"
#include "bilikd-db.h"
#include "bilikd-organizations.h"
#include "bilikd-phone.h"
#include "bilikd-search-words.h"

/* The customers of the store, without the daemon: search, order, jumps and pages. */

typedef struct
{
  char *folder;
  BilikdDb *db;
  gint64 organization_id;
  gint64 other_id;
  GPtrArray *names; /* what the last page held */
} Fixture;

typedef struct
{
  gint64 organization_id;
  BilikdCustomerRecord record;
} Addition;

static gboolean
insert (BilikdDb *db, gpointer data, GError **error)
{
  Addition *addition = data;

  return bilikd_customer_insert (db, addition->organization_id, &addition->record, error) != 0;
}

static void
add_to (Fixture *self,
        gint64 organization_id,
        const char *id,
        const char *name,
        const char *phone,
        const char *email)
{
  g_autoptr (GError) error = NULL;
  Addition addition = { organization_id, { .contact_id = id, .name = name, .phone = phone, .email = email } };

  /* The search takes in what a transaction changed when that is committed. */
  if (bilikd_db_in_transaction (self->db))
    insert (self->db, &addition, &error);
  else
    bilikd_db_write (self->db, insert, &addition, &error);
  g_assert_no_error (error);
}

static void
add (Fixture *self, const char *name, const char *phone, const char *email)
{
  g_autofree char *id = g_uuid_string_random ();

  add_to (self, self->organization_id, id, name, phone, email);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;

  self->folder = g_dir_make_tmp ("bilik-cdp-XXXXXX", &error);
  g_assert_no_error (error);
  path = g_build_filename (self->folder, "bilik.db", NULL);
  self->db = bilikd_db_open (path, &error);
  g_assert_no_error (error);
  self->organization_id = bilikd_organization_insert (self->db, "One", "sso-1", 1, &error);
  self->other_id = bilikd_organization_insert (self->db, "Two", "sso-2", 1, &error);
  g_assert_no_error (error);
  self->names = g_ptr_array_new_with_free_func (g_free);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  static const char *const files[] = { "bilik.db", "bilik.db-wal", "bilik.db-shm" };

  bilikd_db_close (self->db);
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_build_filename (self->folder, files[i], NULL);

      g_unlink (path);
    }
  g_rmdir (self->folder);
  g_free (self->folder);
  g_ptr_array_unref (self->names);
}

static void
take_name (const CrmCustomerFields *customer, gboolean crm_known, gpointer data)
{
  g_ptr_array_add (data, g_strdup (customer->name));
}

static void
load_page (Fixture *self, const char *query, BilikdPage *page)
{
  g_autofree char *match = bilikd_search_words_to_match (query);
  g_autoptr (GError) error = NULL;

  if (match != NULL)
    bilikd_customers_search (self->db, self->organization_id, match, query, page, take_name, self->names,
                             &error);
  else
    bilikd_customers_list (self->db, self->organization_id, page, take_name, self->names, &error);
  g_assert_no_error (error);
}

/* The names that @query finds, as one text. */
static char *
find (Fixture *self, const char *query)
{
  g_auto (BilikdPage) page = { 0 };

  g_ptr_array_set_size (self->names, 0);
  bilikd_page_init (&page, NULL, NULL, NULL, NULL);
  load_page (self, query, &page);
  g_ptr_array_add (self->names, NULL);
  return g_strjoinv (", ", (char **) self->names->pdata);
}

static void
assert_finds (Fixture *self, const char *query, const char *names)
{
  g_autofree char *found = find (self, query);

  g_assert_cmpstr (found, ==, names);
}

static void
test_search_words (Fixture *self, gconstpointer data)
{
  add (self, "Siti Rahmawati", "+62 812-5550-1142", "siti.r@toko-melati.test");
  add (self, "Budi Sitorus", "0813 7777 0001", "budi@example.test");
  add (self, "Tom & Jerry <3", "+65 9123 4567", NULL);
  add (self, "مَحمد الأمين", NULL, NULL);
  add (self, "José Álvarez", NULL, "jose@example.test");

  assert_finds (self, "siti", "Siti Rahmawati");
  assert_finds (self, "sit", "Siti Rahmawati, Budi Sitorus"); /* a name that begins with it comes first */
  assert_finds (self, "SITI rah", "Siti Rahmawati");
  assert_finds (self, "rahma siti", "Siti Rahmawati");
  assert_finds (self, "ahma", "");
  assert_finds (self, "siti.r@toko", "Siti Rahmawati");
  assert_finds (self, "melati", "Siti Rahmawati");
  assert_finds (self, "jose alv", "José Álvarez");
  assert_finds (self, "tom & jerry", "Tom & Jerry <3");
  assert_finds (self, "مَحمد", "مَحمد الأمين");
  assert_finds (self, "budi zzz", "");
}

static void
test_search_phone (Fixture *self, gconstpointer data)
{
  static const char *const forms[] = { "0812",    "+62 812",   "62812",
                                       "812",     "0812-5550", "0812 5550 11",
                                       "812 555", "0062 812",  "+62 812-5550-1142" };

  add (self, "Siti", "+62 812-5550-1142", NULL);
  add (self, "Tom", "+65 9123 4567", NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++)
    assert_finds (self, forms[i], "Siti");
  assert_finds (self, "+65 91", "Tom");
  assert_finds (self, "5550", "");
}

static void
test_search_hostile (Fixture *self, gconstpointer data)
{
  static const char *const hostile[] = {
    "\"",          "''",      "a\" OR \"b", "*",  "^a",    "-a",    "a NOT b",
    "NEAR(a b)",   "words:a", "{words}:a",  "(",  ")",     "a AND", "+",
    "' OR 1=1 --", "%",       "_",          "\\", "\"*\"", "& & &", "0812'; DROP TABLE customers",
    "\xEE\x80\x80"
  };

  add (self, "Siti", "+62 812-5550-1142", NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (hostile); i++)
    assert_finds (self, hostile[i], "");
  assert_finds (self, "siti", "Siti");
  assert_finds (self, "& siti", "Siti");
}

static void
rename_to (Fixture *self, const char *name, gboolean changes)
{
  BilikdCustomerRecord record = { .name = name };
  g_autoptr (GError) error = NULL;
  gboolean is_changed;
  gint64 id = bilikd_customer_find (self->db, self->organization_id, "8123", NULL, NULL, &error);

  g_assert_true (bilikd_customer_update (self->db, id, &record, &is_changed, &error));
  g_assert_true (is_changed == changes);
}

static void
test_search_forgets (Fixture *self, gconstpointer data)
{
  add_to (self, self->organization_id, "8123", "Siti", "0812 1", NULL);
  g_assert_true (bilikd_db_begin_write (self->db, NULL));
  rename_to (self, "Dewi Lestari", TRUE);
  rename_to (self, "Dewi Lestari", FALSE);
  g_assert_true (bilikd_db_commit (self->db, NULL));
  assert_finds (self, "siti", "");
  assert_finds (self, "dewi 0812", "Dewi Lestari");

  /* Twice in one transaction, and once on a customer that it has just added. */
  g_assert_true (bilikd_db_begin_write (self->db, NULL));
  rename_to (self, "Rina", TRUE);
  rename_to (self, "Maya", TRUE);
  add_to (self, self->organization_id, "8124", "Maya Kedua", NULL, NULL);
  g_assert_true (bilikd_db_commit (self->db, NULL));
  assert_finds (self, "dewi", "");
  assert_finds (self, "rina", "");
  assert_finds (self, "maya", "Maya Kedua, Maya");
}

static void
test_organizations_apart (Fixture *self, gconstpointer data)
{
  gint64 total;

  add_to (self, self->other_id, "1", "Siti Other", "0812", NULL);
  add_to (self, self->organization_id, "1", "Siti Ours", "0812", NULL);
  assert_finds (self, "siti", "Siti Ours");
  assert_finds (self, "0812", "Siti Ours");
  assert_finds (self, "", "Siti Ours");
  g_assert_true (bilikd_customers_count (self->db, self->organization_id, &total, NULL));
  g_assert_cmpint (total, ==, 1);
}

/* --- a list that is cut into several chunks --------------------------------- */

#define N_MANY 9000

static void
add_many (Fixture *self)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (7);

  g_assert_true (bilikd_db_begin_write (self->db, NULL));
  for (guint i = 0; i < N_MANY; i++)
    {
      /* Runs of equal names, so that chunks also end between those. */
      g_autofree char *name = g_strdup_printf ("Customer %03d", g_rand_int_range (random, 0, 700));

      add (self, name, NULL, NULL);
    }
  g_assert_true (bilikd_db_commit (self->db, NULL));
}

static void
load_all (Fixture *self, const char *query, const char *limit, void (*between) (Fixture *self))
{
  g_autofree char *cursor = NULL;

  g_ptr_array_set_size (self->names, 0);
  do
    {
      g_auto (BilikdPage) page = { 0 };

      g_assert_true (bilikd_page_init (&page, limit, cursor, NULL, NULL));
      load_page (self, query, &page);
      g_free (cursor);
      cursor = g_steal_pointer (&page.next_cursor);
      if (between != NULL)
        between (self);
  } while (cursor != NULL);
}

static void
take_id (const CrmCustomerFields *customer, gboolean crm_known, gpointer data)
{
  g_assert_true (g_hash_table_add (data, g_strdup (customer->contact_id)));
}

static void
test_jumps (Fixture *self, gconstpointer data)
{
  g_autoptr (GPtrArray) all = NULL;
  gint64 total;

  add_many (self);
  g_assert_true (bilikd_customers_count (self->db, self->organization_id, &total, NULL));
  g_assert_cmpint (total, ==, N_MANY);
  load_all (self, "", "200", NULL);
  g_assert_cmpuint (self->names->len, ==, N_MANY);
  all = g_steal_pointer (&self->names);
  self->names = g_ptr_array_new_with_free_func (g_free);

  for (guint offset = 0; offset < N_MANY + 100; offset += 97)
    {
      g_autofree char *text = g_strdup_printf ("%u", offset);
      g_auto (BilikdPage) page = { 0 };

      g_assert_true (bilikd_page_init (&page, "10", NULL, text, NULL));
      g_ptr_array_set_size (self->names, 0);
      load_page (self, "", &page);
      g_assert_cmpuint (self->names->len, ==, offset < N_MANY ? MIN (10, N_MANY - offset) : 0);
      for (guint i = 0; i < self->names->len; i++)
        g_assert_cmpstr (self->names->pdata[i], ==, all->pdata[offset + i]);
    }
}

static void
test_pages_hold_each_once (Fixture *self, gconstpointer data)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *cursor = NULL;

  add_many (self);
  do
    {
      g_auto (BilikdPage) page = { 0 };

      g_assert_true (bilikd_page_init (&page, "133", cursor, NULL, NULL));
      g_assert_true (bilikd_customers_list (self->db, self->organization_id, &page, take_id, seen, NULL));
      g_free (cursor);
      cursor = g_steal_pointer (&page.next_cursor);
  } while (cursor != NULL);
  g_assert_cmpuint (g_hash_table_size (seen), ==, N_MANY);
}

static void
add_one_more (Fixture *self)
{
  add (self, "Customer 000 late", NULL, NULL);
}

static void
test_search_pages (Fixture *self, gconstpointer data)
{
  add_many (self);
  load_all (self, "customer 00", "150", add_one_more);
  /* What came meanwhile neither shifts nor doubles what was there. */
  for (guint i = 0; i < self->names->len; i++)
    g_assert_cmpstr (self->names->pdata[i], !=, "Customer 000 late");
  load_all (self, "customer", "200", NULL);
  g_assert_cmpuint (self->names->len, >, N_MANY);
}

static void
test_page_malformed (void)
{
  static const char *const cursors[] = { "!", "YQ", "\"; --", "Og", "LTU6YQ", "____" };
  g_auto (BilikdPage) page = { 0 };

  for (gsize i = 0; i < G_N_ELEMENTS (cursors); i++)
    {
      g_assert_false (bilikd_page_init (&page, NULL, cursors[i], NULL, NULL));
      bilikd_page_clear (&page);
    }
  g_assert_false (bilikd_page_init (&page, "0", NULL, NULL, NULL));
  bilikd_page_clear (&page);
  g_assert_false (bilikd_page_init (&page, "201", NULL, NULL, NULL));
  bilikd_page_clear (&page);
  g_assert_false (bilikd_page_init (&page, NULL, NULL, "-1", NULL));
}

static void
test_phone_digits (void)
{
  static const char *const rows[][2] = { { "+62 812-5550-1142", "6281255501142" },
                                         { "0812 5550 1142", "6281255501142" },
                                         { "81255501142", "6281255501142" },
                                         { "(021) 555 01", "622155501" },
                                         { "0065 9123 4567", "6591234567" },
                                         { "+8613800138000", "8613800138000" },
                                         { "ext", NULL },
                                         { "", NULL } };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *digits = bilikd_phone_to_digits (rows[i][0]);

      g_assert_cmpstr (digits, ==, rows[i][1]);
    }
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/cdp/F-08/search/words", test_search_words);
  ADD ("/cdp/F-08/search/phone", test_search_phone);
  ADD ("/cdp/SEC-23/search/hostile", test_search_hostile);
  ADD ("/cdp/search/forgets-old-words", test_search_forgets);
  ADD ("/cdp/SEC-21/organizations-apart", test_organizations_apart);
  ADD ("/cdp/F-05/jump-anywhere", test_jumps);
  ADD ("/cdp/REL-17/pages-hold-each-once", test_pages_hold_each_once);
  ADD ("/cdp/REL-17/search-pages-while-writing", test_search_pages);
  g_test_add_func ("/cdp/SEC-23/page/malformed", test_page_malformed);
  g_test_add_func ("/cdp/phone/digits", test_phone_digits);
  return g_test_run ();
}
