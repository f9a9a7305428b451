import HubModel

/// `POST /uploads`: what a clinic is about to send.
package struct NewUpload: Sendable, Codable {
  package var isUrgent: Bool
  package var note: String?
  /// Identity for formats that carry none.
  package var identity: PatientIdentity?
  /// True when the items are all there is of their studies.
  package var isComplete: Bool
  package var items: [Upload.Item]
  package init(isUrgent: Bool, note: String?, identity: PatientIdentity?, isComplete: Bool, items: [Upload.Item]) {
    self.isUrgent = isUrgent
    self.note = note
    self.identity = identity
    self.isComplete = isComplete
    self.items = items
  }
}
package struct UploadOpened: Sendable, Codable {
  package var id: UploadID
  /// Digests among the items that the hub holds for this clinic already: no need to send them.
  package var held: [BlobKey]
  /// Where some are held: a signed head of the audit chain that covers their receipt, for a clinic that has lost the first one.
  package var auditHead: SignedAuditHead?
  package init(id: UploadID, held: [BlobKey], auditHead: SignedAuditHead? = nil) {
    self.id = id
    self.held = held
    self.auditHead = auditHead
  }
}

/// The hub's word that an object is safe: durable, in the audit trail, on its way.
package struct ObjectReceipt: Sendable, Codable, Equatable {
  package enum Result: String, Sendable, Codable { case stored, alreadyHeld }
  package var result: Result
  package var arrival: ArrivalID
  package var digest: BlobKey
  package var sizeBytes: Int64
  package var receivedAt: Timestamp
  /// The latest signed head of the audit chain.
  package var auditHead: SignedAuditHead?
  package init(result: Result, arrival: ArrivalID, digest: BlobKey, sizeBytes: Int64, receivedAt: Timestamp, auditHead: SignedAuditHead?) {
    self.result = result
    self.arrival = arrival
    self.digest = digest
    self.sizeBytes = sizeBytes
    self.receivedAt = receivedAt
    self.auditHead = auditHead
  }
}

/// A refusal as its clinic sees it.
package struct RefusalRow: Sendable, Codable, Equatable {
  package var receivedAt: Timestamp
  package var code: String
  package var reasonChinese: String
  package var reasonEnglish: String
  package var digest: BlobKey?
  package var sopInstanceUID: String?
  package init(_ entry: QuarantineEntry) {
    receivedAt = Timestamp(entry.receivedAt)
    code = entry.code.rawValue
    reasonChinese = entry.code.sentence.chinese
    reasonEnglish = entry.code.sentence.english
    digest = entry.digest
    sopInstanceUID = entry.sopInstanceUID
  }
}
