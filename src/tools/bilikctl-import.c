/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikctl"

#include "bilikctl.h"

#include <stdio.h>
#include <unistd.h>

#include "bilikctl-csv.h"
#include "bilikctl-customer-columns.h"
#include "bilikd-organizations.h"
#include "bilikd-phone.h"
#include "crm-time.h"

#define BATCH          1000 /* rows a transaction: the daemon's own writes get their turn in between */
#define PROGRESS       10000
#define MAX_COMPLAINTS 100

typedef struct
{
  BilikdDb *db;
  gint64 organization_id;
  gboolean is_dry_run;
  BilikctlColumns columns;
  GHashTable *seen; /* what a row was recognised by → its line */
  gint64 now;
  guint n_rows;
  guint n_new;
  guint n_updated;
  guint n_unchanged;
  guint n_wrong;
} Import;

static void
complain (Import *self, guint line, const char *problem)
{
  self->n_wrong++;
  if (self->n_wrong <= MAX_COMPLAINTS)
    fprintf (stderr, "line %u: %s\n", line, problem);
  if (self->n_wrong == MAX_COMPLAINTS)
    fputs ("Further problems are counted, not shown.\n", stderr);
}

/* --- one row ------------------------------------------------------------------ */

/* What bilikd_customer_match() knows a row by, or NULL. */
static char *
make_key (const BilikdCustomerRecord *customer)
{
  g_autofree char *digits = bilikd_phone_to_digits (customer->phone);

  if (customer->contact_id != NULL)
    return g_strconcat ("id ", customer->contact_id, NULL);
  if (digits != NULL)
    return g_strconcat ("phone number ", digits, NULL);
  return customer->email != NULL ? g_strconcat ("e-mail address ", customer->email, NULL) : NULL;
}

/* Two rows of one file that mean the same customer would silently overwrite each other. */
static gboolean
is_repeated (Import *self, const BilikdCustomerRecord *customer, guint line)
{
  g_autofree char *key = make_key (customer);
  g_autofree char *problem = NULL;
  gpointer first;

  if (key == NULL)
    return FALSE;
  if (!g_hash_table_lookup_extended (self->seen, key, NULL, &first))
    {
      g_hash_table_insert (self->seen, g_steal_pointer (&key), GUINT_TO_POINTER (line));
      return FALSE;
    }
  problem = g_strdup_printf ("the same %s as on line %u", key, GPOINTER_TO_UINT (first));
  complain (self, line, problem);
  return TRUE;
}

static gboolean
store (Import *self, BilikdCustomerRecord *customer, GError **error)
{
  g_autofree char *contact_id = NULL;
  gboolean is_changed;
  gint64 id;

  if (!bilikd_customer_match (self->db, self->organization_id, customer, &id, error))
    return FALSE;
  if (id == 0)
    {
      if (customer->contact_id == NULL)
        customer->contact_id = contact_id = g_uuid_string_random ();
      self->n_new++;
      return bilikd_customer_insert (self->db, self->organization_id, customer, error) != 0;
    }
  if (!bilikd_customer_update (self->db, id, customer, &is_changed, error))
    return FALSE;
  if (is_changed)
    self->n_updated++;
  else
    self->n_unchanged++;
  return TRUE;
}

static gboolean
import_row (Import *self, GPtrArray *record, guint line, GError **error)
{
  BilikdCustomerRecord customer;
  g_autofree char *problem = bilikctl_columns_read (&self->columns, record, &customer);

  self->n_rows++;
  if (problem != NULL)
    {
      complain (self, line, problem);
      return TRUE;
    }
  customer.created_at = customer.updated_at = self->now;
  return is_repeated (self, &customer, line) || store (self, &customer, error);
}

/* --- the file ------------------------------------------------------------------ */

static gboolean
end_batch (Import *self, GError **error)
{
  if (!self->is_dry_run)
    return bilikd_db_commit (self->db, error);
  bilikd_db_rollback (self->db);
  return TRUE;
}

