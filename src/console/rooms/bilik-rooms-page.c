/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilik-rooms"

#include "bilik-rooms-page.h"

#include <glib/gi18n.h>

#include "bilik-account-button.h"
#include "bilik-customer-skeleton.h"
#include "bilik-pending-button.h"
#include "bilik-room-filter-button.h"
#include "bilik-room-list.h"
#include "bilik-room-menu.h"
#include "bilik-room-row.h"
#include "crm-error.h"

#define SKELETON_DELAY 150 /* ms: what is faster shows nothing in between */

struct _BilikRoomsPage
{
  AdwBin parent_instance;

  BilikAccountButton *account;
  BilikPendingButton *pending;
  GtkSearchEntry *search;
  BilikRoomFilterButton *filter;
  GtkStack *stack;
  GtkScrolledWindow *scroller;
  GtkListView *list;
  AdwStatusPage *empty;
  GtkWidget *show_all;
  AdwStatusPage *failed;
  GtkRevealer *incomplete;

  CrmClient *client;
  BilikRoomList *rooms;
  GtkSingleSelection *selection;
  char *marked_id;
  gboolean is_marking;
  gboolean is_filling;
  gboolean is_at_top;
  gboolean show_window_buttons;
  guint skeleton;
  guint minute;
};

G_DEFINE_FINAL_TYPE (BilikRoomsPage, bilik_rooms_page, ADW_TYPE_BIN)

enum { PROP_0, PROP_SHOW_WINDOW_BUTTONS, N_PROPS };
static GParamSpec *properties[N_PROPS];

enum { REACHED, TOAST, N_SIGNALS };
static guint signals[N_SIGNALS];

/* --- what is shown -------------------------------------------------------- */

static gboolean
on_skeleton_due (gpointer user_data)
{
  BilikRoomsPage *self = user_data;

  self->skeleton = 0;
  gtk_stack_set_visible_child_name (self->stack, "loading");
  return G_SOURCE_REMOVE;
}

/* Whether the server answered at all, be it with an error. */
static gboolean
is_reached (BilikRoomsPage *self)
{
  const GError *error = bilik_room_list_get_error (self->rooms);

  return !g_error_matches (error, CRM_ERROR, CRM_ERROR_OFFLINE) &&
         !g_error_matches (error, CRM_ERROR, CRM_ERROR_TIMED_OUT);
}

static void
show_empty (BilikRoomsPage *self)
{
  gboolean is_search = bilik_room_list_get_is_search (self->rooms);

  adw_status_page_set_icon_name (self->empty, is_search ? "edit-find-symbolic" : "mail-unread-symbolic");
  adw_status_page_set_title (self->empty,
                             is_search ? _ ("No conversations found") : _ ("No conversations yet"));
  adw_status_page_set_description (self->empty, is_search ? _ ("Search for less, or show all of them.")
                                                          : _ ("They show here once a customer writes."));
  gtk_widget_set_visible (self->show_all, is_search);
  gtk_stack_set_visible_child_name (self->stack, "empty");
}

/* A list that could not be loaded again stays; one that was asked for anew would not be what was asked for. */
static void
show_failed (BilikRoomsPage *self)
{
  g_autofree char *sentence =
      g_markup_escape_text (crm_error_get_sentence (bilik_room_list_get_error (self->rooms)), -1);

  if (bilik_room_list_get_is_filled (self->rooms))
    {
      gtk_revealer_set_reveal_child (self->incomplete, is_reached (self));
      return;
    }
  adw_status_page_set_description (self->failed, sentence);
  gtk_stack_set_visible_child_name (self->stack, "failed");
}

static void
mark (BilikRoomsPage *self)
{
  guint position = GTK_INVALID_LIST_POSITION;

  if (self->marked_id != NULL)
    bilik_room_list_find (self->rooms, self->marked_id, &position);
  self->is_marking = TRUE;
  gtk_single_selection_set_selected (self->selection, position);
  self->is_marking = FALSE;
}

static void
show_answer (BilikRoomsPage *self)
{
  gtk_revealer_set_reveal_child (self->incomplete, FALSE);
  if (g_list_model_get_n_items (G_LIST_MODEL (self->rooms)) > 0)
    gtk_stack_set_visible_child_name (self->stack, "list");
  else
    show_empty (self);
}

