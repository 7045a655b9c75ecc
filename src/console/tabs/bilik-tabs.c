/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilik-tabs"

#include "bilik-tabs.h"

#include "bilik-leave-dialog.h"

struct _BilikTabs
{
  AdwBin parent_instance;

  GtkStack *stack;
  AdwTabView *view;

  BilikSession *session;
};

G_DEFINE_FINAL_TYPE (BilikTabs, bilik_tabs, ADW_TYPE_BIN)

enum { PROP_0, PROP_CURRENT, PROP_TITLE, N_PROPS };
static GParamSpec *properties[N_PROPS];

enum { TOAST, CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

/* --- looking for tabs ----------------------------------------------------- */

static BilikTab *
get_tab (AdwTabPage *page)
{
  return page != NULL ? BILIK_TAB (adw_tab_page_get_child (page)) : NULL;
}

static AdwTabPage *
get_page (BilikTabs *self, BilikTab *tab)
{
  return adw_tab_view_get_page (self->view, GTK_WIDGET (tab));
}

static BilikTab *
get_nth (BilikTabs *self, int position)
{
  return get_tab (adw_tab_view_get_nth_page (self->view, position));
}

static BilikTab *
find (BilikTabs *self, CrmLinkVerb verb, const char *id)
{
  for (int i = 0; i < adw_tab_view_get_n_pages (self->view); i++)
    {
      BilikTab *tab = get_nth (self, i);
      if (bilik_tab_get_verb (tab) == verb && g_str_equal (bilik_tab_get_id (tab), id))
        return tab;
    }
  return NULL;
}

/* Returns: (nullable): the tab that a choice from a list may replace */
static BilikTab *
find_browsed (BilikTabs *self)
{
  for (int i = 0; i < adw_tab_view_get_n_pages (self->view); i++)
    {
      BilikTab *tab = get_nth (self, i);
      gboolean is_browsed;

      g_object_get (tab, "is-browsed", &is_browsed, NULL);
      if (is_browsed && !bilik_tab_is_dirty (tab))
        return tab;
    }
  return NULL;
}

/* --- opening -------------------------------------------------------------- */

static void
on_toast (BilikTabs *self, AdwToast *toast)
{
  g_signal_emit (self, signals[TOAST], 0, toast);
}

static void
select_tab (BilikTabs *self, BilikTab *tab)
{
  adw_tab_view_set_selected_page (self->view, get_page (self, tab));
}

static void
on_title_changed (BilikTabs *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
}

/* @replaced: (nullable): whose place it takes */
static void
add (BilikTabs *self, GtkWidget *tab, BilikTab *replaced)
{
  AdwTabPage *old = replaced != NULL ? get_page (self, replaced) : NULL;
  int position =
      old != NULL ? adw_tab_view_get_page_position (self->view, old) : adw_tab_view_get_n_pages (self->view);
  AdwTabPage *page;

  g_signal_connect_object (tab, "toast", G_CALLBACK (on_toast), self, G_CONNECT_SWAPPED);
  page = adw_tab_view_insert (self->view, tab, position);
  g_object_bind_property (tab, "title", page, "title", G_BINDING_SYNC_CREATE);
  g_signal_connect_object (tab, "notify::title", G_CALLBACK (on_title_changed), self, G_CONNECT_SWAPPED);
  g_object_bind_property (tab, "needs-attention", page, "needs-attention", G_BINDING_SYNC_CREATE);
  adw_tab_view_set_selected_page (self->view, page);
  if (old != NULL)
    adw_tab_view_close_page (self->view, old);
}

void
bilik_tabs_open (BilikTabs *self, CrmLinkVerb verb, const char *id)
{
  g_return_if_fail (BILIK_IS_TABS (self));

  BilikTab *open = find (self, verb, id);
  if (open != NULL)
    select_tab (self, open);
  else
    add (self, bilik_tab_new (self->session, verb, id), NULL);
}

static void
browse (BilikTabs *self, GtkWidget *tab)
{
  g_object_set (tab, "is-browsed", TRUE, NULL);
  add (self, tab, find_browsed (self));
}

void
bilik_tabs_browse (BilikTabs *self, CrmLinkVerb verb, const char *id)
{
  g_return_if_fail (BILIK_IS_TABS (self));

  BilikTab *open = find (self, verb, id);
  if (open != NULL)
    select_tab (self, open);
  else
    browse (self, bilik_tab_new (self->session, verb, id));
}

void
bilik_tabs_browse_customer (BilikTabs *self, CrmCustomer *customer)
{
  g_return_if_fail (BILIK_IS_TABS (self));

  BilikTab *open = find (self, CRM_LINK_CUSTOMER, crm_customer_get_id (customer));
  if (open != NULL)
    select_tab (self, open);
  else
    browse (self, bilik_tab_new_for_customer (self->session, customer));
}

/* --- closing -------------------------------------------------------------- */

static void
on_close_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AdwTabPage) page = user_data;
  GtkWidget *view = gtk_widget_get_ancestor (GTK_WIDGET (source), ADW_TYPE_TAB_VIEW);

  if (view != NULL)
    adw_tab_view_close_page_finish (ADW_TAB_VIEW (view), page, bilik_leave_dialog_ask_finish (result));
}

static gboolean
on_close_page (BilikTabs *self, AdwTabPage *page)
{
  BilikTab *tab = get_tab (page);

  if (!bilik_tab_is_dirty (tab))
    return FALSE; /* closes at once */
  bilik_tab_ask_to_leave (tab, on_close_answered, g_object_ref (page));
  return TRUE;
}

