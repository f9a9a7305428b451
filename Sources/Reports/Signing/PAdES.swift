import HubModel
import Trust

/// PAdES baseline B signatures (ETSI EN 319 142-1) on reports, in the three steps they take between hub and reader:
/// the hub prepares, the reader's machine signs a digest, the hub embeds.
package enum PAdES {
  /// Adds the revision that will hold a signature.
  /// - Parameters:
  ///   - report: an unsigned report (`ReportPDF.make`), or one the reporter has signed when the reviewer is to sign.
  ///   - time: the hub's time, the signature's `/M`; whole seconds are kept.
  ///   - offsetSeconds: the zone it is shown in, default China Standard Time.
  /// - Throws: `report-pdf-unsuitable`, `report-field-already-signed`, `report-signature-order`.
  package static func prepare(
    report: [UInt8], field: SignatureField, signer: SignerName, at time: Instant, offsetSeconds: Int64 = 28_800
  ) throws(ReportError) -> PreparedSignature {
    let layers = try ReportLayers(file: report)
    guard layers.signatures.allSatisfy({ !$0.cms.isEmpty }) else { throw ReportError(.unsuitablePDF) }
    let seconds = (time.microseconds >= 0 ? time.microseconds : time.microseconds - 999_999) / 1_000_000
    let revision = SignatureRevision(field: field, signer: signer, time: OffsetTime(unixSeconds: seconds, offsetSeconds: offsetSeconds))
    let prepared = try revision.append(to: try PDFFile(bytes: report))
    return PreparedSignature(revision: revision, prepared: prepared, content: try ReportContent(canonicalJSON: layers.contentJSON))
  }
}

/// A report with room for one signature, checked from first to last byte. The reader's machine makes it from the file it fetched, so
/// what it shows and signs is what it has itself found in the file, not what the hub says about it.
package struct PreparedSignature: Sendable {
  /// The file with an empty `/Contents`.
  package let bytes: [UInt8]
  package let field: SignatureField
  package let signer: SignerName
  /// The signature's time.
  package let time: Instant
  /// SHA-256 over the byte range: what is signed.
  package let digest: SHA256Digest
  /// `/ByteRange`: offset and length before and after `/Contents`.
  package let byteRange: [Int]
  package let content: ReportContent

  /// Reads a prepared report.
  /// - Throws: `report-not-prepared` when it is anything else; `report-content-not-canonical`, `report-content-incomplete`.
  package init(reading bytes: [UInt8]) throws(ReportError) {
    guard let layers = try? ReportLayers(file: bytes), let last = layers.signatures.last, last.cms.isEmpty else {
      throw ReportError(.notPrepared)
    }
    self.init(revision: last.revision, prepared: last.prepared, content: try ReportContent(canonicalJSON: layers.contentJSON))
  }

  init(revision: SignatureRevision, prepared: SignatureRevision.Prepared, content: ReportContent) {
    bytes = prepared.bytes
    field = revision.field
    signer = revision.signer
    time = Instant(microseconds: revision.time.unixSeconds * 1_000_000)
    digest = prepared.digest
    byteRange = prepared.byteRange
    self.content = content
  }

  /// SHA-256 of the attached canonical JSON.
  /// - Throws: as `ReportContent.canonicalJSON()`.
  package func contentDigest() throws(ReportError) -> SHA256Digest { try content.digest() }

  /// Signs on the reader's machine: CMS bytes for `embed`, or for the hub to embed.
  /// - Throws: `ReportError` `report-signer-differs` when the certificate is not the named signer's; `TrustError` from signing.
  package func sign(key: P256PrivateKey, certificate: Certificate, intermediates: [Certificate] = []) throws -> [UInt8] {
    guard signer.matches(certificate) else { throw ReportError(.signerDiffers) }
    return try DetachedSignature.make(over: digest, key: key, certificate: certificate, intermediates: intermediates)
  }

  /// The signed file. It is not checked here: verify it before keeping it.
  /// - Throws: `report-signature-too-large`, also for no bytes at all.
  package func embed(cms: [UInt8]) throws(ReportError) -> [UInt8] {
    try SignatureRevision.Prepared(bytes: bytes, byteRange: byteRange).embedding(cms: cms)
  }
}

extension SignerName {
  /// Whether a certificate's subject is this signer: name, hospital and reader id.
  package func matches(_ certificate: Certificate) -> Bool {
    SignerName(certificate: certificate) == self
  }

  /// The signer a certificate names; `nil` when it is no reader's.
  package init?(certificate: Certificate) {
    guard let id = certificate.subject.serialNumber, let name = certificate.subject.commonName, let hospital = certificate.subject.organization else {
      return nil
    }
    self.init(readerID: id, name: name, hospital: hospital)
  }
}
