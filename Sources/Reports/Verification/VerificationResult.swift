import HubModel
import Trust

/// What checking a report found. Invalid is a result with reasons, not an accident.
package struct VerificationResult: Sendable, Equatable, Codable {
  /// One reason, for programs and for people.
  package struct Fault: Sendable, Equatable, Codable {
    package var code: String
    package var chinese: String
    package var english: String
    /// The signature it concerns; `nil` for the file as a whole.
    package var field: SignatureField?

    init(_ code: ReportFaultCode, field: SignatureField? = nil) {
      self.code = code.rawValue
      chinese = code.chinese
      english = code.english
      self.field = field
    }

    init(_ code: SignatureFaultCode, field: SignatureField? = nil) {
      self.code = code.rawValue
      chinese = code.chinese
      english = code.english
      self.field = field
    }
  }

  /// Who signed, as the certificate says.
  package struct Signer: Sendable, Equatable, Codable {
    package var field: SignatureField
    package var readerID: String
    package var name: String
    package var hospital: String
    package var signedAt: Instant
    /// RFC 3339 in the zone the report shows.
    package var signedAtText: String
    /// Lower-case hexadecimal.
    package var certificateSerialNumber: String
    package var certificateFingerprint: SHA256Digest
  }

  package var isValid: Bool { faults.isEmpty }
  /// What the signatures make of it: `preliminary` where the second doctor's is needed and missing. To be believed only when the result
  /// is valid; whether a later version exists no single file can tell.
  package var status: ReportVersion.Status {
    guard let content, let last = signers.last else { return .draft }
    if content.needsReview == true, last.field == .reporter { return .preliminary }
    return content.amendment?.kind.status ?? .final
  }
  package var faults: [Fault]
  /// In the order they signed. To be believed only when the result is valid.
  package var signers: [Signer]
  /// What the report says. To be believed only when the result is valid.
  package var content: ReportContent?
  /// SHA-256 of the attached canonical JSON.
  package var contentDigest: SHA256Digest?
}
