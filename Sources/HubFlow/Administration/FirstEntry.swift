import HubModel
import Trust

/// The first commit of a new hub: the administrator's token, and entry number 1 of the audit trail.
package struct FirstEntry: Sendable {
  private let store: any HubStore
  private let clock: any HubClock

  package init(store: any HubStore, clock: any HubClock) {
    self.store = store
    self.clock = clock
  }

  package func write(administratorToken token: SecretToken) async throws(HubError) {
    let now = clock.now().wall
    let digest = SecretDigest(bytes: token.tokenHash.bytes)
    try await store.commit { store in
      try store.setToken(digest, of: .administrator)
      try store.record(.credentialIssued, by: .hub, on: "administrator", at: now)
    }
  }

  /// Every start of the hub is in the trail.
  package func recordStart(detail: String) async throws(HubError) {
    let now = clock.now().wall
    try await store.commit { try $0.record(.hubStarted, by: .hub, on: "hub", detail: detail, at: now) }
  }
}
