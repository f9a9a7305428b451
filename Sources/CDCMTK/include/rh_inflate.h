#ifndef RH_INFLATE_H
#define RH_INFLATE_H
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A raw deflate stream (PS3.5 annex A.5) being inflated piece by piece.
typedef struct rh_inflate rh_inflate;

typedef enum { RH_INFLATE_MORE = 0, RH_INFLATE_FINISHED = 1, RH_INFLATE_DAMAGED = -1 } rh_inflate_state;

/// NULL when memory is short.
rh_inflate *rh_inflate_create(void);
void rh_inflate_destroy(rh_inflate *state);

/// Inflates from `input` into `output`; never writes beyond `output_capacity`. Says how much of each was used.
rh_inflate_state rh_inflate_run(rh_inflate *state, const uint8_t *input, size_t input_length, size_t *consumed,
                                uint8_t *output, size_t output_capacity, size_t *produced);

#ifdef __cplusplus
}
#endif
#endif
