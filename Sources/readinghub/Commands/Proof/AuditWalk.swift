import Foundation
import HubAPI
import HubClient
import HubFlow
import HubModel
import Reports
import Trust

/// Pulls the whole audit trail and recomputes its chain here: the hub is not asked whether it is right.
struct AuditWalk {
  struct Result: Encodable {
    var isValid: Bool { code == nil }
    var verdict: String
    var entries: Int64
    var headHash: String
    var anchors: Int
    var code: String?
    var at: Int64?
    var reasonChinese: String?
    var reasonEnglish: String?
  }

  let session: HubSession
  let roots: [Certificate]
  private static let pageSize = 5_000

  /// - Parameter anchors: heads someone else kept; their signatures were checked.
  func verify(against anchors: [ChainHead]) async throws -> Result {
    // The signed head first: entries that come later are more than it covers, never fewer.
    let signedHead = try await session.auditHead()
    let known = anchors + [signedHead.head]
    var verifier = AuditChainVerifier(anchors: known)
    func result(_ fault: AuditFault?) -> Result {
      Result(
        verdict: fault == nil ? "VALID" : "INVALID", entries: verifier.number, headHash: verifier.hash.hex, anchors: anchors.count,
        code: fault?.code.rawValue, at: fault?.number, reasonChinese: fault?.code.chinese, reasonEnglish: fault?.code.english)
    }
    guard signedHead.faults(roots: roots).isEmpty else { return result(AuditFault(.anchorDiffers, at: signedHead.head.number)) }
    do {
      while true {
        let page = try await entries(after: verifier.number)
        for entry in page.entries { try verifier.check(entry) }
        if page.entries.isEmpty { break }
      }
      try verifier.finish()
      return result(nil)
    } catch let fault as AuditFault { return result(fault) }
  }

  /// An entry that the hub itself can no longer read was changed just as one with another hash: small pages lead up to it.
  private func entries(after number: Int64) async throws -> AuditPage {
    do {
      return try await session.auditEntries(after: number, limit: Self.pageSize)
    } catch let error as ClientError where error.has(.storeDamaged) {
      do {
        return try await session.auditEntries(after: number, limit: 1)
      } catch let error as ClientError where error.has(.storeDamaged) { throw AuditFault(.entryChanged, at: number + 1) }
    }
  }
}

/// Signed heads wherever they stand in a JSON file: an anchor, a receipt, the output of `upload --json` or `reports ack --json`.
enum AnchorFile {
  /// - Throws: `file-unreadable`; `audit-chain-broken` when the file holds no head, or one that no hub under the roots has signed.
  static func heads(in path: String, roots: [Certificate]) throws(ClientError) -> [ChainHead] {
    guard let data = FileManager.default.contents(atPath: path) else { throw ClientError(.fileUnreadable, path) }
    // Several documents, one a line, are read as well.
    let documents =
      (try? JSONSerialization.jsonObject(with: data)).map { [$0] }
      ?? data.split(separator: UInt8(ascii: "\n")).compactMap { try? JSONSerialization.jsonObject(with: Data($0)) }
    var found: [SignedChainHead] = []
    for document in documents { collect(document, depth: 0, into: &found) }
    guard !found.isEmpty else { throw ClientError(.auditChainBroken, "no signed head in \(path)") }
    var seen: Set<String> = []
    for head in found where seen.insert(head.signature).inserted {
      guard head.faults(roots: roots).isEmpty else { throw ClientError(.auditChainBroken, "signature of head \(head.head.number) in \(path)") }
    }
    return found.map(\.head)
  }

  private static func collect(_ value: Any, depth: Int, into found: inout [SignedChainHead]) {
    guard depth < 32 else { return }
    if let object = value as? [String: Any] {
      if object["head"] != nil, object["signature"] != nil, let data = try? JSONSerialization.data(withJSONObject: object),
        let head = try? JSONDecoder().decode(SignedChainHead.self, from: data)
      {
        found.append(head)
        return
      }
      for inner in object.values { collect(inner, depth: depth + 1, into: &found) }
    } else if let list = value as? [Any] {
      for inner in list { collect(inner, depth: depth + 1, into: &found) }
    }
  }
}
