/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilik-sign-in"

#include "bilik-sign-in-page.h"

#include <glib/gi18n.h>

#include "crm-error.h"

struct _BilikSignInPage
{
  AdwBin parent_instance;

  GtkStack *stack;
  GtkLabel *message;
  GtkEditable *server;
  GtkEditable *email;
  GtkEditable *password;
  AdwPreferencesGroup *samples;
  GtkSpinner *spinner;
  GtkLabel *progress;

  GSettings *settings;
  CrmCredentials *credentials;
  BilikSampleBackend *sample;
  GCancellable *cancellable; /* of the attempt that is running */
  gboolean is_resuming;
};

G_DEFINE_FINAL_TYPE (BilikSignInPage, bilik_sign_in_page, ADW_TYPE_BIN)

enum { SIGNED_IN, FORM_SHOWN, N_SIGNALS };
static guint signals[N_SIGNALS];

/* --- form and progress ---------------------------------------------------- */

static void
show_message (BilikSignInPage *self, const char *message, gboolean is_error)
{
  gtk_label_set_label (self->message, message != NULL ? message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->message), message != NULL);
  if (is_error)
    gtk_widget_add_css_class (GTK_WIDGET (self->message), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->message), "error");
}

static void
show_wrong_field (BilikSignInPage *self, GtkEditable *field, const char *message)
{
  gtk_widget_add_css_class (GTK_WIDGET (field), "error");
  gtk_widget_grab_focus (GTK_WIDGET (field));
  show_message (self, message, TRUE);
}

static void
on_field_changed (BilikSignInPage *self, GtkEditable *field)
{
  gtk_widget_remove_css_class (GTK_WIDGET (field), "error");
}

static void
focus_first_empty (BilikSignInPage *self)
{
  GtkEditable *fields[] = { self->server, self->email, self->password };

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      if (*gtk_editable_get_text (fields[i]) != '\0' && i + 1 < G_N_ELEMENTS (fields))
        continue;
      gtk_widget_grab_focus (GTK_WIDGET (fields[i]));
      return;
    }
}

static void
show_form (BilikSignInPage *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  gtk_spinner_stop (self->spinner);
  gtk_stack_set_visible_child_name (self->stack, "form");
  g_signal_emit (self, signals[FORM_SHOWN], 0);
}

/* Returns: (transfer none): what cancels the attempt that begins */
static GCancellable *
show_busy (BilikSignInPage *self, const char *progress)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();

  gtk_label_set_label (self->progress, progress);
  gtk_spinner_start (self->spinner);
  gtk_stack_set_visible_child_name (self->stack, "busy");
  return self->cancellable;
}

static void
show_failure (BilikSignInPage *self, const GError *error)
{
  show_form (self);
  if (g_error_matches (error, CRM_ERROR, CRM_ERROR_BAD_CREDENTIALS))
    show_wrong_field (self, self->password, crm_error_get_sentence (error));
  else if (g_error_matches (error, CRM_ERROR, CRM_ERROR_OFFLINE))
    show_wrong_field (self, self->server,
                      _ ("The server can't be reached. Check its address and the connection."));
  else
    show_message (self, crm_error_get_sentence (error), TRUE);
}

/* --- signing in ----------------------------------------------------------- */

static void
on_signed_in (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BilikSignInPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CrmSignedIn) signed_in = crm_flow_sign_in_finish (result, &error);
  gboolean was_resuming = self->is_resuming;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->settings == NULL)
    return;

  self->is_resuming = FALSE;
  if (signed_in != NULL)
    {
      gtk_editable_set_text (self->password, "");
      gtk_spinner_stop (self->spinner);
      g_signal_emit (self, signals[SIGNED_IN], 0, signed_in);
    }
  else if (was_resuming && g_error_matches (error, CRM_ERROR, CRM_ERROR_UNAUTHENTICATED))
    {
      bilik_sign_in_page_show_form (self, NULL);
    }
  else
    {
      show_failure (self, error);
    }
}

static void
run (BilikSignInPage *self, const char *server_url, const char *email, const char *password)
{
  GCancellable *cancellable = show_busy (self, _ ("Signing in…"));

  crm_flow_sign_in_run (self->credentials, server_url, email, password, cancellable, on_signed_in,
                        g_object_ref (self));
}

static void
start (BilikSignInPage *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *server_url = crm_flow_sign_in_normalize_url (gtk_editable_get_text (self->server), &error);
  const char *email = gtk_editable_get_text (self->email);
  const char *password = gtk_editable_get_text (self->password);

  show_message (self, NULL, FALSE);
  if (server_url == NULL)
    {
      show_wrong_field (
          self, self->server,
          _ ("This is no address of a server. It looks like “crm.example.com”; your administrator "
             "knows it."));
      return;
    }
  if (strchr (email, '@') == NULL)
    {
      show_wrong_field (self, self->email, _ ("Enter the e-mail address you work with."));
      return;
    }
  if (*password == '\0')
    {
      show_wrong_field (self, self->password, _ ("Enter your password."));
      return;
    }

  g_settings_set_string (self->settings, "server-url", server_url);
  g_settings_set_string (self->settings, "last-email", email);
  run (self, server_url, email, password);
}

static void
on_sign_in_clicked (BilikSignInPage *self)
{
  start (self);
}

static void
on_field_activated (BilikSignInPage *self, GtkEditable *field)
{
  start (self);
}

static void
on_cancel_clicked (BilikSignInPage *self)
{
  bilik_sign_in_page_show_form (self, NULL);
}

/* --- sample data ---------------------------------------------------------- */

static void
on_sample_activated (BilikSignInPage *self, AdwActionRow *row)
{
  run (self, bilik_sample_backend_get_url (self->sample), adw_action_row_get_subtitle (row),
       bilik_sample_backend_get_password (self->sample));
}

