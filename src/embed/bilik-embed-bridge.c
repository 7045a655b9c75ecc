/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilik-embed"

#include "bilik-embed-bridge.h"

#include "bilik-embed-host-page.h"
#include "bilik-embed-resource.h"
#include "crm-embed-message.h"
#include "crm-origin.h"

#include <string.h>

#define HANDLER "bilikEmbed"

struct _BilikEmbedBridge
{
  GObject parent_instance;

  WebKitUserContentManager *content;
  char *post_body;
  char *page;
};

enum {
  MESSAGE,
  DROPPED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BilikEmbedBridge, bilik_embed_bridge, G_TYPE_OBJECT)

/* --- from the frame ------------------------------------------------------------------------------- */

/* Returns: (transfer full) (nullable): a member that is a string, as UTF-8 */
static char *
dup_member (JSCValue *object, const char *name)
{
  g_autoptr (JSCValue) member = jsc_value_object_get_property (object, name);
  g_autofree char *text = jsc_value_is_string (member) ? jsc_value_to_string (member) : NULL;

  return text != NULL && g_utf8_validate (text, -1, NULL) ? g_steal_pointer (&text) : NULL;
}

/* The relay has checked the same; it runs in the process that the page runs in. */
static CrmEmbedDrop
check (const char *drop_word, const char *text)
{
  CrmEmbedDrop drop;

  if (!crm_embed_drop_from_wire (drop_word, &drop))
    return CRM_EMBED_DROP_MALFORMED;
  if (drop != CRM_EMBED_DROP_NONE)
    return drop;
  return strlen (text) > CRM_EMBED_MAX_MESSAGE ? CRM_EMBED_DROP_SIZE : CRM_EMBED_DROP_NONE;
}

static void
on_script_message (WebKitUserContentManager *content, JSCValue *value, BilikEmbedBridge *self)
{
  g_autofree char *page = NULL;
  g_autofree char *origin = NULL;
  g_autofree char *text = NULL;
  g_autofree char *drop_word = NULL;
  CrmEmbedDrop drop;

  if (!jsc_value_is_object (value))
    return;
  page = dup_member (value, "page");
  origin = dup_member (value, "origin");
  text = dup_member (value, "text");
  drop_word = dup_member (value, "drop");
  if (self->page == NULL || g_strcmp0 (page, self->page) != 0 || origin == NULL || text == NULL ||
      drop_word == NULL)
    return;

  drop = check (drop_word, text);
  if (drop == CRM_EMBED_DROP_NONE)
    g_signal_emit (self, signals[MESSAGE], 0, origin, text);
  else
    g_signal_emit (self, signals[DROPPED], 0, origin, drop == CRM_EMBED_DROP_SIZE ? "" : text, (int) drop);
}

static char *
dup_resource (const char *name)
{
  g_autoptr (GBytes) bytes = bilik_embed_resource_load (name);

  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static void
add_relay (BilikEmbedBridge *self)
{
  const char *host_pages[] = { BILIK_EMBED_HOST_ORIGIN "/*", NULL };
  g_autofree char *source = dup_resource ("relay.js");
  WebKitUserScript *script = webkit_user_script_new_for_world (source, WEBKIT_USER_CONTENT_INJECT_TOP_FRAME,
                                                               WEBKIT_USER_SCRIPT_INJECT_AT_DOCUMENT_START,
                                                               BILIK_EMBED_WORLD, host_pages, NULL);

  g_signal_connect (self->content, "script-message-received::" HANDLER, G_CALLBACK (on_script_message), self);
  webkit_user_content_manager_register_script_message_handler (self->content, HANDLER, BILIK_EMBED_WORLD);
  webkit_user_content_manager_add_script (self->content, script);
  webkit_user_script_unref (script);
}

/* --- the object ----------------------------------------------------------------------------------- */

static void
bilik_embed_bridge_finalize (GObject *object)
{
  BilikEmbedBridge *self = BILIK_EMBED_BRIDGE (object);

  g_signal_handlers_disconnect_by_data (self->content, self);
  g_object_unref (self->content);
  g_free (self->post_body);
  g_free (self->page);
  G_OBJECT_CLASS (bilik_embed_bridge_parent_class)->finalize (object);
}

static void
bilik_embed_bridge_class_init (BilikEmbedBridgeClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bilik_embed_bridge_finalize;

  signals[MESSAGE] = g_signal_new ("message", BILIK_TYPE_EMBED_BRIDGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
  signals[DROPPED] = g_signal_new ("dropped", BILIK_TYPE_EMBED_BRIDGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 3, G_TYPE_STRING, G_TYPE_STRING, G_TYPE_INT);
}

static void
bilik_embed_bridge_init (BilikEmbedBridge *self)
{
  self->content = webkit_user_content_manager_new ();
  self->post_body = dup_resource ("post.js");
  add_relay (self);
}

BilikEmbedBridge *
bilik_embed_bridge_new (void)
{
  return g_object_new (BILIK_TYPE_EMBED_BRIDGE, NULL);
}

WebKitUserContentManager *
bilik_embed_bridge_get_content_manager (BilikEmbedBridge *self)
{
  return self->content;
}

void
bilik_embed_bridge_expect (BilikEmbedBridge *self, const char *page)
{
  g_free (self->page);
  self->page = g_strdup (page);
}

/* --- to the frame --------------------------------------------------------------------------------- */

static void
on_posted (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JSCValue) value =
      webkit_web_view_call_async_javascript_function_finish (WEBKIT_WEB_VIEW (object), result, &error);

  if (value == NULL)
    g_debug ("A message did not reach the frame: %s", error->message);
}

void
bilik_embed_bridge_post (BilikEmbedBridge *self, WebKitWebView *view, const char *origin, const char *text)
{
  GVariantDict arguments;

  g_return_if_fail (crm_origin_is_valid (origin));

  if (self->page == NULL)
    return;
  g_variant_dict_init (&arguments, NULL);
  g_variant_dict_insert (&arguments, "page", "s", self->page);
  g_variant_dict_insert (&arguments, "origin", "s", origin);
  g_variant_dict_insert (&arguments, "text", "s", text);
  webkit_web_view_call_async_javascript_function (view, self->post_body, -1, g_variant_dict_end (&arguments),
                                                  BILIK_EMBED_WORLD, NULL, NULL, on_posted, NULL);
}
