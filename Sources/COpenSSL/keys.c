#include "internal.h"

#include <limits.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <string.h>

// OWASP's 2023 figure for PBKDF2-HMAC-SHA256; about a fifth of a second.
static const int passphrase_iterations = 600000;

EVP_PKEY *rh_pkey(const rh_key *key) { return (EVP_PKEY *)key; }

void rh_key_free(rh_key *key) { EVP_PKEY_free(rh_pkey(key)); }

int rh_is_p256(const EVP_PKEY *key) {
  char group[64] = "";
  size_t count = 0;
  if (key == NULL || EVP_PKEY_get_base_id(key) != EVP_PKEY_EC) return 0;
  if (EVP_PKEY_get_group_name(key, group, sizeof group, &count) != 1) return 0;
  return strcmp(group, "prime256v1") == 0 || strcmp(group, "P-256") == 0;
}

// The private number d = seed mod (n - 1) + 1.
static BIGNUM *private_number(const EC_GROUP *group, const uint8_t *seed, BN_CTX *scratch) {
  BIGNUM *limit = BN_dup(EC_GROUP_get0_order(group));
  BIGNUM *number = BN_secure_new();
  BIGNUM *large = BN_bin2bn(seed, RH_KEY_SEED_LENGTH, NULL);
  int done = limit != NULL && number != NULL && large != NULL && BN_sub_word(limit, 1) == 1;
  if (done) BN_set_flags(large, BN_FLG_CONSTTIME);
  done = done && BN_mod(number, large, limit, scratch) == 1 && BN_add_word(number, 1) == 1;
  BN_free(limit);
  BN_clear_free(large);
  if (done) return number;
  BN_clear_free(number);
  return NULL;
}

static EVP_PKEY *assemble(const BIGNUM *number, const uint8_t *point, size_t point_count) {
  EVP_PKEY *key = NULL;
  OSSL_PARAM *values = NULL;
  EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
  OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
  int done = context != NULL && builder != NULL &&
             OSSL_PARAM_BLD_push_utf8_string(builder, OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0) == 1 &&
             OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_PRIV_KEY, number) == 1 &&
             OSSL_PARAM_BLD_push_octet_string(builder, OSSL_PKEY_PARAM_PUB_KEY, point, point_count) == 1;
  if (done) values = OSSL_PARAM_BLD_to_param(builder);
  if (values == NULL || EVP_PKEY_fromdata_init(context) != 1 || EVP_PKEY_fromdata(context, &key, EVP_PKEY_KEYPAIR, values) != 1) key = NULL;
  OSSL_PARAM_free(values);
  OSSL_PARAM_BLD_free(builder);
  EVP_PKEY_CTX_free(context);
  return key;
}

rh_key *rh_key_from_seed(const uint8_t *seed) {
  uint8_t bytes[65];
  EVP_PKEY *key = NULL;
  EC_GROUP *group = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1);
  BN_CTX *scratch = BN_CTX_secure_new();
  BIGNUM *number = group != NULL && scratch != NULL ? private_number(group, seed, scratch) : NULL;
  EC_POINT *point = number != NULL ? EC_POINT_new(group) : NULL;
  if (point != NULL && EC_POINT_mul(group, point, number, NULL, NULL, scratch) == 1 &&
      EC_POINT_point2oct(group, point, POINT_CONVERSION_UNCOMPRESSED, bytes, sizeof bytes, scratch) == sizeof bytes) {
    key = assemble(number, bytes, sizeof bytes);
  }
  EC_POINT_free(point);
  BN_clear_free(number);
  BN_CTX_free(scratch);
  EC_GROUP_free(group);
  return (rh_key *)key;
}

typedef struct {
  const char *passphrase;
  int was_asked;
} passphrase_source;

// Stands in for OpenSSL's own asking at the terminal.
static int give_passphrase(char *buffer, int size, int is_writing, void *data) {
  passphrase_source *source = data;
  (void)is_writing;
  source->was_asked = 1;
  if (source->passphrase == NULL) return -1;
  size_t count = strlen(source->passphrase);
  if (count > (size_t)size) return -1;
  memcpy(buffer, source->passphrase, count);
  return (int)count;
}

