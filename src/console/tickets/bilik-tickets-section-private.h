/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bilik-create-panel.h"
#include "bilik-ticket-list.h"
#include "bilik-tickets-section.h"
#include "crm-flow-create-in-embed.h"
#include "crm-flow-create-native.h"
#include "crm-gate.h"
#include "crm-workspace.h"

G_BEGIN_DECLS

/*
 * The section in four files: bilik-tickets-section.c is the widget,
 * -create.c the screen of the create flows (CrmWorkspace), -native.c the
 * native form's place, -links.c From Existing, unlinking and their undo.
 */
struct _BilikTicketsSection
{
  GtkWidget parent_instance;

  BilikSession *session;
  CrmCustomer *customer;
  CrmGates gates;
  GSimpleActionGroup *actions;

  CrmFlowCreateInEmbed *flow;  /* the one whose panel is open, */
  CrmFlowCreateNative *native; /* or this */
  GPtrArray *linking;          /* flows whose panel is gone and whose link is not sure yet */
  AdwToast *unlinked_toast;    /* weak */
  GtkWindow *link_dialog;      /* weak */

  GtkLabel *count;
  GtkToggleButton *filter_button;
  GtkMenuButton *add_button;
  GtkRevealer *unlinked_revealer;
  GtkLabel *unlinked_label;
  AdwBin *panel_slot;
  BilikCreatePanel *panel;
  BilikTicketList *list;
};

/* --- bilik-tickets-section.c --- */

/* Builds a toast; @title is plain text, a toast's own is markup. */
AdwToast *bilik_tickets_section_create_toast (const char *title);
void bilik_tickets_section_show_toast (BilikTicketsSection *self, AdwToast *toast);

/* --- bilik-tickets-section-create.c --- */

void bilik_tickets_section_workspace_init (CrmWorkspaceInterface *iface);
void bilik_tickets_section_create (BilikTicketsSection *self);
void bilik_tickets_section_retry_link (BilikTicketsSection *self);
/* Lets go of flows and panel when the section goes. */
void bilik_tickets_section_end_create (BilikTicketsSection *self);

/* --- bilik-tickets-section-native.c --- */

void bilik_tickets_section_create_native (BilikTicketsSection *self);
void bilik_tickets_section_use_native (BilikTicketsSection *self);
void bilik_tickets_section_close_native (BilikTicketsSection *self);
void bilik_tickets_section_end_native (BilikTicketsSection *self);

/* --- bilik-tickets-section-links.c --- */

void bilik_tickets_section_open_link_dialog (BilikTicketsSection *self);
void bilik_tickets_section_unlink (BilikTicketsSection *self, CrmTicket *ticket);

G_END_DECLS
