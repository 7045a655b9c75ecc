/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bilik-message-inspector.h"
#include "hostile-strings.h"
#include "ticket-fixture.h"

#define TOKEN "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI3In0.c2lnbmF0dXJl"

static BilikMessageRecord *
get_last (BilikMessageLog *log)
{
  return g_list_model_get_item (G_LIST_MODEL (log), g_list_model_get_n_items (G_LIST_MODEL (log)) - 1);
}

static void
test_bounded (void)
{
  g_autoptr (BilikMessageLog) log = bilik_message_log_new ();

  for (guint i = 0; i < 3 * BILIK_MESSAGE_LOG_MAX_ROWS; i++)
    {
      g_autofree char *text = g_strdup_printf ("{\"type\":\"EMBED_RESIZE\",\"version\":1,\"height\":%u}", i);
      bilik_message_log_append (log, "in", text, NULL);
    }
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (log)), ==, BILIK_MESSAGE_LOG_MAX_ROWS);
  g_autoptr (BilikMessageRecord) last = get_last (log);
  g_assert_nonnull (strstr (bilik_message_record_get_text (last), "1499"));
  bilik_message_log_clear (log);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (log)), ==, 0);
}

static void
test_tokens (void)
{
  static const char *const texts[] = {
    ("{\"type\":\"EMBED_INIT\",\"version\":1,\"accessToken\":\"" TOKEN "\"}"),
    ("{\"type\":\"EMBED_INIT\",\"version\":1,\"payload\":{\"accessToken\":\"" TOKEN "\"}}"),
    "{\"type\":\"X\",\"list\":[{\"refresh_token\":\"kq3-canary\"}]}",
    ("{\"type\":\"TICKET_CREATED\",\"ticketName\":\"" TOKEN "\"}"),
    ("not json " TOKEN),
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (BilikMessageLog) log = bilik_message_log_new ();

      bilik_message_log_append (log, i == 0 ? "out" : "in", texts[i], NULL);
      g_autoptr (BilikMessageRecord) record = get_last (log);
      g_assert_null (strstr (bilik_message_record_get_text (record), "c2lnbmF0dXJl"));
      g_assert_null (strstr (bilik_message_record_get_text (record), "kq3-canary"));
    }
}

static void
test_what_came (void)
{
  g_autoptr (BilikMessageLog) log = bilik_message_log_new ();
  g_autofree char *huge = g_strnfill (1 << 20, '[');

  bilik_message_log_append (log, "in", "{\"type\":\"EMBED_READY\",\"version\":1}", NULL);
  bilik_message_log_append (log, "in", "{\"type\":\"EMBED_READY\",\"version\":2}", "version");
  bilik_message_log_append (log, "in", huge, "size");
  bilik_message_log_append (log, "in", "\xff\xfe", "malformed");

  g_autoptr (BilikMessageRecord) ready = g_list_model_get_item (G_LIST_MODEL (log), 0);
  g_assert_cmpstr (bilik_message_record_get_message_type (ready), ==, "EMBED_READY");
  g_assert_null (bilik_message_record_get_drop (ready));
  g_autoptr (BilikMessageRecord) dropped = g_list_model_get_item (G_LIST_MODEL (log), 1);
  g_assert_cmpstr (bilik_message_record_get_drop (dropped), ==, "version");
  g_autoptr (BilikMessageRecord) big = g_list_model_get_item (G_LIST_MODEL (log), 2);
  g_assert_cmpuint (strlen (bilik_message_record_get_text (big)), <=, BILIK_MESSAGE_LOG_MAX_TEXT + 8);
  g_autoptr (BilikMessageRecord) bytes = g_list_model_get_item (G_LIST_MODEL (log), 3);
  g_assert_true (g_utf8_validate (bilik_message_record_get_text (bytes), -1, NULL));
}

static void
test_window (void)
{
  g_autoptr (BilikMessageLog) log = bilik_message_log_new ();
  GtkWindow *window = bilik_message_inspector_new (log);
  GtkStack *stack = ticket_fixture_get_child (window, "stack");
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (ticket_fixture_get_child (window, "text"));
  g_autofree char *shown = NULL;

  gtk_window_present (window);
  g_assert_cmpstr (gtk_stack_get_visible_child_name (stack), ==, "empty");
  bilik_message_log_append (log, "out",
                            ("{\"type\":\"EMBED_INIT\",\"version\":1,\"accessToken\":\"" TOKEN "\"}"), NULL);
  bilik_message_log_append (log, "in", "{\"type\":\"EMBED_READY\",\"version\":1}", NULL);
  bilik_message_log_append (log, "in", "{\"type\":\"TICKET_CREATED\",\"version\":7}", "version");
  g_assert_cmpstr (gtk_stack_get_visible_child_name (stack), ==, "messages");
  ticket_fixture_wait_for (ticket_fixture_find_text (GTK_WIDGET (window), "dropped: wrong version") != NULL);
  g_assert_nonnull (ticket_fixture_find_text (GTK_WIDGET (window), "accepted"));
  g_assert_nonnull (ticket_fixture_find_text (GTK_WIDGET (window), "sent"));
  g_object_get (buffer, "text", &shown, NULL);
  g_assert_nonnull (strstr (shown, "EMBED_INIT"));
  ticket_fixture_picture (window, "inspector");
  gtk_window_destroy (window);
}

static void
test_hostile (void)
{
  g_autoptr (BilikMessageLog) log = bilik_message_log_new ();
  GtkWindow *window = bilik_message_inspector_new (log);

  gtk_window_present (window);
  for (guint i = 0; i < HOSTILE_N; i++)
    {
      g_autofree char *hostile = hostile_string (i);
      bilik_message_log_append (log, "in", hostile, hostile);
    }
  ticket_fixture_wait_for (ticket_fixture_find_text (GTK_WIDGET (window), "<b>bold</b>") != NULL);
  gtk_window_destroy (window);
}

int
main (int argc, char *argv[])
{
  ticket_fixture_init (&argc, &argv);
  g_test_add_func ("/inspector/bounded-to-500", test_bounded);
  g_test_add_func ("/inspector/SEC-20/no-token-is-kept", test_tokens);
  g_test_add_func ("/inspector/SEC-03/says-what-came-and-why-not", test_what_came);
  g_test_add_func ("/inspector/TCKT-S03-ERR-1/dropped-messages-show", test_window);
  g_test_add_func ("/inspector/SEC-15/shown-as-typed", test_hostile);
  return g_test_run ();
}
