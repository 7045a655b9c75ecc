/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilik-rooms"

#include "bilik-room-view.h"

#include <glib/gi18n.h>

#include "bilik-composer.h"
#include "bilik-customer-skeleton.h"
#include "bilik-message-list.h"
#include "bilik-record-panel.h"
#include "bilik-room-words.h"
#include "crm-error.h"
#include "crm-flow-open-room.h"

#define SKELETON_DELAY 150 /* ms: what is faster shows nothing in between */
#define PANEL_WIDTH    300

struct _BilikRoomView
{
  AdwBin parent_instance;

  GtkStack *stack;
  AdwStatusPage *notice;
  GtkWidget *retry;
  AdwFlap *flap;
  GtkButton *contact;
  GtkLabel *contact_name;
  GtkLabel *subtitle;
  GtkToggleButton *panel_button;
  GtkRevealer *stale;
  GtkRevealer *history;
  BilikMessageList *messages;
  BilikComposer *composer;
  AdwBin *panel; /* empty where the organization has none */

  BilikSession *session;
  CrmFlowOpenRoom *flow;
  char *room_id;
  CrmRoom *room;
  guint skeleton;
  guint first_frame; /* a tick callback */
  guint panel_due;
  gboolean needs_attention;
  gboolean show_panel;
};

enum { PROP_0, PROP_TITLE, PROP_NEEDS_ATTENTION, PROP_SHOW_PANEL, N_PROPS };
static GParamSpec *properties[N_PROPS];

static void bilik_room_view_surface_init (CrmRoomSurfaceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BilikRoomView,
                               bilik_room_view,
                               ADW_TYPE_BIN,
                               G_IMPLEMENT_INTERFACE (CRM_TYPE_ROOM_SURFACE, bilik_room_view_surface_init))

static gboolean
has_panel (BilikRoomView *self)
{
  return CRM_HAS (crm_profile_get_flags (bilik_session_get_profile (self->session)),
                  CRM_FLAG_OMNICHANNEL_DEAL_TICKET_PANEL);
}

/* --- who looks ------------------------------------------------------------------------------------ */

/* The newest message is read once it stands in the window that the agent works in. */
static void
update_looking (BilikRoomView *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  gboolean is_active = GTK_IS_WINDOW (root) && gtk_window_is_active (GTK_WINDOW (root));

  crm_flow_open_room_look (self->flow, is_active && bilik_message_list_get_shows_end (self->messages));
}

static void
set_needs_attention (BilikRoomView *self, gboolean needs_attention)
{
  if (self->needs_attention == needs_attention)
    return;
  self->needs_attention = needs_attention;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NEEDS_ATTENTION]);
}

static void
on_message_arrived (BilikRoomView *self)
{
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    set_needs_attention (self, TRUE);
}

static void
bilik_room_view_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (bilik_room_view_parent_class)->map (widget);
  set_needs_attention (BILIK_ROOM_VIEW (widget), FALSE);
}

static void
bilik_room_view_root (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (bilik_room_view_parent_class)->root (widget);
  g_signal_connect_object (gtk_widget_get_root (widget), "notify::is-active", G_CALLBACK (update_looking),
                           widget, G_CONNECT_SWAPPED);
}

static void
bilik_room_view_unroot (GtkWidget *widget)
{
  g_signal_handlers_disconnect_by_func (gtk_widget_get_root (widget), update_looking, widget);
  GTK_WIDGET_CLASS (bilik_room_view_parent_class)->unroot (widget);
}

/* --- what the flow shows ---------------------------------------------------------------------------- */

static gboolean
on_skeleton_due (gpointer user_data)
{
  BilikRoomView *self = user_data;

  self->skeleton = 0;
  gtk_stack_set_visible_child_name (self->stack, "loading");
  return G_SOURCE_REMOVE;
}

static gboolean
on_panel_due (gpointer user_data)
{
  BilikRoomView *self = user_data;

  self->panel_due = 0;
  adw_bin_set_child (self->panel, bilik_record_panel_new (self->session, self->room_id));
  bilik_record_panel_set_room (BILIK_RECORD_PANEL (adw_bin_get_child (self->panel)), self->room);
  return G_SOURCE_REMOVE;
}

/* This frame paints the conversation, which never waits for the panel (F-10); an idle moment before it is not idle. The place
 * is there from the start, so that nothing moves. */