static void
on_state_changed (BilikRoomsPage *self)
{
  switch (bilik_room_list_get_state (self->rooms))
    {
    case BILIK_ROOMS_LOADING:
      if (!bilik_room_list_get_is_filled (self->rooms) && self->skeleton == 0)
        self->skeleton = g_timeout_add (SKELETON_DELAY, on_skeleton_due, self);
      return;
    case BILIK_ROOMS_READY:
      show_answer (self);
      break;
    case BILIK_ROOMS_FAILED:
      show_failed (self);
      break;
    }
  g_clear_handle_id (&self->skeleton, g_source_remove);
  g_signal_emit (self, signals[REACHED], 0, is_reached (self));
}

/* --- what the agent does -------------------------------------------------- */

static void
on_search_changed (BilikRoomsPage *self)
{
  g_autofree char *query = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->search))));

  if (!self->is_filling)
    g_object_set (self->filter, "query", query, NULL);
}

/* A filter that was saved with a text brings it along. The entry says that it is empty before it says what it holds. */
static void
on_filter_changed (BilikRoomsPage *self)
{
  const CrmRoomSearch *search = bilik_room_filter_button_get_search (self->filter);
  g_autofree char *typed = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->search))));

  self->is_filling = TRUE;
  if (g_strcmp0 (typed, search->query) != 0)
    gtk_editable_set_text (GTK_EDITABLE (self->search), search->query);
  self->is_filling = FALSE;
  if (self->rooms != NULL)
    bilik_room_list_load (self->rooms, search);
}

static void
on_show_all_clicked (BilikRoomsPage *self)
{
  bilik_room_filter_button_set_search (self->filter, &(CrmRoomSearch){ .filter = CRM_ROOMS_ALL });
}

static void
on_toast (BilikRoomsPage *self, AdwToast *toast)
{
  g_signal_emit (self, signals[TOAST], 0, toast);
}

static void
on_search_stopped (BilikRoomsPage *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
}

/* Enter and Ctrl+G go from the search into what it found. */
static void
on_search_activated (BilikRoomsPage *self)
{
  gtk_widget_child_focus (GTK_WIDGET (self->list), GTK_DIR_TAB_FORWARD);
}

static void
open_room (BilikRoomsPage *self, CrmRoom *room)
{
  if (room == NULL)
    return;
  g_free (self->marked_id);
  self->marked_id = g_strdup (crm_room_get_id (room));
  gtk_widget_activate_action (GTK_WIDGET (self), "win.browse-room", "s", self->marked_id);
}

static void
on_selected (BilikRoomsPage *self)
{
  if (!self->is_marking)
    open_room (self, gtk_single_selection_get_selected_item (self->selection));
}

static void
on_list_activated (BilikRoomsPage *self, guint position)
{
  g_autoptr (CrmRoom) room = g_list_model_get_item (G_LIST_MODEL (self->rooms), position);

  open_room (self, room);
}

static void
on_marked_unread (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BilikRoomsPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *sentence = NULL;

  if (crm_client_mark_room_finish (CRM_CLIENT (source), result, &error))
    return;
  sentence = g_markup_escape_text (crm_error_get_sentence (error), -1);
  on_toast (self, adw_toast_new (sentence));
}

/* The stream tells the list of it. */
static void
on_mark_unread (GtkWidget *widget, const char *name, GVariant *room_id)
{
  BilikRoomsPage *self = BILIK_ROOMS_PAGE (widget);

  crm_client_mark_room (self->client, g_variant_get_string (room_id, NULL), NULL, NULL, on_marked_unread,
                        g_object_ref (self));
}

static void
on_retry_clicked (BilikRoomsPage *self)
{
  bilik_room_list_reload (self->rooms);
}

static void
on_scrolled (BilikRoomsPage *self)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);
  double page = gtk_adjustment_get_page_size (adjustment);

  if (gtk_adjustment_get_value (adjustment) + 2 * page >= gtk_adjustment_get_upper (adjustment))
    bilik_room_list_load_more (self->rooms);
}

/* --- rows ----------------------------------------------------------------- */

static void
on_row_setup (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  gtk_list_item_set_child (list_item, bilik_room_row_new ());
}

static void
on_row_bind (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  bilik_room_row_set_room (BILIK_ROOM_ROW (gtk_list_item_get_child (list_item)),
                           gtk_list_item_get_item (list_item));
}

static void
on_row_unbind (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  bilik_room_row_set_room (BILIK_ROOM_ROW (gtk_list_item_get_child (list_item)), NULL);
}