rh_key *rh_key_from_pem(const uint8_t *pem, size_t count, const char *passphrase, int *is_locked) {
  passphrase_source source = {passphrase, 0};
  *is_locked = 0;
  if (count > INT_MAX) return NULL;
  BIO *bio = BIO_new_mem_buf(pem, (int)count);
  if (bio == NULL) return NULL;
  EVP_PKEY *key = PEM_read_bio_PrivateKey(bio, NULL, give_passphrase, &source);
  BIO_free(bio);
  *is_locked = source.was_asked;
  if (key != NULL && !rh_is_p256(key)) {
    EVP_PKEY_free(key);
    key = NULL;
    *is_locked = 0;
  }
  ERR_clear_error();
  return (rh_key *)key;
}

static int write_locked(BIO *bio, PKCS8_PRIV_KEY_INFO *plain, const char *passphrase) {
  X509_ALGOR *scheme = PKCS5_pbe2_set_iv(EVP_aes_256_cbc(), passphrase_iterations, NULL, 0, NULL, NID_hmacWithSHA256);
  if (scheme == NULL) return 0;
  X509_SIG *locked = PKCS8_set0_pbe(passphrase, (int)strlen(passphrase), plain, scheme);
  if (locked == NULL) {
    X509_ALGOR_free(scheme);
    return 0;
  }
  int done = PEM_write_bio_PKCS8(bio, locked) == 1;
  X509_SIG_free(locked);
  return done;
}

int rh_key_to_pem(const rh_key *key, const char *passphrase, rh_buffer *out) {
  BIO *bio = BIO_new(BIO_s_secmem());
  PKCS8_PRIV_KEY_INFO *plain = EVP_PKEY2PKCS8(rh_pkey(key));
  int done = bio != NULL && plain != NULL;
  if (done) done = passphrase != NULL ? write_locked(bio, plain, passphrase) : PEM_write_bio_PKCS8_PRIV_KEY_INFO(bio, plain) == 1;
  done = done && rh_take_bio(bio, out);
  PKCS8_PRIV_KEY_INFO_free(plain);
  BIO_free(bio);
  return done;
}

rh_key *rh_key_from_public_der(const uint8_t *der, size_t count) {
  const unsigned char *end = der;
  if (count > LONG_MAX) return NULL;
  EVP_PKEY *key = d2i_PUBKEY(NULL, &end, (long)count);
  if (key != NULL && (end != der + count || !rh_is_p256(key))) {
    EVP_PKEY_free(key);
    key = NULL;
  }
  ERR_clear_error();
  return (rh_key *)key;
}

int rh_key_public_der(const rh_key *key, rh_buffer *out) {
  unsigned char *der = NULL;
  int count = i2d_PUBKEY(rh_pkey(key), &der);
  return rh_take_der(der, count, out);
}

int rh_key_sign(const rh_key *key, const uint8_t *bytes, size_t count, rh_buffer *out) {
  unsigned char *signature = NULL;
  size_t needed = 0;
  EVP_MD_CTX *context = EVP_MD_CTX_new();
  int done = context != NULL && EVP_DigestSignInit(context, NULL, EVP_sha256(), NULL, rh_pkey(key)) == 1 &&
             EVP_DigestSign(context, NULL, &needed, bytes, count) == 1 && (signature = OPENSSL_malloc(needed)) != NULL &&
             EVP_DigestSign(context, signature, &needed, bytes, count) == 1;
  EVP_MD_CTX_free(context);
  ERR_clear_error();
  if (!done) {
    OPENSSL_free(signature);
    return 0;
  }
  return rh_take_der(signature, (int)needed, out);
}

int rh_key_verify(const rh_key *key, const uint8_t *bytes, size_t count, const uint8_t *signature, size_t signature_count) {
  EVP_MD_CTX *context = EVP_MD_CTX_new();
  int good = context != NULL && EVP_DigestVerifyInit(context, NULL, EVP_sha256(), NULL, rh_pkey(key)) == 1 &&
             EVP_DigestVerify(context, signature, signature_count, bytes, count) == 1;
  EVP_MD_CTX_free(context);
  ERR_clear_error();
  return good;
}
