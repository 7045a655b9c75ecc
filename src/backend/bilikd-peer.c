/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd"

#include "bilikd-peer.h"

#include <curl/curl.h>

#include "crm-error.h"

#define MAX_ANSWER (1024 * 1024)

static size_t
take_body (char *bytes, size_t size, size_t n, void *data)
{
  GString *body = data;

  if (body == NULL)
    return size * n;
  if (body->len + size * n > MAX_ANSWER)
    return 0; /* ends the transfer */
  g_string_append_len (body, bytes, (gssize) (size * n));
  return size * n;
}

static struct curl_slist *
make_headers (const BilikdPeerRequest *request)
{
  struct curl_slist *headers = curl_slist_append (NULL, "Content-Type: application/json");

  if (request->token != NULL)
    {
      g_autofree char *authorization = g_strconcat ("Authorization: Bearer ", request->token, NULL);

      headers = curl_slist_append (headers, authorization);
    }
  return headers;
}

static void
set_up (CURL *handle, const BilikdPeerRequest *request, struct curl_slist *headers, GString *out_body)
{
  curl_easy_setopt (handle, CURLOPT_URL, request->url);
  curl_easy_setopt (handle, CURLOPT_CUSTOMREQUEST, request->method);
  curl_easy_setopt (handle, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt (handle, CURLOPT_TIMEOUT_MS, (long) request->timeout_ms);
  curl_easy_setopt (handle, CURLOPT_NOSIGNAL, 1L); /* threads */
  curl_easy_setopt (handle, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt (handle, CURLOPT_PROXY, "");
  curl_easy_setopt (handle, CURLOPT_WRITEFUNCTION, take_body);
  curl_easy_setopt (handle, CURLOPT_WRITEDATA, out_body);
  if (request->body != NULL)
    curl_easy_setopt (handle, CURLOPT_POSTFIELDS, request->body);
}

BilikdPeerLine *
bilikd_peer_line_new (void)
{
  CURL *handle = curl_easy_init ();

  g_assert (handle != NULL);
  return (BilikdPeerLine *) handle;
}

void
bilikd_peer_line_free (BilikdPeerLine *self)
{
  curl_easy_cleanup ((CURL *) self);
}

gboolean
bilikd_peer_send (const BilikdPeerRequest *request, guint *out_status, GString *out_body, GError **error)
{
  BilikdPeerLine *line = request->line != NULL ? request->line : bilikd_peer_line_new ();
  CURL *handle = (CURL *) line;
  struct curl_slist *headers = make_headers (request);
  long status = 0;
  CURLcode code;

  curl_easy_reset (handle); /* the settings, not the connection */
  set_up (handle, request, headers, out_body);
  code = curl_easy_perform (handle);
  curl_easy_getinfo (handle, CURLINFO_RESPONSE_CODE, &status);
  curl_slist_free_all (headers);
  if (request->line == NULL)
    bilikd_peer_line_free (line);
  *out_status = (guint) status;
  if (code == CURLE_OK)
    return TRUE;
  g_set_error_literal (error, CRM_ERROR, CRM_ERROR_UNAVAILABLE, curl_easy_strerror (code));
  return FALSE;
}
