/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilik-embed"

#include "bilik-embed-policy.h"

#include "bilik-embed-host-page.h"

struct _BilikEmbedPolicy
{
  GObject parent_instance;

  char *page;
  char *origin;
};

G_DEFINE_FINAL_TYPE (BilikEmbedPolicy, bilik_embed_policy, G_TYPE_OBJECT)

/* --- navigation ---------------------------------------------------------------------------------- */

static gboolean
is_allowed (BilikEmbedPolicy *self, const char *uri)
{
  return g_strcmp0 (uri, self->page) == 0 || bilik_embed_host_page_is_in_origin (uri, self->origin);
}

/* WebKit tells top from frame only when the answer is there: what is the frame's may be asked for, not shown, above. */
static const char *
get_destination (WebKitNavigationPolicyDecision *decision)
{
  WebKitNavigationAction *action = webkit_navigation_policy_decision_get_navigation_action (decision);

  return webkit_uri_request_get_uri (webkit_navigation_action_get_request (action));
}

static gboolean
may_navigate (BilikEmbedPolicy *self, WebKitNavigationPolicyDecision *decision)
{
  const char *destination = get_destination (decision);

  if (is_allowed (self, destination))
    return TRUE;
  g_debug ("Refused to go to %s", destination);
  return FALSE;
}

/* What can't be shown would become a download. */
static gboolean
may_show (BilikEmbedPolicy *self, WebKitResponsePolicyDecision *decision)
{
  const char *uri = webkit_uri_request_get_uri (webkit_response_policy_decision_get_request (decision));

  if (webkit_response_policy_decision_is_main_frame_main_resource (decision))
    return g_strcmp0 (uri, self->page) == 0;
  return webkit_response_policy_decision_is_mime_type_supported (decision) && is_allowed (self, uri);
}

static gboolean
on_decide_policy (WebKitWebView *view,
                  WebKitPolicyDecision *decision,
                  WebKitPolicyDecisionType type,
                  BilikEmbedPolicy *self)
{
  gboolean is_wanted = FALSE;

  switch (type)
    {
    case WEBKIT_POLICY_DECISION_TYPE_NAVIGATION_ACTION:
      is_wanted = may_navigate (self, WEBKIT_NAVIGATION_POLICY_DECISION (decision));
      break;
    case WEBKIT_POLICY_DECISION_TYPE_RESPONSE:
      is_wanted = may_show (self, WEBKIT_RESPONSE_POLICY_DECISION (decision));
      break;
    case WEBKIT_POLICY_DECISION_TYPE_NEW_WINDOW_ACTION:
      break;
    }

  if (is_wanted)
    webkit_policy_decision_use (decision);
  else
    webkit_policy_decision_ignore (decision);
  return TRUE;
}

/* --- everything else ------------------------------------------------------------------------------ */

static GtkWidget *
on_create (WebKitWebView *view, WebKitNavigationAction *action, BilikEmbedPolicy *self)
{
  return NULL;
}

static gboolean
on_permission_request (WebKitWebView *view, WebKitPermissionRequest *request, BilikEmbedPolicy *self)
{
  webkit_permission_request_deny (request);
  return TRUE;
}

static gboolean
on_query_permission_state (WebKitWebView *view, WebKitPermissionStateQuery *query, BilikEmbedPolicy *self)
{
  webkit_permission_state_query_finish (query, WEBKIT_PERMISSION_STATE_DENIED);
  return TRUE;
}

/* Dialogs are answered as if dismissed, but for the one that asks to stay: the console decides what is left. */
static gboolean
on_script_dialog (WebKitWebView *view, WebKitScriptDialog *dialog, BilikEmbedPolicy *self)
{
  if (webkit_script_dialog_get_dialog_type (dialog) == WEBKIT_SCRIPT_DIALOG_BEFORE_UNLOAD_CONFIRM)
    webkit_script_dialog_confirm_set_confirmed (dialog, TRUE);
  return TRUE;
}

static gboolean
on_run_file_chooser (WebKitWebView *view, WebKitFileChooserRequest *request, BilikEmbedPolicy *self)
{
  webkit_file_chooser_request_cancel (request);
  return TRUE;
}

static gboolean
on_run_color_chooser (WebKitWebView *view, WebKitColorChooserRequest *request, BilikEmbedPolicy *self)
{
  webkit_color_chooser_request_cancel (request);
  return TRUE;
}

static gboolean
on_authenticate (WebKitWebView *view, WebKitAuthenticationRequest *request, BilikEmbedPolicy *self)
{
  webkit_authentication_request_cancel (request);
  return TRUE;
}

/* For signals whose default is stopped by TRUE alone. */
static gboolean
refuse (void)
{
  return TRUE;
}

static const struct
{
  const char *signal;
  GCallback callback;
} handlers[] = {
  { "decide-policy", G_CALLBACK (on_decide_policy) },
  { "create", G_CALLBACK (on_create) },
  { "permission-request", G_CALLBACK (on_permission_request) },
  { "query-permission-state", G_CALLBACK (on_query_permission_state) },
  { "script-dialog", G_CALLBACK (on_script_dialog) },
  { "run-file-chooser", G_CALLBACK (on_run_file_chooser) },
  { "run-color-chooser", G_CALLBACK (on_run_color_chooser) },
  { "authenticate", G_CALLBACK (on_authenticate) },
  { "enter-fullscreen", G_CALLBACK (refuse) },
  { "context-menu", G_CALLBACK (refuse) },
  { "print", G_CALLBACK (refuse) },
  { "show-notification", G_CALLBACK (refuse) },
};

/* --- the object ----------------------------------------------------------------------------------- */

static void
bilik_embed_policy_finalize (GObject *object)
{
  BilikEmbedPolicy *self = BILIK_EMBED_POLICY (object);

  g_free (self->page);
  g_free (self->origin);
  G_OBJECT_CLASS (bilik_embed_policy_parent_class)->finalize (object);
}

static void
bilik_embed_policy_class_init (BilikEmbedPolicyClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bilik_embed_policy_finalize;
}

static void
bilik_embed_policy_init (BilikEmbedPolicy *self)
{
}

BilikEmbedPolicy *
bilik_embed_policy_new (WebKitWebView *view)
{
  BilikEmbedPolicy *self = g_object_new (BILIK_TYPE_EMBED_POLICY, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (handlers); i++)
    g_signal_connect_object (view, handlers[i].signal, handlers[i].callback, self, 0);
  return self;
}

void
bilik_embed_policy_allow (BilikEmbedPolicy *self, const char *page, const char *origin)
{
  g_free (self->page);
  self->page = g_strdup (page);
  g_free (self->origin);
  self->origin = g_strdup (origin);
}
