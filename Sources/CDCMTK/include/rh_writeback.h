#ifndef RH_WRITEBACK_H
#define RH_WRITEBACK_H

/// Lets the disk begin to write a file's dirty pages and returns at once (sync_file_range(2)). It promises nothing.
void rh_start_writeback(int descriptor);

#endif
