/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilik-embed"

#include "bilik-embed-load-monitor.h"

#include "bilik-embed-host-page.h"
#include "crm-embed-session.h"

#define FIRST_ERROR_STATUS 400

struct _BilikEmbedLoadMonitor
{
  GObject parent_instance;

  char *origin;
  WebKitWebResource *document; /* the frame's page, once it is asked for */
};

enum {
  FAILED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BilikEmbedLoadMonitor, bilik_embed_load_monitor, G_TYPE_OBJECT)

static void
release_document (BilikEmbedLoadMonitor *self)
{
  if (self->document != NULL)
    g_signal_handlers_disconnect_by_data (self->document, self);
  g_clear_object (&self->document);
}

/* Says it once for each page. */
static void
fail (BilikEmbedLoadMonitor *self, CrmEmbedFailure failure)
{
  release_document (self);
  g_clear_pointer (&self->origin, g_free);
  g_signal_emit (self, signals[FAILED], 0, (int) failure);
}

static void
on_document_failed (WebKitWebResource *document, GError *error, BilikEmbedLoadMonitor *self)
{
  g_debug ("The form can't be loaded: %s", error->message);
  fail (self, CRM_EMBED_FAILURE_LOAD);
}

static void
on_document_failed_with_tls_errors (WebKitWebResource *document,
                                    GTlsCertificate *certificate,
                                    GTlsCertificateFlags errors,
                                    BilikEmbedLoadMonitor *self)
{
  g_debug ("The form's server can't be trusted: %#x", errors);
  fail (self, CRM_EMBED_FAILURE_TLS);
}

static void
on_document_response (WebKitWebResource *document, GParamSpec *pspec, BilikEmbedLoadMonitor *self)
{
  WebKitURIResponse *response = webkit_web_resource_get_response (document);
  guint status = response != NULL ? webkit_uri_response_get_status_code (response) : 0;

  if (status < FIRST_ERROR_STATUS)
    return;
  g_debug ("The form's server answered %u", status);
  fail (self, CRM_EMBED_FAILURE_LOAD);
}

static void
on_resource_load_started (WebKitWebView *view,
                          WebKitWebResource *resource,
                          WebKitURIRequest *request,
                          BilikEmbedLoadMonitor *self)
{
  if (self->document != NULL ||
      !bilik_embed_host_page_is_in_origin (webkit_uri_request_get_uri (request), self->origin))
    return;

  self->document = g_object_ref (resource);
  g_signal_connect (resource, "failed", G_CALLBACK (on_document_failed), self);
  g_signal_connect (resource, "failed-with-tls-errors", G_CALLBACK (on_document_failed_with_tls_errors),
                    self);
  g_signal_connect (resource, "notify::response", G_CALLBACK (on_document_response), self);
}

static void
bilik_embed_load_monitor_finalize (GObject *object)
{
  BilikEmbedLoadMonitor *self = BILIK_EMBED_LOAD_MONITOR (object);

  release_document (self);
  g_free (self->origin);
  G_OBJECT_CLASS (bilik_embed_load_monitor_parent_class)->finalize (object);
}

static void
bilik_embed_load_monitor_class_init (BilikEmbedLoadMonitorClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bilik_embed_load_monitor_finalize;

  signals[FAILED] = g_signal_new ("failed", BILIK_TYPE_EMBED_LOAD_MONITOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, G_TYPE_INT);
}

static void
bilik_embed_load_monitor_init (BilikEmbedLoadMonitor *self)
{
}

BilikEmbedLoadMonitor *
bilik_embed_load_monitor_new (WebKitWebView *view)
{
  BilikEmbedLoadMonitor *self = g_object_new (BILIK_TYPE_EMBED_LOAD_MONITOR, NULL);

  g_signal_connect_object (view, "resource-load-started", G_CALLBACK (on_resource_load_started), self, 0);
  return self;
}

void
bilik_embed_load_monitor_watch (BilikEmbedLoadMonitor *self, const char *origin)
{
  release_document (self);
  g_free (self->origin);
  self->origin = g_strdup (origin);
}
