/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * Waiting in tests: on a condition, with the main loop running, never by sleeping.
 *
 *   g_autoptr (GAsyncResult) result = NULL;
 *   crm_client_load_profile (client, NULL, keep_result, &result);
 *   profile = crm_client_load_profile_finish (client, await_result (&result), &error);
 */

/* A GAsyncReadyCallback: keeps a reference to the result in the GAsyncResult* that @slot points to. */
void keep_result (GObject *source, GAsyncResult *result, gpointer slot);

/* Returns: (transfer none): the result, once it is there; aborts after 20 s */
GAsyncResult *await_result (GAsyncResult **slot);

typedef gboolean (*AwaitCondition) (gpointer data);
/* Looks again after everything that happens, and every few milliseconds for what happens elsewhere. */
void await_condition (AwaitCondition condition, gpointer data);

G_END_DECLS
