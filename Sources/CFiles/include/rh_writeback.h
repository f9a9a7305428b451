#ifndef RH_WRITEBACK_H
#define RH_WRITEBACK_H

#include <stdint.h>

/// Lets the disk begin to write a file's dirty pages and returns at once (sync_file_range(2)). It promises nothing.
///
/// length 0: to the end of the file.
void rh_start_writeback(int descriptor, int64_t offset, int64_t length);

#endif
