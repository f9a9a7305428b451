import Foundation
import HubTesting
import Testing

@testable import Trust

private struct StoredEntry: Equatable {
  var number: Int64
  var bytes: [UInt8]
  var previousHash: SHA256Digest
  var hash: SHA256Digest
}

@Suite("The audit chain")
struct AuditChainTests {
  let pki: InventedAuthority
  init() throws { pki = try #require(InventedAuthority.shared) }

  private func chain(_ count: Int64) -> [StoredEntry] {
    var previous = AuditChain.genesisHash
    return (1...count).map { number in
      let bytes = Array("entry \(number)".utf8)
      let hash = AuditChain.hash(number: number, previousHash: previous, entry: bytes)
      defer { previous = hash }
      return StoredEntry(number: number, bytes: bytes, previousHash: previous, hash: hash)
    }
  }

  private func fault(_ entries: [StoredEntry], anchors: [ChainHead] = [], storedHead: ChainHead? = nil) -> AuditFault? {
    var verifier = AuditChainVerifier(anchors: anchors)
    do {
      for entry in entries {
        try verifier.check(number: entry.number, entry: entry.bytes, previousHash: entry.previousHash, hash: entry.hash)
      }
      try verifier.finish(storedHead: storedHead)
      return nil
    } catch { return error }
  }

  private func head(_ entry: StoredEntry) -> ChainHead { ChainHead(number: entry.number, hash: entry.hash, timeMicroseconds: testNow * 1_000_000) }

  /// Recomputed with Python's hashlib from the documented form.
  @Test func knownAnswer() {
    let hash = AuditChain.hash(number: 1, previousHash: AuditChain.genesisHash, entry: Array("entry 1".utf8))
    #expect(AuditChain.genesisHash.hex == String(repeating: "0", count: 64))
    #expect(hash.hex == "a9ba89c5c45b92dc3e116ca917099a2d0c48c46ebe87fa6469acbc7004820247")
  }

  @Test func aWholeChainHolds() {
    let entries = chain(40)
    #expect(fault(entries) == nil)
    #expect(fault(entries, anchors: [head(entries[6]), head(entries[39])], storedHead: head(entries[39])) == nil)
    #expect(fault([]) == nil)
  }

  @Test func everyChangedEntryIsFound() {
    let entries = chain(12)
    for index in entries.indices {
      var changed = entries
      changed[index].bytes[0] ^= 1
      #expect(fault(changed) == AuditFault(.entryChanged, at: Int64(index + 1)))
      var rehashed = changed
      rehashed[index].hash = AuditChain.hash(number: Int64(index + 1), previousHash: entries[index].previousHash, entry: changed[index].bytes)
      let last = index == entries.count - 1
      #expect(fault(rehashed) == (last ? nil : AuditFault(.linkBroken, at: Int64(index + 2))))
      #expect(fault(rehashed, anchors: [head(entries[11])]) != nil)
      var removed = entries
      removed.remove(at: index)
      #expect(last ? fault(removed, storedHead: head(entries[11]))?.code == .truncated : fault(removed)?.code == .entryMissing)
      var doubled = entries
      doubled.insert(entries[index], at: index)
      #expect(fault(doubled)?.code == .entryMissing)
    }
  }

  @Test func aRewrittenTailIsFoundByAnAnchor() {
    let entries = chain(12)
    var rewritten = Array(entries.prefix(5))
    var previous = entries[4].hash
    for number in Int64(6)...12 {
      let bytes = Array("forged \(number)".utf8)
      let hash = AuditChain.hash(number: number, previousHash: previous, entry: bytes)
      rewritten.append(StoredEntry(number: number, bytes: bytes, previousHash: previous, hash: hash))
      previous = hash
    }
    #expect(fault(rewritten) == nil)
    #expect(fault(rewritten, anchors: [head(entries[8])]) == AuditFault(.anchorDiffers, at: 9))
    #expect(fault(Array(entries.prefix(7)), anchors: [head(entries[8])]) == AuditFault(.truncated, at: 8))
    #expect(fault(entries, anchors: [head(entries[8]), head(rewritten[8])])?.code == .anchorDiffers)
    #expect(fault([], anchors: [head(entries[0])])?.code == .truncated)
  }

  @Test func theSameEntryAtAnotherNumberHashesDifferently() {
    let bytes = Array("entry".utf8)
    let first = AuditChain.hash(number: 1, previousHash: AuditChain.genesisHash, entry: bytes)
    #expect(first != AuditChain.hash(number: 2, previousHash: AuditChain.genesisHash, entry: bytes))
  }

  @Test func signedHeadsHoldUnderTheRootOnly() throws {
    let head = ChainHead(number: 17, hash: SHA256Digest(hashing: "x"), timeMicroseconds: testNow * 1_000_000 + 5)
    let signed = try SignedChainHead(signing: head, key: pki.hub.key, certificate: pki.hub.certificate)
    let again = try JSONDecoder().decode(SignedChainHead.self, from: JSONEncoder().encode(signed))
    #expect(again == signed && again.faults(roots: pki.roots) == [])
    #expect(again.faults(roots: []) == [.signerUntrusted])
    let byReader = try SignedChainHead(signing: head, key: pki.reporter.key, certificate: pki.reporter.certificate)
    #expect(byReader.faults(roots: pki.roots) == [.keyUsage])
    #expect(throws: TrustError(.keyDoesNotMatch)) { try SignedChainHead(signing: head, key: pki.reporter.key, certificate: pki.hub.certificate) }
  }

  @Test func changedHeadsAreNoticed() throws {
    let head = ChainHead(number: 17, hash: SHA256Digest(hashing: "x"), timeMicroseconds: testNow * 1_000_000)
    let signed = try SignedChainHead(signing: head, key: pki.hub.key, certificate: pki.hub.certificate)
    var json = String(decoding: try JSONEncoder().encode(signed), as: UTF8.self)
    json = json.replacingOccurrences(of: "\"number\":17", with: "\"number\":16")
    let changed = try JSONDecoder().decode(SignedChainHead.self, from: Data(json.utf8))
    #expect(changed.head.number == 16 && changed.faults(roots: pki.roots) == [.doesNotMatch])
  }
}
