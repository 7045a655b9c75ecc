/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-link"

#include "crm-link.h"

#include <gio/gio.h>
#include <string.h>

static const char *const origins[] = { "https://crm.example",   "https://crm.example:8443", "https://1.2.3.4",
                                       "https://[2001:db8::1]", "http://127.0.0.1:8480",    NULL };

static CrmOriginList *
allow (void)
{
  return crm_origin_list_new (origins);
}

static void
test_external (void)
{
  static const char *const cases[][2] = {
    { "https://crm.example", "https://crm.example/" },
    { "https://crm.example/", "https://crm.example/" },
    { "https://CRM.example:443/tickets/1042?tab=a&b=%20#top",
      "https://crm.example/tickets/1042?tab=a&b=%20#top" },
    { "https://crm.example?x=1", "https://crm.example/?x=1" },
    { "https://crm.example:8443/a", "https://crm.example:8443/a" },
    { "https://1.2.3.4/a", "https://1.2.3.4/a" },
    { "https://[2001:db8::1]/a", "https://[2001:db8::1]/a" },
    { "https://crm.example/a@b:c", "https://crm.example/a@b:c" },
    { "https://crm.example/...", "https://crm.example/..." },
    { "https://crm.example/a.b/..c", "https://crm.example/a.b/..c" },
    /* allowed origin, but not https */
    { "http://127.0.0.1:8480/tickets/1", NULL },
    { "http://crm.example/", NULL },
    /* another origin */
    { "https://evil.test/", NULL },
    { "https://crm.example.evil.test/", NULL },
    { "https://crm.example:444/", NULL },
    { "https://evil.test\\@crm.example/", NULL },
    { "https://evil.test#@crm.example/", NULL },
    { "https://crm.example@evil.test/", NULL },
    { "https://user:pw@crm.example/", NULL },
    /* read differently somewhere */
    { "https://crm.example\\evil", NULL },
    { "https://crm.example/a\\b", NULL },
    { "https://crm.example/../x", NULL },
    { "https://crm.example/a/%2E%2e/x", NULL },
    { "https://crm.example/./x", NULL },
    { "https://crm.example/a/.%2e", NULL },
    { "https://crm.example/%", NULL },
    { "https://crm.example/%zz", NULL },
    { "https://crm.example/a b", NULL },
    { "https://crm.example/a\tb", NULL },
    { "https://crm.example/\"x\"", NULL },
    { "https://crm.example/?q='", NULL },
    { "https://crm.example/#a#b", NULL },
    { "https://crm.example/\xc3\xa9", NULL },
    { "https:crm.example/", NULL },
    { "https:/crm.example/", NULL },
    { " https://crm.example/", NULL },
    { "HTTPS://crm.example/", NULL },
    { "javascript:alert(1)", NULL },
    { "javascript://crm.example/%0aalert(1)", NULL },
    { "file:///etc/passwd", NULL },
    { "data:text/html,x", NULL },
    { "--help", NULL },
    { "", NULL },
    { NULL, NULL },
  };
  g_autoptr (CrmOriginList) allowed = allow ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *link = crm_link_check_external (cases[i][0], allowed);

      g_assert_cmpstr (link, ==, cases[i][1]);
    }
}

static void
test_deeplinks (void)
{
  static const char *const bad[] = {
    "",
    "bilik:",
    "bilik://",
    "bilik://ticket",
    "bilik://ticket/",
    "bilik://ticket/1/",
    "bilik://ticket/1/2",
    "bilik://ticket//1",
    "bilik:/ticket/1",
    "bilik:ticket/1",
    "BILIK://ticket/1",
    "bilik://Ticket/1",
    "bilik://delete/1",
    "bilik://ticket/1?x=1",
    "bilik://ticket/1#x",
    "bilik://ticket/..",
    "bilik://ticket/a.b",
    "bilik://ticket/%31",
    "bilik://ticket/1 ",
    " bilik://ticket/1",
    "bilik://ticket/1\n",
    "bilik://user@ticket/1",
    "bilik://ticket:80/1",
    "bilik://ticket/\xc3\xa9",
    "https://ticket/1",
    "bilik://ticket\\1",
    "bilik://ticket/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
  };
  CrmLinkVerb verb;
  char *id = NULL;

  for (int i = 0; i < CRM_N_LINK_VERBS; i++)
    {
      g_autofree char *uri = g_strdup_printf ("bilik://%s/A-b_9", crm_link_verb_to_wire ((CrmLinkVerb) i));

      g_assert_true (crm_link_parse_deeplink (uri, &verb, &id));
      g_assert_cmpint (verb, ==, i);
      g_assert_cmpstr (id, ==, "A-b_9");
      g_clear_pointer (&id, g_free);
    }
  g_assert_false (crm_link_parse_deeplink (NULL, &verb, &id));
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      if (crm_link_parse_deeplink (bad[i], &verb, &id))
        g_error ("accepted: %s", bad[i]);
    }
  g_assert_null (id);
}

/* --- against a browser's parser ---------------------------------------------- */

