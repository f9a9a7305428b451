import HubAPI
import HubModel
import Trust

/// Reading the audit trail: the administrator and the auditor may, nobody may change it.
package struct Auditing: Sendable {
  private let store: any HubStore
  private let heads: AuditHeads
  /// Checks signed heads; itself issued by the hub's root.
  package let hubCertificatePEM: String

  package init(store: any HubStore, heads: AuditHeads, hubCertificatePEM: String) {
    self.store = store
    self.heads = heads
    self.hubCertificatePEM = hubCertificatePEM
  }

  package func entries(after number: Int64, limit: Int, by principal: Principal) async throws(HubError) -> AuditPage {
    try Access.requireAuditor(principal)
    return AuditPage(entries: try await store.ask { try $0.auditEntries(after: number, limit: min(max(limit, 1), 5_000)) })
  }

  /// Any tenant may ask for the signed head: it tells a number and a hash.
  package func signedHead(by principal: Principal) async throws(HubError) -> SignedAuditHead {
    try await heads.fresh()
  }
}
