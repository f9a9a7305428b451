import HubAPI
import HubModel
import Trust

/// From a bearer token to the one who acts.
package struct Authentication: Sendable {
  private let store: any HubStore
  package init(store: any HubStore) { self.store = store }

  /// - Throws: `not-authenticated` for anything but the present token of an enabled clinic, reader, administrator or auditor.
  package func principal(token: String) async throws(HubError) -> Principal {
    guard let secret = try? SecretToken(text: token) else { throw HubError(.notAuthenticated) }
    let digest = SecretDigest(bytes: secret.tokenHash.bytes)
    let principal: Principal?
    do { principal = try await store.principal(tokenDigest: digest) } catch { throw HubError(wrapping: error) }
    guard let principal else { throw HubError(.notAuthenticated) }
    return principal
  }

  package func whoAmI(_ principal: Principal) async throws(HubError) -> WhoAmI {
    try await store.ask { store in
      switch principal {
      case .clinic(let id): WhoAmI(role: .clinic, id: id.rawValue, name: try store.clinic(id)?.name ?? "")
      case .reader(let id): WhoAmI(role: .reader, id: id.rawValue, name: try store.reader(id)?.name ?? "")
      case .administrator: WhoAmI(role: .administrator, id: nil, name: "administrator")
      case .auditor: WhoAmI(role: .auditor, id: nil, name: "auditor")
      case .hub: throw HubError(.notAuthenticated)
      }
    }
  }
}
