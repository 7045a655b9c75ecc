/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "crm-contract"

#include "bilik-config.h"

#include "crm-identity.h"
#include "crm-layout.h"
#include "crm-time.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/*
 * The rules of a form's fields. The embed page has the same ones in ES; the two
 * are held together by wire/field-checks.json, so a rule changes in three places
 * or not at all.
 */

#define MAX_TEXT         255
#define MAX_LONG_TEXT    10000
#define MAX_EMAIL        254
#define MAX_URL          2048
#define MIN_PHONE_DIGITS 5
#define MAX_PHONE_DIGITS 15
#define MAX_CUSTOMERS    50
/* What a JavaScript number holds exactly. */
#define MAX_NUMBER 9007199254740991.0

#define LABEL         "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
#define EMAIL_PATTERN "^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@" LABEL "(?:\\." LABEL ")+$"
#define URL_PATTERN                                                                                          \
  "^https?://" LABEL "(?:\\." LABEL ")*(?::[0-9]{1,5})?(?:[/?#][^\\x00-\\x20\\x7f\\\\<>\"]*)?$"

static gboolean
matches (const char *text, glong max_length, const char *pattern)
{
  return g_utf8_strlen (text, -1) <= max_length &&
         g_regex_match_simple (pattern, text, G_REGEX_DOLLAR_ENDONLY, 0);
}

static const char *
get_text (JsonNode *value)
{
  return JSON_NODE_HOLDS_VALUE (value) && json_node_get_value_type (value) == G_TYPE_STRING
             ? json_node_get_string (value)
             : NULL;
}

static gboolean
is_empty (JsonNode *value)
{
  const char *text;

  if (value == NULL || JSON_NODE_HOLDS_NULL (value))
    return TRUE;
  if (JSON_NODE_HOLDS_ARRAY (value))
    return json_array_get_length (json_node_get_array (value)) == 0;
  text = get_text (value);
  return text != NULL && text[strspn (text, " \t\r\n")] == '\0';
}

static gboolean
has_option (const CrmField *field, const char *id)
{
  for (guint i = 0; id != NULL && i < field->n_options; i++)
    {
      if (g_str_equal (field->options[i].id, id))
        return TRUE;
    }
  return FALSE;
}

static gboolean
check_text (const CrmField *field, JsonNode *value)
{
  const char *text = get_text (value);

  return text != NULL && g_utf8_strlen (text, -1) <= MAX_TEXT && strpbrk (text, "\r\n") == NULL;
}

static gboolean
check_long_text (const CrmField *field, JsonNode *value)
{
  const char *text = get_text (value);

  return text != NULL && g_utf8_strlen (text, -1) <= MAX_LONG_TEXT;
}

static gboolean
check_number (const CrmField *field, JsonNode *value)
{
  GType type = JSON_NODE_HOLDS_VALUE (value) ? json_node_get_value_type (value) : G_TYPE_INVALID;

  return (type == G_TYPE_INT64 || type == G_TYPE_DOUBLE) && fabs (json_node_get_double (value)) <= MAX_NUMBER;
}

static gboolean
check_date (const CrmField *field, JsonNode *value)
{
  const char *text = get_text (value);
  g_autofree char *midnight = text != NULL ? g_strconcat (text, "T00:00:00Z", NULL) : NULL;

  return crm_time_parse (midnight, NULL);
}

static gboolean
check_date_time (const CrmField *field, JsonNode *value)
{
  const char *text = get_text (value);

  return text != NULL && g_str_has_suffix (text, "Z") && crm_time_parse (text, NULL);
}

static gboolean
check_drop_down (const CrmField *field, JsonNode *value)
{
  return has_option (field, get_text (value));
}

/* Whether @value is an array of different strings that all pass @accepts. */
static gboolean
check_set (const CrmField *field,
           JsonNode *value,
           guint max_length,
           gboolean (*accepts) (const CrmField *field, const char *id))
{
  g_autoptr (GHashTable) seen = NULL;
  JsonArray *array;

  if (!JSON_NODE_HOLDS_ARRAY (value))
    return FALSE;
  array = json_node_get_array (value);
  if (json_array_get_length (array) > max_length)
    return FALSE;

  seen = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      const char *id = get_text (json_array_get_element (array, i));

      if (!accepts (field, id) || !g_hash_table_add (seen, (char *) id))
        return FALSE;
    }
  return TRUE;
}

