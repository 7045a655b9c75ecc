/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "crm-contract"

#include "crm-error.h"
#include "crm-json.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/*
 * A strict checker for JSON text (RFC 8259). One pass, no recursion: open
 * containers are frames on a heap stack that never grows past the depth allowed,
 * so a million brackets cost no more than the first few (SEC-04).
 *
 * Duplicate keys are found by sorting the keys of an object when it closes,
 * which costs n log n whatever an attacker chooses; a hash set would not.
 */

typedef struct
{
  const char *text;
  gsize length;
} Key;

typedef struct
{
  gboolean is_object;
  guint first_key; /* of this object, in Check.keys */
} Frame;

typedef enum {
  EXPECT_VALUE,
  EXPECT_VALUE_OR_END, /* right after `[` */
  EXPECT_KEY,
  EXPECT_KEY_OR_END, /* right after `{` */
  EXPECT_COMMA_OR_END,
  EXPECT_END_OF_TEXT,
} Expect;

typedef struct
{
  const char *cursor;
  const char *end;
  guint max_depth;
  Expect expect;
  GArray *frames;
  GArray *keys;          /* of all open objects, innermost last */
  GStringChunk *decoded; /* keys that were written with escapes */
  const char *problem;   /* the first one, or NULL */
} Check;

static gboolean
fail (Check *self, const char *problem)
{
  self->problem = problem;
  return FALSE;
}

/* The byte at the cursor; NUL, which JSON never allows outside of a failure, at the end. */
static char
peek (const Check *self)
{
  return self->cursor < self->end ? *self->cursor : '\0';
}

static void
skip_whitespace (Check *self)
{
  while (self->cursor < self->end &&
         (*self->cursor == ' ' || *self->cursor == '\n' || *self->cursor == '\r' || *self->cursor == '\t'))
    self->cursor++;
}

/* --- strings ----------------------------------------------------------------- */

static gboolean
take_utf8_run (Check *self)
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
take_hex4 (Check *self, gunichar *out_unit)
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
take_unicode_escape (Check *self, gunichar *out_character)
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
take_escape (Check *self, gunichar *out_character)
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

/* The cursor stands behind the opening quote. @decoded, if given, collects the characters. */
static gboolean
take_string_body (Check *self, GString *decoded)
{
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

static gboolean
take_string (Check *self)
{
  self->cursor++;
  return take_string_body (self, NULL);
}

/* --- keys -------------------------------------------------------------------- */

static int
compare_keys (const void *a, const void *b)
{
  const Key *left = a;
  const Key *right = b;

  if (left->length != right->length)
    return left->length < right->length ? -1 : 1;
  return memcmp (left->text, right->text, left->length);
}

static gboolean
keys_are_unique (Check *self, const Frame *frame)
{
  guint n_keys = self->keys->len - frame->first_key;
  Key *keys;

  if (n_keys < 2)
    return TRUE;
  keys = &g_array_index (self->keys, Key, frame->first_key);
  qsort (keys, n_keys, sizeof (Key), compare_keys);
  for (guint i = 1; i < n_keys; i++)
    {
      if (compare_keys (&keys[i - 1], &keys[i]) == 0)
        return FALSE;
    }
  return TRUE;
}

/* "a" and "\u0061" are the same key. */
static gboolean
decode_key (Check *self, const char *start, Key *key)
{
  g_autoptr (GString) decoded = g_string_new (NULL);

  self->cursor = start;
  if (!take_string_body (self, decoded))
    return FALSE;
  if (self->decoded == NULL)
    self->decoded = g_string_chunk_new (256);
  key->text = g_string_chunk_insert_len (self->decoded, decoded->str, (gssize) decoded->len);
  key->length = decoded->len;
  return TRUE;
}

static gboolean
take_key (Check *self)
{
  const char *start;
  Key key;

  if (peek (self) != '"')
    return fail (self, "expected a key");
  start = self->cursor + 1;
  if (!take_string (self))
    return FALSE;
  key.text = start;
  key.length = (gsize) (self->cursor - 1 - start);
  if (memchr (key.text, '\\', key.length) != NULL && !decode_key (self, start, &key))
    return FALSE;
  g_array_append_val (self->keys, key);

  skip_whitespace (self);
  if (peek (self) != ':')
    return fail (self, "expected a colon");
  self->cursor++;
  self->expect = EXPECT_VALUE;
  return TRUE;
}

/* --- numbers and words ------------------------------------------------------- */

static gsize
take_digits (Check *self)
{
  const char *start = self->cursor;

  while (g_ascii_isdigit (peek (self)))
    self->cursor++;
  return (gsize) (self->cursor - start);
}

static gboolean
number_fits (const char *start, gsize length, gboolean is_integer)
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

  if (is_integer)
    return g_ascii_string_to_signed (copy, 10, G_MININT64, G_MAXINT64, NULL, NULL);
  return isfinite (g_ascii_strtod (copy, NULL));
}

