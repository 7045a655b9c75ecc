/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * bilik_rendering_choose:
 * @setting: "auto", "always" or "never" of software rendering
 *
 * Decides before GTK starts whether to draw in software. Where there is no
 * graphics processor, GDK would load Mesa and LLVM all the same, for half of
 * the memory and a quarter of the start time. What the environment says wins.
 */
void bilik_rendering_choose (const char *setting);

G_END_DECLS
