/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* What libFuzzer calls; replay.c calls it in builds without a fuzzer. */
int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);
