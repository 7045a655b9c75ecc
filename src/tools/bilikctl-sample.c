/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikctl"

#include "bilikctl.h"

#include <stdio.h>

#include "bilikd-sample-data.h"
#include "crm-time.h"

static void
print_progress (guint n_done, guint n_all, gpointer data)
{
  fprintf (stderr, "%u of %u\n", n_done, n_all);
}

static gboolean
seed (BilikctlContext *context, char **arguments, GError **error)
{
  g_auto (GStrv) words = g_strdupv (arguments);
  g_autofree char *password = NULL;
  int n_customers = 0;
  BilikdSampleOptions options = { .now = crm_time_now (), .progress = print_progress };
  const GOptionEntry entries[] = {
    { "customers", 0, 0, G_OPTION_ARG_INT, &n_customers, NULL, NULL },
    { NULL },
  };

  if (!bilikctl_parse_options (&words, entries, error) || !bilikctl_expect_arguments (words, 0, error))
    return FALSE;
  if (n_customers < 0)
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                           "There can't be less than no customers");
      return FALSE;
    }
  options.n_customers = (guint) n_customers;
  password = bilikd_sample_data_fill (context->database, NULL, &options, error);
  if (password != NULL)
    g_print ("sample password: %s\n", password);
  return password != NULL;
}

static gboolean
print_password (BilikctlContext *context, char **arguments, GError **error)
{
  g_autofree char *password = NULL;

  if (!bilikctl_expect_arguments (arguments, 0, error))
    return FALSE;
  password = bilikd_sample_data_read_password (context->database, error);
  if (password != NULL)
    g_print ("%s\n", password);
  return password != NULL;
}

const BilikctlCommand bilikctl_sample_commands[] = {
  { "seed", "[--customers N]", "Fills an empty database, made if absent, with a sample support desk.", seed },
  { "sample-password", "", "The password of the sample sign-ins.", print_password },
  { NULL },
};
