import HTTPTypes
import HubFlow
import HubModel
import Hummingbird

extension Authentication {
  /// The bearer (RFC 6750 §2.1) of a request. A token in the query or the body is not looked at.
  ///
  /// - Throws: `not-authenticated`.
  func principal(of request: Request) async throws(HubError) -> Principal {
    let fields = request.headers[values: .authorization]
    guard fields.count == 1, let token = Self.token(in: fields[0]) else { throw HubError(.notAuthenticated) }
    return try await principal(token: token)
  }

  static func token(in field: String) -> String? {
    let parts = field.split(separator: " ", omittingEmptySubsequences: true)
    guard parts.count == 2, parts[0].lowercased() == "bearer", parts[1].utf8.count <= 256 else { return nil }
    return String(parts[1])
  }
}
