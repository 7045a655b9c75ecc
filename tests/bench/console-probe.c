/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * console-probe URL REFRESH-TOKEN [MODE]: the console's own window on a server, measured from within. Run by bench-console.py,
 * which says in BILIK_BENCH_STARTED when it started this process (monotonic, µs).
 *
 *   start   until the first frame that shows customers; then the memory of the process
 *   scroll  frames of a long scroll, and random jumps
 *   search  from the keystroke to the frame that shows what it finds
 */
#include <adwaita.h>
#include <stdio.h>

#include "bilik-config.h"
#include "bilik-customer-model.h"
#include "bilik-customers-page.h"
#include "bilik-rendering.h"
#include "bilik-window.h"

#define N_SCROLL_FRAMES 300
#define N_JUMPS         100
#define SETTLE_MS       1500

typedef struct
{
  const char *url;
  const char *token;
  const char *mode;
  BilikServices services;
  GtkWindow *window;
  BilikCustomersPage *page;
  GtkListView *list;
  guint n_paints;
} Probe;

static Probe probe;

/* --- waiting and measuring --------------------------------------------------- */

static void
on_after_paint (GdkFrameClock *clock, gpointer unused)
{
  probe.n_paints++;
}

static void
paint (void)
{
  guint n_before = probe.n_paints;

  while (probe.n_paints == n_before)
    g_main_context_iteration (NULL, TRUE);
}

static gpointer
find (GtkWidget *root, GType type)
{
  gpointer found = g_type_is_a (G_OBJECT_TYPE (root), type) ? root : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find (child, type);
  return found;
}

static gpointer
child_of_page (const char *id)
{
  return gtk_widget_get_template_child (GTK_WIDGET (probe.page), BILIK_TYPE_CUSTOMERS_PAGE, id);
}

static CrmCustomer *
get_customer (guint position)
{
  GListModel *model = G_LIST_MODEL (gtk_list_view_get_model (probe.list));
  g_autoptr (BilikCustomerItem) item = g_list_model_get_item (model, position);

  return item != NULL ? bilik_customer_item_get_customer (item) : NULL;
}

static guint
count_customers (void)
{
  return g_list_model_get_n_items (G_LIST_MODEL (gtk_list_view_get_model (probe.list)));
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double difference = *(const double *) a - *(const double *) b;

  return difference < 0 ? -1 : difference > 0;
}

static void
print_quantiles (const char *what, GArray *samples)
{
  g_array_sort (samples, compare);
  double p50 = g_array_index (samples, double, samples->len / 2);
  double p95 = g_array_index (samples, double, samples->len * 95 / 100);
  double p99 = g_array_index (samples, double, samples->len * 99 / 100);

  printf ("\"%s_p50\": %.3f, \"%s_p95\": %.3f, \"%s_p99\": %.3f", what, p50, what, p95, what, p99);
}

static void
sample (GArray *samples, gint64 started)
{
  double ms = (double) (g_get_monotonic_time () - started) / 1000.0;

  g_array_append_val (samples, ms);
}

/* --- the modes ----------------------------------------------------------------- */

static void
wait_for_list (void)
{
  while (probe.page == NULL || count_customers () == 0 || get_customer (0) == NULL)
    {
      g_main_context_iteration (NULL, TRUE);
      probe.page = find (GTK_WIDGET (probe.window), BILIK_TYPE_CUSTOMERS_PAGE);
      if (probe.page != NULL && probe.list == NULL)
        probe.list = child_of_page ("list");
    }
  paint ();
}

static long
read_pss (void)
{
  g_autofree char *text = NULL;
  const char *line;

  g_file_get_contents ("/proc/self/smaps_rollup", &text, NULL, NULL);
  line = text != NULL ? strstr (text, "\nPss:") : NULL;
  return line != NULL ? strtol (line + strlen ("\nPss:"), NULL, 10) : 0;
}

static gboolean
on_settled (gpointer is_settled)
{
  *(gboolean *) is_settled = TRUE;
  return G_SOURCE_REMOVE;
}

static void
run_start (void)
{
  gint64 started = g_ascii_strtoll (g_getenv ("BILIK_BENCH_STARTED"), NULL, 10);
  double ms = (double) (g_get_monotonic_time () - started) / 1000.0;
  gboolean is_settled = FALSE;

  g_timeout_add (SETTLE_MS, on_settled, &is_settled);
  while (!is_settled)
    g_main_context_iteration (NULL, TRUE);
  printf ("{\"first_frame\": %.1f, \"pss_kib\": %ld}\n", ms, read_pss ());
}

/* What scrolling costs: rows are bound at once, then the frame is laid out and drawn. */
static gint64 frame_started;

