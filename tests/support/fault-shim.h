/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stdint.h>

/*
 * What the test and a program that runs with the shim preloaded share: a file that
 * both have mapped, named by FAULT_SHIM. Without the variable nothing is done.
 */
typedef enum {
  FAULT_NONE,
  FAULT_WRITE, /* of files */
  FAULT_SYNC,  /* fsync, fdatasync */
  FAULT_OPEN,
  FAULT_ACCEPT,
  FAULT_ALLOCATE, /* by SQLite alone: GLib ends the program where memory ends */
  FAULT_N_CALLS
} FaultCall;

typedef struct
{
  int32_t call;   /* FaultCall to refuse */
  int32_t error;  /* errno */
  int32_t skip;   /* so many go well before */
  int32_t lasts;  /* whether the ones after it are refused too */
  int32_t n_seen; /* calls of that kind since it was set */
  int32_t n_hit;
  int32_t
      keeps_synced; /* what has been synced is kept as FILE.synced: all that a power cut leaves (REL-03) */
} FaultPlan;