static void
show_samples (BilikSignInPage *self)
{
  guint n;
  const BilikSampleSignIn *sign_ins = bilik_sample_backend_get_sign_ins (self->sample, &n);

  if (gtk_widget_get_visible (GTK_WIDGET (self->samples)))
    return;

  g_autofree char *password = g_markup_printf_escaped (_ ("The password of all of them is “%s”."),
                                                       bilik_sample_backend_get_password (self->sample));
  adw_preferences_group_set_description (self->samples, password);
  for (guint i = 0; i < n; i++)
    {
      GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW, "title", _ (sign_ins[i].role), "subtitle",
                                     sign_ins[i].email, "activatable", TRUE, "use-markup", FALSE, NULL);
      g_signal_connect_object (row, "activated", G_CALLBACK (on_sample_activated), self, G_CONNECT_SWAPPED);
      adw_preferences_group_add (self->samples, row);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->samples), TRUE);
}

static void
on_sample_started (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BilikSignInPage) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean started = bilik_sample_backend_start_finish (BILIK_SAMPLE_BACKEND (source), result, &error);

  if (self->settings == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (!started)
    {
      show_form (self);
      show_message (self, error->message, TRUE);
      return;
    }

  guint n;
  const BilikSampleSignIn *sign_ins = bilik_sample_backend_get_sign_ins (self->sample, &n);
  show_samples (self);
  run (self, bilik_sample_backend_get_url (self->sample), sign_ins[0].email,
       bilik_sample_backend_get_password (self->sample));
}

/* --- the object ----------------------------------------------------------- */

static void
bilik_sign_in_page_dispose (GObject *object)
{
  BilikSignInPage *self = BILIK_SIGN_IN_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->settings);
  g_clear_object (&self->credentials);
  g_clear_object (&self->sample);

  G_OBJECT_CLASS (bilik_sign_in_page_parent_class)->dispose (object);
}

static void
bilik_sign_in_page_class_init (BilikSignInPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bilik_sign_in_page_dispose;

  signals[SIGNED_IN] = g_signal_new ("signed-in", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                     NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[FORM_SHOWN] = g_signal_new ("form-shown", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                      NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/bilik/Bilik/bilik-sign-in-page.ui");
  gtk_widget_class_bind_template_child (widget_class, BilikSignInPage, stack);
  gtk_widget_class_bind_template_child (widget_class, BilikSignInPage, message);
  gtk_widget_class_bind_template_child (widget_class, BilikSignInPage, server);
  gtk_widget_class_bind_template_child (widget_class, BilikSignInPage, email);
  gtk_widget_class_bind_template_child (widget_class, BilikSignInPage, password);
  gtk_widget_class_bind_template_child (widget_class, BilikSignInPage, samples);
  gtk_widget_class_bind_template_child (widget_class, BilikSignInPage, spinner);
  gtk_widget_class_bind_template_child (widget_class, BilikSignInPage, progress);
  gtk_widget_class_bind_template_callback (widget_class, on_field_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_field_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_sign_in_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_cancel_clicked);
  gtk_widget_class_bind_template_callback (widget_class, bilik_sign_in_page_try_sample);
}

static void
bilik_sign_in_page_init (BilikSignInPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
bilik_sign_in_page_new (GSettings *settings, CrmCredentials *credentials, BilikSampleBackend *sample)
{
  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);
  g_return_val_if_fail (CRM_IS_CREDENTIALS (credentials), NULL);

  BilikSignInPage *self = g_object_new (BILIK_TYPE_SIGN_IN_PAGE, NULL);
  g_autofree char *server_url = g_settings_get_string (settings, "server-url");
  g_autofree char *email = g_settings_get_string (settings, "last-email");

  self->settings = g_object_ref (settings);
  self->credentials = g_object_ref (credentials);
  self->sample = g_object_ref (sample);
  gtk_editable_set_text (self->server, server_url);
  gtk_editable_set_text (self->email, email);
  return GTK_WIDGET (self);
}

void
bilik_sign_in_page_resume (BilikSignInPage *self, const char *server)
{
  g_return_if_fail (BILIK_IS_SIGN_IN_PAGE (self));

  if (server != NULL)
    gtk_editable_set_text (self->server, server);

  g_autofree char *server_url = crm_flow_sign_in_normalize_url (gtk_editable_get_text (self->server), NULL);
  if (server_url == NULL)
    {
      bilik_sign_in_page_show_form (self, NULL);
      return;
    }

  GCancellable *cancellable = show_busy (self, _ ("Signing in…"));
  self->is_resuming = TRUE;
  crm_flow_sign_in_resume (self->credentials, server_url, cancellable, on_signed_in, g_object_ref (self));
}

void
bilik_sign_in_page_try_sample (BilikSignInPage *self)
{
  g_return_if_fail (BILIK_IS_SIGN_IN_PAGE (self));

  GCancellable *cancellable = show_busy (self, _ ("Starting a server with sample data…"));
  show_message (self, NULL, FALSE);
  bilik_sample_backend_start (self->sample, cancellable, on_sample_started, g_object_ref (self));
}

void
bilik_sign_in_page_show_form (BilikSignInPage *self, const char *message)
{
  g_return_if_fail (BILIK_IS_SIGN_IN_PAGE (self));

  self->is_resuming = FALSE;
  show_form (self);
  show_message (self, message, FALSE);
  focus_first_empty (self);
}

gboolean
bilik_sign_in_page_is_resuming (BilikSignInPage *self)
{
  g_return_val_if_fail (BILIK_IS_SIGN_IN_PAGE (self), FALSE);
  return self->is_resuming;
}
