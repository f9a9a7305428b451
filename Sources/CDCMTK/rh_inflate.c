#include "rh_inflate.h"

#include <stdlib.h>
#include <zlib.h>

struct rh_inflate {
  z_stream stream;
};

rh_inflate *rh_inflate_create(void) {
  rh_inflate *state = calloc(1, sizeof *state);
  if (state == NULL) return NULL;
  if (inflateInit2(&state->stream, -MAX_WBITS) != Z_OK) {
    free(state);
    return NULL;
  }
  return state;
}

void rh_inflate_destroy(rh_inflate *state) {
  if (state == NULL) return;
  inflateEnd(&state->stream);
  free(state);
}

rh_inflate_state rh_inflate_run(rh_inflate *state, const uint8_t *input, size_t input_length, size_t *consumed,
                                uint8_t *output, size_t output_capacity, size_t *produced) {
  z_stream *stream = &state->stream;
  stream->next_in = (Bytef *)input;
  stream->avail_in = (uInt)input_length;
  stream->next_out = output;
  stream->avail_out = (uInt)output_capacity;
  int result = inflate(stream, Z_NO_FLUSH);
  *consumed = input_length - stream->avail_in;
  *produced = output_capacity - stream->avail_out;
  if (result == Z_STREAM_END) return RH_INFLATE_FINISHED;
  return result == Z_OK || result == Z_BUF_ERROR ? RH_INFLATE_MORE : RH_INFLATE_DAMAGED;
}
