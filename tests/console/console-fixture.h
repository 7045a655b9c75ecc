/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "bilik-application.h"
#include "bilik-window.h"
#include "backend-fixture.h"

G_BEGIN_DECLS

#define CONSOLE_AGENT "agent@nusantara.test"

/* Runs the main loop until @condition holds; the test fails after 20 seconds. */
#define console_wait_for(condition)                                                                          \
  G_STMT_START                                                                                               \
  {                                                                                                          \
    gint64 end_ = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;                                             \
    guint tick_ = g_timeout_add (5, console_tick, NULL);                                                     \
    while (!(condition) && g_get_monotonic_time () < end_)                                                   \
      g_main_context_iteration (NULL, TRUE);                                                                 \
    g_source_remove (tick_);                                                                                 \
    g_assert_true (condition);                                                                               \
  }                                                                                                          \
  G_STMT_END
gboolean console_tick (gpointer unused);

/* Brings up a test program of the console: animations off, no blinking. */
void console_fixture_init (int *argc, char ***argv);

/**
 * Console: the real application with its window, in this process.
 */
typedef struct
{
  BackendFixture *backend;
  BilikApplication *application;
  GSettings *settings;
  GtkWindow *window;
} Console;

/* @backend: (nullable): whose address the settings know */
Console *console_open (BackendFixture *backend);
/* The next start: what was open is open again. */
Console *console_open_again (BackendFixture *backend);
/* Closes the window and checks that nothing of it is left. */
void console_free (Console *self);
/* The same by another action than "window.close". */
void console_close_by (Console *self, const char *action);
/* Fills in the form and sends it. */
void console_sign_in (Console *self, const char *email, const char *password);
/* Signs in and waits for the list. */
void console_enter (Console *self, const char *email);
/* How long the list of customers is. */
guint console_count_rows (Console *self);
/* Chooses the row at @position and waits for the customer's view. */
GtkWidget *console_open_row (Console *self, guint position);
/* The window allocated to that size, its layout settled. */
void console_resize (Console *self, int width, int height);

/* --- looking into widgets ------------------------------------------------ */

/* Returns: (transfer none) (nullable): the first visible widget of @type below @root */
gpointer console_find (gpointer root, GType type);
/* A template child by its ID. */
gpointer console_child (gpointer widget, const char *id);
/* Whether a visible label below @root shows exactly @text. */
gboolean console_shows (gpointer root, const char *text);
/* The first visible button below @root that says @label. */
GtkWidget *console_find_button (gpointer root, const char *label);

G_END_DECLS
