#include "internal.h"

#include <arpa/inet.h>
#include <limits.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <string.h>
#include <time.h>

X509 *rh_parse_certificate(const uint8_t *der, size_t count) {
  const unsigned char *end = der;
  if (count > LONG_MAX) return NULL;
  X509 *certificate = d2i_X509(NULL, &end, (long)count);
  if (certificate != NULL && end != der + count) {
    X509_free(certificate);
    certificate = NULL;
  }
  ERR_clear_error();
  return certificate;
}

STACK_OF(X509) *rh_parse_certificates(const uint8_t *der, size_t count) {
  STACK_OF(X509) *list = sk_X509_new_null();
  const unsigned char *next = der;
  const unsigned char *end = der + count;
  while (list != NULL && count > 0 && next < end) {
    X509 *certificate = d2i_X509(NULL, &next, (long)(end - next));
    if (certificate == NULL || sk_X509_push(list, certificate) <= 0) {
      X509_free(certificate);
      sk_X509_pop_free(list, X509_free);
      list = NULL;
    }
  }
  ERR_clear_error();
  return list;
}

int rh_encode_certificate(X509 *certificate, rh_buffer *out) {
  unsigned char *der = NULL;
  int count = i2d_X509(certificate, &der);
  return rh_take_der(der, count, out);
}

int rh_seconds(const ASN1_TIME *time, int64_t *seconds) {
  struct tm parts;
  if (time == NULL || ASN1_TIME_to_tm(time, &parts) != 1) return 0;
  *seconds = timegm(&parts);
  return 1;
}

static int add_name(X509_NAME *name, int nid, const char *text) {
  return text == NULL || X509_NAME_add_entry_by_NID(name, nid, MBSTRING_UTF8, (const unsigned char *)text, -1, -1, 0) == 1;
}

static int add_extension(X509 *certificate, X509 *issuer, int nid, const char *value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, NULL, NULL, 0);
  X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
  if (extension == NULL) return 0;
  int done = X509_add_ext(certificate, extension, -1) == 1;
  X509_EXTENSION_free(extension);
  return done;
}

static int add_extensions(X509 *certificate, X509 *issuer, rh_role role, const char *server_names) {
  static const char *const constraints[] = {"critical,CA:TRUE,pathlen:0", "critical,CA:FALSE", "critical,CA:FALSE", "critical,CA:FALSE"};
  static const char *const usages[] = {
      "critical,keyCertSign,cRLSign", "critical,digitalSignature,nonRepudiation", "critical,digitalSignature", "critical,digitalSignature"};
  if (role == RH_ROLE_SERVER && !(server_names != NULL && add_extension(certificate, issuer, NID_subject_alt_name, server_names) &&
                                  add_extension(certificate, issuer, NID_ext_key_usage, "serverAuth"))) {
    return 0;
  }
  return add_extension(certificate, issuer, NID_basic_constraints, constraints[role]) &&
         add_extension(certificate, issuer, NID_key_usage, usages[role]) &&
         add_extension(certificate, issuer, NID_subject_key_identifier, "hash") &&
         add_extension(certificate, issuer, NID_authority_key_identifier, "keyid:always");
}

static int set_serial(X509 *certificate, const uint8_t *serial, size_t count) {
  BIGNUM *number = BN_bin2bn(serial, (int)count, NULL);
  int done = number != NULL && BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)) != NULL;
  BN_free(number);
  return done;
}

int rh_certificate_issue(const rh_certificate_plan *plan, rh_buffer *der) {
  if (plan->subject_key == NULL || plan->issuer_key == NULL || plan->common_name == NULL || plan->organization == NULL || plan->serial == NULL) return 0;
  X509 *issuer = plan->issuer_der == NULL ? NULL : rh_parse_certificate(plan->issuer_der, plan->issuer_count);
  X509 *made = X509_new();
  X509_NAME *name = X509_NAME_new();
  int done = made != NULL && name != NULL && (plan->issuer_der == NULL || issuer != NULL);
  done = done && add_name(name, NID_organizationName, plan->organization) && add_name(name, NID_commonName, plan->common_name) &&
         add_name(name, NID_serialNumber, plan->subject_serial);
  done = done && X509_set_version(made, X509_VERSION_3) == 1 && set_serial(made, plan->serial, plan->serial_count) &&
         X509_set_subject_name(made, name) == 1 && X509_set_issuer_name(made, issuer ? X509_get_subject_name(issuer) : name) == 1 &&
         ASN1_TIME_set(X509_getm_notBefore(made), (time_t)plan->not_before) != NULL &&
         ASN1_TIME_set(X509_getm_notAfter(made), (time_t)plan->not_after) != NULL && X509_set_pubkey(made, rh_pkey(plan->subject_key)) == 1;
  done = done && add_extensions(made, issuer ? issuer : made, plan->role, plan->server_names) && X509_sign(made, rh_pkey(plan->issuer_key), EVP_sha256()) > 0;
  done = done && rh_encode_certificate(made, der);
  X509_NAME_free(name);
  X509_free(made);
  X509_free(issuer);
  ERR_clear_error();
  return done;
}

