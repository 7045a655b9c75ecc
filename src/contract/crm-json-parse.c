/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "crm-contract"

#include "crm-error.h"
#include "crm-json.h"
#include "crm-json-scanner.h"
#include "crm-json-tree.h"

#include <stdlib.h>
#include <string.h>

/*
 * A strict checker for JSON text (RFC 8259). One pass, no recursion: open
 * containers are frames on a heap stack that never grows past the depth allowed,
 * so a million brackets cost no more than the first few (SEC-04).
 *
 * Duplicate keys are found by sorting the keys of an object when it closes,
 * which costs n log n whatever an attacker chooses; a hash set would not.
 *
 * The tree of crm_json_parse() grows in the same pass: no other parser sees
 * what comes from outside.
 */

typedef struct
{
  const char *text;
  gsize length;
} Text;

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
  CrmJsonScanner scanner;
  guint max_depth;
  Expect expect;
  GArray *frames;
  GArray *keys;          /* Text: of all open objects, innermost last */
  GStringChunk *decoded; /* texts that were written with escapes */
  CrmJsonTree *tree;     /* NULL: it only checks */
} Check;

static gboolean
fail (Check *self, const char *problem)
{
  return crm_json_scanner_fail (&self->scanner, problem);
}

static char
peek (const Check *self)
{
  return crm_json_scanner_peek (&self->scanner);
}

static void
skip_whitespace (Check *self)
{
  CrmJsonScanner *scanner = &self->scanner;

  while (peek (self) == ' ' || peek (self) == '\n' || peek (self) == '\r' || peek (self) == '\t')
    scanner->cursor++;
}

/* --- texts ------------------------------------------------------------------- */

static int
compare_keys (const void *a, const void *b)
{
  const Text *left = a;
  const Text *right = b;

  if (left->length != right->length)
    return left->length < right->length ? -1 : 1;
  return memcmp (left->text, right->text, left->length);
}

static gboolean
keys_are_unique (Check *self, const Frame *frame)
{
  guint n_keys = self->keys->len - frame->first_key;
  Text *keys;

  if (n_keys < 2)
    return TRUE;
  keys = &g_array_index (self->keys, Text, frame->first_key);
  qsort (keys, n_keys, sizeof (Text), compare_keys);
  for (guint i = 1; i < n_keys; i++)
    {
      if (compare_keys (&keys[i - 1], &keys[i]) == 0)
        return FALSE;
    }
  return TRUE;
}

/* The cursor stands on the opening quote of what was taken before. */
static gboolean
decode (Check *self, Text *text)
{
  g_autoptr (GString) decoded = g_string_new (NULL);

  if (!crm_json_scanner_take_string (&self->scanner, decoded))
    return FALSE;
  if (self->decoded == NULL)
    self->decoded = g_string_chunk_new (256);
  text->text = g_string_chunk_insert_len (self->decoded, decoded->str, (gssize) decoded->len);
  text->length = decoded->len;
  return TRUE;
}

/* "a" and "\u0061" are the same text. */
static gboolean
take_text (Check *self, Text *text)
{
  CrmJsonScanner *scanner = &self->scanner;
  const char *quote = scanner->cursor;

  if (!crm_json_scanner_take_string (scanner, NULL))
    return FALSE;
  text->text = quote + 1;
  text->length = (gsize) (scanner->cursor - 1 - text->text);
  if (memchr (text->text, '\\', text->length) == NULL)
    return TRUE;
  scanner->cursor = quote;
  return decode (self, text);
}

static gboolean
take_key (Check *self)
{
  Text key;

  if (peek (self) != '"')
    return fail (self, "expected a key");
  if (!take_text (self, &key))
    return FALSE;
  g_array_append_val (self->keys, key);
  if (self->tree != NULL)
    crm_json_tree_set_key (self->tree, key.text, key.length);

  skip_whitespace (self);
  if (peek (self) != ':')
    return fail (self, "expected a colon");
  self->scanner.cursor++;
  self->expect = EXPECT_VALUE;
  return TRUE;
}

/* --- values ------------------------------------------------------------------ */

static gboolean
take_string (Check *self)
{
  Text text;

  if (!take_text (self, &text))
    return FALSE;
  if (self->tree != NULL)
    crm_json_tree_add_string (self->tree, text.text, text.length);
  return TRUE;
}

static gboolean
take_number (Check *self)
{
  CrmJsonNumber number;

  if (!crm_json_scanner_take_number (&self->scanner, &number))
    return FALSE;
  if (self->tree != NULL && number.is_integer)
    crm_json_tree_add_int (self->tree, number.integer);
  else if (self->tree != NULL)
    crm_json_tree_add_double (self->tree, number.real);
  return TRUE;
}

static gboolean
take_boolean (Check *self, gboolean value)
{
  if (!crm_json_scanner_take_word (&self->scanner, value ? "true" : "false"))
    return FALSE;
  if (self->tree != NULL)
    crm_json_tree_add_boolean (self->tree, value);
  return TRUE;
}

static gboolean
take_null (Check *self)
{
  if (!crm_json_scanner_take_word (&self->scanner, "null"))
    return FALSE;
  if (self->tree != NULL)
    crm_json_tree_add_null (self->tree);
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
  if (self->tree != NULL && is_object)
    crm_json_tree_open_object (self->tree);
  else if (self->tree != NULL)
    crm_json_tree_open_array (self->tree);
  self->scanner.cursor++;
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
  if (self->tree != NULL)
    crm_json_tree_close (self->tree);
  self->scanner.cursor++;
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
    case 'f':
      is_taken = take_boolean (self, peek (self) == 't');
      break;
    case 'n':
      is_taken = take_null (self);
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
  self->scanner.cursor++;
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
take_document (Check *self)
{
  for (;;)
    {
      skip_whitespace (self);
      if (self->scanner.cursor == self->scanner.end)
        return self->expect == EXPECT_END_OF_TEXT ? TRUE : fail (self, "unexpected end");
      if (!take_next (self))
        return FALSE;
    }
}

/* @tree: (nullable) */
static gboolean
check_text (const char *text, gssize length, guint max_depth, CrmJsonTree *tree, GError **error)
{
  Check check = { .scanner.cursor = text, .max_depth = max_depth, .expect = EXPECT_VALUE, .tree = tree };
  gboolean is_strict;

  g_return_val_if_fail (text != NULL, FALSE);

  check.scanner.end = text + (length < 0 ? strlen (text) : (gsize) length);
  check.frames = g_array_sized_new (FALSE, FALSE, sizeof (Frame), 8);
  check.keys = g_array_sized_new (FALSE, FALSE, sizeof (Text), 32);

  is_strict = take_document (&check);
  if (!is_strict)
    g_set_error (error, CRM_ERROR, CRM_ERROR_BAD_REQUEST, "Malformed JSON at byte %" G_GSIZE_FORMAT ": %s",
                 (gsize) (check.scanner.cursor - text), check.scanner.problem);

  g_array_unref (check.frames);
  g_array_unref (check.keys);
  g_clear_pointer (&check.decoded, g_string_chunk_free);
  return is_strict;
}

gboolean
crm_json_check (const char *text, gssize length, guint max_depth, GError **error)
{
  return check_text (text, length, max_depth, NULL, error);
}

JsonNode *
crm_json_parse (const char *text, gssize length, guint max_depth, GError **error)
{
  g_auto (CrmJsonTree) tree;

  crm_json_tree_init (&tree);
  return check_text (text, length, max_depth, &tree, error) ? g_steal_pointer (&tree.root) : NULL;
}
