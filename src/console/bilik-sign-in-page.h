/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "bilik-sample-backend.h"
#include "crm-flow-sign-in.h"

G_BEGIN_DECLS

/**
 * BilikSignInPage: who signs in to which server, by hand, from the token of an
 * earlier run, or to sample data.
 *
 * Signals: signed-in (CrmSignedIn *signed_in): borrowed. form-shown (): the agent is asked.
 */
#define BILIK_TYPE_SIGN_IN_PAGE (bilik_sign_in_page_get_type ())
G_DECLARE_FINAL_TYPE (BilikSignInPage, bilik_sign_in_page, BILIK, SIGN_IN_PAGE, AdwBin)

GtkWidget *
bilik_sign_in_page_new (GSettings *settings, CrmCredentials *credentials, BilikSampleBackend *sample);

/* Signs in from what an earlier run kept for @server, %NULL for that of the settings; shows the form where there is
 * nothing. */
void bilik_sign_in_page_resume (BilikSignInPage *self, const char *server);
/* Whether that is still under way. */
gboolean bilik_sign_in_page_is_resuming (BilikSignInPage *self);
/* Starts the sample server and signs in to it. */
void bilik_sign_in_page_try_sample (BilikSignInPage *self);
/* Shows the form again, with @message (nullable) above it: why the agent is here. */
void bilik_sign_in_page_show_form (BilikSignInPage *self, const char *message);

G_END_DECLS