static gboolean
next_batch (Import *self, GError **error)
{
  if (self->n_rows % PROGRESS == 0 && isatty (STDERR_FILENO))
    fprintf (stderr, "%u rows\n", self->n_rows);
  return end_batch (self, error) && bilikd_db_begin_write (self->db, error);
}

static gboolean
import_rows (Import *self, BilikctlCsv *csv, GError **error)
{
  GError *local_error = NULL;
  GPtrArray *record;
  guint line;

  if (!bilikd_db_begin_write (self->db, error))
    return FALSE;
  bilikctl_catch_stop ();
  while (bilikctl_check_stop (&local_error) &&
         (record = bilikctl_csv_next (csv, &line, &local_error)) != NULL)
    if (!import_row (self, record, line, &local_error) ||
        (self->n_rows % BATCH == 0 && !next_batch (self, &local_error)))
      break;
  /* What came before a broken end of the file, or Ctrl+C, is good. */
  if (bilikd_db_in_transaction (self->db) && !end_batch (self, local_error == NULL ? &local_error : NULL))
    bilikd_db_rollback (self->db);
  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, local_error);
  return FALSE;
}

static gboolean
import_file (Import *self, const char *path, char **maps, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (path);
  g_autoptr (GFileInputStream) input = g_file_read (file, NULL, error);
  g_autoptr (BilikctlCsv) csv = input != NULL ? bilikctl_csv_new (G_INPUT_STREAM (input)) : NULL;
  GPtrArray *header;
  gboolean is_done;
  guint line = 1;

  if (csv == NULL)
    return FALSE;
  header = bilikctl_csv_next (csv, &line, error);
  if (header == NULL)
    {
      if (error != NULL && *error == NULL)
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                     "“%s” is empty: its first line names the columns", path);
      return FALSE;
    }
  if (!bilikctl_columns_find (&self->columns, header, maps, error))
    return FALSE;
  is_done = import_rows (self, csv, error);
  g_print ("%s%u rows: %u new, %u updated, %u unchanged, %u with problems\n",
           self->is_dry_run ? "Dry run, nothing was stored. " : "", self->n_rows, self->n_new,
           self->n_updated, self->n_unchanged, self->n_wrong);
  return is_done && self->n_wrong == 0;
}

static gboolean
import_customers (BilikctlContext *context, char **arguments, GError **error)
{
  g_auto (GStrv) words = g_strdupv (arguments);
  g_auto (GStrv) maps = NULL;
  g_autofree char *organization = NULL;
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (BilikdDb) db = NULL;
  Import import = { .seen = seen, .now = crm_time_now () };
  const GOptionEntry entries[] = {
    { "organization", 0, 0, G_OPTION_ARG_STRING, &organization, NULL, NULL },
    { "map", 0, 0, G_OPTION_ARG_STRING_ARRAY, &maps, NULL, NULL },
    { "dry-run", 0, 0, G_OPTION_ARG_NONE, &import.is_dry_run, NULL, NULL },
    { NULL },
  };

  if (!bilikctl_parse_options (&words, entries, error) || !bilikctl_expect_arguments (words, 1, error))
    return FALSE;
  if (organization == NULL)
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                           "Say whose customers they are with --organization");
      return FALSE;
    }
  db = bilikctl_open (context, error);
  import.db = db;
  import.organization_id = db != NULL ? bilikctl_find_organization (db, organization, error) : 0;
  return import.organization_id != 0 && import_file (&import, words[1], maps, error);
}

const BilikctlCommand bilikctl_import_commands[] = {
  { "import customers", "FILE.csv --organization ORGANIZATION [--map HEADER=FIELD …] [--dry-run]",
    "Adds customers and updates those that are there, by id, else by phone number, else by e-mail address.",
    import_customers },
  { NULL },
};
