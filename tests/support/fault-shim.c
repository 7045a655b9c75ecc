/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Preloaded into a program: refuses the Nth call of a kind as the kernel would, told by a FaultPlan. */
#undef _FILE_OFFSET_BITS /* with it open() and open64() would be one name here */
#include "fault-shim.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

static FaultPlan *plan;
static int (*next_open) (const char *, int, ...);
static int (*next_fsync) (int);
static int (*next_fdatasync) (int);
static int (*next_accept4) (int, struct sockaddr *, socklen_t *, int);
static ssize_t (*next_pwrite) (int, const void *, size_t, off_t);
static void *(*next_malloc) (size_t);
static void *(*next_realloc) (void *, size_t);
static uintptr_t sqlite_begin, sqlite_end;

/* Where the code of SQLite lies, to know who calls. */
static int
find_sqlite (struct dl_phdr_info *library, size_t size, void *data)
{
  if (strstr (library->dlpi_name, "libsqlite3") == NULL)
    return 0;
  for (int i = 0; i < library->dlpi_phnum; i++)
    {
      const ElfW (Phdr) *part = &library->dlpi_phdr[i];

      if (part->p_type != PT_LOAD || (part->p_flags & PF_X) == 0)
        continue;
      sqlite_begin = library->dlpi_addr + part->p_vaddr;
      sqlite_end = sqlite_begin + part->p_memsz;
    }
  return 1;
}

__attribute__ ((constructor)) static void
begin (void)
{
  const char *path = getenv ("FAULT_SHIM");
  void *area;
  int fd;

  next_open = dlsym (RTLD_NEXT, "open64");
  next_fsync = dlsym (RTLD_NEXT, "fsync");
  next_fdatasync = dlsym (RTLD_NEXT, "fdatasync");
  next_accept4 = dlsym (RTLD_NEXT, "accept4");
  next_pwrite = dlsym (RTLD_NEXT, "pwrite64");
  next_malloc = dlsym (RTLD_NEXT, "malloc");
  next_realloc = dlsym (RTLD_NEXT, "realloc");
  dl_iterate_phdr (find_sqlite, NULL);
  fd = path != NULL ? next_open (path, O_RDWR | O_CLOEXEC) : -1;
  if (fd < 0)
    return;
  area = mmap (NULL, sizeof *plan, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  close (fd);
  if (area != MAP_FAILED)
    plan = area;
}

static int
is_refused (FaultCall call)
{
  int seen;

  if (plan == NULL || __atomic_load_n (&plan->call, __ATOMIC_ACQUIRE) != (int) call)
    return 0;
  seen = __atomic_fetch_add (&plan->n_seen, 1, __ATOMIC_ACQ_REL);
  if (plan->error == 0 || seen < plan->skip || (seen > plan->skip && !plan->lasts))
    return 0;
  __atomic_fetch_add (&plan->n_hit, 1, __ATOMIC_ACQ_REL);
  errno = plan->error;
  return 1;
}

/* --- a power cut ------------------------------------------------------------------------------- */

static void
copy_all (int from, int to)
{
  static char buffer[1 << 16];
  off_t at = 0;
  ssize_t n;

  while ((n = pread (from, buffer, sizeof buffer, at)) > 0)
    at += next_pwrite (to, buffer, (size_t) n, at);
}

/* What the file holds at this moment, under a name of its own; "" where it is not to be kept. */
static void
keep (int fd, char *path, char *kept)
{
  char link[64];
  ssize_t size;
  int from, to;

  kept[0] = '\0';
  snprintf (link, sizeof link, "/proc/self/fd/%d", fd);
  size = readlink (link, path, 4000);
  if (size <= 0)
    return;
  path[size] = '\0';
  from = next_open (path, O_RDONLY | O_CLOEXEC);
  snprintf (kept, 4096, "%.4000s.syncing", path);
  to = next_open (kept, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (from >= 0 && to >= 0)
    copy_all (from, to);
  else
    kept[0] = '\0';
  close (from);
  close (to);
}

static int
sync_and_keep (int fd, int (*next) (int))
{
  static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* an older copy must not replace a newer one */
  static char path[4096], kept[4096], synced[4096];
  int result;

  if (is_refused (FAULT_SYNC))
    return -1;
  if (plan == NULL || !plan->keeps_synced)
    return next (fd);
  pthread_mutex_lock (&lock);
  keep (fd, path, kept);
  result = next (fd);
  snprintf (synced, sizeof synced, "%.4000s.synced", path);
  if (result == 0 && kept[0] != '\0')
    rename (kept, synced);
  pthread_mutex_unlock (&lock);
  return result;
}

/* --- the calls ---------------------------------------------------------------------------------- */

int fdatasync (int fd);
int fsync (int fd);
ssize_t pwrite (int fd, const void *bytes, size_t size, off_t offset);
ssize_t pwrite64 (int fd, const void *bytes, size_t size, off_t offset);
int open (const char *path, int flags, ...);
int open64 (const char *path, int flags, ...);
int accept4 (int fd, struct sockaddr *address, socklen_t *size, int flags);

int
fdatasync (int fd)
{
  return sync_and_keep (fd, next_fdatasync);
}

int
fsync (int fd)
{
  return sync_and_keep (fd, next_fsync);
}

ssize_t
pwrite64 (int fd, const void *bytes, size_t size, off_t offset)
{
  return is_refused (FAULT_WRITE) ? -1 : next_pwrite (fd, bytes, size, offset);
}

ssize_t
pwrite (int fd, const void *bytes, size_t size, off_t offset)
{
  return pwrite64 (fd, bytes, size, offset);
}

int
open64 (const char *path, int flags, ...)
{
  va_list arguments;
  mode_t mode;

  va_start (arguments, flags);
  mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg (arguments, mode_t) : 0;
  va_end (arguments);
  if (next_open == NULL)
    next_open = dlsym (RTLD_NEXT, "open64");
  return is_refused (FAULT_OPEN) ? -1 : next_open (path, flags, mode);
}

int
open (const char *path, int flags, ...)
{
  va_list arguments;
  mode_t mode;

  va_start (arguments, flags);
  mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg (arguments, mode_t) : 0;
  va_end (arguments);
  return open64 (path, flags, mode);
}

int
accept4 (int fd, struct sockaddr *address, socklen_t *size, int flags)
{
  return is_refused (FAULT_ACCEPT) ? -1 : next_accept4 (fd, address, size, flags);
}

static int
is_of_sqlite (const void *caller)
{
  return (uintptr_t) caller >= sqlite_begin && (uintptr_t) caller < sqlite_end;
}

void *
malloc (size_t size)
{
  if (plan != NULL && is_of_sqlite (__builtin_return_address (0)) && is_refused (FAULT_ALLOCATE))
    return NULL;
  if (next_malloc == NULL)
    next_malloc = dlsym (RTLD_NEXT, "malloc");
  return next_malloc (size);
}

void *
realloc (void *area, size_t size)
{
  if (plan != NULL && is_of_sqlite (__builtin_return_address (0)) && is_refused (FAULT_ALLOCATE))
    return NULL;
  if (next_realloc == NULL)
    next_realloc = dlsym (RTLD_NEXT, "realloc");
  return next_realloc (area, size);
}
