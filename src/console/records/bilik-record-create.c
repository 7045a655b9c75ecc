/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilik-records"

#include "bilik-record-create.h"

#include <glib/gi18n.h>

#include "crm-error.h"
#include "crm-gate.h"

struct _BilikRecordCreate
{
  AdwBin parent_instance;

  BilikSession *session;
  CrmRecordObject object;
  char *room_id;
  char *contact_id;
  char *key; /* of the present intent: the same name sent again is the same record */
  GCancellable *creating;

  GtkMenuButton *button;
  GtkPopover *popover;
  GtkEntry *name;
  GtkLabel *failure;
  GtkWidget *create;
};

G_DEFINE_FINAL_TYPE (BilikRecordCreate, bilik_record_create, ADW_TYPE_BIN)

gboolean
bilik_record_create_is_allowed (CrmProfile *profile, CrmRecordObject object)
{
  const CrmGateInput input = {
    .flags = crm_profile_get_flags (profile),
    .permissions = crm_profile_get_permissions (profile),
    .is_ticket_enabled = crm_profile_get_is_ticket_enabled (profile),
    .is_tso = crm_profile_get_is_tso (profile),
    .customer_can_update = TRUE,
    .surface = crm_profile_get_create_surface (profile),
  };

  if (object == CRM_RECORD_DEAL)
    return CRM_HAS (crm_profile_get_permissions (profile), CRM_PERMISSION_DEALS_UPDATE);
  return CRM_HAS (crm_profile_get_permissions (profile), CRM_PERMISSION_TICKETS_CREATE) &&
         crm_gate_evaluate (&input).native;
}

static char *
dup_name (BilikRecordCreate *self)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->name))));
}

static void
show_failure (BilikRecordCreate *self, const char *words)
{
  gtk_label_set_text (self->failure, words != NULL ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (self->failure), words != NULL);
}

static void
update_sensitivity (BilikRecordCreate *self)
{
  g_autofree char *name = dup_name (self);

  gtk_widget_set_sensitive (self->create, *name != '\0' && self->creating == NULL);
}

static void
on_name_changed (BilikRecordCreate *self)
{
  g_clear_pointer (&self->key, g_free);
  show_failure (self, NULL);
  update_sensitivity (self);
}

static void
on_popover_mapped (BilikRecordCreate *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->name));
}

static void
on_created (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BilikRecordCreate) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CrmRecordDetail) detail = crm_client_create_record_finish (CRM_CLIENT (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->creating);
  update_sensitivity (self);
  if (detail == NULL)
    {
      /* "Room deal already exist!" is the server's own word. */
      gboolean is_taken = g_error_matches (error, CRM_ERROR, CRM_ERROR_ALREADY_EXISTS);

      show_failure (self, is_taken ? error->message : crm_error_get_sentence (error));
      return;
    }
  gtk_menu_button_popdown (self->button);
  gtk_editable_set_text (GTK_EDITABLE (self->name), "");
  gtk_widget_activate_action (GTK_WIDGET (self), "win.open-record", "(ss)",
                              crm_record_object_to_wire (self->object), crm_record_detail_get_id (detail));
}

static void
on_create (BilikRecordCreate *self)
{
  g_autofree char *name = dup_name (self);

  if (*name == '\0' || self->creating != NULL)
    return;
  show_failure (self, NULL);
  if (self->key == NULL)
    self->key = g_uuid_string_random ();
  self->creating = g_cancellable_new ();
  update_sensitivity (self);
  crm_client_create_record (bilik_session_get_client (self->session), self->object, name, self->room_id,
                            self->contact_id, self->key, self->creating, on_created, g_object_ref (self));
}

static void
bilik_record_create_dispose (GObject *object)
{
  BilikRecordCreate *self = BILIK_RECORD_CREATE (object);

  if (self->creating != NULL)
    g_cancellable_cancel (self->creating);
  g_clear_object (&self->creating);
  g_clear_object (&self->session);
  g_clear_pointer (&self->room_id, g_free);
  g_clear_pointer (&self->contact_id, g_free);
  g_clear_pointer (&self->key, g_free);

  G_OBJECT_CLASS (bilik_record_create_parent_class)->dispose (object);
}

static void
bilik_record_create_class_init (BilikRecordCreateClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bilik_record_create_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/bilik/Bilik/records/bilik-record-create.ui");
  gtk_widget_class_bind_template_child (widget_class, BilikRecordCreate, button);
  gtk_widget_class_bind_template_child (widget_class, BilikRecordCreate, popover);
  gtk_widget_class_bind_template_child (widget_class, BilikRecordCreate, name);
  gtk_widget_class_bind_template_child (widget_class, BilikRecordCreate, failure);
  gtk_widget_class_bind_template_child (widget_class, BilikRecordCreate, create);
  gtk_widget_class_bind_template_callback (widget_class, on_popover_mapped);
  gtk_widget_class_bind_template_callback (widget_class, on_name_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_create);
}

static void
bilik_record_create_init (BilikRecordCreate *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
bilik_record_create_new (BilikSession *session, CrmRecordObject object, const char *room_id)
{
  BilikRecordCreate *self = g_object_new (BILIK_TYPE_RECORD_CREATE, NULL);

  self->session = g_object_ref (session);
  self->object = object;
  self->room_id = g_strdup (room_id);
  gtk_menu_button_set_label (self->button,
                             object == CRM_RECORD_DEAL ? _ ("Create Deal") : _ ("Create Ticket"));
  return GTK_WIDGET (self);
}

void
bilik_record_create_set_contact (BilikRecordCreate *self, const char *contact_id)
{
  g_return_if_fail (BILIK_IS_RECORD_CREATE (self));

  g_free (self->contact_id);
  self->contact_id = g_strdup (contact_id);
}