/* How long ago something was is said anew, of what is on the screen, and only there. */
static gboolean
on_minute_passed (gpointer user_data)
{
  BilikRoomsPage *self = user_data;
  GtkWidget *item = gtk_widget_get_first_child (GTK_WIDGET (self->list));

  for (; item != NULL; item = gtk_widget_get_next_sibling (item))
    {
      GtkWidget *row = gtk_widget_get_first_child (item);

      if (BILIK_IS_ROOM_ROW (row))
        bilik_room_row_update_time (BILIK_ROOM_ROW (row));
    }
  return G_SOURCE_CONTINUE;
}

static void
on_list_mapped (BilikRoomsPage *self)
{
  on_minute_passed (self);
  self->minute = g_timeout_add_seconds (60, on_minute_passed, self);
}

static void
on_list_unmapped (BilikRoomsPage *self)
{
  g_clear_handle_id (&self->minute, g_source_remove);
}

/* A room that moved took its mark along. Before the selection hears of it: it would choose for itself. */
static void
on_before_items_changed (BilikRoomsPage *self)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);

  self->is_at_top = gtk_adjustment_get_value (adjustment) <= gtk_adjustment_get_lower (adjustment);
  self->is_marking = TRUE;
}

/* The list keeps what it shows in its place: at the top that would put the latest out of sight. */
static void
on_items_changed (BilikRoomsPage *self)
{
  mark (self);
  if (self->is_at_top && g_list_model_get_n_items (G_LIST_MODEL (self->rooms)) > 0)
    gtk_widget_activate_action (GTK_WIDGET (self->list), "list.scroll-to-item", "u", 0);
}

static void
show_rooms (BilikRoomsPage *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);

  g_signal_connect (factory, "setup", G_CALLBACK (on_row_setup), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (on_row_bind), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (on_row_unbind), NULL);
  g_signal_connect_object (self->rooms, "items-changed", G_CALLBACK (on_before_items_changed), self,
                           G_CONNECT_SWAPPED);
  self->selection = gtk_single_selection_new (NULL);
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  gtk_single_selection_set_model (self->selection, G_LIST_MODEL (self->rooms));
  g_signal_connect_object (self->rooms, "items-changed", G_CALLBACK (on_items_changed), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (on_selected), self,
                           G_CONNECT_SWAPPED);
  gtk_list_view_set_factory (self->list, factory);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (self->selection));
  g_signal_connect_object (adjustment, "value-changed", G_CALLBACK (on_scrolled), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (adjustment, "changed", G_CALLBACK (on_scrolled), self, G_CONNECT_SWAPPED);
}

/* --- the object ----------------------------------------------------------- */

static void
bilik_rooms_page_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  if (property_id == PROP_SHOW_WINDOW_BUTTONS)
    g_value_set_boolean (value, BILIK_ROOMS_PAGE (object)->show_window_buttons);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
}

