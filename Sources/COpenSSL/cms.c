#include "internal.h"

#include <limits.h>
#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/objects.h>
#include <stdlib.h>
#include <string.h>

static int add_signing_time(CMS_SignerInfo *signer, int64_t seconds) {
  if (seconds == RH_NO_SIGNING_TIME) return 1;
  ASN1_TIME *time = ASN1_TIME_set(NULL, (time_t)seconds);
  int done = time != NULL && CMS_signed_add1_attr_by_NID(signer, NID_pkcs9_signingTime, time->type, time, -1) == 1;
  ASN1_TIME_free(time);
  return done;
}

// Everything but the signature value. OpenSSL's own CMS_SignerInfo_sign would add the wall clock's time, so it is not used.
static CMS_ContentInfo *compose(
    X509 *certificate, STACK_OF(X509) *intermediates, const uint8_t *digest, int64_t signing_time, CMS_SignerInfo **signer) {
  const unsigned int flags = CMS_PARTIAL | CMS_DETACHED | CMS_BINARY | CMS_CADES | CMS_NOSMIMECAP;
  CMS_ContentInfo *cms = CMS_sign(NULL, NULL, NULL, NULL, flags);
  EVP_PKEY *key = X509_get0_pubkey(certificate);
  if (cms == NULL || key == NULL || (*signer = CMS_add1_signer(cms, certificate, key, EVP_sha256(), flags)) == NULL) {
    CMS_ContentInfo_free(cms);
    return NULL;
  }
  int done = CMS_signed_add1_attr_by_NID(*signer, NID_pkcs9_contentType, V_ASN1_OBJECT, OBJ_nid2obj(NID_pkcs7_data), -1) == 1 &&
             CMS_signed_add1_attr_by_NID(*signer, NID_pkcs9_messageDigest, V_ASN1_OCTET_STRING, digest, RH_SHA256_LENGTH) == 1 &&
             add_signing_time(*signer, signing_time);
  for (int index = 0; done && index < sk_X509_num(intermediates); index++) done = CMS_add1_cert(cms, sk_X509_value(intermediates, index)) == 1;
  if (done) return cms;
  CMS_ContentInfo_free(cms);
  return NULL;
}

static int compare_der(const void *left, const void *right) {
  const rh_buffer *a = left;
  const rh_buffer *b = right;
  size_t shorter = a->count < b->count ? a->count : b->count;
  int order = memcmp(a->bytes, b->bytes, shorter);
  return order != 0 ? order : (a->count > b->count) - (a->count < b->count);
}

static size_t put_header(uint8_t *out, uint8_t tag, size_t length) {
  out[0] = tag;
  if (length < 128) {
    out[1] = (uint8_t)length;
    return 2;
  }
  size_t octets = length < 256 ? 1 : length < 65536 ? 2 : 3;
  out[1] = (uint8_t)(0x80 | octets);
  for (size_t index = 0; index < octets; index++) out[2 + index] = (uint8_t)(length >> (8 * (octets - 1 - index)));
  return 2 + octets;
}

// The bytes that are signed: the attributes as a DER SET OF (RFC 5652 section 5.4).
static int signed_attributes(CMS_SignerInfo *signer, rh_buffer *out) {
  enum { most = 8 };
  rh_buffer parts[most] = {{0}};
  size_t total = 0;
  int count = CMS_signed_get_attr_count(signer);
  int done = count > 0 && count <= most;
  for (int index = 0; done && index < count; index++) {
    unsigned char *der = NULL;
    int length = i2d_X509_ATTRIBUTE(CMS_signed_get_attr(signer, index), &der);
    done = rh_take_der(der, length, &parts[index]);
    total += parts[index].count;
  }
  out->bytes = done && total < 1 << 20 ? malloc(total + 8) : NULL;
  done = out->bytes != NULL;
  if (done) {
    qsort(parts, (size_t)count, sizeof parts[0], compare_der);
    out->count = put_header(out->bytes, 0x31, total);
    for (int index = 0; index < count; index++) {
      memcpy(out->bytes + out->count, parts[index].bytes, parts[index].count);
      out->count += parts[index].count;
    }
  }
  for (int index = 0; index < most; index++) rh_buffer_free(parts[index]);
  return done;
}

