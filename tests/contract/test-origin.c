/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-origin"

#include "crm-origin.h"

#define CRM   "https://crm.example"
#define LOCAL "http://127.0.0.1:8480"

static const char *const allowed[] = { CRM, LOCAL, "bilik-embed://host", NULL };

/* Everything a frame or an attacker could bring instead of an allowed origin. */
static const char *const spoofs[] = {
  NULL,
  "",
  "null",
  "undefined",
  "*",
  "/",
  "://",
  "about:blank",
  "data:",
  "blob:https://crm.example/1",
  "file://",
  "javascript:alert(1)",
  /* scheme */
  "http://crm.example",
  "HTTPS://crm.example",
  "Https://crm.example",
  "https:crm.example",
  "https:/crm.example",
  "https:///crm.example",
  "//crm.example",
  "crm.example",
  "wss://crm.example",
  "ftp://crm.example",
  "https//crm.example",
  "bilik-embed://crm.example",
  /* prefix and suffix */
  "https://crm.example.evil.test",
  "https://crm.example.",
  "https://evil-crm.example",
  "https://evil.crm.example",
  "https://www.crm.example",
  "https://crm.exampl",
  "https://crm.examplee",
  "https://rm.example",
  "https://crm.example/",
  "https://crm.example/path",
  "https://crm.example?",
  "https://crm.example#",
  "https://crm.example https://evil.test",
  "https://crm.example,https://evil.test",
  "https://crm-example",
  "https://crmxexample",
  /* port */
  "https://crm.example:443",
  "https://crm.example:80",
  "https://crm.example:8443",
  "https://crm.example:",
  "https://crm.example:0443",
  "http://127.0.0.1",
  "http://127.0.0.1:8481",
  "http://127.0.0.1:08480",
  "http://127.0.0.1:84800",
  "http://127.0.0.1:8480/",
  "https://127.0.0.1:8480",
  "http://localhost:8480",
  "http://[::1]:8480",
  "http://127.1:8480",
  "http://2130706433:8480",
  "http://0x7f.0.0.1:8480",
  "http://127.0.0.1.evil.test:8480",
  "http://127.0.0.2:8480",
  /* case, user info, encodings */
  "https://CRM.example",
  "https://crm.EXAMPLE",
  "https://user@crm.example",
  "https://crm.example@evil.test",
  "https://evil.test\\@crm.example",
  "https://evil.test/@crm.example",
  "https://crm%2eexample",
  "https://crm.example%00",
  "https://crm\xe3\x80\x82"
  "example",
  "https://\xd1\x81rm.example",
  "https://xn--rm-fmc.example",
  "https://crm.ex\xc3\xa1mple",
  "https://crm\xc2\xad.example",
  "https://crm.example\t",
  "https://crm.example\n",
  " https://crm.example",
  "https://crm.example ",
  "https://cr\tm.example",
  "https://crm..example",
  "https://.crm.example",
  /* the host's own */
  "bilik-embed://host/",
  "bilik-embed://Host",
  "bilik-embed://host2",
  "bilik-embed:host",
  "bilik-embed://",
  "bilik-embed",
};

static void
test_spoofs (void)
{
  g_autoptr (CrmOriginList) list = crm_origin_list_new (allowed);

  g_assert_cmpuint (G_N_ELEMENTS (spoofs), >=, 40);
  for (gsize i = 0; i < G_N_ELEMENTS (spoofs); i++)
    {
      if (crm_origin_list_contains (list, spoofs[i]))
        g_error ("accepted: %s", spoofs[i]);
    }
  for (const char *const *origin = allowed; *origin != NULL; origin++)
    g_assert_true (crm_origin_list_contains (list, *origin));
}

static const char *const canonical[] = {
  "https://crm.example", "https://crm",           "https://a.b.c.example.co.id", "https://crm.example:8443",
  "https://1.2.3.4",     "https://1.2.3.4:1",     "https://[2001:db8::1]",       "https://[::1]:65535",
  "https://localhost",   "https://4crm.example",  "https://crm.example4x",       "https://a-b.example",
  "http://localhost",    "http://localhost:8480", "http://127.0.0.1:8480",       "http://[::1]:8480",
  "bilik-embed://host",
};