static gboolean
on_first_frame (GtkWidget *widget, GdkFrameClock *clock, gpointer unused)
{
  BilikRoomView *self = BILIK_ROOM_VIEW (widget);

  self->panel_due = g_idle_add_full (G_PRIORITY_LOW, on_panel_due, self, NULL);
  return G_SOURCE_REMOVE;
}

/* Built only where it is switched on: off, it costs nothing. */
static void
make_place_for_panel (BilikRoomView *self)
{
  gtk_widget_set_size_request (GTK_WIDGET (self->panel), PANEL_WIDTH, -1);
  gtk_widget_set_visible (GTK_WIDGET (self->panel_button), TRUE);
  adw_flap_set_reveal_flap (self->flap, TRUE);
}

static void
show_page (BilikRoomView *self, const char *page)
{
  g_clear_handle_id (&self->skeleton, g_source_remove);
  gtk_stack_set_visible_child_name (self->stack, page);
}

static void
bilik_room_view_show_loading (CrmRoomSurface *surface)
{
  BilikRoomView *self = BILIK_ROOM_VIEW (surface);

  if (self->skeleton == 0)
    self->skeleton = g_timeout_add (SKELETON_DELAY, on_skeleton_due, self);
}

static void
bilik_room_view_show_room (CrmRoomSurface *surface, CrmRoom *room)
{
  BilikRoomView *self = BILIK_ROOM_VIEW (surface);
  const char *contact_id = crm_room_get_contact_id (room);
  const char *assignee = crm_room_get_assignee_name (room);
  g_autofree char *subtitle = g_strjoin (" · ", bilik_room_words_channel (crm_room_get_channel (room)),
                                         assignee != NULL ? assignee : _ ("Unassigned"), NULL);

  g_set_object (&self->room, room);
  gtk_label_set_text (self->contact_name, crm_room_get_title (room));
  gtk_label_set_text (self->subtitle, subtitle);
  if (contact_id != NULL)
    gtk_actionable_set_action_target (GTK_ACTIONABLE (self->contact), "s", contact_id);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->contact),
                                  contact_id != NULL ? "win.open-customer" : NULL);
  if (adw_bin_get_child (self->panel) != NULL)
    bilik_record_panel_set_room (BILIK_RECORD_PANEL (adw_bin_get_child (self->panel)), room);
  show_page (self, "conversation");
  if (has_panel (self) && self->first_frame == 0)
    self->first_frame = gtk_widget_add_tick_callback (GTK_WIDGET (self), on_first_frame, NULL, NULL);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
}

static void
show_notice (BilikRoomView *self,
             const char *icon,
             const char *title,
             const char *sentence,
             gboolean can_retry)
{
  g_autofree char *escaped = g_markup_escape_text (sentence, -1);

  adw_status_page_set_icon_name (self->notice, icon);
  adw_status_page_set_title (self->notice, title);
  adw_status_page_set_description (self->notice, escaped);
  gtk_widget_set_visible (self->retry, can_retry);
  show_page (self, "notice");
}

static void
bilik_room_view_show_failure (CrmRoomSurface *surface, const GError *error)
{
  show_notice (BILIK_ROOM_VIEW (surface), "dialog-warning-symbolic", _ ("The conversation can't be shown"),
               crm_error_get_sentence (error), TRUE);
}

static void
bilik_room_view_show_gone (CrmRoomSurface *surface)
{
  show_notice (BILIK_ROOM_VIEW (surface), "user-trash-symbolic", _ ("This conversation no longer exists"),
               _ ("It was deleted, or you can't see it any more."), FALSE);
}

static void
bilik_room_view_show_stale (CrmRoomSurface *surface, const GError *error)
{
  gtk_revealer_set_reveal_child (BILIK_ROOM_VIEW (surface)->stale, error != NULL);
}

static void
bilik_room_view_show_history (CrmRoomSurface *surface, CrmHistory history)
{
  BilikRoomView *self = BILIK_ROOM_VIEW (surface);

  gtk_revealer_set_reveal_child (self->history, history == CRM_HISTORY_FAILED);
  bilik_message_list_set_loading (self->messages, history == CRM_HISTORY_LOADING);
}

static void
bilik_room_view_show_draft (CrmRoomSurface *surface, const char *text)
{
  bilik_composer_restore (BILIK_ROOM_VIEW (surface)->composer, text);
}

