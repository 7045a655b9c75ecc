/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "bilik-embed-loader.h"
#include "bilik-sample-backend.h"
#include "crm-credentials.h"

G_BEGIN_DECLS

/**
 * BilikServices: what the application builds once and hands down.
 */
typedef struct
{
  GSettings *settings;
  CrmCredentials *credentials;
  BilikSampleBackend *sample;
  BilikEmbedLoader *embed_loader;
} BilikServices;

/**
 * BilikWindow: signing in, then the main view. Carries the `win.` actions.
 */
#define BILIK_TYPE_WINDOW (bilik_window_get_type ())
G_DECLARE_FINAL_TYPE (BilikWindow, bilik_window, BILIK, WINDOW, AdwApplicationWindow)

/* @services: borrowed for the life of the window */
GtkWidget *bilik_window_new (GtkApplication *application, const BilikServices *services);

/* Signs in from what an earlier run kept. @server_url: (nullable): instead of the server of the settings */
void bilik_window_resume (BilikWindow *self, const char *server_url);
/* Presents the window; a new one that is resuming, once it has something to show. */
void bilik_window_appear (BilikWindow *self);
void bilik_window_try_sample (BilikWindow *self);
/* Opens a deeplink; once somebody is signed in, where nobody is yet (SEC-14). */
void bilik_window_open_uri (BilikWindow *self, const char *uri);

G_END_DECLS
