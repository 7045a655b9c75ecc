/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <dlfcn.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

/*
 * Preloaded into a daemon to put its clock forward and back: by the seconds that stand as an int64_t in the file that
 * $CLOCK_SHIM names, at every moment. The monotonic clock stays what it is.
 */

static int64_t none;
static const volatile int64_t *offset = &none;
static int (*real_clock_gettime) (clockid_t id, struct timespec *now);

__attribute__ ((constructor)) static void
find_offset (void)
{
  const char *path = getenv ("CLOCK_SHIM");
  int fd = path != NULL ? open (path, O_RDONLY | O_CLOEXEC) : -1;
  void *mapped = fd >= 0 ? mmap (NULL, sizeof *offset, PROT_READ, MAP_SHARED, fd, 0) : MAP_FAILED;

  if (mapped != MAP_FAILED)
    offset = mapped;
  if (fd >= 0)
    close (fd);
}

int
clock_gettime (clockid_t id, struct timespec *now)
{
  int result;

  if (real_clock_gettime == NULL)
    *(void **) &real_clock_gettime = dlsym (RTLD_NEXT, "clock_gettime");
  result = real_clock_gettime (id, now);
  if (result == 0 && (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE))
    now->tv_sec += *offset;
  return result;
}

int
gettimeofday (struct timeval *restrict now, void *restrict zone)
{
  struct timespec precise;

  clock_gettime (CLOCK_REALTIME, &precise);
  now->tv_sec = precise.tv_sec;
  now->tv_usec = precise.tv_nsec / 1000;
  return 0;
}

time_t
time (time_t *out)
{
  struct timespec precise;

  clock_gettime (CLOCK_REALTIME, &precise);
  if (out != NULL)
    *out = precise.tv_sec;
  return precise.tv_sec;
}
