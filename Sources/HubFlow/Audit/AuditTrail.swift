import HubModel
import Trust

extension HubWriting {
  /// Seals one act into the hash chain, in the same commit as the act itself.
  func record(_ action: AuditEvent.Action, by actor: Principal, on subject: String, detail: String = "", at now: Instant) throws {
    try record(AuditEvent(at: now, actor: actor, action: action, subject: subject, detail: detail))
  }

  func record(_ event: AuditEvent) throws { try append(AuditSeal.seal(event, after: try auditHead())) }
}
