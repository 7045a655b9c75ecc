/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <signal.h>
#include <string.h>

#include "bilikctl-csv.h"
#include "bilikd-desk.h"

/* bilikctl import customers, as it is typed, beside a running daemon. */

static Fixture *desk;
static char *agent;

typedef struct
{
  int status;
  char *output;
  char *errors;
} Run;

static void
run_clear (Run *self)
{
  g_free (self->output);
  g_free (self->errors);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Run, run_clear)

static char *
write_file (const char *text, gssize length)
{
  g_autoptr (GError) error = NULL;
  char *path = g_build_filename (desk->folder, "customers.csv", NULL);

  g_file_set_contents (path, text, length, &error);
  g_assert_no_error (error);
  return path;
}

/* @options: further words, separated by “|”, or NULL */
static Run
import_file (const char *path, const char *options)
{
  g_auto (GStrv) further = g_strsplit (options != NULL ? options : "", "|", -1);
  g_autoptr (GPtrArray) command = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  const char *head[] = { BILIKCTL_PROGRAM, "--database", desk->database,   "import",
                         "customers",      path,         "--organization", "Nusantara Retail" };
  Run run = { 0 };

  for (gsize i = 0; i < G_N_ELEMENTS (head); i++)
    g_ptr_array_add (command, (gpointer) head[i]);
  for (guint i = 0; further[i] != NULL && *further[i] != '\0'; i++)
    g_ptr_array_add (command, further[i]);
  g_ptr_array_add (command, NULL);
  g_spawn_sync (NULL, (char **) command->pdata, NULL, G_SPAWN_DEFAULT, NULL, NULL, &run.output, &run.errors,
                &run.status, &error);
  g_assert_no_error (error);
  g_test_message ("%s%s", run.output, run.errors);
  return run;
}

static Run
import (const char *text, const char *options)
{
  g_autofree char *path = write_file (text, -1);

  return import_file (path, options);
}

static void
assert_says (const char *text, const char *part)
{
  g_assert_nonnull (strstr (text, part));
}

static JsonObject *
find_one (const char *query, Reply **out_reply)
{
  g_autofree char *escaped = g_uri_escape_string (query, NULL, FALSE);
  JsonArray *items;

  *out_reply = desk_get (desk, agent, "/v1/leads?query=%s", escaped);
  items = reply_get_array (*out_reply, "items");
  g_assert_cmpuint (json_array_get_length (items), ==, 1);
  return json_array_get_object_element (items, 0);
}

static void
test_english (void)
{
  g_auto (Run) run = import (
      "id,Full Name,Phone,E-mail,Company,City\n"
      "5f3c1c1e-9d0a-4c0e-8a51-3b1f0f6f2a10,Zulaikha Importir,+62 812-0000-1111,zulaikha@impor.test,\"PT Satu, Dua\",Bandung\n",
      NULL);
  g_autoptr (Reply) reply = NULL;
  JsonObject *customer = find_one ("zulaikha 0812", &reply);

  g_assert_cmpint (run.status, ==, 0);
  assert_says (run.output, "1 rows: 1 new, 0 updated, 0 unchanged, 0 with problems");
  g_assert_cmpstr (json_object_get_string_member (customer, "contact_id"), ==,
                   "5f3c1c1e-9d0a-4c0e-8a51-3b1f0f6f2a10");
  g_assert_cmpstr (json_object_get_string_member (customer, "company"), ==, "PT Satu, Dua");
}

/* As a spreadsheet set to Indonesian writes it: byte order mark, semicolons, CRLF, line breaks in quotes. */
static void
test_indonesian (void)
{
  g_auto (Run) run =
      import ("\xEF\xBB\xBFNama Pelanggan;No. HP;Alamat Surel;Kota\r\n"
              "\"Wulan \"\"Wulandari\"\"\r\nImportir\";0813 9999 0001;wulan@impor.test;Solo\r\n",
              NULL);
  g_autoptr (Reply) reply = NULL;
  JsonObject *customer = find_one ("081399990001", &reply);

  g_assert_cmpint (run.status, ==, 0);
  g_assert_cmpstr (json_object_get_string_member (customer, "name"), ==, "Wulan \"Wulandari\"\r\nImportir");
  g_assert_cmpstr (json_object_get_string_member (customer, "city"), ==, "Solo");
}

