import COpenSSL

/// What a check of a signature found.
package struct SignatureVerdict: Sendable, Equatable {
  /// Empty when the signature is good.
  package let faults: [SignatureFaultCode]
  /// The signer's certificate as the signature carries it; only to be believed when there are no faults.
  package let signer: Certificate?
  /// The signing-time attribute, seconds since 1970-01-01T00:00:00Z, where there is one.
  package let signingTimeSeconds: Int64?

  package var isValid: Bool { faults.isEmpty }
}

/// CAdES-B detached signatures in CMS (ETSI EN 319 122-1, RFC 5652): one signer, ECDSA P-256 with SHA-256, the certificate bound by
/// signing-certificate-v2 (RFC 5035). What is signed is a SHA-256 digest; the content stays elsewhere.
package enum DetachedSignature {
  /// Signs a digest.
  /// - Parameters:
  ///   - intermediates: certificates between the signer's and the root, when an outside authority has them.
  ///   - signingTimeSeconds: written as a signed attribute; `nil` leaves it out, as PAdES asks (the time is then in the PDF).
  /// - Returns: CMS `ContentInfo` DER, about 1 KB.
  /// - Throws: `key-does-not-match-certificate`, `signing-failed`.
  package static func make(
    over digest: SHA256Digest, key: P256PrivateKey, certificate: Certificate, intermediates: [Certificate] = [],
    signingTimeSeconds: Int64? = nil
  ) throws(TrustError) -> [UInt8] {
    guard try key.publicKey().der == certificate.publicKeyDER else { throw TrustError(.keyDoesNotMatch) }
    let between = intermediates.flatMap(\.der)
    let (der, digestBytes) = (certificate.der, digest.bytes)
    let cms = shimBytes {
      rh_cms_make(key.handle, der, der.count, between, between.count, digestBytes, signingTimeSeconds ?? .min, $0)
    }
    guard let cms else { throw TrustError(.signingFailed) }
    return cms
  }

  /// Checks a signature over a digest: form, digest, signature value, the signer's key usage (digitalSignature and nonRepudiation)
  /// and the certificate path.
  ///
  /// The message must be octet for octet what `make` writes for its parts: a changed, added or re-encoded byte anywhere is a fault.
  /// - Parameter atUnixSeconds: when the path must be valid. `nil` means the signing-time attribute; without one it is a fault.
  package static func verify(
    cms: [UInt8], digest: SHA256Digest, roots: [Certificate], atUnixSeconds: Int64?
  ) -> SignatureVerdict {
    var facts = rh_cms_facts()
    let status = rh_cms_verify(cms, cms.count, digest.bytes, &facts)
    defer { rh_cms_facts_free(&facts) }
    let time = facts.signing_time == Int64.min ? nil : facts.signing_time
    guard let signer = try? Certificate(der: facts.certificate.copied) else {
      return SignatureVerdict(faults: [.malformed], signer: nil, signingTimeSeconds: nil)
    }
    var faults = fault(of: status)
    if let moment = atUnixSeconds ?? time {
      let verdict = signer.verdict(roots: roots, intermediatesDER: facts.intermediates.copied, atUnixSeconds: moment)
      faults += fault(of: verdict)
    } else {
      faults.append(.malformed)
    }
    if signer.isAuthority || !signer.keyUsage.isSuperset(of: [.digitalSignature, .nonRepudiation]) { faults.append(.keyUsage) }
    return SignatureVerdict(faults: faults, signer: signer, signingTimeSeconds: time)
  }

  private static func fault(of status: rh_cms_status) -> [SignatureFaultCode] {
    switch status {
    case RH_CMS_GOOD: []
    case RH_CMS_DIGEST_DIFFERS: [.digestDiffers]
    case RH_CMS_NOT_CANONICAL: [.notCanonical]
    case RH_CMS_BAD_SIGNATURE: [.doesNotMatch]
    default: [.malformed]
    }
  }

  private static func fault(of verdict: ChainVerdict) -> [SignatureFaultCode] {
    switch verdict {
    case .trusted: []
    case .untrusted: [.signerUntrusted]
    case .expired: [.certificateExpired]
    case .notYetValid: [.certificateNotYetValid]
    case .badSignature, .malformed: [.certificateForged]
    }
  }
}
