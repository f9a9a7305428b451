import HubModel
import Trust

/// Checks a signed report offline with nothing but root certificates.
///
/// The file is taken apart layer by layer and each layer is written anew and compared, so that every byte is either a byte we would
/// have written in its place or a byte under a signature: nothing can be appended, replaced or hidden in a gap. Then each signature is
/// checked over its own range, and the facts in the report against the certificates.
package struct SignedReportVerifier: Sendable {
  /// Clocks of the hub and of who verifies may differ by this much.
  package static let clockToleranceSeconds: Int64 = 300

  private let roots: [Certificate]

  package init(roots: [Certificate]) { self.roots = roots }

  /// - Parameter now: the time of checking; a signature must not lie after it. Certificates are judged at the time of signing.
  package func verify(pdf: [UInt8], at now: Instant) -> VerificationResult {
    guard let layers = try? ReportLayers(file: pdf) else {
      return VerificationResult(faults: [Self.explain(pdf)], signers: [], content: nil, contentDigest: nil)
    }
    var result = VerificationResult(faults: [], signers: [], content: nil, contentDigest: SHA256Digest(hashing: layers.contentJSON))
    result.content = try? ReportContent(canonicalJSON: layers.contentJSON)
    if result.content == nil { result.faults.append(.init(.contentDamaged)) }
    let signed = layers.signatures.filter { !$0.cms.isEmpty }
    if signed.isEmpty || signed.count < layers.signatures.count { result.faults.append(.init(.notSigned)) }
    for signature in signed { check(signature, at: now, into: &result) }
    checkPeople(&result)
    return result
  }

  private func check(_ read: SignatureRevision.Read, at now: Instant, into result: inout VerificationResult) {
    let (field, time) = (read.revision.field, read.revision.time)
    let verdict = DetachedSignature.verify(cms: read.cms, digest: read.prepared.digest, roots: roots, atUnixSeconds: time.unixSeconds)
    result.faults += verdict.faults.map { .init($0, field: field) }
    // PAdES keeps the time in the PDF alone: a second one in the CMS could say another.
    if verdict.signingTimeSeconds != nil { result.faults.append(.init(SignatureFaultCode.notCanonical, field: field)) }
    if time.unixSeconds > now.microseconds / 1_000_000 + Self.clockToleranceSeconds { result.faults.append(.init(.signedInFuture, field: field)) }
    if let written = result.content?.createdAt, isBefore(time, written) { result.faults.append(.init(.signedBeforeWritten, field: field)) }
    guard let certificate = verdict.signer else { return }
    if !read.revision.signer.matches(certificate) { result.faults.append(.init(.signerNameDiffers, field: field)) }
    result.signers.append(
      .init(
        field: field, readerID: certificate.subject.serialNumber ?? "", name: certificate.subject.commonName ?? "",
        hospital: certificate.subject.organization ?? "", signedAt: Instant(microseconds: time.unixSeconds * 1_000_000),
        signedAtText: time.rfc3339, certificateSerialNumber: certificate.serialNumber, certificateFingerprint: certificate.fingerprint))
  }

  /// RFC 3339 texts in UTC order as times do.
  private func isBefore(_ time: OffsetTime, _ written: String) -> Bool {
    let latest = Instant(microseconds: (time.unixSeconds + Self.clockToleranceSeconds) * 1_000_000).rfc3339
    return latest < written
  }

  private func checkPeople(_ result: inout VerificationResult) {
    let reporter = result.signers.first { $0.field == .reporter }
    if let reporter, let author = result.content?.author,
      SignerName(readerID: reporter.readerID, name: reporter.name, hospital: reporter.hospital)
        != SignerName(readerID: author.readerID, name: author.name, hospital: author.hospital)
    {
      result.faults.append(.init(.signerIsNotAuthor, field: .reporter))
    }
    if let reporter, let reviewer = result.signers.first(where: { $0.field == .reviewer }), reviewer.readerID == reporter.readerID {
      result.faults.append(.init(.reviewerIsReporter, field: .reviewer))
    }
  }

  /// The likeliest reason why a file cannot be taken apart. Only words hang on this, never the verdict.
  private static func explain(_ pdf: [UInt8]) -> VerificationResult.Fault {
    guard pdf.starts(with: "%PDF-".utf8), let start = lastRange(of: Array("/ByteRange [".utf8), in: pdf) else { return .init(.notAReport) }
    var parser = PDFParser(bytes: pdf, from: start - 1, to: pdf.count)
    let range = parser.readValue()?.asArray?.compactMap(\.asInteger) ?? []
    guard range.count == 4, range[0] == 0, range[1] > 0, range[1] + 2 <= range[2], range[2] <= pdf.count, range[3] >= 0 else {
      return .init(.structure)
    }
    guard range[2] + range[3] == pdf.count else { return .init(range[2] + range[3] < pdf.count ? .appended : .structure) }
    // The range is whole; then perhaps it was one of the bytes in it.
    let prepared = SignatureRevision.Prepared(bytes: pdf, byteRange: range)
    guard let cms = SignatureRevision.cms(inRoom: Hexadecimal.decode(pdf[prepared.contents]) ?? []) else { return .init(.structure) }
    let verdict = DetachedSignature.verify(cms: cms, digest: prepared.digest, roots: [], atUnixSeconds: 0)
    return verdict.faults.contains(.digestDiffers) ? .init(SignatureFaultCode.digestDiffers) : .init(.structure)
  }

  /// Where the last occurrence ends.
  private static func lastRange(of wanted: [UInt8], in bytes: [UInt8]) -> Int? {
    var end = bytes.count
    while end >= wanted.count {
      if bytes[end - 1] == wanted[wanted.count - 1], bytes[end - wanted.count..<end].elementsEqual(wanted) { return end }
      end -= 1
    }
    return nil
  }
}
