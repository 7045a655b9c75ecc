/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * BilikSampleBackend: a private `bilikd` on loopback, filled with sample data,
 * that lives no longer than the console. Its database is in the user's data
 * folder, so what was tried is still there the next time.
 */
#define BILIK_TYPE_SAMPLE_BACKEND (bilik_sample_backend_get_type ())
G_DECLARE_FINAL_TYPE (BilikSampleBackend, bilik_sample_backend, BILIK, SAMPLE_BACKEND, GObject)

/* One of the sign-ins that the sample data has. */
typedef struct
{
  const char *email;
  const char *role; /* untranslated: use gettext() */
} BilikSampleSignIn;

BilikSampleBackend *bilik_sample_backend_new (void);

/**
 * bilik_sample_backend_start:
 *
 * Starts the daemon where it does not run yet and waits until it listens. The
 * program is `$BILIKD`, or stands beside this one, or where it was installed.
 */
void bilik_sample_backend_start (BilikSampleBackend *self,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
gboolean bilik_sample_backend_start_finish (BilikSampleBackend *self, GAsyncResult *result, GError **error);

/* NULL while it does not run. */
const char *bilik_sample_backend_get_url (BilikSampleBackend *self);
const char *bilik_sample_backend_get_password (BilikSampleBackend *self);
/* The first is the one to try with. */
const BilikSampleSignIn *bilik_sample_backend_get_sign_ins (BilikSampleBackend *self, guint *out_n);

G_END_DECLS
