/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-json"

#include "crm-error.h"
#include "crm-json.h"
#include "json-corpus.h"

#include <math.h>
#include <string.h>

/* A copy that ends where the text ends, so that a sanitizer sees a read beyond it. */
static gboolean
is_strict (const JsonText *text, guint max_depth)
{
  g_autofree char *copy = g_memdup2 (text->text, text->length);

  return crm_json_check (copy != NULL ? copy : "", (gssize) text->length, max_depth, NULL);
}

static void
report (const JsonText *text, const char *verdict)
{
  g_autofree char *escaped = g_strescape (text->text, NULL);

  g_test_message ("%s: %s", verdict, escaped);
  g_test_fail ();
}

static void
test_must_reject (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (json_must_reject); i++)
    {
      if (is_strict (&json_must_reject[i], CRM_JSON_MAX_DEPTH))
        report (&json_must_reject[i], "taken");
    }
  g_assert_cmpuint (G_N_ELEMENTS (json_must_reject), >, 200);
}

/* What json-glib reads in the same text. */
static gboolean
is_same_to_json_glib (const JsonText *text, JsonNode *root)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;

  json_parser_load_from_data (parser, text->text, (gssize) text->length, &error);
  g_assert_no_error (error);
  return json_node_equal (root, json_parser_get_root (parser));
}

static void
test_must_accept (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (json_must_accept); i++)
    {
      const JsonText *text = &json_must_accept[i];
      g_autoptr (JsonNode) root = NULL;

      if (!is_strict (text, CRM_JSON_MAX_DEPTH))
        report (text, "refused");
      root = crm_json_parse (text->text, (gssize) text->length, CRM_JSON_MAX_DEPTH, NULL);
      if (root == NULL)
        report (text, "not parsed");
      else if (!is_same_to_json_glib (text, root))
        report (text, "read otherwise");
    }
}

static void
test_every_prefix_is_refused (void)
{
  static const char text[] = "{\"a\":[1,-2.5e3,\"\\ud83d\\ude39\",true,null,{\"\\u0062\":\"\xc3\xa9\"}]}";

  for (gsize length = 0; length < sizeof text - 1; length++)
    g_assert_false (is_strict (&(JsonText){ text, length }, CRM_JSON_MAX_DEPTH));
  g_assert_true (is_strict (&(JsonText){ text, sizeof text - 1 }, CRM_JSON_MAX_DEPTH));
}

static char *
nest (gsize depth, gboolean is_closed)
{
  char *text = g_malloc (2 * depth + 1);

  memset (text, '[', depth);
  memset (text + depth, ']', depth);
  text[is_closed ? 2 * depth : depth] = '\0';
  return text;
}

static void
test_depth (void)
{
  g_autofree char *allowed = nest (32, TRUE);
  g_autofree char *beyond = nest (33, TRUE);

  g_assert_true (crm_json_check (allowed, -1, 32, NULL));
  g_assert_false (crm_json_check (beyond, -1, 32, NULL));
}

/* The fastest of several runs: the machine is shared. */
static double
time_check (const char *text, gsize length, guint max_depth, gboolean expected)
{
  double best = G_MAXDOUBLE;

  for (int run = 0; run < 5; run++)
    {
      gint64 start = g_get_monotonic_time ();

      g_assert_cmpint (crm_json_check (text, (gssize) length, max_depth, NULL), ==, expected);
      best = MIN (best, (double) (g_get_monotonic_time () - start) / 1000);
    }
  g_test_message ("%.3f ms", best);
  return best;
}

static void
test_a_million_brackets (void)
{
  g_autofree char *open = nest (1000000, FALSE);
  g_autofree char *closed = nest (1000000, TRUE);

  g_assert_cmpfloat (time_check (open, 1000000, CRM_JSON_MAX_DEPTH, FALSE), <, 10);
  /* No recursion: even where such a depth is allowed, nothing overflows. */
  g_assert_true (crm_json_check (closed, -1, 1000000, NULL));
  g_assert_false (crm_json_check (open, -1, 1000000, NULL));
}

/* 1 MiB of keys in one object: n log n, whatever the keys are. */
static void
test_many_keys (void)
{
  g_autoptr (GString) text = g_string_new ("{");
  gsize n_keys = 0;
  double elapsed;

  for (; text->len < 1024 * 1024; n_keys++)
    g_string_append_printf (text, "\"%07" G_GSIZE_FORMAT "\":0,", n_keys);
  g_string_append (text, "\"last\":0}");
  elapsed = time_check (text->str, text->len, 2, TRUE);
  g_assert_cmpfloat (elapsed, <, 500);

  g_string_truncate (text, text->len - strlen ("\"last\":0}"));
  g_string_append (text, "\"0000000\":0}");
  g_assert_false (crm_json_check (text->str, (gssize) text->len, 2, NULL));
}

