/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "crm-contract"

#include "crm-similarity.h"

#define MAX_TITLE_CHARS 512

/* A trigram is three code points of a word that is framed by blanks, so that beginnings weigh more than middles. */
static void
add_trigrams (GHashTable *trigrams, const char *word)
{
  g_autofree char *framed = g_strconcat (" ", word, " ", NULL);
  const char *end = g_utf8_offset_to_pointer (framed, MAX (g_utf8_strlen (framed, -1) - 2, 0));

  for (const char *p = framed; p < end; p = g_utf8_next_char (p))
    g_hash_table_add (trigrams, g_strndup (p, g_utf8_offset_to_pointer (p, 3) - p));
}

static GHashTable *
trigrams_of (const char *title)
{
  GHashTable *trigrams = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *start = g_utf8_substring (title, 0, MIN (g_utf8_strlen (title, -1), MAX_TITLE_CHARS));
  g_auto (GStrv) words = g_str_tokenize_and_fold (start, NULL, NULL);

  for (guint i = 0; words[i] != NULL; i++)
    add_trigrams (trigrams, words[i]);
  return trigrams;
}

double
crm_similarity_of_titles (const char *a, const char *b)
{
  g_autoptr (GHashTable) of_a = trigrams_of (a);
  g_autoptr (GHashTable) of_b = trigrams_of (b);
  guint shared = 0;
  GHashTableIter iter;
  gpointer trigram;

  if (g_hash_table_size (of_a) + g_hash_table_size (of_b) == 0)
    return 0;
  g_hash_table_iter_init (&iter, of_a);
  while (g_hash_table_iter_next (&iter, &trigram, NULL))
    shared += g_hash_table_contains (of_b, trigram);
  return 2.0 * shared / (g_hash_table_size (of_a) + g_hash_table_size (of_b));
}

CrmTicket *
crm_similarity_find_ticket (GPtrArray *tickets, const char *title)
{
  CrmTicket *best = NULL;
  double best_score = CRM_SIMILARITY_SAME;

  for (guint i = 0; i < tickets->len; i++)
    {
      CrmTicket *ticket = g_ptr_array_index (tickets, i);
      double score = crm_similarity_of_titles (crm_ticket_get_name (ticket), title);

      if (score >= best_score)
        {
          best = ticket;
          best_score = score;
        }
    }
  return best;
}
