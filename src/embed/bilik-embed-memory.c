/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilik-embed"

#include "bilik-embed-memory.h"

#include <link.h>
#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

typedef struct
{
  guint n_before;
  guint n_seen;
} Walk;

static int
on_library_counted (struct dl_phdr_info *library, size_t size, void *user_data)
{
  ++*(guint *) user_data;
  return 0;
}

/* Code and constants: never written to, so that the file has it all. */
static gboolean
is_in_file (const ElfW (Phdr) * segment)
{
  return segment->p_type == PT_LOAD && (segment->p_flags & PF_W) == 0;
}

static void
drop (ElfW (Addr) base, const ElfW (Phdr) * segment)
{
  gsize page = (gsize) sysconf (_SC_PAGESIZE);
  gsize from = (base + segment->p_vaddr + page - 1) & ~(page - 1);
  gsize to = (base + segment->p_vaddr + segment->p_memsz) & ~(page - 1);

  if (from < to)
    madvise ((void *) from, to - from, MADV_DONTNEED);
}

/* Libraries are listed in the order in which they were loaded. */
static int
on_library (struct dl_phdr_info *library, size_t size, void *user_data)
{
  Walk *walk = user_data;

  if (walk->n_seen++ < walk->n_before)
    return 0;
  for (guint i = 0; i < library->dlpi_phnum; i++)
    {
      if (is_in_file (&library->dlpi_phdr[i]))
        drop (library->dlpi_addr, &library->dlpi_phdr[i]);
    }
  return 0;
}

guint
bilik_embed_memory_count_libraries (void)
{
  guint n_libraries = 0;

  dl_iterate_phdr (on_library_counted, &n_libraries);
  return n_libraries;
}

void
bilik_embed_memory_give_back (guint n_before)
{
  Walk walk = { .n_before = n_before };

  dl_iterate_phdr (on_library, &walk);
  malloc_trim (0);
}
