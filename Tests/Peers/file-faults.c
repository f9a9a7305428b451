/* A disk that fails: loaded into the hub by LD_PRELOAD, it counts the calls that change files under one folder and lets the N-th
 * go wrong. Built by the test that uses it. Environment:
 *   FAULT_FOLDER  absolute path; calls on anything else, and on SQLite's shared memory, pass untouched
 *   FAULT_KIND    enospc, eio, short (a write takes half), sync (counts syncs only: the sync fails and what it should have made
 *                 durable is gone, as after a failed write-back on Linux), crash (the process dies instead of the call),
 *                 power (it dies and all that was never synced is undone)
 *                 full, readonly: as long as the file FAULT_WHILE is there, every call that needs room, or every call that changes
 *                 anything, fails with ENOSPC or EROFS
 *   FAULT_AT      which counted call, from 1; 0 only counts
 *   FAULT_LOG     file that gets a line for the call that went wrong, and the count at the end
 * Everything not synced is kept in a journal with what was there before; entries of a file go with its sync, those of a folder with
 * the folder's. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define MAX_DESCRIPTORS 65536
enum kind { COUNT, ENOSPC_FAULT, EIO_FAULT, SHORT_FAULT, SYNC_FAULT, CRASH_FAULT, POWER_FAULT, FULL_WHILE, READONLY_WHILE };
enum change { DATA, CREATED, LINKED, RENAMED, UNLINKED };

struct entry {
  struct entry *older;
  enum change change;
  dev_t device;
  ino_t node;         /* of the file for DATA, of the folder for names */
  int file;           /* DATA: a descriptor of our own */
  off_t offset, size; /* DATA: where, and how long the file was */
  size_t count;
  char *before;       /* DATA: bytes */
  char *path, *other; /* names; other: where a replaced or removed file is kept */
};

static pthread_mutex_t lock = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
static char *tracked[MAX_DESCRIPTORS];
static int own[MAX_DESCRIPTORS];
static struct entry *journal;
static const char *folder, *while_file;
static enum kind kind;
static long at, calls, kept;
static int logged = -1;