static int encode_with_signature(CMS_ContentInfo *cms, CMS_SignerInfo *signer, const uint8_t *signature, size_t count, rh_buffer *out) {
  unsigned char *der = NULL;
  if (count > INT_MAX || ASN1_STRING_set(CMS_SignerInfo_get0_signature(signer), signature, (int)count) != 1) return 0;
  int length = i2d_CMS_ContentInfo(cms, &der);
  return rh_take_der(der, length, out);
}

int rh_cms_make(
    const rh_key *key, const uint8_t *certificate, size_t certificate_count, const uint8_t *intermediates, size_t intermediates_count,
    const uint8_t *digest, int64_t signing_time, rh_buffer *out) {
  CMS_SignerInfo *signer = NULL;
  CMS_ContentInfo *cms = NULL;
  rh_buffer attributes = {0};
  rh_buffer signature = {0};
  X509 *own = rh_parse_certificate(certificate, certificate_count);
  STACK_OF(X509) *between = rh_parse_certificates(intermediates, intermediates_count);
  int done = own != NULL && between != NULL && X509_check_private_key(own, rh_pkey(key)) == 1 &&
             (cms = compose(own, between, digest, signing_time, &signer)) != NULL && signed_attributes(signer, &attributes) &&
             rh_key_sign(key, attributes.bytes, attributes.count, &signature) &&
             encode_with_signature(cms, signer, signature.bytes, signature.count, out);
  rh_buffer_free(attributes);
  rh_buffer_free(signature);
  CMS_ContentInfo_free(cms);
  sk_X509_pop_free(between, X509_free);
  X509_free(own);
  ERR_clear_error();
  return done;
}

// The value of an attribute that is there once with one value of the wanted type.
static void *only_value(CMS_SignerInfo *signer, int nid, int type) {
  int index = CMS_signed_get_attr_by_NID(signer, nid, -1);
  if (index < 0) return NULL;
  X509_ATTRIBUTE *attribute = CMS_signed_get_attr(signer, index);
  return X509_ATTRIBUTE_count(attribute) == 1 ? X509_ATTRIBUTE_get0_data(attribute, 0, type, NULL) : NULL;
}

static int64_t signing_time_of(CMS_SignerInfo *signer) {
  int64_t seconds = RH_NO_SIGNING_TIME;
  const ASN1_TIME *time = only_value(signer, NID_pkcs9_signingTime, V_ASN1_UTCTIME);
  if (time == NULL) time = only_value(signer, NID_pkcs9_signingTime, V_ASN1_GENERALIZEDTIME);
  return time != NULL && rh_seconds(time, &seconds) ? seconds : RH_NO_SIGNING_TIME;
}

// Certificates of the message other than the signer's.
static STACK_OF(X509) *others(CMS_ContentInfo *cms, X509 *own) {
  STACK_OF(X509) *all = CMS_get1_certs(cms);
  for (int index = sk_X509_num(all) - 1; index >= 0; index--) {
    if (X509_cmp(sk_X509_value(all, index), own) == 0) X509_free(sk_X509_delete(all, index));
  }
  return all;
}

static int encode_list(STACK_OF(X509) *list, rh_buffer *out) {
  BIO *bio = BIO_new(BIO_s_mem());
  int done = bio != NULL;
  for (int index = 0; done && index < sk_X509_num(list); index++) done = i2d_X509_bio(bio, sk_X509_value(list, index)) == 1;
  if (done && sk_X509_num(list) > 0) done = rh_take_bio(bio, out);
  BIO_free(bio);
  return done;
}

