/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "crm-customer.h"
#include "crm-ticket.h"

/* Brings up GTK for a test program: animations off, the console's own style loaded. */
void ticket_fixture_init (int *argc, char ***argv);

/* Runs the main loop until @condition holds; fails the test after 10 seconds. */
#define ticket_fixture_wait_for(condition)                                                                   \
  G_STMT_START                                                                                               \
  {                                                                                                          \
    gint64 end_ = g_get_monotonic_time () + 10 * G_USEC_PER_SEC;                                             \
    while (!(condition) && g_get_monotonic_time () < end_)                                                   \
      g_main_context_iteration (NULL, FALSE) || (g_usleep (1000), TRUE);                                     \
    g_assert_true (condition);                                                                               \
  }                                                                                                          \
  G_STMT_END

/* A ticket as the wire would bring it. */
CrmTicket *ticket_fixture_create_ticket (const CrmTicketFields *fields);
CrmCustomer *ticket_fixture_create_customer (const char *name);

/* A template child by its id, also an unbound one; fails the test where there is none. */
gpointer ticket_fixture_get_child (gpointer widget, const char *id);
/* The first visible widget below @root that shows @text, or NULL. */
GtkWidget *ticket_fixture_find_text (GtkWidget *root, const char *text);
/* The first visible button below @root with @label as its label or its tooltip, or NULL. */
GtkWidget *ticket_fixture_find_button (GtkWidget *root, const char *label);
/* Whether a menu has an entry for @action. */
gboolean ticket_fixture_menu_has (GMenuModel *menu, const char *action);

/* Shows @child in a window of @width × @height and returns it. */
GtkWindow *ticket_fixture_present (GtkWidget *child, int width, int height);
/* Where BILIK_TEST_PICTURES names a folder: what @surface, a window or a popover, looks like, as NAME.png. */
void ticket_fixture_picture (gpointer surface, const char *name);
