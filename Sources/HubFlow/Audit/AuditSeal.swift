import HubModel
import Trust

/// Joins an audit event to the chain.
enum AuditSeal {
  static func seal(_ event: AuditEvent, after head: AuditHead) throws(HubError) -> AuditEntry {
    guard let previous = SHA256Digest(bytes: head.hash) else { throw HubError(.storeDamaged, "audit head") }
    let hash = AuditChain.hash(number: head.number + 1, previousHash: previous, entry: event.canonicalBytes)
    return AuditEntry(number: head.number + 1, event: event, previousHash: head.hash, hash: hash.bytes)
  }
}
