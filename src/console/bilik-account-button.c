/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilik-window"

#include "bilik-account-button.h"

#include <glib/gi18n.h>

struct _BilikAccountButton
{
  AdwBin parent_instance;

  GtkMenuButton *button;
  AdwAvatar *avatar;
};

G_DEFINE_FINAL_TYPE (BilikAccountButton, bilik_account_button, ADW_TYPE_BIN)

static GMenuModel *
create_menu (CrmProfile *profile)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) account = g_menu_new ();
  g_autoptr (GMenu) program = g_menu_new ();
  /* Translators: the agent and the organization, as the title of the menu */
  g_autofree char *title = g_strdup_printf (_ ("%s, %s"), crm_profile_get_user_name (profile),
                                            crm_profile_get_organization_name (profile));

  g_menu_append (account, _ ("_Refresh"), "win.refresh");
  g_menu_append (account, _ ("_Sign Out"), "win.sign-out");
  g_menu_append (program, _ ("_Preferences"), "app.preferences");
  g_menu_append (program, _ ("_Message Inspector"), "win.inspector");
  g_menu_append (program, _ ("_Keyboard Shortcuts"), "app.shortcuts");
  g_menu_append (program, _ ("_About Bilik"), "app.about");
  g_menu_append_section (menu, title, G_MENU_MODEL (account));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (program));
  return G_MENU_MODEL (menu);
}

static void
bilik_account_button_class_init (BilikAccountButtonClass *klass)
{
}

static void
bilik_account_button_init (BilikAccountButton *self)
{
  self->avatar = ADW_AVATAR (adw_avatar_new (24, NULL, TRUE));
  self->button = GTK_MENU_BUTTON (gtk_menu_button_new ());
  gtk_menu_button_set_primary (self->button, TRUE);
  gtk_menu_button_set_has_frame (self->button, FALSE);
  gtk_menu_button_set_child (self->button, GTK_WIDGET (self->avatar));
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->button));
}

void
bilik_account_button_set_profile (BilikAccountButton *self, CrmProfile *profile)
{
  g_return_if_fail (BILIK_IS_ACCOUNT_BUTTON (self));
  g_return_if_fail (CRM_IS_PROFILE (profile));

  g_autoptr (GMenuModel) menu = create_menu (profile);
  g_autofree char *name = g_strdup_printf (_ ("Account and menu: %s"), crm_profile_get_user_name (profile));

  adw_avatar_set_text (self->avatar, crm_profile_get_user_name (profile));
  gtk_menu_button_set_menu_model (self->button, menu);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->button), name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}
