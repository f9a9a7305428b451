import HubAPI
import HubModel

/// What became of one file, or of one WFDB pair.
package struct UploadResult: Sendable, Codable, Equatable {
  package enum Outcome: String, Sendable, Codable { case stored, alreadyHeld, refused, failed, ignored }
  package var files: [String]
  package var outcome: Outcome
  /// With `refused` and `failed`.
  package var code: String?
  package var reasonChinese: String?
  package var reasonEnglish: String?
  package var detail: String?
  package var digest: BlobKey?
  package var sizeBytes: Int64?
  /// The hub's word, with the signed head of its audit chain: keep it, `audit verify --anchor` holds the hub to it.
  package var receipt: ObjectReceipt?
  /// With `alreadyHeld` where nothing was sent and so no receipt came: a signed head that covers the first one.
  package var auditHead: SignedAuditHead?

  package init(
    files: [String], outcome: Outcome, digest: BlobKey? = nil, sizeBytes: Int64? = nil, receipt: ObjectReceipt? = nil,
    auditHead: SignedAuditHead? = nil
  ) {
    self.files = files
    self.outcome = outcome
    self.digest = digest
    self.sizeBytes = sizeBytes
    self.receipt = receipt
    self.auditHead = auditHead
  }

  package init(files: [String], error: ClientError, digest: BlobKey? = nil, sizeBytes: Int64? = nil) {
    // A hub that could not be reached or could not store may take the same file later; a refusal stands.
    let isFinal = error.status.map { $0 < 500 && $0 != 429 } ?? (error.problemCode != .hubUnreachable)
    self.init(files: files, outcome: isFinal ? .refused : .failed, digest: digest, sizeBytes: sizeBytes)
    code = error.code
    reasonChinese = error.sentence.chinese
    reasonEnglish = error.sentence.english
    detail = error.detail.isEmpty ? nil : error.detail
  }

  package var isFine: Bool { outcome == .stored || outcome == .alreadyHeld || outcome == .ignored }
}

/// What an upload tells while it runs.
package enum UploadEvent: Sendable {
  /// Files are being digested; nothing was sent yet.
  case preparing(objects: Int, sizeBytes: Int64)
  case prepared(sizeBytes: Int64)
  /// The hub holds these already.
  case held(objects: Int, sizeBytes: Int64)
  case sending(objects: Int, sizeBytes: Int64)
  /// Negative when an attempt is begun again.
  case sent(bytes: Int64)
  case finished(UploadResult)
}

/// What the sender says of the whole set.
package struct UploadOptions: Sendable {
  package var isUrgent = false
  package var note: String?
  package var identity: PatientIdentity?
  /// These files are all there is of their studies.
  package var isComplete = false
  /// How many objects are sent at a time.
  package var width = 4
  package init() {}
}