static void
test_again_updates (void)
{
  const char *first =
      "name,phone,email\nYanuar Sekali,0815 1111 2222,yanuar@impor.test\nTanpa Telepon,,tanpa@impor.test\n";
  const char *changed =
      "name,phone,email\nYanuar Dua Kali,+62 815-1111-2222,\nTanpa Telepon,,TANPA@impor.test\n";
  gint64 before = fixture_query (desk, "SELECT count(*) FROM customers");
  g_auto (Run) one = import (first, NULL);
  g_auto (Run) two = import (first, NULL);
  g_auto (Run) three = import (changed, NULL);
  g_autoptr (Reply) reply = NULL;
  JsonObject *customer = find_one ("yanuar dua", &reply);

  assert_says (one.output, "2 rows: 2 new");
  assert_says (two.output, "2 rows: 0 new, 0 updated, 2 unchanged");
  assert_says (three.output, "2 rows: 0 new, 2 updated");
  g_assert_cmpstr (json_object_get_string_member (customer, "email"), ==,
                   "yanuar@impor.test"); /* empty leaves it */
  g_assert_cmpint (fixture_query (desk, "SELECT count(*) FROM customers"), ==, before + 2);
}

static void
test_row_errors (void)
{
  g_auto (Run) run = import ("id,name,phone,email\n"
                             "null,Nobody,,\n"                   /* line 2 */
                             ",,0812 1234 5678,\n"               /* 3 */
                             ",Rounded,6.28126E+12,\n"           /* 4 */
                             ",\"Two\nLines\",0817 0000 0001,\n" /* 5 and 6 */
                             ",Wrong Mail,,not-an-address\n"     /* 7 */
                             ",Same Again,0817-0000-0001,\n"     /* 8 */
                             ",Latin \xE9,,\n",                  /* 9 */
                             NULL);

  g_assert_cmpint (run.status, !=, 0);
  assert_says (run.output, "7 rows: 1 new, 0 updated, 0 unchanged, 6 with problems");
  assert_says (run.errors, "line 2: “null” is neither");
  assert_says (run.errors, "line 3: there is no name");
  assert_says (run.errors, "line 4: “6.28126E+12” is no phone number");
  assert_says (run.errors, "line 7: “not-an-address”");
  assert_says (run.errors, "line 8: the same phone number 6281700000001 as on line 5");
  assert_says (run.errors, "line 9: name is not UTF-8");
}

static void
test_dry_run (void)
{
  gint64 before = fixture_query (desk, "SELECT count(*) FROM customers");
  g_auto (Run) run = import ("name,phone\nDry Run,0818 0000 0001\n", "--dry-run");

  g_assert_cmpint (run.status, ==, 0);
  assert_says (run.output, "Dry run, nothing was stored. 1 rows: 1 new");
  g_assert_cmpint (fixture_query (desk, "SELECT count(*) FROM customers"), ==, before);
}

static void
test_map (void)
{
  const char *text = "Kolom A,phone,Ponsel\nPetakan Aku,n/a,0819 0000 0001\n";
  g_auto (Run) unmapped = import (text, NULL);
  g_auto (Run) unknown = import (text, "--map|Kolom Z=name");
  g_auto (Run) bad = import (text, "--map|Kolom A=nama");
  g_auto (Run) mapped = import (text, "--map|Kolom A=name|--map|Ponsel=phone|--map|phone=-");
  g_autoptr (Reply) reply = NULL;

  assert_says (unmapped.errors, "the first line has: Kolom A, phone, Ponsel.");
  assert_says (unknown.errors, "no column “Kolom Z”");
  assert_says (bad.errors, "is no HEADER=FIELD");
  assert_says (mapped.output, "1 rows: 1 new");
  g_assert_cmpstr (json_object_get_string_member (find_one ("petakan", &reply), "phone"), ==,
                   "0819 0000 0001");
}

static void
assert_refused (const char *path, const char *sentence)
{
  gint64 before = fixture_query (desk, "SELECT count(*) FROM customers");
  g_auto (Run) run = import_file (path, NULL);

  g_assert_cmpint (run.status, !=, 0);
  assert_says (run.errors, sentence);
  g_assert_cmpint (fixture_query (desk, "SELECT count(*) FROM customers"), ==, before);
}

static void
assert_text_refused (const char *text, gssize length, const char *sentence)
{
  g_autofree char *path = write_file (text, length);

  assert_refused (path, sentence);
}

/* Each says what is to be done about it. */
static void
test_wrong_files (void)
{
  static const char utf16[] = "\xFF\xFEn\0a\0m\0e\0\n\0A\0\n";
  static const char spreadsheet[] = "PK\x03\x04\x14\0\x06\0\x08\0";
  g_autofree char *long_cell = g_strnfill (2 * 1024 * 1024, 'x');
  g_autofree char *huge = g_strconcat ("name\n", long_cell, "\n", NULL);

  assert_text_refused ("", 0, "is empty: its first line names the columns.");
  assert_text_refused ("Budi,0812 3456 7890\n", -1,
                       "No column looks like a name; the first line has: Budi, 0812 3456 7890. It names the");
  assert_text_refused ("Naam\xE9\nBudi\n", -1, "the first line has: Naam\xEF\xBF\xBD.");
  assert_text_refused (utf16, sizeof utf16, "line 1: This is no CSV in UTF-8");
  assert_text_refused (spreadsheet, sizeof spreadsheet, "line 1: This is no CSV in UTF-8");
  assert_text_refused (huge, -1, "line 2: A record is too long, or a quote not closed.");
  assert_text_refused ("name\n\"Budi\n", -1, "line 2: A quote is not closed.");
  assert_refused ("/nonexistent/customers.csv", "No such file or directory.");
}