// The one value of a kind in a name, as UTF-8; empty when absent or repeated.
static void read_name(const X509_NAME *name, int nid, rh_buffer *out) {
  unsigned char *text = NULL;
  int first = X509_NAME_get_index_by_NID(name, nid, -1);
  if (first < 0 || X509_NAME_get_index_by_NID(name, nid, first) >= 0) return;
  int count = ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, first)));
  if (count < 0) return;
  rh_take_der(text, count, out);
}

static int read_serial(X509 *certificate, rh_buffer *out) {
  const ASN1_INTEGER *serial = X509_get0_serialNumber(certificate);
  unsigned char *bytes = NULL;
  BIGNUM *number = ASN1_INTEGER_to_BN(serial, NULL);
  int count = number == NULL || BN_is_negative(number) ? 0 : BN_num_bytes(number);
  if (count > 0) bytes = OPENSSL_malloc((size_t)count);
  if (bytes != NULL) BN_bn2bin(number, bytes);
  BN_free(number);
  return rh_take_der(bytes, count, out);
}

static int write_server_name(BIO *out, const GENERAL_NAME *name) {
  char address[INET6_ADDRSTRLEN];
  if (name->type == GEN_DNS) {
    const ASN1_IA5STRING *host = name->d.dNSName;
    const unsigned char *text = ASN1_STRING_get0_data(host);
    int count = ASN1_STRING_length(host);
    // A name with a line feed or a zero in it is nobody's.
    if (count <= 0 || memchr(text, '\n', (size_t)count) != NULL || memchr(text, 0, (size_t)count) != NULL) return 1;
    return BIO_write(out, text, count) == count && BIO_write(out, "\n", 1) == 1;
  }
  if (name->type != GEN_IPADD) return 1;
  int count = ASN1_STRING_length(name->d.iPAddress);
  if (count != 4 && count != 16) return 1;
  if (inet_ntop(count == 4 ? AF_INET : AF_INET6, ASN1_STRING_get0_data(name->d.iPAddress), address, sizeof address) == NULL) return 1;
  return BIO_printf(out, "%s\n", address) > 0;
}

static int read_server_names(X509 *certificate, rh_buffer *out) {
  GENERAL_NAMES *names = X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL);
  BIO *bio = BIO_new(BIO_s_mem());
  int done = bio != NULL;
  for (int place = 0; done && names != NULL && place < sk_GENERAL_NAME_num(names); place++) {
    done = write_server_name(bio, sk_GENERAL_NAME_value(names, place));
  }
  if (done && BIO_pending(bio) > 0) done = rh_take_bio(bio, out);
  BIO_free(bio);
  GENERAL_NAMES_free(names);
  return done;
}

int rh_certificate_read(const uint8_t *der, size_t count, rh_certificate_facts *facts) {
  memset(facts, 0, sizeof *facts);
  X509 *certificate = rh_parse_certificate(der, count);
  if (certificate == NULL) return 0;
  const X509_NAME *subject = X509_get_subject_name(certificate);
  read_name(subject, NID_commonName, &facts->common_name);
  read_name(subject, NID_organizationName, &facts->organization);
  read_name(subject, NID_serialNumber, &facts->subject_serial);
  read_name(X509_get_issuer_name(certificate), NID_commonName, &facts->issuer_common_name);
  unsigned char *key = NULL;
  int key_count = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &key);
  int done = rh_take_der(key, key_count, &facts->public_key) && read_serial(certificate, &facts->serial) &&
             read_server_names(certificate, &facts->server_names) &&
             rh_seconds(X509_get0_notBefore(certificate), &facts->not_before) &&
             rh_seconds(X509_get0_notAfter(certificate), &facts->not_after);
  // An absent key usage extension reads as "anything" in OpenSSL; for proofs it must be stated.
  uint32_t usage = X509_get_extension_flags(certificate) & EXFLAG_KUSAGE ? X509_get_key_usage(certificate) : 0;
  facts->key_usage = (usage & KU_DIGITAL_SIGNATURE ? RH_USAGE_DIGITAL_SIGNATURE : 0) |
                     (usage & KU_NON_REPUDIATION ? RH_USAGE_NON_REPUDIATION : 0) | (usage & KU_KEY_CERT_SIGN ? RH_USAGE_CERTIFICATE_SIGN : 0);
  facts->is_authority = (X509_get_extension_flags(certificate) & EXFLAG_CA) != 0;
  X509_free(certificate);
  ERR_clear_error();
  return done;
}

