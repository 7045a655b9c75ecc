/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd"

#include "bilikd-metrics.h"

#include "crm-event-names.h"

#define MAX_STATUS 600
#define N_ROWS     (CRM_N_ENDPOINTS + 1) /* the last: no endpoint */

/* Upper bounds in microseconds. */
static const gint64 bounds[] = { 1000,   2500,   5000,   10000,   25000,  50000,
                                 100000, 250000, 500000, 1000000, 5000000 };

typedef struct
{
  guint64 buckets[G_N_ELEMENTS (bounds)];
  guint64 count;
  gint64 sum_us;
} Histogram;

struct _BilikdMetrics
{
  GMutex lock;
  guint64 requests[N_ROWS][MAX_STATUS];
  Histogram durations[N_ROWS];
  GHashTable *events; /* name → count, in the pointer */
  guint64 counters[BILIKD_N_COUNTERS];
  guint n_connections;
  guint n_streams;
  double outbox_age;
};

#define EVENT_NAME_(name, ...) name,
static const char *const event_names[] = { CRM_EVENTS (EVENT_NAME_) };

BilikdMetrics *
bilikd_metrics_new (void)
{
  BilikdMetrics *self = g_new0 (BilikdMetrics, 1);

  g_mutex_init (&self->lock);
  self->events = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  /* A rule about what does not happen needs the zero. */
  for (gsize i = 0; i < G_N_ELEMENTS (event_names); i++)
    g_hash_table_insert (self->events, g_strdup (event_names[i]), GSIZE_TO_POINTER (0));
  return self;
}

void
bilikd_metrics_free (BilikdMetrics *self)
{
  g_hash_table_unref (self->events);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static void
observe (Histogram *histogram, gint64 duration_us)
{
  histogram->count++;
  histogram->sum_us += duration_us;
  for (gsize i = 0; i < G_N_ELEMENTS (bounds); i++)
    {
      if (duration_us <= bounds[i])
        histogram->buckets[i]++;
    }
}

void
bilikd_metrics_count_request (BilikdMetrics *self,
                              const CrmEndpoint *endpoint,
                              guint status,
                              gint64 duration_us)
{
  guint row = endpoint != NULL ? endpoint->id : CRM_N_ENDPOINTS;

  g_mutex_lock (&self->lock);
  self->requests[row][MIN (status, MAX_STATUS - 1)]++;
  observe (&self->durations[row], duration_us);
  g_mutex_unlock (&self->lock);
}

void
bilikd_metrics_count_event (BilikdMetrics *self, const char *name)
{
  g_mutex_lock (&self->lock);
  g_hash_table_insert (self->events, g_strdup (name),
                       GSIZE_TO_POINTER (GPOINTER_TO_SIZE (g_hash_table_lookup (self->events, name)) + 1));
  g_mutex_unlock (&self->lock);
}

void
bilikd_metrics_count (BilikdMetrics *self, BilikdCounter counter)
{
  g_mutex_lock (&self->lock);
  self->counters[counter]++;
  g_mutex_unlock (&self->lock);
}

void
bilikd_metrics_set_connections (BilikdMetrics *self, guint n_connections)
{
  g_mutex_lock (&self->lock);
  self->n_connections = n_connections;
  g_mutex_unlock (&self->lock);
}

void
bilikd_metrics_set_streams (BilikdMetrics *self, guint n_streams)
{
  g_mutex_lock (&self->lock);
  self->n_streams = n_streams;
  g_mutex_unlock (&self->lock);
}

void
bilikd_metrics_set_outbox_age (BilikdMetrics *self, double seconds)
{
  g_mutex_lock (&self->lock);
  self->outbox_age = seconds;
  g_mutex_unlock (&self->lock);
}

/* --- text -------------------------------------------------------------------------------- */

static const char *
name_row (guint row)
{
  return row < CRM_N_ENDPOINTS ? crm_endpoint_get (row)->name : "none";
}

/* Not by printf, which would follow a locale. */
static void
append_number (GString *text, double value)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append (text, g_ascii_formatd (number, sizeof number, "%.6g", value));
}

