/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "crm-contract"

#include "crm-json-scanner.h"

#include <math.h>
#include <string.h>

static gboolean
fail (CrmJsonScanner *self, const char *problem)
{
  return crm_json_scanner_fail (self, problem);
}

static char
peek (const CrmJsonScanner *self)
{
  return crm_json_scanner_peek (self);
}

/* --- strings ----------------------------------------------------------------- */

static gboolean
take_utf8_run (CrmJsonScanner *self)
{
  const char *start = self->cursor;

  while (self->cursor < self->end && (*self->cursor & 0x80) != 0)
    self->cursor++;
  if (g_utf8_validate_len (start, (gsize) (self->cursor - start), NULL))
    return TRUE;
  self->cursor = start;
  return fail (self, "not UTF-8");
}

static gboolean
take_hex4 (CrmJsonScanner *self, gunichar *out_unit)
{
  gunichar unit = 0;

  for (int i = 0; i < 4; i++, self->cursor++)
    {
      int digit = g_ascii_xdigit_value (peek (self));

      if (digit < 0)
        return fail (self, "bad \\u escape");
      unit = unit * 16 + (gunichar) digit;
    }
  *out_unit = unit;
  return TRUE;
}

/* The cursor stands behind `\u`. */
static gboolean
take_unicode_escape (CrmJsonScanner *self, gunichar *out_character)
{
  gunichar unit, low;

  if (!take_hex4 (self, &unit))
    return FALSE;
  if (unit == 0)
    return fail (self, "NUL in a string");
  *out_character = unit;
  if (unit < 0xD800 || unit > 0xDFFF)
    return TRUE;

  if (unit > 0xDBFF || self->end - self->cursor < 2 || self->cursor[0] != '\\' || self->cursor[1] != 'u')
    return fail (self, "lone surrogate");
  self->cursor += 2;
  if (!take_hex4 (self, &low))
    return FALSE;
  if (low < 0xDC00 || low > 0xDFFF)
    return fail (self, "lone surrogate");
  *out_character = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
  return TRUE;
}

/* The cursor stands behind the backslash. */
static gboolean
take_escape (CrmJsonScanner *self, gunichar *out_character)
{
  static const char letters[] = "\"\\/bfnrt";
  static const char meanings[] = "\"\\/\b\f\n\r\t";
  char letter = peek (self);
  const char *found = letter != '\0' ? strchr (letters, letter) : NULL;

  if (letter == 'u')
    {
      self->cursor++;
      return take_unicode_escape (self, out_character);
    }
  if (found == NULL)
    return fail (self, "bad escape");
  self->cursor++;
  *out_character = (gunichar) meanings[found - letters];
  return TRUE;
}

gboolean
crm_json_scanner_take_string (CrmJsonScanner *self, GString *decoded)
{
  self->cursor++;
  while (self->cursor < self->end)
    {
      const char *run = self->cursor;
      char c = *run;
      gunichar character;

      if (c == '"')
        {
          self->cursor++;
          return TRUE;
        }
      if (c == '\\')
        {
          self->cursor++;
          if (!take_escape (self, &character))
            return FALSE;
          if (decoded != NULL)
            g_string_append_unichar (decoded, character);
          continue;
        }
      if ((guchar) c < 0x20)
        return fail (self, "control character in a string");
      if ((c & 0x80) != 0)
        {
          if (!take_utf8_run (self))
            return FALSE;
        }
      else
        self->cursor++;
      if (decoded != NULL)
        g_string_append_len (decoded, run, self->cursor - run);
    }
  return fail (self, "unterminated string");
}

/* --- numbers and words ------------------------------------------------------- */

static gsize
take_digits (CrmJsonScanner *self)
{
  const char *start = self->cursor;

  while (g_ascii_isdigit (peek (self)))
    self->cursor++;
  return (gsize) (self->cursor - start);
}

static gboolean
read_number (const char *start, gsize length, CrmJsonNumber *number)
{
  char short_copy[64];
  g_autofree char *long_copy = NULL;
  const char *copy = short_copy;

  /* The text need not end in NUL, and strtod() knows no other end. */
  if (length < sizeof short_copy)
    {
      memcpy (short_copy, start, length);
      short_copy[length] = '\0';
    }
  else
    copy = long_copy = g_strndup (start, length);

  if (number->is_integer)
    return g_ascii_string_to_signed (copy, 10, G_MININT64, G_MAXINT64, &number->integer, NULL);
  number->real = g_ascii_strtod (copy, NULL);
  return isfinite (number->real);
}

gboolean
crm_json_scanner_take_number (CrmJsonScanner *self, CrmJsonNumber *out_number)
{
  const char *start = self->cursor;

  out_number->is_integer = TRUE;
  if (peek (self) == '-')
    self->cursor++;
  if (peek (self) == '0')
    self->cursor++;
  else if (take_digits (self) == 0)
    return fail (self, "expected a value");

  if (peek (self) == '.')
    {
      out_number->is_integer = FALSE;
      self->cursor++;
      if (take_digits (self) == 0)
        return fail (self, "bad number");
    }
  if (peek (self) == 'e' || peek (self) == 'E')
    {
      out_number->is_integer = FALSE;
      self->cursor++;
      if (peek (self) == '+' || peek (self) == '-')
        self->cursor++;
      if (take_digits (self) == 0)
        return fail (self, "bad number");
    }
  if (!read_number (start, (gsize) (self->cursor - start), out_number))
    return fail (self, "number out of range");
  return TRUE;
}

gboolean
crm_json_scanner_take_word (CrmJsonScanner *self, const char *word)
{
  gsize length = strlen (word);

  if ((gsize) (self->end - self->cursor) < length || memcmp (self->cursor, word, length) != 0)
    return fail (self, "expected a value");
  self->cursor += length;
  return TRUE;
}
