/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * BilikApplication: builds the services and hands them down; carries the `app.` actions.
 */
#define BILIK_TYPE_APPLICATION (bilik_application_get_type ())
G_DECLARE_FINAL_TYPE (BilikApplication, bilik_application, BILIK, APPLICATION, AdwApplication)

BilikApplication *bilik_application_new (void);

G_END_DECLS
