#ifndef COPENSSL_INTERNAL_H
#define COPENSSL_INTERNAL_H

#include "include/COpenSSL.h"

#include <openssl/bio.h>

// Copies what a memory BIO holds into a buffer of ours.
int rh_take_bio(BIO *bio, rh_buffer *out);

// Takes over bytes that OpenSSL allocated (i2d_*), count from its return value; 0 when count <= 0.
int rh_take_der(unsigned char *der, int count, rh_buffer *out);

#endif