static void
bilik_rooms_page_set_property (GObject *object, guint property_id, const GValue *value, GParamSpec *pspec)
{
  if (property_id == PROP_SHOW_WINDOW_BUTTONS)
    BILIK_ROOMS_PAGE (object)->show_window_buttons = g_value_get_boolean (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
}

static void
bilik_rooms_page_dispose (GObject *object)
{
  BilikRoomsPage *self = BILIK_ROOMS_PAGE (object);

  g_clear_handle_id (&self->skeleton, g_source_remove);
  g_clear_handle_id (&self->minute, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (self), BILIK_TYPE_ROOMS_PAGE);
  g_clear_object (&self->selection);
  g_clear_object (&self->rooms);
  g_clear_object (&self->client);
  g_clear_pointer (&self->marked_id, g_free);

  G_OBJECT_CLASS (bilik_rooms_page_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/bilik/Bilik/rooms/bilik-rooms-page.ui");
  gtk_widget_class_bind_template_child (widget_class, BilikRoomsPage, account);
  gtk_widget_class_bind_template_child (widget_class, BilikRoomsPage, pending);
  gtk_widget_class_bind_template_child (widget_class, BilikRoomsPage, search);
  gtk_widget_class_bind_template_child (widget_class, BilikRoomsPage, filter);
  gtk_widget_class_bind_template_child (widget_class, BilikRoomsPage, stack);
  gtk_widget_class_bind_template_child (widget_class, BilikRoomsPage, scroller);
  gtk_widget_class_bind_template_child (widget_class, BilikRoomsPage, list);
  gtk_widget_class_bind_template_child (widget_class, BilikRoomsPage, empty);
  gtk_widget_class_bind_template_child (widget_class, BilikRoomsPage, show_all);
  gtk_widget_class_bind_template_child (widget_class, BilikRoomsPage, failed);
  gtk_widget_class_bind_template_child (widget_class, BilikRoomsPage, incomplete);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_filter_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_show_all_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_toast);
  gtk_widget_class_bind_template_callback (widget_class, on_list_mapped);
  gtk_widget_class_bind_template_callback (widget_class, on_list_unmapped);
  gtk_widget_class_bind_template_callback (widget_class, on_search_stopped);
  gtk_widget_class_bind_template_callback (widget_class, on_search_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_list_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_retry_clicked);
}

static void
bilik_rooms_page_class_init (BilikRoomsPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = bilik_rooms_page_get_property;
  object_class->set_property = bilik_rooms_page_set_property;
  object_class->dispose = bilik_rooms_page_dispose;

  properties[PROP_SHOW_WINDOW_BUTTONS] = g_param_spec_boolean ("show-window-buttons", NULL, NULL, FALSE,
                                                               G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[REACHED] = g_signal_new ("reached", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
  signals[TOAST] = g_signal_new ("toast", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, ADW_TYPE_TOAST);

  g_type_ensure (BILIK_TYPE_ACCOUNT_BUTTON);
  g_type_ensure (BILIK_TYPE_PENDING_BUTTON);
  g_type_ensure (BILIK_TYPE_CUSTOMER_SKELETON);
  g_type_ensure (BILIK_TYPE_ROOM_FILTER_BUTTON);
  bind_template (GTK_WIDGET_CLASS (klass));
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "room.mark-unread", "s", on_mark_unread);
}

static void
bilik_rooms_page_init (BilikRoomsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_search_entry_set_key_capture_widget (self->search, GTK_WIDGET (self->list));
  bilik_room_menu_attach (GTK_WIDGET (self->list));
}

GtkWidget *
bilik_rooms_page_new (BilikSession *session, GSettings *settings)
{
  g_return_val_if_fail (BILIK_IS_SESSION (session), NULL);

  BilikRoomsPage *self = g_object_new (BILIK_TYPE_ROOMS_PAGE, NULL);
  CrmProfile *profile = bilik_session_get_profile (session);
  g_autoptr (BilikSavedFilters) filters = bilik_saved_filters_new (settings, profile);

  bilik_account_button_set_profile (self->account, profile);
  bilik_pending_button_set_session (self->pending, session);
  self->client = g_object_ref (bilik_session_get_client (session));
  self->rooms = bilik_room_list_new (self->client, bilik_session_get_stream (session),
                                     crm_profile_get_user_id (profile));
  g_signal_connect_object (self->rooms, "notify::state", G_CALLBACK (on_state_changed), self,
                           G_CONNECT_SWAPPED);
  show_rooms (self);
  bilik_room_filter_button_set_filters (self->filter, filters);
  on_filter_changed (self);
  return GTK_WIDGET (self);
}

void
bilik_rooms_page_focus_search (BilikRoomsPage *self)
{
  g_return_if_fail (BILIK_IS_ROOMS_PAGE (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->search));
}

void
bilik_rooms_page_refresh (BilikRoomsPage *self)
{
  g_return_if_fail (BILIK_IS_ROOMS_PAGE (self));

  bilik_room_list_reload (self->rooms);
}

void
bilik_rooms_page_mark (BilikRoomsPage *self, const char *room_id)
{
  g_return_if_fail (BILIK_IS_ROOMS_PAGE (self));

  g_free (self->marked_id);
  self->marked_id = g_strdup (room_id);
  bilik_room_list_keep (self->rooms, room_id);
  mark (self);
}

char *
bilik_rooms_page_dup_next_unread (BilikRoomsPage *self)
{
  g_return_val_if_fail (BILIK_IS_ROOMS_PAGE (self), NULL);

  GListModel *rooms = G_LIST_MODEL (self->rooms);
  guint n = g_list_model_get_n_items (rooms);
  guint from = gtk_single_selection_get_selected (self->selection);

  for (guint i = 1; i <= n; i++)
    {
      guint position = from == GTK_INVALID_LIST_POSITION ? i - 1 : (from + i) % n;
      g_autoptr (CrmRoom) room = g_list_model_get_item (rooms, position);

      if (crm_room_get_unread (room) > 0 && g_strcmp0 (crm_room_get_id (room), self->marked_id) != 0)
        return g_strdup (crm_room_get_id (room));
    }
  return NULL;
}
