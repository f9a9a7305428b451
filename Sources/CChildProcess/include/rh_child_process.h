#ifndef RH_CHILD_PROCESS_H
#define RH_CHILD_PROCESS_H
#include <stdint.h>
#include <sys/types.h>

/// What a child process may use; the kernel enforces it.
typedef struct {
  uint64_t address_space_bytes;
  /// Heap and other private memory, without the program's own code.
  uint64_t data_bytes;
  uint64_t cpu_seconds;
  uint64_t file_bytes;
  uint64_t open_files;
} rh_child_limits;

/// The descriptor a child finds its result file under.
enum { RH_CHILD_RESULT_DESCRIPTOR = 3 };

/// A file in memory, close-on-exec; -1 when it cannot be had.
int rh_memory_file(const char *name);

/// Starts `path` with `arguments` (NULL-terminated, argv[0] first), limits set, `result` as descriptor 3, standard streams on /dev/null,
/// every other descriptor closed, a bare environment, no core dump, no new privileges; it dies when the calling thread does.
/// Returns the process id, or -1. A program that cannot be executed ends with status 127.
pid_t rh_child_start(const char *path, const char *const *arguments, int result, const rh_child_limits *limits);

typedef enum { RH_CHILD_EXITED = 0, RH_CHILD_KILLED = 1, RH_CHILD_TIMED_OUT = 2, RH_CHILD_LOST = 3 } rh_child_end;

/// Waits for the child's end; kills it when `timeout_milliseconds` pass. `code` is the exit status or the signal.
rh_child_end rh_child_wait(pid_t child, int timeout_milliseconds, int *code);

#endif
