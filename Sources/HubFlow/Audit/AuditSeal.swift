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

extension AuditChainVerifier {
  /// Holds one entry against the chain so far.
  ///
  /// - Throws: `AuditFault` at the entry's number.
  package mutating func check(_ entry: AuditEntry) throws(AuditFault) {
    guard let previous = SHA256Digest(bytes: entry.previousHash), let hash = SHA256Digest(bytes: entry.hash) else {
      throw AuditFault(.linkBroken, at: entry.number)
    }
    try check(number: entry.number, entry: entry.event.canonicalBytes, previousHash: previous, hash: hash)
  }
}