static void
bilik_room_view_surface_init (CrmRoomSurfaceInterface *iface)
{
  iface->show_loading = bilik_room_view_show_loading;
  iface->show_room = bilik_room_view_show_room;
  iface->show_failure = bilik_room_view_show_failure;
  iface->show_gone = bilik_room_view_show_gone;
  iface->show_stale = bilik_room_view_show_stale;
  iface->show_history = bilik_room_view_show_history;
  iface->show_draft = bilik_room_view_show_draft;
}

/* --- what the agent does ---------------------------------------------------------------------------- */

static void
on_retry_clicked (BilikRoomView *self)
{
  crm_flow_open_room_reload (self->flow);
}

static void
on_older_wanted (BilikRoomView *self)
{
  crm_flow_open_room_load_older (self->flow);
}

static void
on_typed (BilikRoomView *self, const char *text)
{
  if (self->flow != NULL)
    crm_flow_open_room_type (self->flow, text);
}

static void
on_send (BilikRoomView *self, const char *text)
{
  crm_flow_open_room_send (self->flow, text);
}

static void
on_entry_retry (BilikRoomView *self, CrmEntry *entry)
{
  crm_flow_open_room_retry (self->flow, entry);
}

static void
on_entry_discard (BilikRoomView *self, CrmEntry *entry)
{
  crm_flow_open_room_discard (self->flow, entry);
}

static void
on_flap_changed (BilikRoomView *self)
{
  gboolean is_revealed = adw_flap_get_reveal_flap (self->flap);

  if (self->show_panel == is_revealed)
    return;
  self->show_panel = is_revealed;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SHOW_PANEL]);
}

/* --- the object ------------------------------------------------------------------------------------- */

static void
bilik_room_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  BilikRoomView *self = BILIK_ROOM_VIEW (object);

  switch (id)
    {
    case PROP_TITLE:
      g_value_set_string (value, self->room != NULL ? crm_room_get_title (self->room) : _ ("Conversation"));
      break;
    case PROP_NEEDS_ATTENTION:
      g_value_set_boolean (value, self->needs_attention);
      break;
    case PROP_SHOW_PANEL:
      g_value_set_boolean (value, self->show_panel);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
bilik_room_view_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  BilikRoomView *self = BILIK_ROOM_VIEW (object);

  if (id != PROP_SHOW_PANEL)
    {
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      return;
    }
  /* Where there is no panel there is nothing to reveal. */
  if (has_panel (self))
    adw_flap_set_reveal_flap (self->flap, g_value_get_boolean (value));
}

/* AdwBin lets go of its child by itself; gtk_widget_dispose_template() would take that one, which is bound, away under it. */
static void
bilik_room_view_dispose (GObject *object)
{
  BilikRoomView *self = BILIK_ROOM_VIEW (object);

  if (self->flow != NULL)
    crm_flow_open_room_close (self->flow);
  g_clear_handle_id (&self->skeleton, g_source_remove);
  g_clear_handle_id (&self->panel_due, g_source_remove);

  G_OBJECT_CLASS (bilik_room_view_parent_class)->dispose (object);
}

