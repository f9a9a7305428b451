#include "internal.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct rh_sha256 {
  EVP_MD_CTX *state;
};

// Fetched once: EVP_sha256() would look the implementation up again at every initialisation.
static EVP_MD *sha256_algorithm;
static pthread_once_t sha256_once_control = PTHREAD_ONCE_INIT;

static void fetch_sha256(void) { sha256_algorithm = EVP_MD_fetch(NULL, "SHA256", NULL); }

static const EVP_MD *sha256(void) {
  pthread_once(&sha256_once_control, fetch_sha256);
  return sha256_algorithm;
}

void rh_buffer_free(rh_buffer buffer) {
  if (buffer.bytes == NULL) return;
  OPENSSL_cleanse(buffer.bytes, buffer.count);
  free(buffer.bytes);
}

int rh_take_bio(BIO *bio, rh_buffer *out) {
  char *data = NULL;
  long count = BIO_get_mem_data(bio, &data);
  out->bytes = NULL;
  out->count = 0;
  if (count <= 0 || data == NULL) return 0;
  out->bytes = malloc((size_t)count);
  if (out->bytes == NULL) return 0;
  memcpy(out->bytes, data, (size_t)count);
  out->count = (size_t)count;
  return 1;
}

int rh_take_der(unsigned char *der, int count, rh_buffer *out) {
  out->bytes = NULL;
  out->count = 0;
  if (count <= 0 || der == NULL) {
    OPENSSL_free(der);
    return 0;
  }
  out->bytes = malloc((size_t)count);
  if (out->bytes != NULL) {
    memcpy(out->bytes, der, (size_t)count);
    out->count = (size_t)count;
  }
  OPENSSL_clear_free(der, (size_t)count);
  return out->bytes != NULL;
}

rh_sha256 *rh_sha256_new(void) {
  rh_sha256 *hasher = calloc(1, sizeof *hasher);
  if (hasher == NULL) return NULL;
  hasher->state = EVP_MD_CTX_new();
  if (hasher->state == NULL || EVP_DigestInit_ex(hasher->state, sha256(), NULL) != 1) {
    rh_sha256_free(hasher);
    return NULL;
  }
  return hasher;
}

rh_sha256 *rh_sha256_copy(const rh_sha256 *hasher) {
  rh_sha256 *copy = calloc(1, sizeof *copy);
  if (copy == NULL) return NULL;
  copy->state = EVP_MD_CTX_new();
  if (copy->state == NULL || EVP_MD_CTX_copy_ex(copy->state, hasher->state) != 1) {
    rh_sha256_free(copy);
    return NULL;
  }
  return copy;
}

void rh_sha256_free(rh_sha256 *hasher) {
  if (hasher == NULL) return;
  EVP_MD_CTX_free(hasher->state);
  free(hasher);
}

int rh_sha256_update(rh_sha256 *hasher, const void *bytes, size_t count) {
  return count == 0 || EVP_DigestUpdate(hasher->state, bytes, count) == 1;
}

int rh_sha256_final(rh_sha256 *hasher, uint8_t *digest) {
  unsigned int count = 0;
  return EVP_DigestFinal_ex(hasher->state, digest, &count) == 1 && count == RH_SHA256_LENGTH;
}

int rh_sha256_once(const void *bytes, size_t count, uint8_t *digest) {
  unsigned int written = 0;
  return EVP_Digest(count == 0 ? "" : bytes, count, digest, &written, sha256(), NULL) == 1 && written == RH_SHA256_LENGTH;
}

int rh_random(uint8_t *bytes, size_t count) {
  while (count > 0) {
    int step = count > 65536 ? 65536 : (int)count;
    if (RAND_bytes(bytes, step) != 1) return 0;
    bytes += step;
    count -= (size_t)step;
  }
  return 1;
}

int rh_equal(const void *a, const void *b, size_t count) { return CRYPTO_memcmp(a, b, count) == 0; }