static gboolean
take_number (Check *self)
{
  const char *start = self->cursor;
  gboolean is_integer = TRUE;

  if (peek (self) == '-')
    self->cursor++;
  if (peek (self) == '0')
    self->cursor++;
  else if (take_digits (self) == 0)
    return fail (self, "expected a value");

  if (peek (self) == '.')
    {
      is_integer = FALSE;
      self->cursor++;
      if (take_digits (self) == 0)
        return fail (self, "bad number");
    }
  if (peek (self) == 'e' || peek (self) == 'E')
    {
      is_integer = FALSE;
      self->cursor++;
      if (peek (self) == '+' || peek (self) == '-')
        self->cursor++;
      if (take_digits (self) == 0)
        return fail (self, "bad number");
    }
  if (!number_fits (start, (gsize) (self->cursor - start), is_integer))
    return fail (self, "number out of range");
  return TRUE;
}

static gboolean
take_word (Check *self, const char *word)
{
  gsize length = strlen (word);

  if ((gsize) (self->end - self->cursor) < length || memcmp (self->cursor, word, length) != 0)
    return fail (self, "expected a value");
  self->cursor += length;
  return TRUE;
}

/* --- structure --------------------------------------------------------------- */

static void
value_taken (Check *self)
{
  self->expect = self->frames->len > 0 ? EXPECT_COMMA_OR_END : EXPECT_END_OF_TEXT;
}

static gboolean
open_container (Check *self, gboolean is_object)
{
  Frame frame = { is_object, self->keys->len };

  if (self->frames->len >= self->max_depth)
    return fail (self, "nested too deeply");
  g_array_append_val (self->frames, frame);
  self->cursor++;
  self->expect = is_object ? EXPECT_KEY_OR_END : EXPECT_VALUE_OR_END;
  return TRUE;
}

static gboolean
close_container (Check *self)
{
  const Frame *frame = &g_array_index (self->frames, Frame, self->frames->len - 1);

  if (frame->is_object)
    {
      if (!keys_are_unique (self, frame))
        return fail (self, "duplicate key");
      g_array_set_size (self->keys, frame->first_key);
    }
  g_array_set_size (self->frames, self->frames->len - 1);
  self->cursor++;
  value_taken (self);
  return TRUE;
}

static gboolean
take_value (Check *self)
{
  gboolean is_taken;

  switch (peek (self))
    {
    case '{':
      return open_container (self, TRUE);
    case '[':
      return open_container (self, FALSE);
    case '"':
      is_taken = take_string (self);
      break;
    case 't':
      is_taken = take_word (self, "true");
      break;
    case 'f':
      is_taken = take_word (self, "false");
      break;
    case 'n':
      is_taken = take_word (self, "null");
      break;
    default:
      is_taken = take_number (self);
    }
  if (is_taken)
    value_taken (self);
  return is_taken;
}

static gboolean
take_comma_or_end (Check *self)
{
  gboolean is_object = g_array_index (self->frames, Frame, self->frames->len - 1).is_object;

  if (peek (self) == (is_object ? '}' : ']'))
    return close_container (self);
  if (peek (self) != ',')
    return fail (self, "expected a comma or the end of the container");
  self->cursor++;
  self->expect = is_object ? EXPECT_KEY : EXPECT_VALUE;
  return TRUE;
}

static gboolean
take_next (Check *self)
{
  switch (self->expect)
    {
    case EXPECT_VALUE_OR_END:
      return peek (self) == ']' ? close_container (self) : take_value (self);
    case EXPECT_VALUE:
      return take_value (self);
    case EXPECT_KEY_OR_END:
      return peek (self) == '}' ? close_container (self) : take_key (self);
    case EXPECT_KEY:
      return take_key (self);
    case EXPECT_COMMA_OR_END:
      return take_comma_or_end (self);
    case EXPECT_END_OF_TEXT:
    default:
      return fail (self, "more than one value");
    }
}

static gboolean
take_text (Check *self)
{
  for (;;)
    {
      skip_whitespace (self);
      if (self->cursor == self->end)
        return self->expect == EXPECT_END_OF_TEXT ? TRUE : fail (self, "unexpected end");
      if (!take_next (self))
        return FALSE;
    }
}

gboolean
crm_json_check (const char *text, gssize length, guint max_depth, GError **error)
{
  Check check = { .cursor = text, .max_depth = max_depth, .expect = EXPECT_VALUE };
  gboolean is_strict;

  g_return_val_if_fail (text != NULL, FALSE);

  check.end = text + (length < 0 ? strlen (text) : (gsize) length);
  check.frames = g_array_new (FALSE, FALSE, sizeof (Frame));
  check.keys = g_array_new (FALSE, FALSE, sizeof (Key));

  is_strict = take_text (&check);
  if (!is_strict)
    g_set_error (error, CRM_ERROR, CRM_ERROR_BAD_REQUEST, "Malformed JSON at byte %" G_GSIZE_FORMAT ": %s",
                 (gsize) (check.cursor - text), check.problem);

  g_array_unref (check.frames);
  g_array_unref (check.keys);
  g_clear_pointer (&check.decoded, g_string_chunk_free);
  return is_strict;
}
