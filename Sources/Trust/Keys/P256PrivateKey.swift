import COpenSSL

/// A private key on NIST P-256, for ECDSA with SHA-256. It never prints itself.
package final class P256PrivateKey: Sendable {
  // An EVP_PKEY is not changed after it is made; OpenSSL counts its references with atomics.
  nonisolated(unsafe) let handle: OpaquePointer

  /// Makes a new key from 384 bits of `random` (FIPS 186-5, A.2.1).
  /// - Throws: `randomness-unavailable`, `cryptography-unavailable`.
  package init(random: any RandomSource) throws(TrustError) {
    let seed = try random.randomBytes(count: Int(RH_KEY_SEED_LENGTH))
    guard seed.count == Int(RH_KEY_SEED_LENGTH) else { throw TrustError(.randomnessUnavailable) }
    guard let handle = rh_key_from_seed(seed) else { throw TrustError(.cryptographyUnavailable) }
    self.handle = handle
  }

  /// Reads a PEM private key (PKCS#8, locked or not, or SEC 1).
  /// - Throws: `wrong-passphrase` when it is locked and the passphrase is missing or wrong; `bad-key` for anything but P-256.
  package init(pem: [UInt8], passphrase: String? = nil) throws(TrustError) {
    var isLocked: Int32 = 0
    let handle = withOptionalCString(passphrase) { rh_key_from_pem(pem, pem.count, $0, &isLocked) }
    guard let handle else { throw TrustError(isLocked == 1 ? .wrongPassphrase : .badKey) }
    self.handle = handle
  }

  deinit { rh_key_free(handle) }

  /// PKCS#8 PEM; with a passphrase AES-256-CBC under PBKDF2-HMAC-SHA256 with 600,000 rounds. Write it with mode 0600.
  /// - Throws: `wrong-passphrase` for an empty passphrase or one with a zero byte; `cryptography-unavailable`.
  package func pem(passphrase: String? = nil) throws(TrustError) -> [UInt8] {
    if let passphrase, passphrase.isEmpty || passphrase.utf8.contains(0) { throw TrustError(.wrongPassphrase) }
    let bytes = withOptionalCString(passphrase) { phrase in shimBytes { rh_key_to_pem(handle, phrase, $0) } }
    guard let bytes else { throw TrustError(.cryptographyUnavailable) }
    return bytes
  }

  /// - Throws: `cryptography-unavailable`.
  package func publicKey() throws(TrustError) -> P256PublicKey {
    guard let der = shimBytes({ rh_key_public_der(handle, $0) }) else { throw TrustError(.cryptographyUnavailable) }
    return try P256PublicKey(der: der)
  }

  /// ECDSA with SHA-256 over `message`; the signature is DER (RFC 3279).
  /// - Throws: `signing-failed`.
  package func sign(_ message: [UInt8]) throws(TrustError) -> [UInt8] {
    guard let signature = shimBytes({ rh_key_sign(handle, message, message.count, $0) }) else { throw TrustError(.signingFailed) }
    return signature
  }
}

/// A public key on NIST P-256 as SubjectPublicKeyInfo DER (RFC 5480).
package struct P256PublicKey: Sendable, Equatable {
  package let der: [UInt8]

  /// - Throws: `bad-key` unless the bytes are exactly a P-256 public key.
  package init(der: [UInt8]) throws(TrustError) {
    guard let handle = rh_key_from_public_der(der, der.count) else { throw TrustError(.badKey) }
    rh_key_free(handle)
    self.der = der
  }

  /// Whether `signature` (DER) is this key's over `message`.
  package func verify(_ signature: [UInt8], of message: [UInt8]) -> Bool {
    guard let handle = rh_key_from_public_der(der, der.count) else { return false }
    defer { rh_key_free(handle) }
    return rh_key_verify(handle, message, message.count, signature, signature.count) == 1
  }
}
