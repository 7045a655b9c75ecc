/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * The tokens of strict JSON, for crm-json-parse.c: strings, numbers and words.
 * Every take moves the cursor behind the token, or fails with the cursor where
 * the problem is.
 */
typedef struct
{
  const char *cursor;
  const char *end;
  const char *problem; /* the first one, or NULL */
} CrmJsonScanner;

/* What is written without point and exponent is an integer. */
typedef struct
{
  gboolean is_integer;
  gint64 integer;
  double real;
} CrmJsonNumber;

static inline gboolean
crm_json_scanner_fail (CrmJsonScanner *self, const char *problem)
{
  self->problem = problem;
  return FALSE;
}

/* The byte at the cursor, or NUL at the end; JSON has no place for a NUL, so that the two need no telling apart. */
static inline char
crm_json_scanner_peek (const CrmJsonScanner *self)
{
  return self->cursor < self->end ? *self->cursor : '\0';
}

/* The cursor stands on the opening quote. @decoded, if given, collects the characters. */
gboolean crm_json_scanner_take_string (CrmJsonScanner *self, GString *decoded);
gboolean crm_json_scanner_take_number (CrmJsonScanner *self, CrmJsonNumber *out_number);
gboolean crm_json_scanner_take_word (CrmJsonScanner *self, const char *word);

G_END_DECLS
