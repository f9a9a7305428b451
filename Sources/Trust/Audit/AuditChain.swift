/// The audit trail's hash chain: each entry's hash covers its number, its bytes and the hash before it, so that no entry can be
/// changed, removed or slipped in without changing every later hash. Pure: what an entry's bytes are is the caller's affair.
package enum AuditChain {
  /// Stands before the first entry.
  package static let genesisHash = SHA256Digest(words: 0, 0, 0, 0)

  /// SHA-256 over a fixed line, the number, the previous hash, the length of the entry and the entry; numbers are 64-bit big-endian.
  /// - Parameter entry: the entry's canonical bytes: the same entry must always give the same bytes.
  package static func hash(number: Int64, previousHash: SHA256Digest, entry: [UInt8]) -> SHA256Digest {
    var hasher = SHA256Hasher()
    hasher.update(Array("ReadingHub audit entry v1\n".utf8))
    withUnsafeBytes(of: number.bigEndian) { hasher.update(raw: $0) }
    hasher.update(previousHash.bytes)
    withUnsafeBytes(of: Int64(entry.count).bigEndian) { hasher.update(raw: $0) }
    hasher.update(entry)
    return hasher.finalize()
  }
}

/// What is wrong with a chain. The raw value is the stable code.
package enum AuditFaultCode: String, Sendable, Codable, CaseIterable {
  case entryMissing = "audit-entry-missing"
  case entryChanged = "audit-entry-changed"
  case linkBroken = "audit-link-broken"
  case truncated = "audit-truncated"
  case anchorDiffers = "audit-anchor-differs"

  package var chinese: String { reason.chinese }
  package var english: String { reason.english }

  private var reason: (chinese: String, english: String) {
    switch self {
    case .entryMissing: ("审计记录缺失、重复或次序错误。", "An audit entry is missing, doubled or out of order.")
    case .entryChanged: ("审计记录被改动。", "An audit entry was changed.")
    case .linkBroken: ("审计记录与前一条不衔接。", "An audit entry does not follow from the one before it.")
    case .truncated: ("审计记录的末尾被截去。", "The end of the audit trail was cut off.")
    case .anchorDiffers: ("审计记录与回执中的锚点不一致。", "The audit trail is not the one the receipt vouches for.")
    }
  }
}

/// A fault and the number of the entry where it shows.
package struct AuditFault: Error, Sendable, Equatable {
  package let code: AuditFaultCode
  package let number: Int64
  package init(_ code: AuditFaultCode, at number: Int64) {
    self.code = code
    self.number = number
  }
}

/// Walks a chain entry by entry, in order, in constant memory, and stops at the first fault.
package struct AuditChainVerifier: Sendable {
  /// The last entry that was found good (genesis at first).
  package private(set) var number: Int64
  package private(set) var hash: SHA256Digest
  private var anchors: [Int64: SHA256Digest]
  private var conflictingAnchor: Int64?

  /// - Parameter anchors: heads someone else kept (receipts): the chain must pass through each of them.
  package init(anchors: [ChainHead] = []) {
    number = 0
    hash = AuditChain.genesisHash
    self.anchors = [:]
    for anchor in anchors {
      if let known = self.anchors[anchor.number], known != anchor.hash { conflictingAnchor = anchor.number }
      self.anchors[anchor.number] = anchor.hash
    }
    if let start = self.anchors[0], start != AuditChain.genesisHash { conflictingAnchor = 0 }
  }

  /// Checks the next entry as it is stored.
  package mutating func check(number: Int64, entry: [UInt8], previousHash: SHA256Digest, hash: SHA256Digest) throws(AuditFault) {
    guard number == self.number + 1 else { throw AuditFault(.entryMissing, at: self.number + 1) }
    guard previousHash == self.hash else { throw AuditFault(.linkBroken, at: number) }
    guard AuditChain.hash(number: number, previousHash: previousHash, entry: entry) == hash else { throw AuditFault(.entryChanged, at: number) }
    if let anchor = anchors[number], anchor != hash { throw AuditFault(.anchorDiffers, at: number) }
    self.number = number
    self.hash = hash
  }

  /// After the last entry: the head of the chain as stored beside it and all anchors must have been reached.
  package func finish(storedHead: ChainHead? = nil) throws(AuditFault) {
    if let conflictingAnchor { throw AuditFault(.anchorDiffers, at: conflictingAnchor) }
    if let furthest = anchors.keys.max(), furthest > number { throw AuditFault(.truncated, at: number + 1) }
    guard let storedHead else { return }
    if storedHead.number > number { throw AuditFault(.truncated, at: number + 1) }
    guard storedHead.number == number, storedHead.hash == hash else { throw AuditFault(.anchorDiffers, at: storedHead.number) }
  }
}
