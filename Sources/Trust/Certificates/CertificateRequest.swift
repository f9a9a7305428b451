import COpenSSL

/// A PKCS#10 request (RFC 2986) used as proof of possession: who asks holds the private key. Its name is only a label;
/// the authority writes the certificate's subject from what it knows itself.
package struct CertificateRequest: Sendable, Equatable {
  package let der: [UInt8]
  package let publicKey: P256PublicKey
  /// What the asker bound the proof to: for enrolment the code's hash, so that a request is of no use with another code.
  package let commonName: String

  /// - Throws: `bad-certificate-request` when the label is not 1–64 plain characters.
  package init(key: P256PrivateKey, commonName: String) throws(TrustError) {
    guard CertificateAuthority.isPlainName(commonName),
      let der = shimBytes({ rh_request_make(key.handle, commonName, $0) })
    else { throw TrustError(.badCertificateRequest) }
    self.der = der
    self.commonName = commonName
    publicKey = try key.publicKey()
  }

  /// Reads and checks a request.
  /// - Throws: `bad-certificate-request` unless it is one P-256 request whose signature holds.
  package init(der: [UInt8]) throws(TrustError) {
    var key = rh_buffer()
    var name = rh_buffer()
    let isGood = rh_request_read(der, der.count, &key, &name)
    let (keyBytes, nameBytes) = (key.take(), name.take())
    guard isGood == 1 else { throw TrustError(.badCertificateRequest) }
    self.der = der
    publicKey = try P256PublicKey(der: keyBytes)
    commonName = String(decoding: nameBytes, as: UTF8.self)
  }
}