static void
append_head (GString *text, const char *name, const char *type, const char *help)
{
  g_string_append_printf (text, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void
write_requests (BilikdMetrics *self, GString *text)
{
  append_head (text, "bilikd_requests_total", "counter", "Requests by endpoint and status.");
  for (guint row = 0; row < N_ROWS; row++)
    {
      for (guint status = 0; status < MAX_STATUS; status++)
        {
          if (self->requests[row][status] > 0)
            g_string_append_printf (
                text, "bilikd_requests_total{endpoint=\"%s\",status=\"%u\"} %" G_GUINT64_FORMAT "\n",
                name_row (row), status, self->requests[row][status]);
        }
    }
}

static void
write_histogram (const Histogram *histogram, const char *endpoint, GString *text)
{
  for (gsize i = 0; i < G_N_ELEMENTS (bounds); i++)
    {
      g_string_append_printf (text, "bilikd_request_seconds_bucket{endpoint=\"%s\",le=\"", endpoint);
      append_number (text, (double) bounds[i] / G_USEC_PER_SEC);
      g_string_append_printf (text, "\"} %" G_GUINT64_FORMAT "\n", histogram->buckets[i]);
    }
  g_string_append_printf (
      text, "bilikd_request_seconds_bucket{endpoint=\"%s\",le=\"+Inf\"} %" G_GUINT64_FORMAT "\n", endpoint,
      histogram->count);
  g_string_append_printf (text, "bilikd_request_seconds_sum{endpoint=\"%s\"} ", endpoint);
  append_number (text, (double) histogram->sum_us / G_USEC_PER_SEC);
  g_string_append_printf (text, "\nbilikd_request_seconds_count{endpoint=\"%s\"} %" G_GUINT64_FORMAT "\n",
                          endpoint, histogram->count);
}

static void
write_events (BilikdMetrics *self, GString *text)
{
  GHashTableIter iterator;
  gpointer name, count;

  append_head (text, "bilikd_events_total", "counter", "Events recorded, by name.");
  g_hash_table_iter_init (&iterator, self->events);
  while (g_hash_table_iter_next (&iterator, &name, &count))
    g_string_append_printf (text, "bilikd_events_total{name=\"%s\"} %" G_GSIZE_FORMAT "\n", (char *) name,
                            GPOINTER_TO_SIZE (count));
}

static void
write_counters (BilikdMetrics *self, GString *text)
{
#define COUNTER_ROW_(symbol, name, help) { name, help },
  static const struct
  {
    const char *name;
    const char *help;
  } rows[] = { BILIKD_COUNTERS (COUNTER_ROW_) };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      append_head (text, rows[i].name, "counter", rows[i].help);
      g_string_append_printf (text, "%s %" G_GUINT64_FORMAT "\n", rows[i].name, self->counters[i]);
    }
}

void
bilikd_metrics_write (BilikdMetrics *self, GString *text)
{
  g_mutex_lock (&self->lock);
  write_requests (self, text);
  append_head (text, "bilikd_request_seconds", "histogram", "Time from request line to answer.");
  for (guint row = 0; row < N_ROWS; row++)
    {
      if (self->durations[row].count > 0)
        write_histogram (&self->durations[row], name_row (row), text);
    }
  write_events (self, text);
  write_counters (self, text);
  append_head (text, "bilikd_connections", "gauge", "Open connections.");
  g_string_append_printf (text, "bilikd_connections %u\n", self->n_connections);
  append_head (text, "bilikd_streams", "gauge", "Open streams.");
  g_string_append_printf (text, "bilikd_streams %u\n", self->n_streams);
  append_head (text, "bilikd_outbox_age_seconds", "gauge", "Age of the oldest delivery that waits.");
  g_string_append (text, "bilikd_outbox_age_seconds ");
  append_number (text, self->outbox_age);
  g_string_append_c (text, '\n');
  g_mutex_unlock (&self->lock);
}