static void
on_before_paint (GdkFrameClock *clock, gpointer unused)
{
  frame_started = g_get_monotonic_time ();
}

static void
scroll_to (GArray *samples, GtkAdjustment *adjustment, double value)
{
  gint64 started = g_get_monotonic_time ();

  gtk_adjustment_set_value (adjustment, value);
  gint64 bound = g_get_monotonic_time ();
  paint ();
  sample (samples, frame_started - (bound - started));
}

static void
run_scroll (void)
{
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (probe.list));
  g_autoptr (GArray) frames = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) jumps = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  double end = gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment);

  g_signal_connect (gtk_widget_get_frame_clock (GTK_WIDGET (probe.window)), "before-paint",
                    G_CALLBACK (on_before_paint), NULL);
  for (guint i = 0; i < N_SCROLL_FRAMES; i++)
    scroll_to (frames, adjustment, i * 45.0);
  for (guint i = 0; i < N_JUMPS; i++)
    scroll_to (jumps, adjustment, g_rand_double_range (random, 0, end));

  printf ("{");
  print_quantiles ("frame", frames);
  printf (", ");
  print_quantiles ("jump", jumps);
  printf ("}\n");
}

static gboolean
is_answered (BilikCustomerModel *model)
{
  return bilik_customer_model_get_state (model) == BILIK_CUSTOMERS_READY;
}

static void
run_search (void)
{
  static const char *const WORDS[] = { "siti", "budi", "agus", "rahma", "wijaya", "0812", "toko", "dewi" };
  GtkSingleSelection *selection = GTK_SINGLE_SELECTION (gtk_list_view_get_model (probe.list));
  BilikCustomerModel *model = BILIK_CUSTOMER_MODEL (gtk_single_selection_get_model (selection));
  GtkEditable *search = child_of_page ("search");
  g_autoptr (GArray) samples = g_array_new (FALSE, FALSE, sizeof (double));
  for (guint i = 0; i < G_N_ELEMENTS (WORDS) * 5; i++)
    for (gsize length = 1; length <= strlen (WORDS[i % G_N_ELEMENTS (WORDS)]); length++)
      {
        g_autofree char *text = g_strndup (WORDS[i % G_N_ELEMENTS (WORDS)], length);
        gint64 started = g_get_monotonic_time ();

        gtk_editable_set_text (search, text);
        while (!g_str_equal (bilik_customer_model_get_query (model), text) || !is_answered (model))
          g_main_context_iteration (NULL, TRUE);
        paint ();
        sample (samples, started);
      }
  printf ("{");
  print_quantiles ("search", samples);
  printf ("}\n");
}

/* --- the program ------------------------------------------------------------------ */

static void
on_stored (GObject *source, GAsyncResult *result, gpointer unused)
{
  crm_credentials_store_finish (CRM_CREDENTIALS (source), result, NULL, NULL);
  bilik_window_resume (BILIK_WINDOW (probe.window), probe.url);
  bilik_window_appear (BILIK_WINDOW (probe.window));
}

static void
on_activate (GtkApplication *application)
{
  probe.services.settings = g_settings_new (BILIK_APPLICATION_ID);
  probe.services.credentials = crm_credentials_new ();
  probe.services.sample = bilik_sample_backend_new ();
  probe.services.embed_loader = bilik_embed_loader_new ();
  probe.window = GTK_WINDOW (bilik_window_new (application, &probe.services));
  crm_credentials_store (probe.services.credentials, probe.url, probe.token, NULL, on_stored, NULL);
  gtk_widget_realize (GTK_WIDGET (probe.window));
  g_signal_connect (gtk_widget_get_frame_clock (GTK_WIDGET (probe.window)), "after-paint",
                    G_CALLBACK (on_after_paint), NULL);
}

int
main (int argc, char *argv[])
{
  if (argc != 4)
    return 2;
  probe.url = argv[1];
  probe.token = argv[2];
  probe.mode = argv[3];
  bilik_rendering_choose ("auto");

  g_autoptr (AdwApplication) application =
      adw_application_new (BILIK_APPLICATION_ID, G_APPLICATION_NON_UNIQUE);
  g_application_set_resource_base_path (G_APPLICATION (application), "/io/github/bilik/Bilik");
  g_signal_connect (application, "activate", G_CALLBACK (on_activate), NULL);
  g_application_register (G_APPLICATION (application), NULL, NULL);
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, "gtk-cursor-blink", FALSE, NULL);
  g_application_activate (G_APPLICATION (application));

  wait_for_list ();
  if (g_str_equal (probe.mode, "start"))
    run_start ();
  else if (g_str_equal (probe.mode, "scroll"))
    run_scroll ();
  else
    run_search ();
  fflush (stdout);
  _exit (0);
}