static const char *const not_canonical[] = {
  NULL,
  "",
  "null",
  "https://",
  "https://:443",
  "https://crm.example:443",
  "http://127.0.0.1:80",
  "https://crm.example:0",
  "https://crm.example:65536",
  "https://crm.example:+1",
  "https://crm.example:1a",
  "https://crm.example:1:2",
  "https://crm.example/",
  "https://crm.example.",
  "https://-crm.example",
  "https://crm-.example",
  "https://crm_x.example",
  "https://crm..example",
  "https://xn--rm-fmc.example",
  "https://1.2.3",
  "https://1.2.3.04",
  "https://1.2.3.256",
  "https://1.2.3.4.5",
  "https://0x1.2.3.4",
  "https://crm.0x",
  "https://crm.0x1f",
  "https://crm.12",
  "https://12",
  "https://[::1",
  "https://::1",
  "https://[::01]",
  "https://[0:0:0:0:0:0:0:1]",
  "https://[::FFFF]",
  "https://[::ffff:1.2.3.4]",
  "https://[fe80::1%25eth0]",
  "https://[::1]x",
  "https://[]",
  "https://[::1]:",
  "http://crm.example",
  "http://192.168.0.1",
  "http://127.0.0.2",
  "http://localhost.evil.test",
  "bilik-embed://other",
  "ws://localhost",
};

static void
test_canonical (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (canonical); i++)
    {
      if (!crm_origin_is_valid (canonical[i]))
        g_error ("refused: %s", canonical[i]);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (not_canonical); i++)
    {
      if (crm_origin_is_valid (not_canonical[i]))
        g_error ("taken: %s", not_canonical[i]);
    }
}

static void
test_from_url (void)
{
  static const char *const cases[][2] = {
    { "https://crm.example", CRM },
    { "https://crm.example/", CRM },
    { "https://crm.example:443/embed?x=1#y", CRM },
    { "https://CRM.Example/embed", CRM },
    { "https://crm.example:8443?x", "https://crm.example:8443" },
    { "http://127.0.0.1:8480/embed/ticket/create", LOCAL },
    { "http://localhost:80/", "http://localhost" },
    { "https://crm.example/@evil.test", CRM },
    { "https://crm.example:80/", "https://crm.example:80" },
    { "https://crm.example:443:443/", NULL },
    { "https://crm.example:8443:443/", NULL },
    { "https://user@crm.example/", NULL },
    { "https://crm.example@evil.test/", NULL },
    { "https://evil.test\\@crm.example/", NULL },
    { "https://crm.example\\.evil.test/", NULL },
    { "https://crm.example/a\\b", NULL },
    { "https://crm%2eexample/", NULL },
    { "https://crm.example /", NULL },
    { "https://crm.example/\n", NULL },
    { "https:crm.example/", NULL },
    { "HTTPS://crm.example/", NULL },
    { "http://crm.example/", NULL },
    { "https://crm.example./", NULL },
    { "javascript://crm.example/%0aalert(1)", NULL },
    { "", NULL },
    { NULL, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *origin = crm_origin_from_url (cases[i][0]);

      g_assert_cmpstr (origin, ==, cases[i][1]);
    }
}

static void
test_list_leaves_out_what_is_not_canonical (void)
{
  static const char *const origins[] = { "https://crm.example/", "null", "*", "https://ok.example", NULL };
  g_autoptr (CrmOriginList) list = NULL;

  for (int i = 0; i < 3; i++)
    g_test_expect_message ("crm-contract", G_LOG_LEVEL_MESSAGE, "Left out of the allow-list*");
  list = crm_origin_list_new (origins);
  g_test_assert_expected_messages ();
  g_assert_false (crm_origin_list_contains (list, "null"));
  g_assert_false (crm_origin_list_contains (list, "*"));
  g_assert_false (crm_origin_list_contains (list, "https://crm.example/"));
  g_assert_true (crm_origin_list_contains (list, "https://ok.example"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/contract/origin/SEC-01/spoofs", test_spoofs);
  g_test_add_func ("/contract/origin/SEC-01/canonical", test_canonical);
  g_test_add_func ("/contract/origin/SEC-01/from-url", test_from_url);
  g_test_add_func ("/contract/origin/SEC-01/list", test_list_leaves_out_what_is_not_canonical);
  return g_test_run ();
}
