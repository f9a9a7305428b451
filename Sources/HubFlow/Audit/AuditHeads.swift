import HubAPI
import HubModel
import Trust

/// Signs the end of the audit chain for receipts: at most once in `interval`, so that a burst of objects costs one signature.
package actor AuditHeads {
  private let store: any HubStore
  private let clock: any HubClock
  private let key: P256PrivateKey
  private let certificate: Certificate
  private let interval: TimeSpan
  private var latest: (head: SignedAuditHead, at: MonotonicInstant)?

  package init(store: any HubStore, clock: any HubClock, key: P256PrivateKey, certificate: Certificate, interval: TimeSpan = .seconds(1)) {
    self.store = store
    self.clock = clock
    self.key = key
    self.certificate = certificate
    self.interval = interval
  }

  /// A head no older than the interval.
  package func recent() async throws(HubError) -> SignedAuditHead {
    let now = clock.now()
    if let latest, now.monotonic - latest.at < interval { return latest.head }
    return try await fresh()
  }

  /// The head as it is now.
  package func fresh() async throws(HubError) -> SignedAuditHead {
    let head = try await store.ask { try $0.auditHead() }
    let now = clock.now()
    guard let hash = SHA256Digest(bytes: head.hash) else { throw HubError(.storeDamaged, "audit head") }
    do {
      let chainHead = ChainHead(number: head.number, hash: hash, timeMicroseconds: now.wall.microseconds)
      let signed = try SignedChainHead(signing: chainHead, key: key, certificate: certificate)
      latest = (signed, now.monotonic)
      return signed
    } catch { throw HubError(.internalError, "signing") }
  }
}
