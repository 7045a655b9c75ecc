/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd-store"

#include "bilikd-search-words.h"

#include <string.h>

#include "bilikd-phone.h"

/* More than anybody types; keeps one request from costing more than any other. */
#define MAX_QUERY 200
#define MAX_WORDS 8

static void
append_prefix (GString *match, const char *word)
{
  g_string_append_c (match, '"');
  for (; *word != '\0'; word++)
    {
      if (*word == '"')
        g_string_append_c (match, '"');
      g_string_append_c (match, *word);
    }
  g_string_append (match, "\"*");
}

/* "812" stands for itself, for 62812… and, as "0812" does, never for a number that merely holds it. */
static void
append_phone (GString *match, const char *word)
{
  g_autofree char *digits = bilikd_phone_to_digits (word);

  append_prefix (match, digits);
  if (digits[0] == '8')
    {
      g_autofree char *national = g_strconcat (BILIKD_COUNTRY_CODE, digits, NULL);

      g_string_append (match, " OR ");
      append_prefix (match, national);
    }
}

static void
append_word (GString *match, const char *word)
{
  if (match->len > 0)
    g_string_append (match, " AND ");
  if (!bilikd_phone_looks_like (word))
    {
      append_prefix (match, word);
      return;
    }
  g_string_append_c (match, '(');
  append_prefix (match, word);
  g_string_append (match, " OR ");
  append_phone (match, word);
  g_string_append_c (match, ')');
}

/* A word of nothing but signs is no word to the index, and would match nothing: "Tom & Jerry". */
static gboolean
is_word (const char *text)
{
  for (; *text != '\0'; text = g_utf8_next_char (text))
    if (g_unichar_isalnum (g_utf8_get_char (text)))
      return TRUE;
  return FALSE;
}

static char *
words_to_match (const char *query)
{
  g_auto (GStrv) words = g_strsplit_set (query, " \t\r\n\v\f", -1);
  GString *match = g_string_new (NULL);
  guint n_words = 0;

  for (guint i = 0; words[i] != NULL && n_words < MAX_WORDS; i++)
    if (is_word (words[i]))
      {
        append_word (match, words[i]);
        n_words++;
      }
  return g_string_free (match, FALSE);
}

char *
bilikd_search_words_to_match (const char *query)
{
  g_autofree char *text = NULL;
  g_autofree char *match = NULL;

  if (query == NULL)
    return NULL;
  text = g_utf8_make_valid (query, (gssize) strnlen (query, MAX_QUERY));
  g_strstrip (text);
  if (*text == '\0')
    return NULL;
  if (!is_word (text))
    return g_strdup ("\"\""); /* something was typed, and nothing has it */

  match = words_to_match (text);
  if (bilikd_phone_looks_like (text) && strchr (text, ' ') != NULL)
    {
      /* "0812 5550 11" is one number, or several things that begin with numbers. */
      GString *either = g_string_new ("(");

      g_string_append_printf (either, "%s) OR ", match);
      append_phone (either, text);
      return g_string_free (either, FALSE);
    }
  return g_steal_pointer (&match);
}
