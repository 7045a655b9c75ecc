/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilik-embed"

#include "bilik-embed-engine.h"

#include "bilik-embed-host-page.h"

struct _BilikEmbedEngine
{
  GObject parent_instance;

  WebKitWebContext *context;
  WebKitNetworkSession *session;
  GHashTable *pages; /* WebKitWebView* → HostPage */
  guint64 last_page;
};

typedef struct
{
  char *uri;
  char *html;
} HostPage;

G_DEFINE_FINAL_TYPE (BilikEmbedEngine, bilik_embed_engine, G_TYPE_OBJECT)

static void
host_page_free (HostPage *page)
{
  g_free (page->uri);
  g_free (page->html);
  g_free (page);
}

static void
on_scheme_request (WebKitURISchemeRequest *request, gpointer user_data)
{
  BilikEmbedEngine *self = user_data;
  HostPage *page = g_hash_table_lookup (self->pages, webkit_uri_scheme_request_get_web_view (request));
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;

  if (page == NULL || g_strcmp0 (webkit_uri_scheme_request_get_uri (request), page->uri) != 0)
    {
      error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "No such host page");
      webkit_uri_scheme_request_finish_error (request, error);
      return;
    }
  length = strlen (page->html);
  stream = g_memory_input_stream_new_from_data (g_strdup (page->html), (gssize) length, g_free);
  webkit_uri_scheme_request_finish (request, stream, (gint64) length, "text/html");
}

/* <a download> never asks the policy of a view (SEC-09). */
static void
on_download_started (WebKitNetworkSession *session, WebKitDownload *download, gpointer user_data)
{
  g_debug ("A download was refused");
  webkit_download_cancel (download);
}

static void
create_context (BilikEmbedEngine *self)
{
  WebKitSecurityManager *security;

  self->context = webkit_web_context_new ();
  webkit_web_context_set_cache_model (self->context, WEBKIT_CACHE_MODEL_DOCUMENT_VIEWER);
  webkit_web_context_register_uri_scheme (self->context, BILIK_EMBED_SCHEME, on_scheme_request, self, NULL);

  /* Neither local nor no-access: both break postMessage to the form. */
  security = webkit_web_context_get_security_manager (self->context);
  webkit_security_manager_register_uri_scheme_as_secure (security, BILIK_EMBED_SCHEME);
  webkit_security_manager_register_uri_scheme_as_display_isolated (security, BILIK_EMBED_SCHEME);
}

static void
create_session (BilikEmbedEngine *self)
{
  WebKitCookieManager *cookies;

  self->session = webkit_network_session_new_ephemeral ();
  webkit_network_session_set_tls_errors_policy (self->session, WEBKIT_TLS_ERRORS_POLICY_FAIL);
  webkit_network_session_set_itp_enabled (self->session, TRUE);
  cookies = webkit_network_session_get_cookie_manager (self->session);
  webkit_cookie_manager_set_accept_policy (cookies, WEBKIT_COOKIE_POLICY_ACCEPT_NEVER);
  g_signal_connect (self->session, "download-started", G_CALLBACK (on_download_started), NULL);
}

static void
bilik_embed_engine_finalize (GObject *object)
{
  BilikEmbedEngine *self = BILIK_EMBED_ENGINE (object);

  g_clear_object (&self->session);
  g_clear_object (&self->context);
  g_hash_table_unref (self->pages);
  G_OBJECT_CLASS (bilik_embed_engine_parent_class)->finalize (object);
}

static void
bilik_embed_engine_class_init (BilikEmbedEngineClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bilik_embed_engine_finalize;
}

static void
bilik_embed_engine_init (BilikEmbedEngine *self)
{
  self->pages = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) host_page_free);
  create_context (self);
  create_session (self);
}

BilikEmbedEngine *
bilik_embed_engine_new (void)
{
  return g_object_new (BILIK_TYPE_EMBED_ENGINE, NULL);
}

WebKitWebContext *
bilik_embed_engine_get_context (BilikEmbedEngine *self)
{
  return self->context;
}

WebKitNetworkSession *
bilik_embed_engine_get_session (BilikEmbedEngine *self)
{
  return self->session;
}

WebKitSettings *
bilik_embed_engine_create_settings (void)
{
  /* Software rendering takes the web process from 164 to 99 MiB. */
  return webkit_settings_new_with_settings (
      "hardware-acceleration-policy", WEBKIT_HARDWARE_ACCELERATION_POLICY_NEVER, "allow-modal-dialogs", FALSE,
      "auto-load-images", TRUE, "default-charset", "utf-8", "enable-back-forward-navigation-gestures", FALSE,
      "enable-developer-extras", FALSE, "enable-dns-prefetching", FALSE, "enable-encrypted-media", FALSE,
      "enable-fullscreen", FALSE, "enable-html5-database", FALSE, "enable-html5-local-storage", TRUE,
      "enable-media", FALSE, "enable-media-stream", FALSE, "enable-mediasource", FALSE, "enable-page-cache",
      FALSE, "enable-webaudio", FALSE, "enable-webgl", FALSE, "enable-webrtc", FALSE,
      "enable-write-console-messages-to-stdout", FALSE, "javascript-can-access-clipboard", FALSE,
      "javascript-can-open-windows-automatically", FALSE, NULL);
}

char *
bilik_embed_engine_serve (BilikEmbedEngine *self, WebKitWebView *view, char *html)
{
  HostPage *page = g_new0 (HostPage, 1);

  page->uri = g_strdup_printf ("%s/%" G_GUINT64_FORMAT, BILIK_EMBED_HOST_ORIGIN, ++self->last_page);
  page->html = html;
  g_hash_table_insert (self->pages, view, page);
  return g_strdup (page->uri);
}

void
bilik_embed_engine_forget (BilikEmbedEngine *self, WebKitWebView *view)
{
  g_hash_table_remove (self->pages, view);
}

void
bilik_embed_engine_clear_data (BilikEmbedEngine *self)
{
  WebKitWebsiteDataManager *data = webkit_network_session_get_website_data_manager (self->session);
  WebKitWebsiteDataTypes kept = WEBKIT_WEBSITE_DATA_MEMORY_CACHE | WEBKIT_WEBSITE_DATA_DISK_CACHE;

  webkit_website_data_manager_clear (data, WEBKIT_WEBSITE_DATA_ALL & ~kept, 0, NULL, NULL, NULL);
}
