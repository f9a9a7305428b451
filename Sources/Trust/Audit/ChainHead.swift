/// The end of the audit chain at a moment: the last entry's number and hash.
package struct ChainHead: Sendable, Equatable, Codable {
  package let number: Int64
  package let hash: SHA256Digest
  /// Microseconds since 1970-01-01T00:00:00Z.
  package let timeMicroseconds: Int64

  package init(number: Int64, hash: SHA256Digest, timeMicroseconds: Int64) {
    self.number = number
    self.hash = hash
    self.timeMicroseconds = timeMicroseconds
  }

  /// The text that is signed.
  var signedText: [UInt8] {
    Array("ReadingHub audit head v1\nnumber \(number)\nhash \(hash.hex)\ntime \(timeMicroseconds)\n".utf8)
  }
}

/// A head the hub has put its name to. Whoever keeps one can later show that the trail behind it was changed or cut.
package struct SignedChainHead: Sendable, Equatable, Codable {
  package let head: ChainHead
  /// ECDSA P-256 with SHA-256 over the head's text, DER, lower-case hexadecimal.
  package let signature: String
  /// The hub's certificate (PEM): verifying needs the root alone.
  package let certificate: String

  /// - Throws: `key-does-not-match-certificate`, `signing-failed`.
  package init(signing head: ChainHead, key: P256PrivateKey, certificate: Certificate) throws(TrustError) {
    guard try key.publicKey().der == certificate.publicKeyDER else { throw TrustError(.keyDoesNotMatch) }
    self.head = head
    signature = Hexadecimal.encode(try key.sign(head.signedText))
    self.certificate = certificate.pem
  }

  /// All faults; empty when the head is a hub's under one of the roots, by a certificate valid at the head's own time.
  package func faults(roots: [Certificate]) -> [SignatureFaultCode] {
    guard let hub = try? Certificate(pem: certificate), let bytes = Hexadecimal.decode(signature), let key = try? hub.publicKey() else {
      return [.malformed]
    }
    var faults: [SignatureFaultCode] = key.verify(bytes, of: head.signedText) ? [] : [.doesNotMatch]
    switch hub.verdict(roots: roots, atUnixSeconds: head.timeMicroseconds / 1_000_000) {
    case .trusted: break
    case .untrusted: faults.append(.signerUntrusted)
    case .expired: faults.append(.certificateExpired)
    case .notYetValid: faults.append(.certificateNotYetValid)
    case .badSignature, .malformed: faults.append(.certificateForged)
    }
    // A reader's certificate also signs, but for the reader: it does not speak for the hub.
    if hub.keyUsage != .digitalSignature || hub.isAuthority { faults.append(.keyUsage) }
    return faults
  }
}
