/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "crm-contract"

#include "crm-json.h"
#include "crm-time.h"

#include <math.h>
#include <string.h>

/* Room for @n more bytes behind the text; the caller writes them and commits what it wrote. */
static char *
reserve (CrmJsonWriter *self, gsize n)
{
  GString *text = self->text;
  gsize length = text->len;

  if (length + n >= text->allocated_len)
    {
      g_string_set_size (text, length + n);
      text->len = length;
    }
  return text->str + length;
}

static void
commit (CrmJsonWriter *self, const char *end)
{
  self->text->len = (gsize) (end - self->text->str);
  self->text->str[self->text->len] = '\0';
}

/* The letter behind the backslash; 'u' means \u00XX, 0 that the byte stands for itself. */
static const char escapes[256] = {
  'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'b', 't', 'n', 'u', 'f', 'r', 'u', 'u',         'u',
  'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', ['"'] = '"', ['\\'] = '\\',
};

static char *
put_escaped (char *out, guchar byte)
{
  static const char hex[] = "0123456789abcdef";

  *out++ = '\\';
  *out++ = escapes[byte];
  if (escapes[byte] == 'u')
    {
      *out++ = '0';
      *out++ = '0';
      *out++ = hex[byte >> 4];
      *out++ = hex[byte & 15];
    }
  return out;
}

static char *
put_quoted (char *out, const char *value)
{
  const guchar *cursor = (const guchar *) value;

  *out++ = '"';
  for (;;)
    {
      while (escapes[*cursor] == 0)
        *out++ = (char) *cursor++;
      if (*cursor == '\0')
        break;
      out = put_escaped (out, *cursor++);
    }
  *out++ = '"';
  return out;
}

/* Room for @value quoted, were every byte to become \u00XX. */
static gsize
quoted_size (const char *value)
{
  return strlen (value) * 6 + 2;
}

/* The comma and the key; the value of at most @value_size bytes goes to where it returns. */
static char *
begin_value (CrmJsonWriter *self, const char *member, gsize value_size)
{
  char *out = reserve (self, (member != NULL ? quoted_size (member) : 0) + 2 + value_size);

  if (self->needs_comma)
    *out++ = ',';
  if (member != NULL)
    {
      out = put_quoted (out, member);
      *out++ = ':';
    }
  self->needs_comma = TRUE;
  return out;
}

static void
put_literal (CrmJsonWriter *self, const char *member, const char *literal, gsize length)
{
  char *out = begin_value (self, member, length);

  memcpy (out, literal, length);
  commit (self, out + length);
}

void
crm_json_writer_init (CrmJsonWriter *self, GString *text)
{
  self->text = text;
  self->needs_comma = FALSE;
}

void
crm_json_writer_begin_object (CrmJsonWriter *self, const char *member)
{
  put_literal (self, member, "{", 1);
  self->needs_comma = FALSE;
}

void
crm_json_writer_end_object (CrmJsonWriter *self)
{
  g_string_append_c (self->text, '}');
  self->needs_comma = TRUE;
}

void
crm_json_writer_begin_array (CrmJsonWriter *self, const char *member)
{
  put_literal (self, member, "[", 1);
  self->needs_comma = FALSE;
}

void
crm_json_writer_end_array (CrmJsonWriter *self)
{
  g_string_append_c (self->text, ']');
  self->needs_comma = TRUE;
}

void
crm_json_writer_string (CrmJsonWriter *self, const char *member, const char *value)
{
  if (value == NULL)
    crm_json_writer_null (self, member);
  else
    commit (self, put_quoted (begin_value (self, member, quoted_size (value)), value));
}

void
crm_json_writer_int (CrmJsonWriter *self, const char *member, gint64 value)
{
  char digits[20];
  char *cursor = digits + sizeof digits;
  guint64 rest = value < 0 ? -(guint64) value : (guint64) value;

  do
    {
      *--cursor = (char) ('0' + rest % 10);
      rest /= 10;
  } while (rest > 0);
  if (value < 0)
    *--cursor = '-';
  put_literal (self, member, cursor, (gsize) (digits + sizeof digits - cursor));
}

void
crm_json_writer_double (CrmJsonWriter *self, const char *member, double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  if (!isfinite (value))
    {
      crm_json_writer_null (self, member);
      return;
    }
  value += 0.0; /* -0 is 0 */
  /* 0.1 rather than 0.10000000000000001: fifteen digits where they come back as the same value. */
  g_ascii_formatd (text, sizeof text, "%.15g", value);
  if (g_ascii_strtod (text, NULL) != value)
    g_ascii_dtostr (text, sizeof text, value);
  put_literal (self, member, text, strlen (text));
}

void
crm_json_writer_bool (CrmJsonWriter *self, const char *member, gboolean value)
{
  if (value)
    put_literal (self, member, "true", 4);
  else
    put_literal (self, member, "false", 5);
}

void
crm_json_writer_null (CrmJsonWriter *self, const char *member)
{
  put_literal (self, member, "null", 4);
}

void
crm_json_writer_time (CrmJsonWriter *self, const char *member, gint64 unix_ms)
{
  char quoted[CRM_TIME_TEXT_SIZE + 1];

  if (unix_ms == 0)
    {
      crm_json_writer_null (self, member);
      return;
    }
  quoted[0] = '"';
  crm_time_format (unix_ms, quoted + 1);
  quoted[CRM_TIME_TEXT_SIZE] = '"';
  put_literal (self, member, quoted, sizeof quoted);
}

static void
write_value_node (CrmJsonWriter *self, const char *member, JsonNode *node)
{
  switch (json_node_get_value_type (node))
    {
    case G_TYPE_STRING:
      crm_json_writer_string (self, member, json_node_get_string (node));
      break;
    case G_TYPE_BOOLEAN:
      crm_json_writer_bool (self, member, json_node_get_boolean (node));
      break;
    case G_TYPE_DOUBLE:
      crm_json_writer_double (self, member, json_node_get_double (node));
      break;
    default:
      crm_json_writer_int (self, member, json_node_get_int (node));
    }
}

static void
write_object_node (CrmJsonWriter *self, const char *member, JsonNode *node)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  crm_json_writer_begin_object (self, member);
  json_object_iter_init_ordered (&iter, json_node_get_object (node));
  while (json_object_iter_next_ordered (&iter, &name, &value))
    crm_json_writer_node (self, name, value);
  crm_json_writer_end_object (self);
}

static void
write_array_node (CrmJsonWriter *self, const char *member, JsonNode *node)
{
  JsonArray *array = json_node_get_array (node);

  crm_json_writer_begin_array (self, member);
  for (guint i = 0; i < json_array_get_length (array); i++)
    crm_json_writer_node (self, NULL, json_array_get_element (array, i));
  crm_json_writer_end_array (self);
}

void
crm_json_writer_node (CrmJsonWriter *self, const char *member, JsonNode *node)
{
  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    crm_json_writer_null (self, member);
  else if (JSON_NODE_HOLDS_OBJECT (node))
    write_object_node (self, member, node);
  else if (JSON_NODE_HOLDS_ARRAY (node))
    write_array_node (self, member, node);
  else
    write_value_node (self, member, node);
}

void
crm_json_writer_raw (CrmJsonWriter *self, const char *member, const char *json)
{
  put_literal (self, member, json, strlen (json));
}
