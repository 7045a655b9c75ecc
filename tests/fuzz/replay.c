/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "replay"

#include "fuzz-target.h"

#include <string.h>

/*
 * Runs a fuzz target without a fuzzer: every file of the given folders as it is,
 * cut, and with a few bytes changed. The changes are the same in every run.
 */

#define N_MUTANTS 200

static void
feed_mutant (GRand *random, const char *text, gsize length)
{
  static const char bytes[] = "\"\\/{}[]:,@.%?#0-9eE\t\n \x80\xc3\xff";
  gsize size = (gsize) g_rand_int_range (random, 0, (gint32) length + 1);
  g_autofree char *mutant = g_memdup2 (text, length + 1);

  if (g_rand_boolean (random))
    size = length;
  for (int i = 0; size > 0 && i < 3; i++)
    mutant[g_rand_int_range (random, 0, (gint32) size)] = bytes[g_rand_int_range (random, 0, sizeof bytes)];
  LLVMFuzzerTestOneInput ((const guint8 *) mutant, size);
}

static void
replay_file (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  g_autofree char *text = NULL;
  gsize length;

  g_file_get_contents (path, &text, &length, &error);
  g_assert_no_error (error);
  LLVMFuzzerTestOneInput ((const guint8 *) text, length);
  for (int i = 0; i < N_MUTANTS; i++)
    feed_mutant (random, text, length);
}

static void
replay_folder (gconstpointer data)
{
  const char *folder = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = g_dir_open (folder, 0, &error);
  const char *name;
  guint n_files = 0;

  g_assert_no_error (error);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      replay_file (path);
      n_files++;
    }
  g_assert_cmpuint (n_files, >, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (int i = 1; i < argc; i++)
    {
      g_autofree char *name = g_path_get_basename (argv[i]);
      g_autofree char *path = g_strconcat ("/fuzz/SEC-04/replay-", name, NULL);

      g_test_add_data_func (path, argv[i], replay_folder);
    }
  return g_test_run ();
}
