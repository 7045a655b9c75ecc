/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilik-tickets"

#include <glib/gi18n.h>
#include "bilik-ellipsis-tooltip.h"
#include "bilik-ticket-card.h"
#include "bilik-ticket-words.h"
#include "crm-time.h"

#define HIGHLIGHT_SECONDS 2

struct _BilikTicketCard
{
  GtkListBoxRow parent_instance;

  CrmTicket *ticket;
  guint highlight_id;

  GtkWidget *title_button;
  GtkLabel *title;
  GtkLabel *status;
  GtkLabel *place;
  GtkLabel *priority;
  GtkLabel *due;
  GtkLabel *origin;
  GtkMenuButton *menu_button;
};

enum { SIGNAL_DETAILS, SIGNAL_UNLINK, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BilikTicketCard, bilik_ticket_card, GTK_TYPE_LIST_BOX_ROW)

static void
set_words (GtkLabel *label, const char *words)
{
  gtk_label_set_text (label, words != NULL ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (label), words != NULL && *words != '\0');
}

/* Joins what is there with a middle dot. */
static char *
join (const char *const *parts, gsize n_parts)
{
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < n_parts; i++)
    if (parts[i] != NULL && *parts[i] != '\0')
      g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", parts[i]);
  return g_string_free (text, FALSE);
}

static void
bilik_ticket_card_show_due (BilikTicketCard *self)
{
  gint64 due_at = crm_ticket_get_due_at (self->ticket), now = crm_time_now ();
  CrmTicketStatus status = crm_ticket_get_status (self->ticket);

  if (due_at == 0 || status == CRM_TICKET_STATUS_SOLVED || status == CRM_TICKET_STATUS_CLOSED)
    {
      set_words (self->due, NULL);
      return;
    }
  g_autofree char *words = bilik_ticket_words_due (due_at, now);
  g_autofree char *exact = bilik_ticket_words_exact (due_at);

  set_words (self->due, words);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->due), exact);
  if (due_at < now)
    gtk_widget_add_css_class (GTK_WIDGET (self->due), "error");
}

static void
bilik_ticket_card_show_origin (BilikTicketCard *self)
{
  const char *parts[] = { bilik_ticket_words_source (crm_ticket_get_data_source (self->ticket)),
                          bilik_ticket_words_creator (self->ticket) };
  g_autofree char *origin = join (parts, G_N_ELEMENTS (parts));
  g_autofree char *created = bilik_ticket_words_exact (crm_ticket_get_created_at (self->ticket));
  g_autofree char *tooltip = g_strdup_printf ("%s\n%s", origin, created);

  set_words (self->origin, origin);
  gtk_widget_set_visible (GTK_WIDGET (self->origin), TRUE);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->origin), tooltip);
}

static void
bilik_ticket_card_show_priority (BilikTicketCard *self)
{
  CrmTicketPriority priority = crm_ticket_get_priority (self->ticket);

  set_words (self->priority, bilik_ticket_words_priority (priority));
  if (priority == CRM_TICKET_PRIORITY_URGENT)
    gtk_widget_add_css_class (GTK_WIDGET (self->priority), "error");
  else if (priority == CRM_TICKET_PRIORITY_HIGH)
    gtk_widget_add_css_class (GTK_WIDGET (self->priority), "warning");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self->priority), "dim-label");
}

static void
bilik_ticket_card_show_ticket (BilikTicketCard *self)
{
  CrmTicket *ticket = self->ticket;
  const char *name = crm_ticket_get_name (ticket);
  const char *status = bilik_ticket_words_status (crm_ticket_get_status (ticket));
  const char *place[] = { crm_ticket_get_slug (ticket), crm_ticket_get_pipeline_name (ticket),
                          crm_ticket_get_stage_name (ticket) };
  g_autofree char *place_text = join (place, G_N_ELEMENTS (place));
  g_autofree char *label = g_strdup_printf ("%s, %s, %s", name, crm_ticket_get_slug (ticket), status);

  gtk_label_set_text (self->title, name);
  gtk_label_set_text (self->status, status);
  gtk_widget_add_css_class (GTK_WIDGET (self->status),
                            crm_ticket_status_to_wire (crm_ticket_get_status (ticket)));
  set_words (self->place, place_text);
  bilik_ticket_card_show_priority (self);
  bilik_ticket_card_show_due (self);
  bilik_ticket_card_show_origin (self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->title_button), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  -1);
}

