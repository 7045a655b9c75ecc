/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikctl"

#include "bilikctl-customer-columns.h"

#include <string.h>

#include "bilikd-phone.h"
#include "crm-identity.h"

#define MAX_TEXT         255
#define MIN_PHONE_DIGITS 5
#define MAX_PHONE_DIGITS 15

typedef struct
{
  const char *field;
  const char *synonyms;
  gsize offset; /* of the text in BilikdCustomerRecord */
} Column;

#define COLUMN_ROW_(symbol, member, synonyms)                                                                \
  { #member, synonyms, G_STRUCT_OFFSET (BilikdCustomerRecord, member) },
static const Column columns[] = { BILIKCTL_COLUMNS (COLUMN_ROW_) };

/* --- headers ---------------------------------------------------------------- */

static char *
normalize (const char *header)
{
  g_autofree char *valid = g_utf8_make_valid (header, -1);
  g_autofree char *folded = g_utf8_casefold (valid, -1);
  GString *word = g_string_new (NULL);

  for (const char *at = folded; *at != '\0'; at = g_utf8_next_char (at))
    if (g_unichar_isalnum (g_utf8_get_char (at)))
      g_string_append_unichar (word, g_utf8_get_char (at));
  return g_string_free (word, FALSE);
}

static int
find_column (const char *header)
{
  g_autofree char *word = normalize (header);

  for (int i = 0; i < BILIKCTL_N_COLUMNS; i++)
    {
      g_auto (GStrv) synonyms = g_strsplit (columns[i].synonyms, "|", -1);

      if (g_strv_contains ((const char *const *) synonyms, word))
        return i;
    }
  return -1;
}

static int
find_field (const char *field)
{
  for (int i = 0; i < BILIKCTL_N_COLUMNS; i++)
    if (g_str_equal (columns[i].field, field))
      return i;
  return -1;
}

static gboolean
fail (GError **error, const char *format, const char *what)
{
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, format, what);
  return FALSE;
}

/* One "header=field". @taken: which positions of the header a map has spoken for. */
static gboolean
apply_map (BilikctlColumns *self, GPtrArray *header, const char *map, gboolean *taken, GError **error)
{
  const char *equals = strrchr (map, '=');
  g_autofree char *name = equals != NULL ? g_strndup (map, equals - map) : NULL;
  int field = equals != NULL ? find_field (equals + 1) : -1;

  if (equals == NULL || (field < 0 && !g_str_equal (equals + 1, "-")))
    return fail (
        error,
        "“%s” is no HEADER=FIELD; fields are contact_id, name, phone, email, company, city, channel, account_uniq_id, and - for none",
        map);
  for (guint i = 0; i < header->len; i++)
    if (g_ascii_strcasecmp (header->pdata[i], name) == 0)
      {
        taken[i] = TRUE;
        if (field >= 0)
          self->positions[field] = (int) i;
        return TRUE;
      }
  return fail (error, "The file has no column “%s”", name);
}

gboolean
bilikctl_columns_find (BilikctlColumns *self, GPtrArray *header, char **maps, GError **error)
{
  g_autofree gboolean *taken = g_new0 (gboolean, header->len);
  g_autofree char *names = NULL;
  g_autofree char *shown = NULL;

  for (int i = 0; i < BILIKCTL_N_COLUMNS; i++)
    self->positions[i] = -1;
  for (guint i = 0; i < header->len; i++)
    g_strstrip (header->pdata[i]);
  for (; maps != NULL && *maps != NULL; maps++)
    if (!apply_map (self, header, *maps, taken, error))
      return FALSE;
  for (guint i = 0; i < header->len; i++)
    {
      int column = taken[i] ? -1 : find_column (header->pdata[i]);

      if (column >= 0 && self->positions[column] < 0)
        self->positions[column] = (int) i;
    }
  if (self->positions[BILIKCTL_COLUMN_NAME] >= 0)
    return TRUE;
  g_ptr_array_add (header, NULL);
  names = g_strjoinv (", ", (char **) header->pdata);
  shown = g_utf8_make_valid (names, -1);
  return fail (error,
               "No column looks like a name; the first line has: %s. It names the columns; where a name is "
               "another, say which with --map HEADER=name",
               shown);
}

/* --- values ----------------------------------------------------------------- */

static char *
check_identity (BilikdCustomerRecord *customer)
{
  char *id = (char *) customer->contact_id;

  if (id == NULL)
    return NULL;
  for (char *c = id; *c != '\0'; c++)
    *c = g_ascii_tolower (*c); /* spreadsheets like their UUIDs in capitals */
  if (crm_identity_parse (id, NULL))
    return NULL;
  return g_strdup_printf ("“%s” is neither a C360 UUID nor a CRM number", id);
}

static char *
check_phone (const char *phone)
{
  g_autofree char *digits = bilikd_phone_to_digits (phone);
  gsize n = digits != NULL ? strlen (digits) : 0;

  if (phone == NULL)
    return NULL;
  if (bilikd_phone_looks_like (phone) && n >= MIN_PHONE_DIGITS && n <= MAX_PHONE_DIGITS)
    return NULL;
  return g_strdup_printf ("“%s” is no phone number", phone);
}

static char *
check_email (const char *email)
{
  if (email == NULL || g_regex_match_simple ("^[^@\\s]{1,64}@[^@\\s]+\\.[^@\\s.]+$", email, 0, 0))
    return NULL;
  return g_strdup_printf ("“%s” is no e-mail address", email);
}

char *
bilikctl_columns_read (const BilikctlColumns *self, GPtrArray *record, BilikdCustomerRecord *out_customer)
{
  char *problem;

  *out_customer = (BilikdCustomerRecord){ .can_update = TRUE, .crm_known = TRUE };
  for (int i = 0; i < BILIKCTL_N_COLUMNS; i++)
    {
      int position = self->positions[i];
      char *text = position >= 0 && position < (int) record->len ? record->pdata[position] : NULL;

      if (text == NULL)
        continue;
      if (!g_utf8_validate (text, -1, NULL))
        return g_strdup_printf ("%s is not UTF-8; save the file as UTF-8", columns[i].field);
      g_strstrip (text);
      if (g_utf8_strlen (text, -1) > MAX_TEXT)
        return g_strdup_printf ("%s is longer than %d characters", columns[i].field, MAX_TEXT);
      if (*text != '\0')
        G_STRUCT_MEMBER (const char *, out_customer, columns[i].offset) = text;
    }
  if (out_customer->name == NULL)
    return g_strdup ("there is no name");
  problem = check_identity (out_customer);
  if (problem == NULL)
    problem = check_phone (out_customer->phone);
  return problem != NULL ? problem : check_email (out_customer->email);
}
