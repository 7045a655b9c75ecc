/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bench-json"

#include "crm-ticket.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * F-18: 1 MB of tickets decoded into objects in a worker thread while the main
 * loop ticks, and encoded; node does the same text beside it, in turns.
 */

#define MAX_ROUNDS 9
#define REPEATS    11
#define PAGE       200 /* tickets of one reply */

typedef struct
{
  double decode[MAX_ROUNDS];
  double encode[MAX_ROUNDS];
  double parse[MAX_ROUNDS];
  double stringify[MAX_ROUNDS];
  double longest_block[MAX_ROUNDS];
  guint n_rounds;
} Figures;

static int
compare_doubles (const void *a, const void *b)
{
  double left = *(const double *) a;
  double right = *(const double *) b;

  return left < right ? -1 : left > right;
}

static double
median (double *values, guint n_values)
{
  qsort (values, n_values, sizeof *values, compare_doubles);
  return values[n_values / 2];
}

static double
elapsed_ms (gint64 start)
{
  return (double) (g_get_monotonic_time () - start) / 1000;
}

/* --- the tickets ------------------------------------------------------------- */

static void
encode_ticket (CrmJsonWriter *writer, guint number)
{
  static const char *const names[] = { "Refund not received", "Parcel damaged on arrival",
                                       "Can't sign in after the update", "Invoice shows the wrong address",
                                       "Ask \"Tom & Jerry\" <3 for a call back" };
  const char *const customer_ids[] = { "5f3c1c1e-9d0a-4c0e-8a51-3b1f0f6f2a10", NULL };
  const char *const customer_names[] = { "Siti Rahmawati", NULL };
  char id[16], slug[16];

  g_snprintf (id, sizeof id, "%u", number);
  g_snprintf (slug, sizeof slug, "TCK-%u", number);
  crm_ticket_encode (
      &(CrmTicketFields){
          .id = id,
          .slug = slug,
          .name = names[number % G_N_ELEMENTS (names)],
          .pipeline_id = "11",
          .pipeline_name = "Support",
          .stage_id = "111",
          .stage_name = "Waiting for customer",
          .status = (CrmTicketStatus) (number % CRM_N_TICKET_STATUSES),
          .priority = (CrmTicketPriority) (number % CRM_N_TICKET_PRIORITIES),
          .data_source = "embed-web-cdp",
          .creator_name = "Dewi Lestari",
          .created_at = G_GINT64_CONSTANT (1782482531123) + number * 1000,
          .updated_at = G_GINT64_CONSTANT (1782482531123) + number * 2000,
          .revision = number % 9 + 1,
          .customer_ids = customer_ids,
          .customer_names = customer_names,
          .is_associated = TRUE,
      },
      writer, NULL);
}

static void
encode_page (GString *text, guint first, guint n_tickets)
{
  CrmJsonWriter writer;

  crm_json_writer_init (&writer, text);
  crm_json_writer_begin_object (&writer, NULL);
  crm_json_writer_begin_array (&writer, "items");
  for (guint i = 0; i < n_tickets; i++)
    encode_ticket (&writer, first + i);
  crm_json_writer_end_array (&writer);
  crm_json_writer_end_object (&writer);
}

static GPtrArray *
decode_page (const char *text, gssize length)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) root = crm_json_parse (text, length, CRM_JSON_MAX_DEPTH, &error);
  g_autoptr (CrmJsonReader) reader = NULL;
  GPtrArray *tickets = g_ptr_array_new_with_free_func (g_object_unref);
  guint n_items;

  g_assert_no_error (error);
  reader = crm_json_reader_new (root);
  n_items = crm_json_reader_enter_array (reader, "items");
  for (guint i = 0; i < n_items; i++)
    {
      crm_json_reader_enter_element (reader, i);
      g_ptr_array_add (tickets, crm_ticket_decode (reader));
      crm_json_reader_leave (reader);
    }
  g_assert_true (crm_json_reader_finish (reader, NULL));
  return tickets;
}

/* --- decode in a worker, the main loop ticking ------------------------------- */

typedef struct
{
  GMainLoop *loop;
  GPtrArray *pages; /* of GString */
  double decoded_in;
  gint64 last_tick;
  double longest_block;
} Decoding;

static gboolean
on_tick (gpointer data)
{
  Decoding *self = data;

  self->longest_block = MAX (self->longest_block, elapsed_ms (self->last_tick));
  self->last_tick = g_get_monotonic_time ();
  return G_SOURCE_CONTINUE;
}

static void
decode_in_worker (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Decoding *self = task_data;
  GPtrArray *all = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  gint64 start = g_get_monotonic_time ();

  for (guint i = 0; i < self->pages->len; i++)
    {
      GString *page = g_ptr_array_index (self->pages, i);

      g_ptr_array_add (all, decode_page (page->str, (gssize) page->len));
    }
  self->decoded_in = elapsed_ms (start);
  g_task_return_pointer (task, all, (GDestroyNotify) g_ptr_array_unref);
}

static void
on_decoded (GObject *source, GAsyncResult *result, gpointer data)
{
  Decoding *self = data;
  g_autoptr (GPtrArray) all = g_task_propagate_pointer (G_TASK (result), NULL);

  g_assert_cmpuint (all->len, ==, self->pages->len);
  g_main_loop_quit (self->loop);
}

