/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd"

#include <string.h>

#include "bilikd-config.h"
#include "bilikd-embed-resource.h"
#include "bilikd-handlers.h"

/* The page of src/embed/page, compiled in. */
#define FOLDER      "/io/github/bilik/embed/"
#define PAGE        "index.html"
#define PLACEHOLDER "@HOSTS@"

static const char policy[] = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
                             "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors";

static GBytes *
find_file (const char *name, GError **error)
{
  g_autofree char *path = g_strconcat (FOLDER, name, NULL);
  GBytes *bytes =
      g_resource_lookup_data (bilikd_embed_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  if (bytes == NULL)
    g_set_error_literal (error, CRM_ERROR, CRM_ERROR_NOT_FOUND, "No such asset.");
  return bytes;
}

/* In a data block `</script>` or `<!--` would end or change it, so that `<` is written as an escape of JSON. */
static char *
encode_hosts (const BilikdConfig *config)
{
  g_autoptr (GString) text = g_string_new (NULL);
  CrmJsonWriter writer;

  crm_json_writer_init (&writer, text);
  crm_json_writer_begin_array (&writer, NULL);
  for (guint i = 0; i < config->embed_hosts->len; i++)
    {
      const BilikdEmbedHost *host = g_ptr_array_index (config->embed_hosts, i);

      crm_json_writer_begin_object (&writer, NULL);
      crm_json_writer_string (&writer, "origin", host->origin);
      crm_json_writer_string (&writer, "embed_source", host->source);
      crm_json_writer_end_object (&writer);
    }
  crm_json_writer_end_array (&writer);
  g_string_replace (text, "<", "\\u003c", 0);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
make_policy (const BilikdConfig *config)
{
  GString *text = g_string_new (policy);

  for (guint i = 0; i < config->embed_hosts->len; i++)
    g_string_append_printf (text, " %s",
                            ((BilikdEmbedHost *) g_ptr_array_index (config->embed_hosts, i))->origin);
  return g_string_free (text, FALSE);
}

gboolean
bilikd_handle_EMBED_TICKET_CREATE (BilikdCall *call, BilikdDb *db, GError **error)
{
  g_autoptr (GBytes) page = find_file (PAGE, error);
  g_autofree char *hosts = encode_hosts (call->config);
  g_autofree char *header = make_policy (call->config);

  if (page == NULL)
    return FALSE;
  g_string_append_len (call->reply, g_bytes_get_data (page, NULL), (gssize) g_bytes_get_size (page));
  g_string_replace (call->reply, PLACEHOLDER, hosts, 1);
  bilikd_call_set_header (call, "Content-Security-Policy", header);
  bilikd_call_set_header (call, "Referrer-Policy", "no-referrer");
  call->content_type = "text/html; charset=utf-8";
  call->status = 200;
  return TRUE;
}

gboolean
bilikd_handle_EMBED_ASSET (BilikdCall *call, BilikdDb *db, GError **error)
{
  const char *name = call->arguments[0];
  g_autoptr (GBytes) bytes = NULL;

  if (g_str_has_suffix (name, ".js"))
    call->content_type = "text/javascript; charset=utf-8";
  else if (g_str_has_suffix (name, ".css"))
    call->content_type = "text/css; charset=utf-8";
  else
    name = ""; /* the page itself is no asset */
  bytes = find_file (name, error);
  if (bytes == NULL)
    return FALSE;
  g_string_append_len (call->reply, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes));
  /* Kept for a few tickets in a row; without it WebKit loads what it has preloaded a second time. */
  bilikd_call_set_header (call, "Cache-Control", "private, max-age=300");
  call->status = 200;
  return TRUE;
}
