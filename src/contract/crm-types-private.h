/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "crm-types.h"

G_BEGIN_DECLS

/* Position of @word in @words, or -1. */
int crm_wire_find (const char *const *words, gsize n_words, const char *word);

#define CRM_WIRE_WORD_(symbol, wire) wire,

/* The bodies of what CRM_DECLARE_WIRE_() declares, from the list that also made the enumeration. */
#define CRM_DEFINE_WIRE_(Type, name, LIST)                                                                   \
  static const char *const name##_words[] = { LIST (CRM_WIRE_WORD_) };                                       \
                                                                                                             \
  const char *crm_##name##_to_wire (Type value)                                                              \
  {                                                                                                          \
    g_return_val_if_fail ((gsize) value < G_N_ELEMENTS (name##_words), NULL);                                \
                                                                                                             \
    return name##_words[value];                                                                              \
  }                                                                                                          \
                                                                                                             \
  gboolean crm_##name##_from_wire (const char *word, Type *out_value)                                        \
  {                                                                                                          \
    int value = crm_wire_find (name##_words, G_N_ELEMENTS (name##_words), word);                             \
                                                                                                             \
    if (value < 0)                                                                                           \
      return FALSE;                                                                                          \
    if (out_value != NULL)                                                                                   \
      *out_value = (Type) value;                                                                             \
    return TRUE;                                                                                             \
  }

G_END_DECLS