static gboolean
check_multi_select (const CrmField *field, JsonNode *value)
{
  return check_set (field, value, field->n_options, has_option);
}

static gboolean
is_customer (const CrmField *field, const char *id)
{
  return crm_identity_parse (id, NULL);
}

static gboolean
check_customer (const CrmField *field, JsonNode *value)
{
  return check_set (field, value, MAX_CUSTOMERS, is_customer);
}

static gboolean
check_checkbox (const CrmField *field, JsonNode *value)
{
  return JSON_NODE_HOLDS_VALUE (value) && json_node_get_value_type (value) == G_TYPE_BOOLEAN &&
         (!field->required || json_node_get_boolean (value));
}

static gboolean
check_email (const CrmField *field, JsonNode *value)
{
  const char *text = get_text (value);

  return text != NULL && matches (text, MAX_EMAIL, EMAIL_PATTERN);
}

static gboolean
check_phone (const CrmField *field, JsonNode *value)
{
  const char *text = get_text (value);
  guint n_digits = 0;

  if (text == NULL || !matches (text, 32, "^\\+?[0-9() .-]+$"))
    return FALSE;
  for (; *text != '\0'; text++)
    n_digits += g_ascii_isdigit (*text) ? 1 : 0;
  return n_digits >= MIN_PHONE_DIGITS && n_digits <= MAX_PHONE_DIGITS;
}

static gboolean
check_url (const CrmField *field, JsonNode *value)
{
  const char *text = get_text (value);

  return text != NULL && matches (text, MAX_URL, URL_PATTERN);
}

typedef struct
{
  gboolean (*is_valid) (const CrmField *field, JsonNode *value);
  const char *missing;
  const char *wrong;
} FieldRule;

static const FieldRule rules[] = {
  [CRM_FIELD_TEXT] = { check_text, N_ ("Fill in this field."),
                       N_ ("Use one line of at most 255 characters.") },
  [CRM_FIELD_LONG_TEXT] = { check_long_text, N_ ("Fill in this field."),
                            N_ ("Use at most 10,000 characters.") },
  [CRM_FIELD_NUMBER] = { check_number, N_ ("Enter a number."), N_ ("Enter a number.") },
  [CRM_FIELD_DATE] = { check_date, N_ ("Choose a date."), N_ ("Choose a valid date.") },
  [CRM_FIELD_DATE_TIME] = { check_date_time, N_ ("Choose a date and time."),
                            N_ ("Choose a valid date and time.") },
  [CRM_FIELD_DROP_DOWN] = { check_drop_down, N_ ("Choose an option."), N_ ("Choose an option of the list.") },
  [CRM_FIELD_MULTI_SELECT] = { check_multi_select, N_ ("Choose at least one option."),
                               N_ ("Choose options of the list.") },
  [CRM_FIELD_CHECKBOX] = { check_checkbox, N_ ("Tick this box to go on."), N_ ("Tick this box to go on.") },
  [CRM_FIELD_EMAIL] = { check_email, N_ ("Enter an e-mail address."),
                        N_ ("Enter an e-mail address like name@example.com.") },
  [CRM_FIELD_PHONE] = { check_phone, N_ ("Enter a phone number."),
                        N_ ("Enter a phone number of 5 to 15 digits.") },
  [CRM_FIELD_URL] = { check_url, N_ ("Enter a web address."),
                      N_ ("Enter a web address like https://example.com.") },
  [CRM_FIELD_CUSTOMER] = { check_customer, N_ ("Choose a customer."), N_ ("Choose customers of the list.") },
};
G_STATIC_ASSERT (G_N_ELEMENTS (rules) == CRM_N_FIELD_TYPES);

const char *
crm_field_check (const CrmField *field, JsonNode *value)
{
  const FieldRule *rule = &rules[field->type];

  if (is_empty (value))
    return field->required ? _ (rule->missing) : NULL;
  return rule->is_valid (field, value) ? NULL : _ (rule->wrong);
}
