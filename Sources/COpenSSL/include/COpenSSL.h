// Plain-C face of OpenSSL 3 libcrypto for Swift. Only this header is imported: no OpenSSL type or macro leaks out.
// Every function returns 1 for success and 0 for failure unless its comment says otherwise. Nothing here reads a
// clock or prompts on a terminal.
#ifndef COPENSSL_H
#define COPENSSL_H

#include <stddef.h>
#include <stdint.h>

#define RH_SHA256_LENGTH 32

// Bytes made by the shim; release with rh_buffer_free.
typedef struct {
  uint8_t *_Nullable bytes;
  size_t count;
} rh_buffer;

void rh_buffer_free(rh_buffer buffer);

// Digests (digest.c)

typedef struct rh_sha256 rh_sha256;

rh_sha256 *_Nullable rh_sha256_new(void);
rh_sha256 *_Nullable rh_sha256_copy(const rh_sha256 *_Nonnull hasher);
void rh_sha256_free(rh_sha256 *_Nullable hasher);
int rh_sha256_update(rh_sha256 *_Nonnull hasher, const void *_Nullable bytes, size_t count);
// Writes 32 bytes; the hasher is spent afterwards.
int rh_sha256_final(rh_sha256 *_Nonnull hasher, uint8_t *_Nonnull digest);
int rh_sha256_once(const void *_Nullable bytes, size_t count, uint8_t *_Nonnull digest);

// Cryptographically strong random bytes from the operating system's seeded generator.
int rh_random(uint8_t *_Nonnull bytes, size_t count);

// 1 if equal; time depends on count only.
int rh_equal(const void *_Nonnull a, const void *_Nonnull b, size_t count);

#endif