void rh_certificate_facts_free(rh_certificate_facts *facts) {
  rh_buffer_free(facts->common_name);
  rh_buffer_free(facts->organization);
  rh_buffer_free(facts->subject_serial);
  rh_buffer_free(facts->issuer_common_name);
  rh_buffer_free(facts->serial);
  rh_buffer_free(facts->public_key);
  rh_buffer_free(facts->server_names);
  memset(facts, 0, sizeof *facts);
}

int rh_certificate_from_pem(const uint8_t *pem, size_t count, rh_buffer *der) {
  if (count > INT_MAX) return 0;
  BIO *bio = BIO_new_mem_buf(pem, (int)count);
  X509 *certificate = bio == NULL ? NULL : PEM_read_bio_X509(bio, NULL, NULL, NULL);
  int done = certificate != NULL && rh_encode_certificate(certificate, der);
  X509_free(certificate);
  BIO_free(bio);
  ERR_clear_error();
  return done;
}

int rh_certificate_to_pem(const uint8_t *der, size_t count, rh_buffer *pem) {
  X509 *certificate = rh_parse_certificate(der, count);
  BIO *bio = BIO_new(BIO_s_mem());
  int done = certificate != NULL && bio != NULL && PEM_write_bio_X509(bio, certificate) == 1 && rh_take_bio(bio, pem);
  BIO_free(bio);
  X509_free(certificate);
  return done;
}

static rh_chain_status status_of(int error) {
  switch (error) {
    case X509_V_OK:
      return RH_CHAIN_GOOD;
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return RH_CHAIN_EXPIRED;
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return RH_CHAIN_NOT_YET_VALID;
    case X509_V_ERR_CERT_SIGNATURE_FAILURE:
      return RH_CHAIN_BAD_SIGNATURE;
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_CERT_UNTRUSTED:
      return RH_CHAIN_UNTRUSTED;
    default:
      return RH_CHAIN_OTHER;
  }
}

rh_chain_status rh_chain_verify(
    const uint8_t *leaf, size_t leaf_count, const uint8_t *intermediates, size_t intermediates_count, const uint8_t *roots, size_t roots_count,
    int64_t at) {
  rh_chain_status status = RH_CHAIN_OTHER;
  X509 *certificate = rh_parse_certificate(leaf, leaf_count);
  STACK_OF(X509) *between = rh_parse_certificates(intermediates, intermediates_count);
  STACK_OF(X509) *trusted = rh_parse_certificates(roots, roots_count);
  X509_STORE *store = X509_STORE_new();
  X509_STORE_CTX *context = X509_STORE_CTX_new();
  if (certificate != NULL && between != NULL && trusted != NULL && store != NULL && context != NULL &&
      X509_STORE_CTX_init(context, store, certificate, between) == 1) {
    X509_STORE_CTX_set0_trusted_stack(context, trusted);
    X509_STORE_CTX_set_time(context, 0, (time_t)at);
    status = X509_verify_cert(context) == 1 ? RH_CHAIN_GOOD : status_of(X509_STORE_CTX_get_error(context));
  }
  X509_STORE_CTX_free(context);
  X509_STORE_free(store);
  sk_X509_pop_free(trusted, X509_free);
  sk_X509_pop_free(between, X509_free);
  X509_free(certificate);
  ERR_clear_error();
  return status;
}

int rh_request_make(const rh_key *key, const char *common_name, rh_buffer *der) {
  unsigned char *bytes = NULL;
  X509_REQ *request = X509_REQ_new();
  X509_NAME *name = X509_NAME_new();
  int done = request != NULL && name != NULL && add_name(name, NID_commonName, common_name) &&
             X509_REQ_set_version(request, X509_REQ_VERSION_1) == 1 && X509_REQ_set_subject_name(request, name) == 1 &&
             X509_REQ_set_pubkey(request, rh_pkey(key)) == 1 && X509_REQ_sign(request, rh_pkey(key), EVP_sha256()) > 0;
  int count = done ? i2d_X509_REQ(request, &bytes) : 0;
  done = rh_take_der(bytes, count, der);
  X509_NAME_free(name);
  X509_REQ_free(request);
  ERR_clear_error();
  return done;
}

int rh_request_read(const uint8_t *der, size_t count, rh_buffer *public_key, rh_buffer *common_name) {
  const unsigned char *end = der;
  if (count > LONG_MAX) return 0;
  X509_REQ *request = d2i_X509_REQ(NULL, &end, (long)count);
  EVP_PKEY *key = request == NULL ? NULL : X509_REQ_get0_pubkey(request);
  int good = key != NULL && end == der + count && rh_is_p256(key) && X509_REQ_verify(request, key) == 1;
  if (good) {
    unsigned char *bytes = NULL;
    int key_count = i2d_PUBKEY(key, &bytes);
    read_name(X509_REQ_get_subject_name(request), NID_commonName, common_name);
    good = rh_take_der(bytes, key_count, public_key);
  }
  X509_REQ_free(request);
  ERR_clear_error();
  return good;
}