static void
measure_decode (Figures *figures, guint round, GPtrArray *pages)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Decoding decoding = { .loop = loop, .pages = pages };
  double times[REPEATS];
  double blocks[REPEATS];

  for (int i = 0; i < REPEATS; i++)
    {
      g_autoptr (GTask) task = g_task_new (NULL, NULL, on_decoded, &decoding);
      guint tick = g_timeout_add_full (G_PRIORITY_HIGH, 1, on_tick, &decoding, NULL);

      decoding.longest_block = 0;
      decoding.last_tick = g_get_monotonic_time ();
      g_task_set_task_data (task, &decoding, NULL);
      g_task_run_in_thread (task, decode_in_worker);
      g_main_loop_run (loop);
      g_source_remove (tick);
      on_tick (&decoding);
      times[i] = decoding.decoded_in;
      blocks[i] = decoding.longest_block;
    }
  figures->decode[round] = median (times, REPEATS);
  figures->longest_block[round] = median (blocks, REPEATS);
}

static void
measure_encode (Figures *figures, guint round, guint n_tickets)
{
  double times[REPEATS];

  for (int i = 0; i < REPEATS; i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      gint64 start = g_get_monotonic_time ();

      encode_page (text, 1, n_tickets);
      times[i] = elapsed_ms (start);
    }
  figures->encode[round] = median (times, REPEATS);
}

/* --- the reference ----------------------------------------------------------- */

static void
measure_node (Figures *figures, guint round, const char *path)
{
  g_autofree char *script = g_build_filename (BENCH_SOURCE_DIR, "reference", "json.mjs", NULL);
  g_autofree char *repeats = g_strdup_printf ("%d", REPEATS);
  const char *argv[] = { "node", script, path, repeats, NULL };
  g_autofree char *output = NULL;
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (GError) error = NULL;

  if (!g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &output, NULL, NULL,
                     &error))
    {
      g_printerr ("No reference: %s\n", error->message);
      exit (1);
    }
  root = crm_json_parse (output, -1, 2, &error);
  g_assert_no_error (error);
  figures->parse[round] = json_object_get_double_member (json_node_get_object (root), "parse");
  figures->stringify[round] = json_object_get_double_member (json_node_get_object (root), "stringify");
}

/* --- figures ----------------------------------------------------------------- */

static void
print_figure (const char *what, double value, const char *reference_what, double reference, double goal)
{
  g_autoptr (GString) text = g_string_new (NULL);
  CrmJsonWriter writer;

  crm_json_writer_init (&writer, text);
  crm_json_writer_begin_object (&writer, NULL);
  crm_json_writer_string (&writer, "id", "F-18");
  crm_json_writer_string (&writer, "what", what);
  crm_json_writer_double (&writer, "value", value);
  crm_json_writer_string (&writer, "unit", "ms");
  if (reference_what != NULL)
    {
      crm_json_writer_double (&writer, "reference", reference);
      crm_json_writer_string (&writer, "reference_what", reference_what);
      crm_json_writer_double (&writer, "ratio", value / reference);
    }
  if (goal > 0)
    crm_json_writer_double (&writer, "goal", goal);
  crm_json_writer_string (&writer, "better", "lower");
  crm_json_writer_end_object (&writer);
  g_print ("%s\n", text->str);
}

static guint
count_tickets (gsize bytes)
{
  g_autoptr (GString) page = g_string_new (NULL);

  encode_page (page, 1, PAGE);
  return (guint) (bytes / (page->len / PAGE)) + 1;
}

static GPtrArray *
make_pages (guint n_tickets)
{
  GPtrArray *pages = g_ptr_array_new ();

  for (guint first = 0; first < n_tickets; first += PAGE)
    {
      GString *page = g_string_new (NULL);

      encode_page (page, first + 1, MIN (PAGE, n_tickets - first));
      g_ptr_array_add (pages, page);
    }
  return pages;
}

int
main (int argc, char **argv)
{
  gboolean is_short = argc > 1 && g_str_equal (argv[1], "--short");
  guint n_tickets = count_tickets (is_short ? 100 * 1000 : 1000 * 1000);
  GPtrArray *pages = make_pages (n_tickets);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *path = NULL;
  Figures figures = { .n_rounds = is_short ? 1 : MAX_ROUNDS };
  int fd;

  encode_page (text, 1, n_tickets);
  fd = g_file_open_tmp ("bench-json-XXXXXX", &path, NULL);
  g_assert_cmpint (fd, >=, 0);
  g_close (fd, NULL);
  g_assert_true (g_file_set_contents (path, text->str, (gssize) text->len, NULL));

  for (guint round = 0; round < figures.n_rounds; round++)
    {
      measure_decode (&figures, round, pages);
      measure_encode (&figures, round, n_tickets);
      measure_node (&figures, round, path);
    }
  g_unlink (path);

  print_figure ("longest block of the main loop, 1 MB of tickets decoded in a worker",
                median (figures.longest_block, figures.n_rounds), NULL, 0, 8);
  print_figure ("decode 1 MB of tickets into objects, in the worker",
                median (figures.decode, figures.n_rounds), "node JSON.parse, no objects of ours",
                median (figures.parse, figures.n_rounds), 0);
  print_figure ("encode 1 MB of tickets", median (figures.encode, figures.n_rounds), "node JSON.stringify",
                median (figures.stringify, figures.n_rounds), 1);
  return 0;
}
