/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * BilikCopyChip: a value (a phone number, an e-mail address) that a click copies.
 *
 * Properties: symbol (an icon name), text, action-label ("Copy phone number": tooltip and accessible name).
 * It hides itself while there is no text. Signal: copied.
 */
#define BILIK_TYPE_COPY_CHIP (bilik_copy_chip_get_type ())
G_DECLARE_FINAL_TYPE (BilikCopyChip, bilik_copy_chip, BILIK, COPY_CHIP, GtkButton)

void bilik_copy_chip_set_text (BilikCopyChip *self, const char *text);

G_END_DECLS
