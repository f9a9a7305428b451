/// One act, as the audit trail keeps it. It names things by the hub's own numbers, never a person by name.
package struct AuditEvent: Sendable, Equatable, Codable {
  package enum Action: String, Sendable, Codable, CaseIterable {
    case hubStarted = "hub-started"
    case backupStarted = "backup-started"
    case backupFinished = "backup-finished"
    case indexRebuilt = "index-rebuilt"
    case hospitalAdded = "hospital-added"
    case clinicAdded = "clinic-added"
    case readerAdded = "reader-added"
    case disabled = "disabled"
    case credentialIssued = "credential-issued"
    case enrolled = "enrolled"
    case uploadOpened = "upload-opened"
    case objectStored = "object-stored"
    case objectRefused = "object-refused"
    case objectConflict = "object-conflict"
    case objectIndexed = "object-indexed"
    case objectQuarantined = "object-quarantined"
    case identityCompleted = "identity-completed"
    case screened = "screened"
    case screeningFailed = "screening-failed"
    case readingReady = "reading-ready"
    case claimed = "claimed"
    case released = "released"
    case leaseLapsed = "lease-lapsed"
    case opened = "opened"
    case statementOverridden = "statement-overridden"
    case reportSaved = "report-saved"
    case reportSigned = "report-signed"
    case reportSubmitted = "report-submitted"
    case reportReviewed = "report-reviewed"
    case reportReturned = "report-returned"
    case amendmentOpened = "amendment-opened"
    case amendmentCanceled = "amendment-canceled"
    case agreementSet = "agreement-set"
    case readerRightsSet = "reader-rights-set"
    case reportFetched = "report-fetched"
    case reportAcknowledged = "report-acknowledged"
    case contactsSet = "contacts-set"
    case criticalRaised = "critical-raised"
    case criticalJoined = "critical-joined"
    case criticalNotified = "critical-notified"
    case criticalEscalated = "critical-escalated"
    case criticalTelephoned = "critical-telephoned"
    case criticalAcknowledged = "critical-acknowledged"
    case criticalClosed = "critical-closed"
  }
  package var at: Instant
  package var actor: Principal
  package var action: Action
  /// What was acted on: `reading:K7Q2M0`, `arrival:17`, `clinic:3`.
  package var subject: String
  /// Digests, codes, numbers; never patient data.
  package var detail: String
  package init(at: Instant, actor: Principal, action: Action, subject: String, detail: String = "") {
    self.at = at
    self.actor = actor
    self.action = action
    self.subject = subject
    self.detail = detail
  }
}

/// An event sealed into the hash chain. `hash` covers the number, the event and `previousHash`.
package struct AuditEntry: Sendable, Equatable, Codable {
  /// 1, 2, 3 … without gaps.
  package var number: Int64
  package var event: AuditEvent
  package var previousHash: [UInt8]
  package var hash: [UInt8]
  package init(number: Int64, event: AuditEvent, previousHash: [UInt8], hash: [UInt8]) {
    self.number = number
    self.event = event
    self.previousHash = previousHash
    self.hash = hash
  }
}

/// The end of the audit chain: the last entry's number and hash.
package struct AuditHead: Sendable, Equatable, Codable {
  package var number: Int64
  package var hash: [UInt8]
  package init(number: Int64, hash: [UInt8]) {
    self.number = number
    self.hash = hash
  }
  /// Before the first entry.
  package static let genesis = AuditHead(number: 0, hash: [UInt8](repeating: 0, count: 32))
}

extension AuditEvent {
  /// The bytes that the chain's hash covers: one `name value` line a field, in this order, UTF-8 (docs/audit.md).
  package var canonicalBytes: [UInt8] {
    let lines = [
      "at \(at.microseconds)", "actor \(actor.auditText)", "action \(action.rawValue)", "subject \(Self.oneLine(subject))",
      "detail \(Self.oneLine(detail))",
    ]
    return Array((lines.joined(separator: "\n") + "\n").utf8)
  }

  /// A line break inside a field could forge another field.
  private static func oneLine(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 < 32 }) else { return text }
    return String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 32 ? " " : $0 }))
  }
}

extension Principal {
  /// `clinic:3`, `reader:7`, `administrator`: how the audit trail and the logs name who acts.
  package var auditText: String {
    switch self {
    case .clinic(let id): "clinic:\(id)"
    case .reader(let id): "reader:\(id)"
    case .administrator: "administrator"
    case .auditor: "auditor"
    case .hub: "hub"
    }
  }
}