static void
test_error_names_the_offset (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (crm_json_check ("{\"a\": nope}", -1, 4, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_BAD_REQUEST);
  g_assert_nonnull (strstr (error->message, "byte 6"));
}

/* --- reader ------------------------------------------------------------------ */

#define SAMPLE                                                                                               \
  "{\"s\":\"x\",\"i\":7,\"b\":true,\"d\":1.5,\"n\":null,\"id\":42,\"t\":\"2026-06-26T14:02:11.123Z\","       \
  "\"o\":{\"k\":\"v\"},\"a\":[{\"id\":\"p\"},{\"id\":5},{\"id\":\"bad id\"}],\"w\":[\"x\",1]}"

static CrmJsonReader *
read_sample (JsonNode **out_root)
{
  g_autoptr (GError) error = NULL;

  *out_root = crm_json_parse (SAMPLE, -1, 8, &error);
  g_assert_no_error (error);
  return crm_json_reader_new (*out_root);
}

static void
test_reader_reads (void)
{
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (CrmJsonReader) reader = read_sample (&root);
  guint length;

  g_assert_cmpstr (crm_json_reader_get_string (reader, "s"), ==, "x");
  g_assert_cmpint (crm_json_reader_get_int (reader, "i"), ==, 7);
  g_assert_true (crm_json_reader_get_bool (reader, "b"));
  g_assert_cmpstr (crm_json_reader_get_id (reader, "id"), ==, "42");
  g_assert_cmpint (crm_json_reader_opt_time (reader, "t", 0), ==, G_GINT64_CONSTANT (1782482531123));
  g_assert_cmpstr (crm_json_reader_opt_string (reader, "n", "fallback"), ==, "fallback");
  g_assert_cmpint (crm_json_reader_opt_int (reader, "absent", 9), ==, 9);
  g_assert_true (crm_json_reader_has (reader, "n"));
  g_assert_false (crm_json_reader_has (reader, "absent"));
  g_assert_false (crm_json_reader_try_enter (reader, "n"));
  g_assert_false (crm_json_reader_try_enter_array (reader, "absent", &length));
  g_assert_true (crm_json_reader_try_enter (reader, "o"));
  g_assert_cmpstr (crm_json_reader_get_string (reader, "k"), ==, "v");
  crm_json_reader_leave (reader);
  g_assert_cmpuint (crm_json_reader_enter_array (reader, "a"), ==, 3);
  crm_json_reader_enter_element (reader, 1);
  g_assert_cmpstr (crm_json_reader_get_id (reader, "id"), ==, "5");
  crm_json_reader_leave (reader);
  crm_json_reader_leave (reader);
  g_assert_true (crm_json_reader_finish (reader, NULL));
}

static void
assert_failed (CrmJsonReader *reader, const char *message)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (crm_json_reader_has_failed (reader));
  g_assert_false (crm_json_reader_finish (reader, &error));
  g_assert_cmpstr (error->message, ==, message);
}

static void
test_reader_names_the_path (void)
{
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (CrmJsonReader) reader = read_sample (&root);

  crm_json_reader_enter_array (reader, "a");
  crm_json_reader_enter_element (reader, 2);
  g_assert_null (crm_json_reader_get_id (reader, "id"));
  crm_json_reader_leave (reader);
  crm_json_reader_leave (reader);
  /* Only the first error counts. */
  g_assert_null (crm_json_reader_get_string (reader, "i"));
  assert_failed (reader, "$.a[2].id: expected an id, found string");
}