static void
bilik_ticket_card_build_menu (BilikTicketCard *self, gboolean can_unlink)
{
  g_autoptr (GMenu) menu = g_menu_new ();

  g_menu_append (menu, _ ("_Details"), "card.details");
  g_menu_append (menu, _ ("_Copy ID"), "card.copy-id");
  if (can_unlink)
    g_menu_append (menu, _ ("_Unlink from Customer"), "card.unlink");
  gtk_menu_button_set_menu_model (self->menu_button, G_MENU_MODEL (menu));
}

static gboolean
on_highlight_over (gpointer user_data)
{
  BilikTicketCard *self = user_data;

  self->highlight_id = 0;
  gtk_widget_remove_css_class (GTK_WIDGET (self), "new");
  return G_SOURCE_REMOVE;
}

static void
on_details (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  g_signal_emit (widget, signals[SIGNAL_DETAILS], 0);
}

static void
on_unlink (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  g_signal_emit (widget, signals[SIGNAL_UNLINK], 0);
}

static void
on_copy_id (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget),
                          crm_ticket_get_slug (BILIK_TICKET_CARD (widget)->ticket));
}

static void
bilik_ticket_card_dispose (GObject *object)
{
  BilikTicketCard *self = BILIK_TICKET_CARD (object);

  g_clear_handle_id (&self->highlight_id, g_source_remove);
  g_clear_object (&self->ticket);

  G_OBJECT_CLASS (bilik_ticket_card_parent_class)->dispose (object);
}

static void
bilik_ticket_card_class_init (BilikTicketCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bilik_ticket_card_dispose;

  signals[SIGNAL_DETAILS] = g_signal_new ("details", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_UNLINK] = g_signal_new ("unlink", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_install_action (widget_class, "card.details", NULL, on_details);
  gtk_widget_class_install_action (widget_class, "card.unlink", NULL, on_unlink);
  gtk_widget_class_install_action (widget_class, "card.copy-id", NULL, on_copy_id);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/bilik/Bilik/tickets/bilik-ticket-card.ui");
  gtk_widget_class_bind_template_child (widget_class, BilikTicketCard, title_button);
  gtk_widget_class_bind_template_child (widget_class, BilikTicketCard, title);
  gtk_widget_class_bind_template_child (widget_class, BilikTicketCard, status);
  gtk_widget_class_bind_template_child (widget_class, BilikTicketCard, place);
  gtk_widget_class_bind_template_child (widget_class, BilikTicketCard, priority);
  gtk_widget_class_bind_template_child (widget_class, BilikTicketCard, due);
  gtk_widget_class_bind_template_child (widget_class, BilikTicketCard, origin);
  gtk_widget_class_bind_template_child (widget_class, BilikTicketCard, menu_button);
}

static void
bilik_ticket_card_init (BilikTicketCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  bilik_ellipsis_tooltip_add (self->title);
  bilik_ellipsis_tooltip_add (self->place);
}

GtkWidget *
bilik_ticket_card_new (CrmTicket *ticket, gboolean can_unlink)
{
  g_return_val_if_fail (CRM_IS_TICKET (ticket), NULL);

  BilikTicketCard *self = g_object_new (BILIK_TYPE_TICKET_CARD, NULL);
  self->ticket = g_object_ref (ticket);
  bilik_ticket_card_build_menu (self, can_unlink);
  bilik_ticket_card_show_ticket (self);
  return GTK_WIDGET (self);
}

CrmTicket *
bilik_ticket_card_get_ticket (BilikTicketCard *self)
{
  g_return_val_if_fail (BILIK_IS_TICKET_CARD (self), NULL);
  return self->ticket;
}

void
bilik_ticket_card_highlight (BilikTicketCard *self)
{
  g_return_if_fail (BILIK_IS_TICKET_CARD (self));

  g_clear_handle_id (&self->highlight_id, g_source_remove);
  gtk_widget_add_css_class (GTK_WIDGET (self), "new");
  self->highlight_id = g_timeout_add_seconds (HIGHLIGHT_SECONDS, on_highlight_over, self);
}
