/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilik-tickets"

#include <adwaita.h>
#include <glib/gi18n.h>
#include "bilik-create-panel.h"
#include "bilik-placeholder.h"
#include "bilik-skeleton.h"
#include "bilik-ticket-words.h"
#include "crm-form-surface.h"

#define FORM_HEIGHT       360 /* until the form says how tall it is */
#define WORDS_AFTER_MS    1000
#define N_SKELETON_FIELDS 4
#define TAKE_APART_MS     500 /* when the agent has seen what came of a form */

struct _BilikCreatePanel
{
  GtkWidget parent_instance;

  CrmCreatePanelState state;
  gboolean is_dirty;
  guint loading_id;

  GtkLabel *title;
  GtkRevealer *error_revealer;
  GtkLabel *error_label;
  GtkStack *stack;
  AdwBin *frame;
  GtkWidget *skeleton;
  GtkBox *skeleton_rows;
  GtkWidget *loading_label;
  BilikPlaceholder *failure_page;
  GtkWidget *retry_button;
  GtkWidget *native_button;
};

enum { SIGNAL_CLOSE, SIGNAL_RETRY, SIGNAL_LINK, SIGNAL_USE_NATIVE, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BilikCreatePanel, bilik_create_panel, GTK_TYPE_WIDGET)

/* --- states ----------------------------------------------------------------------- */

static gboolean
on_loading_is_slow (gpointer user_data)
{
  BilikCreatePanel *self = user_data;

  self->loading_id = 0;
  gtk_widget_set_visible (self->loading_label, TRUE);
  return G_SOURCE_REMOVE;
}

static void
bilik_create_panel_show_loading (BilikCreatePanel *self, gboolean loading)
{
  GtkWidget *surface = adw_bin_get_child (self->frame);

  g_clear_handle_id (&self->loading_id, g_source_remove);
  gtk_widget_set_visible (self->loading_label, FALSE);
  gtk_widget_set_visible (self->skeleton, loading);
  /* The view below the skeleton paints already, but neither pointer nor keyboard may reach it. */
  if (surface != NULL)
    gtk_widget_set_can_focus (surface, !loading);
  if (loading)
    self->loading_id = g_timeout_add (WORDS_AFTER_MS, on_loading_is_slow, self);
}

static void
bilik_create_panel_show_failure (BilikCreatePanel *self, CrmEmbedFailure failure)
{
  const char *title, *advice;

  bilik_ticket_words_failure (failure, &title, &advice);
  bilik_placeholder_set_title (self->failure_page, title);
  bilik_placeholder_set_description (self->failure_page, advice);
  gtk_widget_grab_focus (self->retry_button);
}

/* --- what the agent does ------------------------------------------------------------ */

static gboolean
on_key_pressed (GtkEventControllerKey *controller,
                guint keyval,
                guint keycode,
                GdkModifierType modifiers,
                gpointer user_data)
{
  BilikCreatePanel *self = user_data;
  gboolean is_text = gdk_keyval_to_unicode (keyval) >= 0x20 || keyval == GDK_KEY_BackSpace;
  gboolean is_command = (modifiers & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0 && keyval != GDK_KEY_v;

  if (self->state == CRM_CREATE_PANEL_FORM && is_text && !is_command)
    self->is_dirty = TRUE;
  return GDK_EVENT_PROPAGATE;
}

static void
on_pressed (GtkGestureClick *gesture, int n_press, double x, double y, gpointer user_data)
{
  BilikCreatePanel *self = user_data;

  if (self->state == CRM_CREATE_PANEL_FORM)
    self->is_dirty = TRUE;
}

static void
on_close (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  g_signal_emit (widget, signals[SIGNAL_CLOSE], 0);
}

static void
on_retry (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  g_signal_emit (widget, signals[SIGNAL_RETRY], 0);
}

static void
on_link (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  g_signal_emit (widget, signals[SIGNAL_LINK], 0);
}

static void
on_use_native (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  g_signal_emit (widget, signals[SIGNAL_USE_NATIVE], 0);
}

/* --- object ---------------------------------------------------------------------------- */

static gboolean
bilik_create_panel_grab_focus (GtkWidget *widget)
{
  BilikCreatePanel *self = BILIK_CREATE_PANEL (widget);
  GtkWidget *surface = adw_bin_get_child (self->frame);

  if (self->state == CRM_CREATE_PANEL_FAILED)
    return gtk_widget_grab_focus (self->retry_button);
  return surface != NULL && gtk_widget_grab_focus (surface);
}

static void
bilik_create_panel_dispose (GObject *object)
{
  BilikCreatePanel *self = BILIK_CREATE_PANEL (object);

  g_clear_handle_id (&self->loading_id, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (self), BILIK_TYPE_CREATE_PANEL);
  for (GtkWidget *child; (child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL;)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (bilik_create_panel_parent_class)->dispose (object);
}

static void
bilik_create_panel_class_init (BilikCreatePanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bilik_create_panel_dispose;
  widget_class->grab_focus = bilik_create_panel_grab_focus;

  signals[SIGNAL_CLOSE] = g_signal_new ("close", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                        NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_RETRY] = g_signal_new ("retry", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                        NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_LINK] = g_signal_new ("link", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                       NULL, G_TYPE_NONE, 0);

  signals[SIGNAL_USE_NATIVE] = g_signal_new ("use-native", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                             NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_install_action (widget_class, "panel.native", NULL, on_use_native);
  gtk_widget_class_install_action (widget_class, "panel.close", NULL, on_close);
  gtk_widget_class_install_action (widget_class, "panel.retry", NULL, on_retry);
  gtk_widget_class_install_action (widget_class, "panel.link", NULL, on_link);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "panel.close", NULL);

  g_type_ensure (BILIK_TYPE_PLACEHOLDER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/bilik/Bilik/tickets/bilik-create-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, BilikCreatePanel, title);
  gtk_widget_class_bind_template_child (widget_class, BilikCreatePanel, error_revealer);
  gtk_widget_class_bind_template_child (widget_class, BilikCreatePanel, error_label);
  gtk_widget_class_bind_template_child (widget_class, BilikCreatePanel, stack);
  gtk_widget_class_bind_template_child (widget_class, BilikCreatePanel, frame);
  gtk_widget_class_bind_template_child (widget_class, BilikCreatePanel, skeleton);
  gtk_widget_class_bind_template_child (widget_class, BilikCreatePanel, skeleton_rows);
  gtk_widget_class_bind_template_child (widget_class, BilikCreatePanel, loading_label);
  gtk_widget_class_bind_template_child (widget_class, BilikCreatePanel, failure_page);
  gtk_widget_class_bind_template_child (widget_class, BilikCreatePanel, retry_button);
  gtk_widget_class_bind_template_child (widget_class, BilikCreatePanel, native_button);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
bilik_create_panel_watch_input (BilikCreatePanel *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkGesture *clicks = gtk_gesture_click_new ();

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self->frame), keys);

  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (clicks), GTK_PHASE_CAPTURE);
  g_signal_connect (clicks, "pressed", G_CALLBACK (on_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self->frame), GTK_EVENT_CONTROLLER (clicks));
}

