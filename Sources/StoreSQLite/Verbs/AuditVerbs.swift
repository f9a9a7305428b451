import Foundation
import HubModel

extension SQLiteTransaction {
  func auditHead() throws -> AuditHead {
    if let knownAuditHead { return knownAuditHead }
    let head = try first("SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1") { row in
      AuditHead(number: try row.integer(), hash: try row.bytes())
    }
    knownAuditHead = head ?? .genesis
    return head ?? .genesis
  }

  func auditEntries(after number: Int64, limit: Int) throws -> [AuditEntry] {
    try all("SELECT \(Self.auditColumns) FROM audit WHERE number > ? ORDER BY number LIMIT ?", [number, limit]) { row in
      let number = try row.integer()
      let event = AuditEvent(
        at: try row.instant(), actor: try row.required(Principal(storedText: try row.text())), action: try row.word(), subject: try row.text(),
        detail: try row.text())
      return AuditEntry(number: number, event: event, previousHash: try row.bytes(), hash: try row.bytes())
    }
  }

  func append(_ entry: AuditEntry) throws {
    let head = try auditHead()
    guard entry.number == head.number + 1, entry.previousHash == head.hash else {
      throw HubError(.storeDamaged, "audit entry \(entry.number) does not follow \(head.number)")
    }
    let event = entry.event
    try run(
      "INSERT INTO audit (\(Self.auditColumns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      [
        entry.number, event.at.microseconds, event.actor.storedText, event.action.rawValue, event.subject, event.detail,
        entry.previousHash.stored, entry.hash.stored,
      ])
    knownAuditHead = AuditHead(number: entry.number, hash: entry.hash)
  }

  private static let auditColumns = "number, at, actor, action, subject, detail, previous_hash, hash"
}
