/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikctl"

#include "bilikctl-csv.h"

#include <string.h>

#define BUFFER     (64 * 1024)
#define MAX_RECORD (1024 * 1024) /* a quote left open would otherwise swallow the file */
#define END        (-1)

struct _BilikctlCsv
{
  GInputStream *input;
  char buffer[BUFFER];
  gsize length;
  gsize position;
  gboolean is_started;
  char delimiter;
  guint line;
  gsize record_size;
  GString *field;
  GPtrArray *record;
  GError *error;
};

BilikctlCsv *
bilikctl_csv_new (GInputStream *input)
{
  BilikctlCsv *self = g_new0 (BilikctlCsv, 1);

  self->input = g_object_ref (input);
  self->delimiter = ',';
  self->line = 1;
  self->field = g_string_new (NULL);
  self->record = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
bilikctl_csv_free (BilikctlCsv *self)
{
  g_object_unref (self->input);
  g_string_free (self->field, TRUE);
  g_ptr_array_unref (self->record);
  g_clear_error (&self->error);
  g_free (self);
}

/* --- bytes ------------------------------------------------------------------ */

static void
fill (BilikctlCsv *self)
{
  gsize size = 0;

  self->position = 0;
  self->length = 0;
  if (g_input_stream_read_all (self->input, self->buffer, BUFFER, &size, NULL, &self->error))
    self->length = size;
}

static int
peek (BilikctlCsv *self)
{
  if (self->position == self->length && self->error == NULL)
    fill (self);
  return self->position < self->length ? (guchar) self->buffer[self->position] : END;
}

static int
take (BilikctlCsv *self)
{
  int c = peek (self);

  if (c == END)
    return END;
  self->position++;
  if (c == '\n')
    self->line++;
  if (c == '\0' && self->error == NULL)
    g_set_error_literal (&self->error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                         "This is no CSV in UTF-8 (perhaps in UTF-16, or a spreadsheet): save it as that");
  if (++self->record_size > MAX_RECORD && self->error == NULL)
    g_set_error_literal (&self->error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                         "A record is too long, or a quote not closed");
  return self->error == NULL ? c : END;
}

/* Which of the candidates the first line has most of, outside of quotes. */
static char
guess_delimiter (const char *text, gsize length)
{
  static const char candidates[] = ",;\t";
  guint counts[sizeof candidates] = { 0 };
  gboolean is_quoted = FALSE;
  gsize best = 0;

  for (gsize i = 0; i < length && (is_quoted || text[i] != '\n'); i++)
    {
      const char *found = text[i] != '\0' ? strchr (candidates, text[i]) : NULL;

      is_quoted = is_quoted != (text[i] == '"');
      if (found != NULL && !is_quoted)
        counts[found - candidates]++;
    }
  for (gsize i = 1; candidates[i] != '\0'; i++)
    best = counts[i] > counts[best] ? i : best;
  return candidates[best];
}

static void
start (BilikctlCsv *self)
{
  self->is_started = TRUE;
  fill (self);
  if (self->length >= 3 && memcmp (self->buffer, "\xEF\xBB\xBF", 3) == 0)
    self->position = 3;
  self->delimiter = guess_delimiter (self->buffer + self->position, self->length - self->position);
}

/* --- records ---------------------------------------------------------------- */

/* After the opening quote, up to the closing one. */
static void
read_quoted (BilikctlCsv *self)
{
  for (;;)
    {
      int c = take (self);

      if (c == END)
        {
          if (self->error == NULL)
            g_set_error_literal (&self->error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "A quote is not closed");
          return;
        }
      if (c == '"' && peek (self) != '"')
        return;
      if (c == '"')
        take (self);
      g_string_append_c (self->field, (char) c);
    }
}

/* Returns: what ended the field: the delimiter, a line feed, or END */
static int
read_field (BilikctlCsv *self)
{
  int c;

  g_string_truncate (self->field, 0);
  if (peek (self) == '"')
    {
      take (self);
      read_quoted (self);
    }
  while ((c = take (self)) != END && c != '\n' && c != self->delimiter)
    if (c != '\r' || peek (self) != '\n')
      g_string_append_c (self->field, (char) c);
  g_ptr_array_add (self->record, g_strdup (self->field->str));
  return c;
}

GPtrArray *
bilikctl_csv_next (BilikctlCsv *self, guint *out_line, GError **error)
{
  if (!self->is_started)
    start (self);
  for (;;)
    {
      gboolean is_blank;

      if (peek (self) == END)
        break;
      g_ptr_array_set_size (self->record, 0);
      self->record_size = 0;
      *out_line = self->line;
      while (read_field (self) == self->delimiter)
        ;
      if (self->error != NULL)
        break;
      is_blank = self->record->len == 1 && *(const char *) self->record->pdata[0] == '\0';
      if (!is_blank)
        return self->record;
    }
  if (self->error != NULL && error != NULL)
    {
      *error = g_error_copy (self->error);
      g_prefix_error (error, "line %u: ", *out_line);
    }
  return NULL;
}
