/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * create-probe ARGUMENTS OF THE CONSOLE: the whole console, which also says when. Run by bench-create.py in the console's
 * place: what is read from the accessibility bus comes some milliseconds late. Times are monotonic, in µs.
 *
 *   submit TIME      Ctrl+Return came to the window
 *   card TIME TITLE  the first frame with that ticket's card was painted
 */
#include <stdio.h>

#include "bilik-application.h"
#include "bilik-ticket-card.h"

static GHashTable *seen; /* ids of tickets */

static void
say_if_new (BilikTicketCard *card)
{
  CrmTicket *ticket = bilik_ticket_card_get_ticket (card);

  if (ticket == NULL || gtk_widget_get_height (GTK_WIDGET (card)) == 0 ||
      !g_hash_table_add (seen, g_strdup (crm_ticket_get_id (ticket))))
    return;
  printf ("card %" G_GINT64_FORMAT " %s\n", g_get_monotonic_time (), crm_ticket_get_name (ticket));
  fflush (stdout);
}

static void
look_for_cards (GtkWidget *widget)
{
  if (!gtk_widget_get_mapped (widget))
    return;
  if (BILIK_IS_TICKET_CARD (widget))
    {
      say_if_new (BILIK_TICKET_CARD (widget));
      return;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    look_for_cards (child);
}

static void
on_after_paint (GdkFrameClock *clock, GtkWidget *window)
{
  look_for_cards (window);
}

static gboolean
on_key (GtkEventControllerKey *keys, guint key, guint code, GdkModifierType modifiers, gpointer unused)
{
  if (key == GDK_KEY_Return && (modifiers & GDK_CONTROL_MASK) != 0)
    {
      printf ("submit %" G_GINT64_FORMAT "\n", g_get_monotonic_time ());
      fflush (stdout);
    }
  return GDK_EVENT_PROPAGATE;
}

static void
on_realize (GtkWidget *window, gpointer unused)
{
  g_signal_connect (gtk_widget_get_frame_clock (window), "after-paint", G_CALLBACK (on_after_paint), window);
}

static void
on_window_added (GtkApplication *application, GtkWindow *window)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key), NULL);
  gtk_widget_add_controller (GTK_WIDGET (window), keys);
  g_signal_connect (window, "realize", G_CALLBACK (on_realize), NULL);
}

int
main (int argc, char *argv[])
{
  g_autoptr (BilikApplication) application = bilik_application_new ();

  seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_signal_connect (application, "window-added", G_CALLBACK (on_window_added), NULL);
  return g_application_run (G_APPLICATION (application), argc, argv);
}
