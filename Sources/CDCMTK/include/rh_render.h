#ifndef RH_RENDER_H
#define RH_RENDER_H
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A frame that stands for the file's Pixel Data. Decoded elsewhere: little endian, samples of a pixel together, rows from the top.
typedef struct {
  const uint8_t *bytes;
  size_t length;
  uint16_t rows;
  uint16_t columns;
  uint16_t samples_per_pixel;
  uint16_t bits_allocated;  ///< 1, 8 or 16
  uint16_t bits_stored;
  int is_signed;
  /// The colour transform is undone already, whatever the header says.
  int is_rgb;
  /// The bytes are one frame's codestream in the file's own transfer syntax; only `bytes` and `length` (even) count.
  int is_encoded;
} rh_native_frame;

/// Window centre and width in modality units (Hounsfield for CT).
typedef struct {
  double center;
  double width;
} rh_window;

/// Eight bits a sample, one sample (grey) or three (RGB) a pixel.
typedef struct {
  uint8_t *bytes;
  size_t length;
  uint32_t rows;
  uint32_t columns;
  uint32_t samples_per_pixel;
} rh_rendered_frame;

typedef enum { RH_RENDER_DONE = 0, RH_RENDER_UNDECODABLE = 1, RH_RENDER_TOO_LARGE = 2 } rh_render_result;

/// Renders frame `frame` (from 0) of a Part 10 file as it is to be seen: modality and VOI transformation, palette, colour model, polarity.
/// `native` (or NULL) stands for the frame's pixels where DCMTK has no codec or cannot find the frame; `window` (or NULL) overrules the header's.
/// Only for scanned files, and only in a child process with limits. Free the result with rh_rendered_frame_free.
rh_render_result rh_render_frame(const char *path, unsigned long frame, const rh_native_frame *native, const rh_window *window,
                                 rh_rendered_frame *result);
void rh_rendered_frame_free(rh_rendered_frame *result);

#ifdef __cplusplus
}
#endif
#endif
