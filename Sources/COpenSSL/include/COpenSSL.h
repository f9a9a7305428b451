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

// Keys on P-256 (keys.c). A key is private or public-only.

typedef struct rh_key rh_key;

#define RH_KEY_SEED_LENGTH 48

void rh_key_free(rh_key *_Nullable key);
// Private key from 48 random bytes: FIPS 186-5 A.2.1, seed mod (n - 1) + 1.
rh_key *_Nullable rh_key_from_seed(const uint8_t *_Nonnull seed);
// Private key from PEM. *is_locked becomes 1 when the key is encrypted (so a failure may be the passphrase's).
rh_key *_Nullable rh_key_from_pem(const uint8_t *_Nonnull pem, size_t count, const char *_Nullable passphrase, int *_Nonnull is_locked);
// PKCS#8 PEM; with a passphrase AES-256-CBC under PBKDF2-HMAC-SHA256.
int rh_key_to_pem(const rh_key *_Nonnull key, const char *_Nullable passphrase, rh_buffer *_Nonnull out);
// Public-only key from SubjectPublicKeyInfo DER; NULL unless P-256.
rh_key *_Nullable rh_key_from_public_der(const uint8_t *_Nonnull der, size_t count);
int rh_key_public_der(const rh_key *_Nonnull key, rh_buffer *_Nonnull out);
// ECDSA with SHA-256 over bytes; signature is DER (RFC 3279).
int rh_key_sign(const rh_key *_Nonnull key, const uint8_t *_Nullable bytes, size_t count, rh_buffer *_Nonnull out);
int rh_key_verify(
    const rh_key *_Nonnull key, const uint8_t *_Nullable bytes, size_t count, const uint8_t *_Nonnull signature, size_t signature_count);

// Certificates (certificates.c). Times are seconds since 1970-01-01T00:00:00Z. Lists of certificates are DER one after another.

typedef enum { RH_ROLE_ROOT = 0, RH_ROLE_READER = 1, RH_ROLE_HUB = 2, RH_ROLE_SERVER = 3 } rh_role;

// Only issuer_der (absent for a self-signed root), subject_serial and server_names may be NULL when the plan is used.
typedef struct {
  const rh_key *_Nullable subject_key;
  const rh_key *_Nullable issuer_key;
  const uint8_t *_Nullable issuer_der;
  size_t issuer_count;
  rh_role role;
  const char *_Nullable common_name;
  const char *_Nullable organization;
  // X.520 serialNumber of the subject.
  const char *_Nullable subject_serial;
  // Subject alternative names as OpenSSL writes them: "DNS:hub.example,IP:10.0.0.1". The caller has checked each.
  const char *_Nullable server_names;
  const uint8_t *_Nullable serial;
  size_t serial_count;
  int64_t not_before;
  int64_t not_after;
} rh_certificate_plan;

int rh_certificate_issue(const rh_certificate_plan *_Nonnull plan, rh_buffer *_Nonnull der);

#define RH_USAGE_DIGITAL_SIGNATURE 1u
#define RH_USAGE_NON_REPUDIATION 2u
#define RH_USAGE_CERTIFICATE_SIGN 4u

// A subject part that is absent, repeated or not text is an empty buffer.
typedef struct {
  rh_buffer common_name;
  rh_buffer organization;
  rh_buffer subject_serial;
  rh_buffer issuer_common_name;
  rh_buffer serial;
  rh_buffer public_key;
  // Subject alternative names that are host names or addresses, each followed by a line feed.
  rh_buffer server_names;
  int64_t not_before;
  int64_t not_after;
  uint32_t key_usage;
  int is_authority;
} rh_certificate_facts;

// 0 unless the bytes are exactly one DER certificate. Free with rh_certificate_facts_free in either case.
int rh_certificate_read(const uint8_t *_Nonnull der, size_t count, rh_certificate_facts *_Nonnull facts);
void rh_certificate_facts_free(rh_certificate_facts *_Nonnull facts);
// First certificate of a PEM text as DER.
int rh_certificate_from_pem(const uint8_t *_Nonnull pem, size_t count, rh_buffer *_Nonnull der);
int rh_certificate_to_pem(const uint8_t *_Nonnull der, size_t count, rh_buffer *_Nonnull pem);

typedef enum {
  RH_CHAIN_GOOD = 0,
  RH_CHAIN_UNTRUSTED = 1,
  RH_CHAIN_EXPIRED = 2,
  RH_CHAIN_NOT_YET_VALID = 3,
  RH_CHAIN_BAD_SIGNATURE = 4,
  RH_CHAIN_OTHER = 5,
} rh_chain_status;

// Path building and checking (RFC 5280) from the leaf to one of the roots, all valid at the given time.
rh_chain_status rh_chain_verify(
    const uint8_t *_Nonnull leaf, size_t leaf_count, const uint8_t *_Nullable intermediates, size_t intermediates_count,
    const uint8_t *_Nullable roots, size_t roots_count, int64_t at);

// PKCS#10 requests: the signature proves that the asker holds the key.
int rh_request_make(const rh_key *_Nonnull key, const char *_Nonnull common_name, rh_buffer *_Nonnull der);
int rh_request_read(
    const uint8_t *_Nonnull der, size_t count, rh_buffer *_Nonnull public_key, rh_buffer *_Nonnull common_name);

// CAdES-detached signatures in CMS (cms.c), ECDSA P-256 with SHA-256, signing-certificate-v2 (RFC 5035).

#define RH_NO_SIGNING_TIME INT64_MIN

// intermediates: certificates carried besides the signer's. signing_time RH_NO_SIGNING_TIME leaves the attribute out (PAdES wants that).
int rh_cms_make(
    const rh_key *_Nonnull key, const uint8_t *_Nonnull certificate, size_t certificate_count, const uint8_t *_Nullable intermediates,
    size_t intermediates_count, const uint8_t *_Nonnull digest, int64_t signing_time, rh_buffer *_Nonnull cms);

typedef enum {
  RH_CMS_GOOD = 0,
  RH_CMS_MALFORMED = 1,
  RH_CMS_DIGEST_DIFFERS = 2,
  RH_CMS_NOT_CANONICAL = 3,
  RH_CMS_BAD_SIGNATURE = 4,
} rh_cms_status;

typedef struct {
  rh_buffer certificate;
  rh_buffer intermediates;
  int64_t signing_time;
} rh_cms_facts;

// Checks everything but the chain. The bytes must be, octet for octet, what rh_cms_make writes for their certificates, digest,
// time and signature value, so nothing unsigned can hide in them.
rh_cms_status rh_cms_verify(
    const uint8_t *_Nonnull cms, size_t count, const uint8_t *_Nonnull digest, rh_cms_facts *_Nonnull facts);
void rh_cms_facts_free(rh_cms_facts *_Nonnull facts);

#endif
