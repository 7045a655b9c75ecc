/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/*
 * Strict reading and fast writing of JSON.
 *
 * Reading: crm_json_parse() is strict (UTF-8, RFC 8259, one root, depth, no
 * duplicate keys, no NUL, integers in int64) and makes the tree of json-glib
 * itself; json-glib's parser never sees a byte (SEC-04). CrmJsonReader then walks the tree; absent ≠ null ≠ wrong type,
 * and the first error sticks and names the JSON path ("$.stages[2].id: expected
 * string, found number"), so that a decoder reads straight down and asks once
 * at the end.
 *
 * Writing: CrmJsonWriter streams into a GString: no tree, no intermediate
 * values.
 */

#define CRM_JSON_MAX_DEPTH 32

/**
 * crm_json_check:
 * @text: bytes from outside
 * @length: their number, or -1 for a NUL-terminated string
 * @max_depth: nesting allowed
 *
 * Returns: %TRUE if @text is one strict JSON value; else %CRM_ERROR_BAD_REQUEST
 *   in @error, with the offset.
 */
gboolean crm_json_check (const char *text, gssize length, guint max_depth, GError **error);

/**
 * crm_json_parse:
 * Returns: (transfer full) (nullable): the root of @text, under the rules of crm_json_check()
 */
JsonNode *crm_json_parse (const char *text, gssize length, guint max_depth, GError **error);

/* --- reading ---------------------------------------------------------------- */

typedef struct _CrmJsonReader CrmJsonReader;

CrmJsonReader *crm_json_reader_new (JsonNode *root);
void crm_json_reader_free (CrmJsonReader *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmJsonReader, crm_json_reader_free)

/* Descend and return. Entering something absent or of another type is an error
 * that sticks, except for the `try_` forms, which answer FALSE for absent or null.
 * After a TRUE, and after every plain enter, one leave. A NULL member is the value
 * the reader stands in (a root that is an array). Member names are borrowed until
 * the leave. */
void crm_json_reader_enter (CrmJsonReader *self, const char *member);
gboolean crm_json_reader_try_enter (CrmJsonReader *self, const char *member);
void crm_json_reader_leave (CrmJsonReader *self);
guint crm_json_reader_enter_array (CrmJsonReader *self, const char *member);
gboolean crm_json_reader_try_enter_array (CrmJsonReader *self, const char *member, guint *out_length);
void crm_json_reader_enter_element (CrmJsonReader *self, guint index);

/* Required members: absent, null or another type sticks an error and gives
 * NULL, 0 or FALSE. Strings are borrowed from the tree. */
const char *crm_json_reader_get_string (CrmJsonReader *self, const char *member);
gint64 crm_json_reader_get_int (CrmJsonReader *self, const char *member);
gboolean crm_json_reader_get_bool (CrmJsonReader *self, const char *member);
/* An id: a string of [A-Za-z0-9_-]{1,64}, or an integer ≥ 0 as its decimal text. Owned by the reader. */
const char *crm_json_reader_get_id (CrmJsonReader *self, const char *member);

/* Optional members: absent or null gives @fallback, another type sticks an error. */
const char *crm_json_reader_opt_string (CrmJsonReader *self, const char *member, const char *fallback);
gint64 crm_json_reader_opt_int (CrmJsonReader *self, const char *member, gint64 fallback);
gboolean crm_json_reader_opt_bool (CrmJsonReader *self, const char *member, gboolean fallback);
const char *crm_json_reader_opt_id (CrmJsonReader *self, const char *member);
/* RFC 3339 UTC ("2026-06-26T14:02:11.123Z") as milliseconds since 1970, or @fallback. */
gint64 crm_json_reader_opt_time (CrmJsonReader *self, const char *member, gint64 fallback);
/* The value itself, for members of free shape. */
JsonNode *crm_json_reader_opt_node (CrmJsonReader *self, const char *member);
/* Whether the member is there at all, null included. */
gboolean crm_json_reader_has (CrmJsonReader *self, const char *member);

/* Strings of the array the reader stands in. */
const char *crm_json_reader_get_string_element (CrmJsonReader *self, guint index);

/* Lets a decoder stick its own error at the present path. */
void crm_json_reader_fail (CrmJsonReader *self, const char *member, const char *message);

/* Whether an error has stuck; decoders answer NULL then. */
gboolean crm_json_reader_has_failed (CrmJsonReader *self);

/**
 * crm_json_reader_finish:
 * Returns: %TRUE if nothing went wrong; otherwise the first error, as
 *   %CRM_ERROR_BAD_REQUEST (a client reports an answer it can't read as
 *   %CRM_ERROR_BAD_RESPONSE).
 */
gboolean crm_json_reader_finish (CrmJsonReader *self, GError **error);

/* --- writing ---------------------------------------------------------------- */

typedef struct
{
  GString *text;
  gboolean needs_comma;
} CrmJsonWriter;

/* @text is borrowed and appended to. Every `_member` takes %NULL as key inside an array. */
void crm_json_writer_init (CrmJsonWriter *self, GString *text);
void crm_json_writer_begin_object (CrmJsonWriter *self, const char *member);
void crm_json_writer_end_object (CrmJsonWriter *self);
void crm_json_writer_begin_array (CrmJsonWriter *self, const char *member);
void crm_json_writer_end_array (CrmJsonWriter *self);
void crm_json_writer_string (CrmJsonWriter *self, const char *member, const char *value); /* NULL → null */
void crm_json_writer_int (CrmJsonWriter *self, const char *member, gint64 value);
void crm_json_writer_double (CrmJsonWriter *self, const char *member, double value);
void crm_json_writer_bool (CrmJsonWriter *self, const char *member, gboolean value);
void crm_json_writer_null (CrmJsonWriter *self, const char *member);
void crm_json_writer_time (CrmJsonWriter *self, const char *member, gint64 unix_ms); /* 0 → null */
void crm_json_writer_node (CrmJsonWriter *self, const char *member, JsonNode *node);
void crm_json_writer_raw (CrmJsonWriter *self, const char *member, const char *json);

G_END_DECLS
