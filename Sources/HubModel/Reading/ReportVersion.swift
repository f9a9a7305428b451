/// One immutable version of a report. Version n+1 names the digest of version n; nothing is ever rewritten.
package struct ReportVersion: Sendable, Equatable, Codable {
  /// HL7 FHIR R4 `DiagnosticReport.status` words; `draft` is ours.
  package enum Status: String, Sendable, Codable, CaseIterable {
    case draft, preliminary, final, amended, corrected, appended
    case enteredInError = "entered-in-error"
    /// All the signatures it needs are there.
    package var isIssued: Bool { self != .draft && self != .preliminary }
  }
  package var id: ReportVersionID
  package var reading: ReadingID
  /// 1, 2, 3 … within the reading.
  package var number: Int
  package var author: ReaderID
  package var createdAt: Instant
  package var studyRevision: Int
  /// Canonical JSON of the content, UTF-8.
  package var contentJSON: [UInt8]
  /// SHA-256 of `contentJSON`.
  package var contentDigest: BlobKey
  package var previousDigest: BlobKey?
  /// The PDF with placed, empty signature fields, prepared for the author's signature.
  package var preparedPDF: BlobKey?
  package var signature: ReportSignature?
  /// A second doctor issues it; fixed when its author signs.
  package var needsReview = false
  /// The signed PDF with room for the second signature.
  package var preparedReview: BlobKey?
  /// The second signature, beside the first.
  package var review: ReportSignature?
  /// What it does to the issued version before it; `nil` for a first report.
  package var amendment: AmendmentKind?
  package var status: Status { signature == nil ? .draft : issued == nil ? .preliminary : amendment?.status ?? .final }
  /// The signature that issued it: the author's, or the reviewing doctor's.
  package var issued: ReportSignature? { needsReview ? review : signature }
  package init(
    id: ReportVersionID, reading: ReadingID, number: Int, author: ReaderID, createdAt: Instant, studyRevision: Int, contentJSON: [UInt8],
    contentDigest: BlobKey, previousDigest: BlobKey?, preparedPDF: BlobKey? = nil, signature: ReportSignature? = nil
  ) {
    self.id = id
    self.reading = reading
    self.number = number
    self.author = author
    self.createdAt = createdAt
    self.studyRevision = studyRevision
    self.contentJSON = contentJSON
    self.contentDigest = contentDigest
    self.previousDigest = previousDigest
    self.preparedPDF = preparedPDF
    self.signature = signature
  }
}

package struct ReportSignature: Sendable, Equatable, Codable {
  package var signer: ReaderID
  package var signedAt: Instant
  /// The signed PDF.
  package var signedPDF: BlobKey
  package init(signer: ReaderID, signedAt: Instant, signedPDF: BlobKey) {
    self.signer = signer
    self.signedAt = signedAt
    self.signedPDF = signedPDF
  }
}

/// A signed report on its way back to its clinic. `sequence` rises by one within a clinic, without gaps. A version leaves once, or twice
/// where it leaves as preliminary first.
package struct Delivery: Sendable, Equatable, Codable {
  package var clinic: ClinicID
  package var sequence: Int64
  package var reading: ReadingID
  package var reportVersion: ReportVersionID
  package var createdAt: Instant
  package var acknowledgedAt: Instant?
  /// It carries the author's signature alone; the second doctor's follows in a delivery of its own.
  package var isPreliminary: Bool
  package init(
    clinic: ClinicID, sequence: Int64, reading: ReadingID, reportVersion: ReportVersionID, createdAt: Instant, acknowledgedAt: Instant?,
    isPreliminary: Bool = false
  ) {
    self.clinic = clinic
    self.sequence = sequence
    self.reading = reading
    self.reportVersion = reportVersion
    self.createdAt = createdAt
    self.acknowledgedAt = acknowledgedAt
    self.isPreliminary = isPreliminary
  }
}

extension ReportVersion {
  /// The signature that a delivery carries.
  package func signature(isPreliminary: Bool) -> ReportSignature? { isPreliminary ? signature : issued }
}

/// A doctor's signed report that another doctor followed with words of their own, in a review or an amendment.
package struct ChangedReport: Sendable, Equatable {
  package var reading: ReadingID
  /// The other doctor's version.
  package var version: Int
  package var changedBy: ReaderID
  package var signedAt: Instant
  package init(reading: ReadingID, version: Int, changedBy: ReaderID, signedAt: Instant) {
    self.reading = reading
    self.version = version
    self.changedBy = changedBy
    self.signedAt = signedAt
  }
}