static void
on_pages_changed (BilikTabs *self)
{
  gboolean is_empty;

  if (self->session == NULL) /* on its way out */
    return;
  is_empty = adw_tab_view_get_n_pages (self->view) == 0;
  gtk_stack_set_visible_child_name (self->stack, is_empty ? "empty" : "tabs");
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_selected_changed (BilikTabs *self)
{
  if (self->session == NULL)
    return;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CURRENT]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
}

gboolean
bilik_tabs_close_current (BilikTabs *self)
{
  g_return_val_if_fail (BILIK_IS_TABS (self), FALSE);

  AdwTabPage *page = adw_tab_view_get_selected_page (self->view);
  if (page != NULL)
    adw_tab_view_close_page (self->view, page);
  return page != NULL;
}

BilikTab *
bilik_tabs_find_unsaved (BilikTabs *self)
{
  g_return_val_if_fail (BILIK_IS_TABS (self), NULL);

  for (int i = 0; i < adw_tab_view_get_n_pages (self->view); i++)
    if (bilik_tab_is_dirty (get_nth (self, i)))
      return get_nth (self, i);
  return NULL;
}

/* --- from one run to the next --------------------------------------------- */

static char *
make_link (BilikTab *tab)
{
  return g_strdup_printf ("bilik://%s/%s", crm_link_verb_to_wire (bilik_tab_get_verb (tab)),
                          bilik_tab_get_id (tab));
}

/* The deeplinks of what is open, in order, the current one once more at the end. */
static GStrv
dup_links (BilikTabs *self)
{
  g_autoptr (GStrvBuilder) links = g_strv_builder_new ();
  BilikTab *current = bilik_tabs_get_current (self);

  for (int i = 0; i <= adw_tab_view_get_n_pages (self->view) && current != NULL; i++)
    {
      gboolean is_end = i == adw_tab_view_get_n_pages (self->view);
      g_autofree char *link = make_link (is_end ? current : get_nth (self, i));
      g_strv_builder_add (links, link);
    }
  return g_strv_builder_end (links);
}

/* Whose tabs these are; ids only. */
static char *
dup_key (BilikTabs *self)
{
  CrmProfile *profile = bilik_session_get_profile (self->session);

  return g_strdup_printf ("%s/%s", crm_profile_get_company_sso_id (profile),
                          crm_profile_get_user_id (profile));
}

void
bilik_tabs_keep (BilikTabs *self, GSettings *settings)
{
  g_return_if_fail (BILIK_IS_TABS (self));

  g_autofree char *key = dup_key (self);
  g_auto (GStrv) links = dup_links (self);
  g_autoptr (GVariant) old = g_settings_get_value (settings, "open-tabs");
  g_auto (GVariantDict) all = G_VARIANT_DICT_INIT (old);

  g_variant_dict_insert_value (&all, key, g_variant_new_strv ((const char *const *) links, -1));
  g_settings_set_value (settings, "open-tabs", g_variant_dict_end (&all));
}

void
bilik_tabs_restore (BilikTabs *self, GSettings *settings)
{
  g_return_if_fail (BILIK_IS_TABS (self));

  g_autofree char *key = dup_key (self);
  g_autoptr (GVariant) all = g_settings_get_value (settings, "open-tabs");
  g_autofree const char **links = NULL;

  g_variant_lookup (all, key, "^a&s", &links);
  for (guint i = 0; links != NULL && links[i] != NULL; i++)
    {
      g_autofree char *id = NULL;
      CrmLinkVerb verb;

      if (crm_link_parse_deeplink (links[i], &verb, &id))
        bilik_tabs_open (self, verb, id);
    }
}

/* --- the object ----------------------------------------------------------- */

static void
bilik_tabs_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  BilikTab *current = bilik_tabs_get_current (BILIK_TABS (object));

  if (property_id == PROP_CURRENT)
    g_value_set_object (value, current);
  else if (property_id == PROP_TITLE)
    g_value_set_string (value, current != NULL ? bilik_tab_get_title (current) : "");
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
}

static void
bilik_tabs_dispose (GObject *object)
{
  BilikTabs *self = BILIK_TABS (object);

  g_clear_object (&self->session);

  G_OBJECT_CLASS (bilik_tabs_parent_class)->dispose (object);
}

static void
bilik_tabs_class_init (BilikTabsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = bilik_tabs_get_property;
  object_class->dispose = bilik_tabs_dispose;

  properties[PROP_CURRENT] =
      g_param_spec_object ("current", NULL, NULL, BILIK_TYPE_TAB, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_TITLE] =
      g_param_spec_string ("title", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[TOAST] = g_signal_new ("toast", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, ADW_TYPE_TOAST);
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/bilik/Bilik/tabs/bilik-tabs.ui");
  gtk_widget_class_bind_template_child (widget_class, BilikTabs, stack);
  gtk_widget_class_bind_template_child (widget_class, BilikTabs, view);
  gtk_widget_class_bind_template_callback (widget_class, on_close_page);
  gtk_widget_class_bind_template_callback (widget_class, on_pages_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_selected_changed);
}

static void
bilik_tabs_init (BilikTabs *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  /* Ctrl+Shift+Page Down is the next unread room's. */
  adw_tab_view_remove_shortcuts (self->view, ADW_TAB_VIEW_SHORTCUT_CONTROL_SHIFT_PAGE_UP |
                                                 ADW_TAB_VIEW_SHORTCUT_CONTROL_SHIFT_PAGE_DOWN);
}

void
bilik_tabs_set_session (BilikTabs *self, BilikSession *session)
{
  g_return_if_fail (BILIK_IS_TABS (self));
  g_return_if_fail (BILIK_IS_SESSION (session));

  g_set_object (&self->session, session);
}

BilikTab *
bilik_tabs_get_current (BilikTabs *self)
{
  g_return_val_if_fail (BILIK_IS_TABS (self), NULL);
  return get_tab (adw_tab_view_get_selected_page (self->view));
}
