// libpng reports errors by longjmp, which must not cross Swift frames, so the calls that can fail are made here.
#ifndef RH_PNG_H
#define RH_PNG_H

#include <png.h>
#include <setjmp.h>
#include <zlib.h>

typedef void (*rh_png_sink)(void *receiver, const unsigned char *bytes, size_t count);

typedef struct {
  rh_png_sink sink;
  void *receiver;
} rh_png_target;

static inline void rh_png_write(png_structp png, png_bytep bytes, size_t count) {
  rh_png_target *target = (rh_png_target *)png_get_io_ptr(png);
  target->sink(target->receiver, bytes, count);
}

static inline void rh_png_flush(png_structp png) { (void)png; }

static inline void rh_png_warning(png_structp png, png_const_charp text) {
  (void)png;
  (void)text;
}

static inline void rh_png_error(png_structp png, png_const_charp text) {
  (void)text;
  png_longjmp(png, 1);
}

/// Layout of the pixels given to `rh_png_encode`.
enum rh_png_pixels {
  rh_png_gray8 = 1,
  rh_png_rgb8 = 3,
  /// Cairo's RGB24 on a little-endian machine: blue, green, red, unused.
  rh_png_bgrx8 = 4
};

/// What a picture shows, for how it is packed.
enum rh_png_content {
  /// Pixels of a camera or detector do not repeat themselves, so runs are enough: Up filter, level 1, Z_RLE.
  rh_png_photograph = 0,
  /// Repeats itself, so zlib looks for matches: Up filter, level 3.
  rh_png_line_art = 1,
  /// Few colours, made once and kept: no filter, level 9.
  rh_png_few_colours = 2
};

/// Writes one 8-bit picture as PNG. `pixels_per_metre` 0 leaves the pHYs chunk out. Returns 1 when all was written, else 0.
static inline int rh_png_encode(const unsigned char *pixels, unsigned width, unsigned height, size_t stride, enum rh_png_pixels layout,
                                enum rh_png_content content, unsigned pixels_per_metre, rh_png_sink sink, void *receiver) {
  rh_png_target target = {sink, receiver};
  png_structp volatile png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, rh_png_error, rh_png_warning);
  if (png == NULL) return 0;
  png_infop volatile info = png_create_info_struct(png);
  if (info == NULL || setjmp(png_jmpbuf(png))) {
    png_structp failed = png;
    png_infop failed_info = info;
    png_destroy_write_struct(&failed, &failed_info);
    return 0;
  }
  png_set_write_fn(png, &target, rh_png_write, rh_png_flush);
  png_set_compression_level(png, content == rh_png_few_colours ? 9 : content == rh_png_line_art ? 3 : 1);
  png_set_compression_strategy(png, content == rh_png_photograph ? Z_RLE : Z_DEFAULT_STRATEGY);
  png_set_filter(png, PNG_FILTER_TYPE_BASE, content == rh_png_few_colours ? PNG_FILTER_NONE : PNG_FILTER_UP);
  png_set_IHDR(png, info, width, height, 8, layout == rh_png_gray8 ? PNG_COLOR_TYPE_GRAY : PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
               PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  if (pixels_per_metre > 0) png_set_pHYs(png, info, pixels_per_metre, pixels_per_metre, PNG_RESOLUTION_METER);
  png_write_info(png, info);
  if (layout == rh_png_bgrx8) {
    png_set_bgr(png);
    png_set_filler(png, 0, PNG_FILLER_AFTER);
  }
  for (unsigned row = 0; row < height; row++) png_write_row(png, pixels + (size_t)row * stride);
  png_write_end(png, info);
  png_structp done = png;
  png_infop done_info = info;
  png_destroy_write_struct(&done, &done_info);
  return 1;
}

#endif