static const char *const bases[] = {
  "https://crm.example/tickets/10?a=b#c",
  "https://crm.example",
  "https://crm.example:8443/x",
  "https://1.2.3.4/x",
  "https://[2001:db8::1]/x",
  "http://127.0.0.1:8480/x",
};

static const char *const tokens[] = {
  "\\",
  "/",
  "//",
  "\\\\",
  "@",
  "a@",
  ":@",
  ":",
  ":443",
  ":0443",
  "?",
  "#",
  "%",
  "%2e",
  "%2F",
  "%40",
  "%00",
  "%5c",
  ".",
  "..",
  "/..",
  "/.",
  "/%2e%2e",
  "/.%2E",
  "\t",
  "\n",
  "\r",
  " ",
  "[",
  "]",
  "[::1]",
  "xn--",
  "xn--a",
  "0x",
  "0x1",
  "1",
  "01",
  "256",
  "-",
  "--",
  "_",
  "'",
  "\"",
  "`",
  "{",
  "}",
  "|",
  "^",
  "<",
  ">",
  "~",
  "!",
  "$",
  "&",
  "(",
  ")",
  "*",
  "+",
  ",",
  ";",
  "=",
  "\xc2\xad",
  "\xe3\x80\x82",
  "\xef\xbc\x8e",
  "\xc3\xa9",
  "evil.test",
  ".evil.test",
  "@evil.test",
  "evil.test@",
  "evil.test\\",
  "HTTPS",
  "javascript:",
  "crm.example",
};

typedef struct
{
  const CrmOriginList *allowed;
  GString *accepted; /* what goes to the other parser */
  guint n_tried;
  guint n_accepted;
} Corpus;

static void
try_url (Corpus *corpus, const char *url)
{
  g_autofree char *origin = crm_origin_from_url (url);
  g_autofree char *link = crm_link_check_external (url, corpus->allowed);

  corpus->n_tried++;
  if (origin == NULL)
    {
      g_assert_null (link);
      return;
    }
  corpus->n_accepted++;
  g_string_append_printf (corpus->accepted, "%s\t%s\t%s\n", url, origin, link != NULL ? link : "");
}

/* @base with @token put in, or in place of the byte, at @at. */
static void
try_mutants (Corpus *corpus, const char *base, gsize at, const char *token)
{
  g_autofree char *inserted = g_strdup_printf ("%.*s%s%s", (int) at, base, token, base + at);

  try_url (corpus, inserted);
  if (base[at] != '\0')
    {
      g_autofree char *replaced = g_strdup_printf ("%.*s%s%s", (int) at, base, token, base + at + 1);

      try_url (corpus, replaced);
    }
}

static void
try_bytes (Corpus *corpus, const char *base)
{
  for (gsize at = 0; at <= strlen (base); at++)
    {
      for (int byte = 1; byte < 256; byte++)
        try_mutants (corpus, base, at, (const char[]){ (char) byte, '\0' });
    }
}

/* Every pair of tokens, at every two places around the authority. */
static void
try_token_pairs (Corpus *corpus, const char *base)
{
  gsize length = strlen (base);

  for (gsize first = 0; first < G_N_ELEMENTS (tokens); first++)
    {
      for (gsize at = 0; at <= length; at++)
        {
          g_autofree char *mutant = g_strdup_printf ("%.*s%s%s", (int) at, base, tokens[first], base + at);
          gsize second = (gsize) g_test_rand_int_range (0, G_N_ELEMENTS (tokens));
          gsize second_at = (gsize) g_test_rand_int_range (0, (int) strlen (mutant) + 1);

          try_mutants (corpus, base, at, tokens[first]);
          try_mutants (corpus, mutant, second_at, tokens[second]);
        }
    }
}

static void
test_against_whatwg (void)
{
  g_autofree char *node = g_find_program_in_path ("node");
  g_autofree char *script = g_test_build_filename (G_TEST_DIST, "contract", "compare-urls.mjs", NULL);
  g_autoptr (CrmOriginList) allowed = allow ();
  g_autoptr (GString) accepted = g_string_new (NULL);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *output = NULL;
  g_autofree char *all_agree = NULL;
  Corpus corpus = { .allowed = allowed, .accepted = accepted };

  if (node == NULL)
    {
      g_test_skip ("node is not installed");
      return;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (bases); i++)
    {
      try_bytes (&corpus, bases[i]);
      try_token_pairs (&corpus, bases[i]);
    }
  g_test_message ("%u tried, %u accepted", corpus.n_tried, corpus.n_accepted);
  g_assert_cmpuint (corpus.n_accepted, >, 1000);

  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, node,
                              script, NULL);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, accepted->str, NULL, &output, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_successful (process));
  all_agree = g_strdup_printf ("compared %u\n", corpus.n_accepted);
  g_assert_cmpstr (output, ==, all_agree);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/contract/link/SEC-12/external", test_external);
  g_test_add_func ("/contract/link/SEC-12/against-whatwg", test_against_whatwg);
  g_test_add_func ("/contract/link/SEC-14/deeplinks", test_deeplinks);
  return g_test_run ();
}