static void
test_reader_tells_absent_null_and_wrong (void)
{
  static const struct
  {
    const char *member;
    const char *message;
  } cases[] = {
    { "absent", "$.absent: expected string, found nothing" },
    { "n", "$.n: expected string, found null" },
    { "i", "$.i: expected string, found number" },
    { "o", "$.o: expected string, found object" },
    { "a", "$.a: expected string, found array" },
    { "b", "$.b: expected string, found boolean" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (JsonNode) root = NULL;
      g_autoptr (CrmJsonReader) reader = read_sample (&root);

      g_assert_null (crm_json_reader_get_string (reader, cases[i].member));
      assert_failed (reader, cases[i].message);
    }
}

static void
test_reader_survives_a_wrong_way (void)
{
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (CrmJsonReader) reader = read_sample (&root);

  crm_json_reader_enter (reader, "s");
  crm_json_reader_enter (reader, "deeper");
  g_assert_cmpuint (crm_json_reader_enter_array (reader, "list"), ==, 0);
  crm_json_reader_enter_element (reader, 3);
  g_assert_null (crm_json_reader_get_string (reader, "x"));
  g_assert_cmpint (crm_json_reader_opt_int (reader, "x", 3), ==, 3);
  for (int i = 0; i < 4; i++)
    crm_json_reader_leave (reader);
  g_assert_cmpuint (crm_json_reader_enter_array (reader, "w"), ==, 2);
  g_assert_null (crm_json_reader_get_string_element (reader, 1));
  assert_failed (reader, "$.s: expected object, found string");
}

/* --- writer ------------------------------------------------------------------ */

static void
test_writer_writes (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  CrmJsonWriter writer;

  crm_json_writer_init (&writer, text);
  crm_json_writer_begin_object (&writer, NULL);
  crm_json_writer_string (&writer, "s", "a\"b\\c\n\x01\x7f\xc3\xa9/");
  crm_json_writer_string (&writer, "none", NULL);
  crm_json_writer_int (&writer, "min", G_MININT64);
  crm_json_writer_int (&writer, "max", G_MAXINT64);
  crm_json_writer_int (&writer, "zero", 0);
  crm_json_writer_double (&writer, "tenth", 0.1);
  crm_json_writer_double (&writer, "nan", NAN);
  crm_json_writer_bool (&writer, "no", FALSE);
  crm_json_writer_time (&writer, "at", G_GINT64_CONSTANT (1782482531123));
  crm_json_writer_time (&writer, "never", 0);
  crm_json_writer_begin_array (&writer, "list");
  crm_json_writer_int (&writer, NULL, 1);
  crm_json_writer_begin_array (&writer, NULL);
  crm_json_writer_end_array (&writer);
  crm_json_writer_raw (&writer, NULL, "{\"raw\":1}");
  crm_json_writer_end_array (&writer);
  crm_json_writer_end_object (&writer);

  g_assert_cmpstr (text->str, ==,
                   "{\"s\":\"a\\\"b\\\\c\\n\\u0001\x7f\xc3\xa9/\",\"none\":null,\"min\":-9223372036854775808,"
                   "\"max\":9223372036854775807,\"zero\":0,\"tenth\":0.1,\"nan\":null,\"no\":false,"
                   "\"at\":\"2026-06-26T14:02:11.123Z\",\"never\":null,\"list\":[1,[],{\"raw\":1}]}");
}

/* What was read is written so that it reads the same: every text of the corpus. */
static void
test_writer_round_trips (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (json_must_accept); i++)
    {
      const JsonText *sample = &json_must_accept[i];
      g_autoptr (JsonNode) root = crm_json_parse (sample->text, (gssize) sample->length, 32, NULL);
      g_autoptr (JsonNode) again = NULL;
      g_autoptr (GString) text = g_string_new (NULL);
      g_autoptr (GString) text_again = g_string_new (NULL);
      CrmJsonWriter writer;

      crm_json_writer_init (&writer, text);
      crm_json_writer_node (&writer, NULL, root);
      again = crm_json_parse (text->str, (gssize) text->len, 32, NULL);
      g_assert_nonnull (again);
      crm_json_writer_init (&writer, text_again);
      crm_json_writer_node (&writer, NULL, again);
      g_assert_cmpstr (text->str, ==, text_again->str);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/contract/json/SEC-04/must-reject", test_must_reject);
  g_test_add_func ("/contract/json/SEC-04/must-accept", test_must_accept);
  g_test_add_func ("/contract/json/SEC-04/every-prefix-is-refused", test_every_prefix_is_refused);
  g_test_add_func ("/contract/json/SEC-04/depth", test_depth);
  g_test_add_func ("/contract/json/SEC-04/a-million-brackets", test_a_million_brackets);
  g_test_add_func ("/contract/json/SEC-04/many-keys", test_many_keys);
  g_test_add_func ("/contract/json/SEC-04/error-names-the-offset", test_error_names_the_offset);
  g_test_add_func ("/contract/json/reader/reads", test_reader_reads);
  g_test_add_func ("/contract/json/reader/names-the-path", test_reader_names_the_path);
  g_test_add_func ("/contract/json/reader/tells-absent-null-and-wrong",
                   test_reader_tells_absent_null_and_wrong);
  g_test_add_func ("/contract/json/reader/survives-a-wrong-way", test_reader_survives_a_wrong_way);
  g_test_add_func ("/contract/json/writer/writes", test_writer_writes);
  g_test_add_func ("/contract/json/writer/round-trips", test_writer_round_trips);
  return g_test_run ();
}
