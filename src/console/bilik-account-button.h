/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "crm-profile.h"

G_BEGIN_DECLS

/**
 * BilikAccountButton: who is signed in, and the main menu.
 */
#define BILIK_TYPE_ACCOUNT_BUTTON (bilik_account_button_get_type ())
G_DECLARE_FINAL_TYPE (BilikAccountButton, bilik_account_button, BILIK, ACCOUNT_BUTTON, AdwBin)

void bilik_account_button_set_profile (BilikAccountButton *self, CrmProfile *profile);

G_END_DECLS
