// sync_file_range is not in POSIX.
#define _GNU_SOURCE
#include "rh_writeback.h"

#include <fcntl.h>

void rh_start_writeback(int descriptor, int64_t offset, int64_t length) {
  (void)sync_file_range(descriptor, offset, length, SYNC_FILE_RANGE_WRITE);
}