// Writes the message anew from its parts and compares: then attributes, algorithms and encodings are the ones of rh_cms_make.
static rh_cms_status compare_with_rebuilt(
    const uint8_t *bytes, size_t count, X509 *own, STACK_OF(X509) *between, const uint8_t *digest, int64_t time, const ASN1_OCTET_STRING *signature) {
  CMS_SignerInfo *signer = NULL;
  rh_buffer again = {0};
  rh_buffer attributes = {0};
  rh_cms_status status = RH_CMS_NOT_CANONICAL;
  CMS_ContentInfo *cms = rh_is_p256(X509_get0_pubkey(own)) ? compose(own, between, digest, time, &signer) : NULL;
  if (cms != NULL && signed_attributes(signer, &attributes) &&
      encode_with_signature(cms, signer, ASN1_STRING_get0_data(signature), (size_t)ASN1_STRING_length(signature), &again) &&
      again.count == count && memcmp(again.bytes, bytes, count) == 0) {
    const rh_key *key = (const rh_key *)X509_get0_pubkey(own);
    int good = rh_key_verify(key, attributes.bytes, attributes.count, ASN1_STRING_get0_data(signature), (size_t)ASN1_STRING_length(signature));
    status = good ? RH_CMS_GOOD : RH_CMS_BAD_SIGNATURE;
  }
  rh_buffer_free(attributes);
  rh_buffer_free(again);
  CMS_ContentInfo_free(cms);
  return status;
}

static rh_cms_status inspect(const uint8_t *bytes, size_t count, CMS_ContentInfo *cms, const uint8_t *digest, rh_cms_facts *facts) {
  if (OBJ_obj2nid(CMS_get0_type(cms)) != NID_pkcs7_signed || CMS_is_detached(cms) != 1) return RH_CMS_MALFORMED;
  STACK_OF(CMS_SignerInfo) *signers = CMS_get0_SignerInfos(cms);
  if (sk_CMS_SignerInfo_num(signers) != 1 || CMS_set1_signers_certs(cms, NULL, 0) != 1) return RH_CMS_MALFORMED;
  CMS_SignerInfo *signer = sk_CMS_SignerInfo_value(signers, 0);
  X509 *own = NULL;
  CMS_SignerInfo_get0_algs(signer, NULL, &own, NULL, NULL);
  const ASN1_OCTET_STRING *stated = only_value(signer, NID_pkcs9_messageDigest, V_ASN1_OCTET_STRING);
  if (own == NULL || stated == NULL) return RH_CMS_MALFORMED;
  facts->signing_time = signing_time_of(signer);
  STACK_OF(X509) *between = others(cms, own);
  int is_copied = rh_encode_certificate(own, &facts->certificate) && encode_list(between, &facts->intermediates);
  rh_cms_status status = RH_CMS_MALFORMED;
  if (is_copied && (ASN1_STRING_length(stated) != RH_SHA256_LENGTH || memcmp(ASN1_STRING_get0_data(stated), digest, RH_SHA256_LENGTH) != 0)) {
    status = RH_CMS_DIGEST_DIFFERS;
  } else if (is_copied) {
    status = compare_with_rebuilt(bytes, count, own, between, digest, facts->signing_time, CMS_SignerInfo_get0_signature(signer));
  }
  sk_X509_pop_free(between, X509_free);
  return status;
}

rh_cms_status rh_cms_verify(const uint8_t *bytes, size_t count, const uint8_t *digest, rh_cms_facts *facts) {
  const unsigned char *end = bytes;
  memset(facts, 0, sizeof *facts);
  facts->signing_time = RH_NO_SIGNING_TIME;
  CMS_ContentInfo *cms = count > LONG_MAX ? NULL : d2i_CMS_ContentInfo(NULL, &end, (long)count);
  rh_cms_status status = RH_CMS_MALFORMED;
  if (cms != NULL && end == bytes + count) status = inspect(bytes, count, cms, digest, facts);
  CMS_ContentInfo_free(cms);
  ERR_clear_error();
  return status;
}

void rh_cms_facts_free(rh_cms_facts *facts) {
  rh_buffer_free(facts->certificate);
  rh_buffer_free(facts->intermediates);
  memset(facts, 0, sizeof *facts);
}
