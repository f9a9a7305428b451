#ifndef COPENSSL_INTERNAL_H
#define COPENSSL_INTERNAL_H

#include "include/COpenSSL.h"

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

// Copies what a memory BIO holds into a buffer of ours.
int rh_take_bio(BIO *bio, rh_buffer *out);

// Takes over bytes that OpenSSL allocated (i2d_*), count from its return value; 0 when count <= 0.
int rh_take_der(unsigned char *der, int count, rh_buffer *out);

// A key is an EVP_PKEY under another name.
EVP_PKEY *rh_pkey(const rh_key *key);
int rh_is_p256(const EVP_PKEY *key);

// Exactly one certificate filling the bytes, encoded as DER would.
X509 *rh_parse_certificate(const uint8_t *der, size_t count);
// Certificates one after another; NULL when a byte is left over. An empty list is a list.
STACK_OF(X509) *rh_parse_certificates(const uint8_t *der, size_t count);
int rh_encode_certificate(X509 *certificate, rh_buffer *out);
int rh_seconds(const ASN1_TIME *time, int64_t *seconds);

#endif
