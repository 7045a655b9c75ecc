/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd"

#include "bilikd-head.h"

#include <string.h>

#define TOKEN_CHARACTERS G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "!#$%&'*+-.^_`|~"
#define MAX_KEY          128

typedef struct
{
  const char *name;
  gsize offset;
} HeaderRow;

#define HEADER_ROW_(name, member)                                                                            \
  {                                                                                                          \
    name, G_STRUCT_OFFSET (BilikdHead, member)                                                               \
  }
static const HeaderRow rows[] = {
  HEADER_ROW_ ("Host", host),
  HEADER_ROW_ ("Origin", origin),
  HEADER_ROW_ ("Content-Length", content_length),
  HEADER_ROW_ ("Transfer-Encoding", transfer_encoding),
  HEADER_ROW_ ("Content-Type", content_type),
  HEADER_ROW_ ("Authorization", authorization),
  HEADER_ROW_ ("Idempotency-Key", idempotency_key),
  HEADER_ROW_ ("If-Match", if_match),
  HEADER_ROW_ ("X-Forwarded-For", forwarded),
  HEADER_ROW_ ("Forwarded", forwarded),
};

static gboolean
is_name (const char *name)
{
  return *name != '\0' && name[strspn (name, TOKEN_CHARACTERS)] == '\0';
}

static gboolean
is_value (const char *value)
{
  for (; *value != '\0'; value++)
    {
      if (((guchar) *value < ' ' && *value != '\t') || *value == 0x7f)
        return FALSE;
    }
  return TRUE;
}

static enum MHD_Result
on_header (void *data, enum MHD_ValueKind kind, const char *name, const char *value)
{
  BilikdHead *self = data;

  if (value == NULL || !is_name (name) || !is_value (value))
    {
      self->is_malformed = TRUE;
      return MHD_NO;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      BilikdHeader *header = G_STRUCT_MEMBER_P (self, rows[i].offset);

      if (g_ascii_strcasecmp (rows[i].name, name) != 0)
        continue;
      if (header->count++ == 0)
        header->value = value;
      break;
    }
  return MHD_YES;
}

void
bilikd_head_read (BilikdHead *self,
                  struct MHD_Connection *connection,
                  const char *method,
                  const char *version)
{
  *self = (BilikdHead){ .method = method, .version = version };
  MHD_get_connection_values (connection, MHD_HEADER_KIND, on_header, self);
}

static gboolean
refuse (GError **error, CrmErrorCode code, const char *detail)
{
  g_set_error_literal (error, CRM_ERROR, (int) code, detail);
  return FALSE;
}

static gboolean
check_framing (BilikdHead *self, GError **error)
{
  const char *length = self->content_length.value;

  if (self->is_malformed)
    return refuse (error, CRM_ERROR_BAD_REQUEST, "Malformed header.");
  if (!g_str_equal (self->version, MHD_HTTP_VERSION_1_1) &&
      !g_str_equal (self->version, MHD_HTTP_VERSION_1_0))
    return refuse (error, CRM_ERROR_BAD_REQUEST, "Unknown version of HTTP.");
  if (self->content_length.count > 1 || self->transfer_encoding.count > 1 ||
      self->content_length.count + self->transfer_encoding.count > 1)
    return refuse (error, CRM_ERROR_BAD_REQUEST, "Ambiguous length of the body.");
  if (self->transfer_encoding.count > 0 &&
      (g_ascii_strcasecmp (self->transfer_encoding.value, "chunked") != 0 ||
       g_str_equal (self->version, MHD_HTTP_VERSION_1_0)))
    return refuse (error, CRM_ERROR_BAD_REQUEST, "Unknown transfer encoding.");
  if (length != NULL && !g_ascii_string_to_unsigned (length, 10, 0, G_MAXINT64, &self->length, NULL))
    return refuse (error, CRM_ERROR_BAD_REQUEST, "Bad Content-Length.");
  self->is_chunked = self->transfer_encoding.count > 0;
  return TRUE;
}

static gboolean
contains (GPtrArray *texts, const char *text)
{
  return g_ptr_array_find_with_equal_func (texts, text, g_str_equal, NULL);
}

/* A name that resolves to this machine (DNS rebinding), or a page of another origin (SEC-17). */
static gboolean
check_sender (const BilikdHead *self, const BilikdConfig *config, GError **error)
{
  if (self->host.count != 1 || !contains (config->hosts, self->host.value))
    return refuse (error, CRM_ERROR_BAD_REQUEST, "This server does not go by that name.");
  if (self->origin.count > 1 || (self->origin.count == 1 && !contains (config->origins, self->origin.value)))
    return refuse (error, CRM_ERROR_FORBIDDEN, "Requests from that origin are not accepted.");
  return TRUE;
}

/* A form can send any of its three types across origins without being asked; JSON it can't (SEC-26). */
static gboolean
is_json (const char *type)
{
  gsize length = strcspn (type, "; \t");
  const char *rest = type + length;

  if (length != strlen ("application/json") || g_ascii_strncasecmp (type, "application/json", length) != 0)
    return FALSE;
  rest += strspn (rest, "; \t");
  return *rest == '\0' || g_ascii_strcasecmp (rest, "charset=utf-8") == 0;
}

static gboolean
check_content (const BilikdHead *self, GError **error)
{
  gboolean has_body = self->is_chunked || self->length > 0;

  if (self->content_type.count > 1 || (self->content_type.count == 0 && has_body) ||
      (self->content_type.count == 1 && !is_json (self->content_type.value) &&
       (has_body || !g_str_equal (self->method, "GET"))))
    return refuse (error, CRM_ERROR_UNSUPPORTED_TYPE, "The body must be application/json.");
  return TRUE;
}

static gboolean
check_fields (const BilikdHead *self, GError **error)
{
  const char *key = self->idempotency_key.value;

  if (self->authorization.count > 1 || self->if_match.count > 1 || self->idempotency_key.count > 1)
    return refuse (error, CRM_ERROR_BAD_REQUEST, "Repeated header.");
  if (key == NULL)
    return TRUE;
  if (*key == '\0' || strlen (key) > MAX_KEY)
    return refuse (error, CRM_ERROR_BAD_REQUEST, "Idempotency-Key must have 1 to 128 characters.");
  for (; *key != '\0'; key++)
    {
      if (!g_ascii_isprint (*key))
        return refuse (error, CRM_ERROR_BAD_REQUEST, "Idempotency-Key must be printable.");
    }
  return TRUE;
}

gboolean
bilikd_head_check (BilikdHead *self, const BilikdConfig *config, gboolean *out_is_fatal, GError **error)
{
  *out_is_fatal = TRUE;
  if (!check_framing (self, error))
    return FALSE;
  if (self->length > BILIKD_MAX_BODY)
    return refuse (error, CRM_ERROR_TOO_LARGE, "The body may have 1 MiB.");
  *out_is_fatal = FALSE;
  return check_sender (self, config, error) && check_content (self, error) && check_fields (self, error);
}