#define REAL(result, name, ...) \
  static result (*real_##name)(__VA_ARGS__); \
  if (!real_##name) *(void **)&real_##name = dlsym(RTLD_NEXT, #name)

static void start(void) {
  if (folder) return;
  const char *given = getenv("FAULT_FOLDER"), *name = getenv("FAULT_KIND"), *number = getenv("FAULT_AT"), *log = getenv("FAULT_LOG");
  static const char *names[] = {"count", "enospc", "eio", "short", "sync", "crash", "power", "full", "readonly"};
  for (int i = 0; name && i < 9; i++) if (!strcmp(name, names[i])) kind = i;
  at = number ? atol(number) : 0;
  while_file = getenv("FAULT_WHILE");
  folder = given ? strdup(given) : "";
  REAL(int, open, const char *, int, ...);
  if (log) logged = real_open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

static int counts_path(const char *path) {
  start();
  size_t length = strlen(folder);
  if (!path || !length || strncmp(path, folder, length)) return 0;
  size_t whole = strlen(path);
  if (strstr(path, "/kept-by-faults-")) return 0;
  return !(whole > 4 && !strcmp(path + whole - 4, "-shm"));
}
static int counts_descriptor(int fd) { start(); return fd >= 0 && fd < MAX_DESCRIPTORS && tracked[fd] != NULL; }

static void say(const char *call, const char *path) {
  if (logged < 0) return;
  char line[PATH_MAX + 64];
  int count = snprintf(line, sizeof line, "%ld %s %s\n", calls, call, path ? path : "");
  REAL(ssize_t, write, int, const void *, size_t);
  real_write(logged, line, count);
}

/* Undo */

static void undo(struct entry *e) {
  REAL(ssize_t, pwrite, int, const void *, size_t, off_t);
  REAL(int, ftruncate, int, off_t);
  REAL(int, unlink, const char *);
  REAL(int, rename, const char *, const char *);
  switch (e->change) {
  case DATA:
    if (e->count) real_pwrite(e->file, e->before, e->count, e->offset);
    real_ftruncate(e->file, e->size);
    break;
  case CREATED: case LINKED: real_unlink(e->path); break;
  case RENAMED:
    real_rename(e->other, e->path);
    break;
  case UNLINKED: real_rename(e->other, e->path); break;
  }
}
/* Of one node, or of all (node 0), newest first. */
static void drop(dev_t device, ino_t node, int undoing) {
  for (struct entry **place = &journal; *place;) {
    struct entry *e = *place;
    if (node && (e->node != node || e->device != device)) { place = &e->older; continue; }
    if (undoing) undo(e);
    else if (e->change == UNLINKED && e->other) { REAL(int, unlink, const char *); real_unlink(e->other); }
    *place = e->older;
    free(e->before); free(e->path); free(e->other); free(e);
  }
}
static void die(void) {
  if (kind == POWER_FAULT) drop(0, 0, 1);
  kill(getpid(), SIGKILL);
  for (;;) pause();
}

/* Remember */

static struct entry *remember(enum change change, dev_t device, ino_t node) {
  struct entry *e = calloc(1, sizeof *e);
  *e = (struct entry){.older = journal, .change = change, .device = device, .node = node};
  return journal = e;
}
static void remember_data(int fd, off_t offset, size_t count) {
  struct stat status;
  if (fstat(fd, &status)) return;
  struct entry *e = remember(DATA, status.st_dev, status.st_ino);
  REAL(ssize_t, pread, int, void *, size_t, off_t);
  e->file = own[fd]; e->offset = offset; e->size = status.st_size;
  if (offset < status.st_size && count) {
    size_t there = (size_t)(status.st_size - offset) < count ? (size_t)(status.st_size - offset) : count;
    e->before = malloc(there);
    ssize_t got = real_pread(e->file, e->before, there, offset);
    e->count = got > 0 ? got : 0;
  }
}
/* The name becomes durable with the sync of the folder that `durable` lies in. */
static void remember_name(enum change change, const char *durable, const char *path, char *other) {
  char parent[PATH_MAX];
  snprintf(parent, sizeof parent, "%s", durable);
  char *slash = strrchr(parent, '/');
  struct stat status;
  if (!slash) return;
  *slash = 0;
  if (stat(parent, &status)) return;
  struct entry *e = remember(change, status.st_dev, status.st_ino);
  e->path = strdup(path); e->other = other;
}
/* A second name for what is about to be removed or replaced, so that it can come back. */
static char *keep(const char *path) {
  REAL(int, link, const char *, const char *);
  char name[PATH_MAX];
  snprintf(name, sizeof name, "%s/kept-by-faults-%ld", folder, ++kept);
  return real_link(path, name) ? NULL : strdup(name);
}

/* 1: goes wrong with errno set; 2: half a write; 0: goes well. Called with the lock held. */
static int step(const char *call, const char *path, int is_sync, int is_write) {
  if (kind == FULL_WHILE || kind == READONLY_WHILE) {
    if (!while_file || access(while_file, F_OK)) return 0;
    if (kind == FULL_WHILE && (is_sync || !strcmp(call, "unlink"))) return 0;
    errno = kind == FULL_WHILE ? ENOSPC : EROFS;
    return 1;
  }
  if (kind == SYNC_FAULT && !is_sync) return 0;
  if (kind == SHORT_FAULT && !is_write) return 0;
  if (++calls != at) return 0;
  say(call, path);
  switch (kind) {
  case ENOSPC_FAULT: errno = ENOSPC; return 1;
  case EIO_FAULT: case SYNC_FAULT: errno = EIO; return 1;
  case SHORT_FAULT: return 2;
  case CRASH_FAULT: case POWER_FAULT: die(); return 1;
  default: return 0;
  }
}

__attribute__((destructor)) static void finish(void) { say("end", NULL); }

/* Calls */

static void track(int fd, const char *path) {
  if (fd < 0 || fd >= MAX_DESCRIPTORS) return;
  char name[64];
  snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
  free(tracked[fd]);
  tracked[fd] = strdup(path);
  REAL(int, open, const char *, int, ...);
  struct stat status;
  own[fd] = !fstat(fd, &status) && S_ISREG(status.st_mode) ? real_open(name, O_RDWR | O_CLOEXEC) : -1;
}
static int opened(int at_folder, const char *path, int flags, mode_t mode) {
  REAL(int, openat, int, const char *, int, ...);
  if (!counts_path(path)) return real_openat(at_folder, path, flags, mode);
  pthread_mutex_lock(&lock);
  struct stat status;
  int is_new = (flags & O_CREAT) && stat(path, &status);
  int fd = -1;
  if (!is_new || step("create", path, 0, 0) != 1) {
    fd = real_openat(at_folder, path, flags, mode);
    if (fd >= 0 && is_new) remember_name(CREATED, path, path, NULL);
    if (fd >= 0) track(fd, path);
  }
  int failure = errno;
  pthread_mutex_unlock(&lock);
  errno = failure;
  return fd;
}
#define OPEN(name) \
  int name(const char *path, int flags, ...) { \
    va_list list; va_start(list, flags); mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(list, mode_t) : 0; va_end(list); \
    return opened(AT_FDCWD, path, flags, mode); \
  }
OPEN(open) OPEN(open64)
#define OPENAT(name) \
  int name(int at_folder, const char *path, int flags, ...) { \
    va_list list; va_start(list, flags); mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(list, mode_t) : 0; va_end(list); \
    return opened(at_folder, path, flags, mode); \
  }
OPENAT(openat) OPENAT(openat64)

int close(int fd) {
  REAL(int, close, int);
  if (counts_descriptor(fd)) {
    pthread_mutex_lock(&lock);
    free(tracked[fd]); tracked[fd] = NULL; /* `own` stays open: the journal may need it */
    pthread_mutex_unlock(&lock);
  }
  return real_close(fd);
}

#define WRITING(what, fd, offset, size, good, half) \
  pthread_mutex_lock(&lock); \
  ssize_t done = -1; \
  int fault = step(what, tracked[fd], 0, 1); \
  if (fault != 1) { remember_data(fd, offset, size); done = fault == 2 ? (half) : (good); } \
  int failure = errno; pthread_mutex_unlock(&lock); errno = failure; return done;

ssize_t write(int fd, const void *bytes, size_t count) {
  REAL(ssize_t, write, int, const void *, size_t);
  if (!counts_descriptor(fd)) return real_write(fd, bytes, count);
  off_t offset = lseek(fd, 0, SEEK_CUR);
  WRITING("write", fd, offset, count, real_write(fd, bytes, count), real_write(fd, bytes, (count + 1) / 2))
}
static ssize_t written(int fd, const void *bytes, size_t count, off_t offset) {
  REAL(ssize_t, pwrite, int, const void *, size_t, off_t);
  if (!counts_descriptor(fd)) return real_pwrite(fd, bytes, count, offset);
  WRITING("pwrite", fd, offset, count, real_pwrite(fd, bytes, count, offset), real_pwrite(fd, bytes, (count + 1) / 2, offset))
}
ssize_t pwrite(int fd, const void *bytes, size_t count, off_t offset) { return written(fd, bytes, count, offset); }
ssize_t pwrite64(int fd, const void *bytes, size_t count, off_t offset) { return written(fd, bytes, count, offset); }
static ssize_t gathered(int fd, const struct iovec *pieces, int count, off_t offset) {
  REAL(ssize_t, pwritev, int, const struct iovec *, int, off_t);
  if (!counts_descriptor(fd)) return real_pwritev(fd, pieces, count, offset);
  size_t size = 0;
  for (int i = 0; i < count; i++) size += pieces[i].iov_len;
  WRITING("pwritev", fd, offset, size, real_pwritev(fd, pieces, count, offset), real_pwritev(fd, pieces, (count + 1) / 2, offset))
}
ssize_t pwritev(int fd, const struct iovec *pieces, int count, off_t offset) { return gathered(fd, pieces, count, offset); }
ssize_t pwritev64(int fd, const struct iovec *pieces, int count, off_t offset) { return gathered(fd, pieces, count, offset); }

static int truncated(int fd, off_t size) {
  REAL(int, ftruncate, int, off_t);
  if (!counts_descriptor(fd)) return real_ftruncate(fd, size);
  struct stat status;
  off_t old = fstat(fd, &status) ? 0 : status.st_size;
  WRITING("ftruncate", fd, size, old > size ? old - size : 0, real_ftruncate(fd, size), real_ftruncate(fd, size))
}
int ftruncate(int fd, off_t size) { return truncated(fd, size); }
int ftruncate64(int fd, off_t size) { return truncated(fd, size); }
static int allocated(int fd, off_t offset, off_t size) {
  REAL(int, posix_fallocate, int, off_t, off_t);
  if (!counts_descriptor(fd)) return real_posix_fallocate(fd, offset, size);
  pthread_mutex_lock(&lock);
  int result = step("allocate", tracked[fd], 0, 0) == 1 ? errno : 0;
  if (!result) { remember_data(fd, offset, 0); result = real_posix_fallocate(fd, offset, size); }
  pthread_mutex_unlock(&lock);
  return result;
}
int posix_fallocate(int fd, off_t offset, off_t size) { return allocated(fd, offset, size); }
int posix_fallocate64(int fd, off_t offset, off_t size) { return allocated(fd, offset, size); }

static int synced(int fd, int (*real)(int)) {
  if (!counts_descriptor(fd)) return real(fd);
  pthread_mutex_lock(&lock);
  struct stat status;
  int result = -1, known = !fstat(fd, &status);
  if (step("sync", tracked[fd], 1, 0) == 1) {
    int failure = errno;
    /* What the disk did not take is gone; the next sync would say all is well. */
    if (known) drop(status.st_dev, status.st_ino, kind == SYNC_FAULT);
    errno = failure;
  } else {
    result = real(fd);
    if (known) drop(status.st_dev, status.st_ino, 0);
  }
  int failure = errno;
  pthread_mutex_unlock(&lock);
  errno = failure;
  return result;
}
int fsync(int fd) { REAL(int, fsync, int); return synced(fd, real_fsync); }
int fdatasync(int fd) { REAL(int, fdatasync, int); return synced(fd, real_fdatasync); }

int link(const char *path, const char *other) {
  REAL(int, link, const char *, const char *);
  if (!counts_path(other)) return real_link(path, other);
  pthread_mutex_lock(&lock);
  int result = -1;
  if (step("link", other, 0, 0) != 1 && !(result = real_link(path, other))) remember_name(LINKED, other, other, NULL);
  int failure = errno; pthread_mutex_unlock(&lock); errno = failure;
  return result;
}
int rename(const char *path, const char *other) {
  REAL(int, rename, const char *, const char *);
  if (!counts_path(other)) return real_rename(path, other);
  pthread_mutex_lock(&lock);
  int result = -1;
  if (step("rename", other, 0, 0) != 1) {
    char *old = keep(other);
    if (!(result = real_rename(path, other))) {
      if (old) remember_name(UNLINKED, other, other, old);
      remember_name(RENAMED, other, path, strdup(other));
    }
  }
  int failure = errno; pthread_mutex_unlock(&lock); errno = failure;
  return result;
}
int unlink(const char *path) {
  REAL(int, unlink, const char *);
  if (!counts_path(path)) return real_unlink(path);
  pthread_mutex_lock(&lock);
  int result = -1;
  if (step("unlink", path, 0, 0) != 1) {
    char *old = keep(path);
    if (!(result = real_unlink(path)) && old) remember_name(UNLINKED, path, path, old);
  }
  int failure = errno; pthread_mutex_unlock(&lock); errno = failure;
  return result;
}