/* Ctrl+C in the middle: what is counted is stored, and the same file again goes on. */
static void
test_stopped (void)
{
  g_autoptr (GString) text = g_string_new ("name,email\n");
  gint64 before = fixture_query (desk, "SELECT count(*) FROM customers");
  g_autoptr (GSubprocess) process = NULL;
  g_autofree char *output = NULL;
  g_autofree char *errors = NULL;
  g_autofree char *path = NULL;

  for (guint i = 0; i < 100000; i++)
    g_string_append_printf (text, "Terhenti %06u,berhenti%u@impor.test\n", i, i);
  path = write_file (text->str, -1);
  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE, NULL,
                              BILIKCTL_PROGRAM, "--database", desk->database, "import", "customers", path,
                              "--organization", "1", NULL);
  while (fixture_query (desk, "SELECT count(*) FROM customers") == before)
    g_usleep (1000);
  g_subprocess_send_signal (process, SIGINT);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &output, &errors, NULL);
  g_test_message ("%s%s", output, errors);
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 1);
  assert_says (errors, "bilikctl: Stopped. What was done before stays.");
  g_assert_cmpint (g_ascii_strtoll (output, NULL, 10), <, 100000);
  g_assert_cmpint (fixture_query (desk, "SELECT count(*) FROM customers"), ==,
                   before + g_ascii_strtoll (output, NULL, 10));
}

/* More than a batch, while the daemon serves; the total and the order keep step. */
static void
test_many (void)
{
  g_autoptr (GString) text = g_string_new ("name,email\n");
  gint64 before = fixture_query (desk, "SELECT sum(n) FROM customer_chunks WHERE organization_id = 1");

  for (guint i = 0; i < 2500; i++)
    g_string_append_printf (text, "Massal %04u,massal%u@impor.test\n", i, i);
  {
    g_auto (Run) run = import (text->str, NULL);
    g_autoptr (Reply) reply = desk_get (desk, agent, "/v1/leads?limit=1");

    assert_says (run.output, "2500 rows: 2500 new");
    g_assert_cmpint (json_object_get_int_member (reply_get_object (reply), "total"), ==, before + 2500);
  }
}

/* --- the parser ------------------------------------------------------------------ */

static char *
parse (const char *text)
{
  g_autoptr (GInputStream) input = g_memory_input_stream_new_from_data (text, -1, NULL);
  g_autoptr (BilikctlCsv) csv = bilikctl_csv_new (input);
  g_autoptr (GError) error = NULL;
  GString *all = g_string_new (NULL);
  GPtrArray *record;
  guint line;

  while ((record = bilikctl_csv_next (csv, &line, &error)) != NULL)
    {
      g_string_append_printf (all, "%u", line);
      for (guint i = 0; i < record->len; i++)
        g_string_append_printf (all, "[%s]", (const char *) record->pdata[i]);
    }
  if (error != NULL)
    g_string_append (all, "!");
  return g_string_free (all, FALSE);
}

static void
test_csv (void)
{
  static const char *const rows[][2] = {
    { "", "" },
    { "a,b", "1[a][b]" },
    { "a,b\r\n\r\nc,\n", "1[a][b]3[c][]" },
    { "\"a\"\"b\",\"c\nd\"\ne\n", "1[a\"b][c\nd]3[e]" },
    { "a;b,c;d\n1;2;3\n", "1[a][b,c][d]2[1][2][3]" },
    { "\"x,y,z\"\tb\n", "1[x,y,z][b]" },
    { "a\"b,c\n", "1[a\"b][c]" },
    { "a,b\n\"open", "1[a][b]!" },
    { "\xEF\xBB\xBF"
      "a\n",
      "1[a]" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *parsed = parse (rows[i][0]);

      g_assert_cmpstr (parsed, ==, rows[i][1]);
    }
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  desk = desk_new ();
  agent = fixture_sign_in (desk, "agent@nusantara.test", NULL);
  g_test_add_func ("/import/csv", test_csv);
  g_test_add_func ("/import/customers/english", test_english);
  g_test_add_func ("/import/customers/indonesian", test_indonesian);
  g_test_add_func ("/import/customers/again-updates", test_again_updates);
  g_test_add_func ("/import/customers/row-errors", test_row_errors);
  g_test_add_func ("/import/customers/dry-run", test_dry_run);
  g_test_add_func ("/import/customers/map", test_map);
  g_test_add_func ("/import/customers/many", test_many);
  g_test_add_func ("/import/customers/wrong-files", test_wrong_files);
  g_test_add_func ("/import/customers/stopped", test_stopped);
  status = g_test_run ();
  g_free (agent);
  fixture_free (desk);
  return status;
}
