/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Returns: (transfer full): the body of the example reply in src/contract/wire/NAME.json */
char *wire_example_dup_reply (const char *name);

/* Returns: (transfer full): @json, which is taken, with the text @from replaced by @to wherever it stands */
char *wire_example_replace (char *json, const char *from, const char *to);

G_END_DECLS