/* What was on the screen speaks to the flow until it is gone. */
static void
bilik_room_view_finalize (GObject *object)
{
  BilikRoomView *self = BILIK_ROOM_VIEW (object);

  g_clear_object (&self->flow);
  g_clear_object (&self->session);
  g_clear_object (&self->room);
  g_free (self->room_id);

  G_OBJECT_CLASS (bilik_room_view_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/bilik/Bilik/rooms/bilik-room-view.ui");
  gtk_widget_class_bind_template_child (widget_class, BilikRoomView, stack);
  gtk_widget_class_bind_template_child (widget_class, BilikRoomView, notice);
  gtk_widget_class_bind_template_child (widget_class, BilikRoomView, retry);
  gtk_widget_class_bind_template_child (widget_class, BilikRoomView, flap);
  gtk_widget_class_bind_template_child (widget_class, BilikRoomView, contact);
  gtk_widget_class_bind_template_child (widget_class, BilikRoomView, contact_name);
  gtk_widget_class_bind_template_child (widget_class, BilikRoomView, subtitle);
  gtk_widget_class_bind_template_child (widget_class, BilikRoomView, panel_button);
  gtk_widget_class_bind_template_child (widget_class, BilikRoomView, stale);
  gtk_widget_class_bind_template_child (widget_class, BilikRoomView, history);
  gtk_widget_class_bind_template_child (widget_class, BilikRoomView, messages);
  gtk_widget_class_bind_template_child (widget_class, BilikRoomView, composer);
  gtk_widget_class_bind_template_callback (widget_class, on_retry_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_older_wanted);
  gtk_widget_class_bind_template_callback (widget_class, on_message_arrived);
  gtk_widget_class_bind_template_callback (widget_class, on_entry_retry);
  gtk_widget_class_bind_template_callback (widget_class, on_entry_discard);
  gtk_widget_class_bind_template_callback (widget_class, update_looking);
  gtk_widget_class_bind_template_callback (widget_class, on_flap_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_typed);
  gtk_widget_class_bind_template_callback (widget_class, on_send);
}

static void
bilik_room_view_class_init (BilikRoomViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = bilik_room_view_get_property;
  object_class->set_property = bilik_room_view_set_property;
  object_class->dispose = bilik_room_view_dispose;
  object_class->finalize = bilik_room_view_finalize;
  GTK_WIDGET_CLASS (klass)->map = bilik_room_view_map;
  GTK_WIDGET_CLASS (klass)->root = bilik_room_view_root;
  GTK_WIDGET_CLASS (klass)->unroot = bilik_room_view_unroot;

  properties[PROP_TITLE] =
      g_param_spec_string ("title", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_NEEDS_ATTENTION] =
      g_param_spec_boolean ("needs-attention", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_SHOW_PANEL] =
      g_param_spec_boolean ("show-panel", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (BILIK_TYPE_COMPOSER);
  g_type_ensure (BILIK_TYPE_CUSTOMER_SKELETON);
  g_type_ensure (BILIK_TYPE_MESSAGE_LIST);
  bind_template (GTK_WIDGET_CLASS (klass));
}

static void
bilik_room_view_init (BilikRoomView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->panel = ADW_BIN (adw_bin_new ());
  /* Narrow, it stands over the conversation. */
  gtk_widget_add_css_class (GTK_WIDGET (self->panel), "background");
  adw_flap_set_flap (self->flap, GTK_WIDGET (self->panel));
  adw_flap_set_separator (self->flap, gtk_separator_new (GTK_ORIENTATION_VERTICAL));
  adw_flap_set_swipe_to_open (self->flap, FALSE);
}

GtkWidget *
bilik_room_view_new (BilikSession *session, const char *room_id)
{
  g_return_val_if_fail (BILIK_IS_SESSION (session), NULL);

  BilikRoomView *self = g_object_new (BILIK_TYPE_ROOM_VIEW, NULL);
  CrmProfile *profile = bilik_session_get_profile (session);
  CrmRoomServices services = { .client = bilik_session_get_client (session),
                               .stream = bilik_session_get_stream (session),
                               .drafts = bilik_session_get_drafts (session),
                               .profile = profile };

  self->session = g_object_ref (session);
  self->room_id = g_strdup (room_id);
  gtk_widget_set_visible (GTK_WIDGET (self->composer),
                          CRM_HAS (crm_profile_get_permissions (profile), CRM_PERMISSION_ROOMS_WRITE));
  self->flow = crm_flow_open_room_new (&services, room_id, CRM_ROOM_SURFACE (self));
  bilik_message_list_set_conversation (self->messages, crm_flow_open_room_get_conversation (self->flow));
  if (has_panel (self))
    make_place_for_panel (self);
  crm_flow_open_room_start (self->flow);
  return GTK_WIDGET (self);
}

const char *
bilik_room_view_get_room_id (BilikRoomView *self)
{
  g_return_val_if_fail (BILIK_IS_ROOM_VIEW (self), NULL);

  return self->room_id;
}

void
bilik_room_view_refresh (BilikRoomView *self)
{
  g_return_if_fail (BILIK_IS_ROOM_VIEW (self));

  crm_flow_open_room_reload (self->flow);
  if (adw_bin_get_child (self->panel) != NULL)
    bilik_record_panel_refresh (BILIK_RECORD_PANEL (adw_bin_get_child (self->panel)));
}

gboolean
bilik_room_view_uncover (BilikRoomView *self)
{
  g_return_val_if_fail (BILIK_IS_ROOM_VIEW (self), FALSE);

  if (!adw_flap_get_folded (self->flap) || !adw_flap_get_reveal_flap (self->flap))
    return FALSE;
  adw_flap_set_reveal_flap (self->flap, FALSE);
  return TRUE;
}

void
bilik_room_view_focus_composer (BilikRoomView *self)
{
  g_return_if_fail (BILIK_IS_ROOM_VIEW (self));

  bilik_composer_focus (self->composer);
}
