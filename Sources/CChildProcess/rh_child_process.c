#define _GNU_SOURCE
#include "rh_child_process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

int rh_memory_file(const char *name) { return memfd_create(name, MFD_CLOEXEC); }

static int limit(int resource, uint64_t value) {
  const struct rlimit bound = {.rlim_cur = value, .rlim_max = value};
  return setrlimit(resource, &bound);
}

static int limit_all(const rh_child_limits *limits) {
  return limit(RLIMIT_AS, limits->address_space_bytes) | limit(RLIMIT_DATA, limits->data_bytes) | limit(RLIMIT_CPU, limits->cpu_seconds) |
         limit(RLIMIT_FSIZE, limits->file_bytes) | limit(RLIMIT_NOFILE, limits->open_files) | limit(RLIMIT_CORE, 0);
}

/// The descriptors the child keeps: 0, 1, 2 on /dev/null and 3, the result.
static int arrange_descriptors(int result) {
  // The result may itself have a low number, so it is moved out of the way first.
  const int kept = fcntl(result, F_DUPFD, 10);
  if (kept < 0) return -1;
  const int null = open("/dev/null", O_RDWR);
  if (null < 0 || dup2(null, 0) < 0 || dup2(null, 1) < 0 || dup2(null, 2) < 0) return -1;
  if (dup2(kept, RH_CHILD_RESULT_DESCRIPTOR) < 0) return -1;
  return (int)syscall(SYS_close_range, RH_CHILD_RESULT_DESCRIPTOR + 1, ~0U, 0);
}

/// Between vfork and exec: system calls only.
static void become(const char *path, const char *const *arguments, int result, const rh_child_limits *limits, pid_t parent) {
  static const char *const environment[] = {"PATH=/usr/bin:/bin", "LANG=C.UTF-8", "SWIFT_BACKTRACE=enable=no", NULL};
  sigset_t none;
  sigemptyset(&none);
  if (sigprocmask(SIG_SETMASK, &none, NULL) != 0 || signal(SIGPIPE, SIG_DFL) == SIG_ERR) _exit(126);
  if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || getppid() != parent) _exit(126);
  if (arrange_descriptors(result) != 0 || limit_all(limits) != 0) _exit(126);
  execve(path, (char *const *)arguments, (char *const *)environment);
  _exit(127);
}

pid_t rh_child_start(const char *path, const char *const *arguments, int result, const rh_child_limits *limits) {
  const pid_t parent = getpid();
  const pid_t child = vfork();
  if (child == 0) become(path, arguments, result, limits, parent);
  return child;
}

static rh_child_end ended(int status, int *code) {
  *code = WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
  return WIFSIGNALED(status) ? RH_CHILD_KILLED : RH_CHILD_EXITED;
}

static int64_t now_milliseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/// True when the child has ended before the deadline.
static int wait_until(pid_t child, int64_t deadline) {
  const int descriptor = (int)syscall(SYS_pidfd_open, child, 0);
  if (descriptor < 0) return 0;
  struct pollfd ending = {.fd = descriptor, .events = POLLIN};
  int count;
  do {
    const int64_t left = deadline - now_milliseconds();
    count = poll(&ending, 1, left > 0 ? (int)left : 0);
  } while (count < 0 && errno == EINTR);
  close(descriptor);
  return count > 0;
}

rh_child_end rh_child_wait(pid_t child, int timeout_milliseconds, int *code) {
  const int is_late = !wait_until(child, now_milliseconds() + timeout_milliseconds);
  if (is_late) kill(child, SIGKILL);
  int status;
  pid_t waited;
  do {
    waited = waitpid(child, &status, 0);
  } while (waited < 0 && errno == EINTR);
  if (waited != child) return RH_CHILD_LOST;
  const rh_child_end end = ended(status, code);
  return is_late ? RH_CHILD_TIMED_OUT : end;
}