static void
bilik_create_panel_init (BilikCreatePanel *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  gtk_widget_set_size_request (GTK_WIDGET (self->frame), -1, FORM_HEIGHT);
  for (guint i = 0; i < N_SKELETON_FIELDS; i++)
    gtk_box_append (self->skeleton_rows, bilik_skeleton_new_field (i));
  bilik_create_panel_watch_input (self);
}

GtkWidget *
bilik_create_panel_new (const char *customer_name)
{
  BilikCreatePanel *self = g_object_new (BILIK_TYPE_CREATE_PANEL, NULL);
  /* Translators: the title of the form; %s is a customer's name. */
  g_autofree char *title = g_strdup_printf (_ ("New ticket for %s"), customer_name);

  gtk_label_set_text (self->title, title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  return GTK_WIDGET (self);
}

void
bilik_create_panel_offer_native (BilikCreatePanel *self, gboolean offers)
{
  g_return_if_fail (BILIK_IS_CREATE_PANEL (self));

  gtk_widget_set_visible (self->native_button, offers);
}

void
bilik_create_panel_set_surface (BilikCreatePanel *self, GtkWidget *surface)
{
  GtkWidget *before;

  g_return_if_fail (BILIK_IS_CREATE_PANEL (self));

  /* To free a form's widgets takes longer than to create its ticket. */
  before = adw_bin_get_child (self->frame);
  if (before != NULL)
    g_timeout_add_once (TAKE_APART_MS, g_object_unref, g_object_ref (before));

  /* A page has to be given a height until it says its own; a form has one. */
  gtk_widget_set_size_request (GTK_WIDGET (self->frame), -1,
                               CRM_IS_FORM_SURFACE (surface) ? -1 : FORM_HEIGHT);

  adw_bin_set_child (self->frame, surface);
  self->is_dirty = FALSE;
}

GtkWidget *
bilik_create_panel_get_surface (BilikCreatePanel *self)
{
  g_return_val_if_fail (BILIK_IS_CREATE_PANEL (self), NULL);
  return adw_bin_get_child (self->frame);
}

void
bilik_create_panel_show_state (BilikCreatePanel *self, CrmCreatePanelState state, CrmEmbedFailure failure)
{
  g_return_if_fail (BILIK_IS_CREATE_PANEL (self));

  if (state != CRM_CREATE_PANEL_FORM || self->state != CRM_CREATE_PANEL_FORM)
    self->is_dirty = FALSE;
  self->state = state;

  gtk_widget_set_visible (GTK_WIDGET (self), state != CRM_CREATE_PANEL_HIDDEN);
  gtk_stack_set_visible_child_name (self->stack, state == CRM_CREATE_PANEL_FAILED ? "failed" : "frame");
  bilik_create_panel_show_loading (self, state == CRM_CREATE_PANEL_LOADING);
  if (state != CRM_CREATE_PANEL_FORM)
    bilik_create_panel_show_error (self, NULL, NULL);
  if (state == CRM_CREATE_PANEL_FAILED)
    bilik_create_panel_show_failure (self, failure);
  if (state == CRM_CREATE_PANEL_FORM)
    gtk_widget_grab_focus (GTK_WIDGET (self));
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_BUSY,
                               state == CRM_CREATE_PANEL_LOADING, -1);
}

CrmCreatePanelState
bilik_create_panel_get_state (BilikCreatePanel *self)
{
  g_return_val_if_fail (BILIK_IS_CREATE_PANEL (self), CRM_CREATE_PANEL_HIDDEN);
  return self->state;
}

void
bilik_create_panel_show_error (BilikCreatePanel *self, const char *code, const char *message)
{
  g_return_if_fail (BILIK_IS_CREATE_PANEL (self));

  gtk_revealer_set_reveal_child (self->error_revealer, message != NULL);
  gtk_label_set_text (self->error_label, message != NULL ? message : "");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->error_label), message != NULL ? code : NULL);
}

gboolean
bilik_create_panel_is_dirty (BilikCreatePanel *self)
{
  g_return_val_if_fail (BILIK_IS_CREATE_PANEL (self), FALSE);
  return self->is_dirty;
}
