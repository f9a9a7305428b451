import Foundation
import HubAPI
import HubModel

/// A conversation with one hub as one principal. Every call throws `ClientError` (or `CancellationError`).
///
/// The calls, one file an area, are typed after the routes of `docs/openapi.yaml`.
package struct HubSession: Sendable {
  let exchange: Exchange
  let base: String
  let token: String?

  /// - Throws: `bad-request` for an address that is not `http(s)://host[:port]`; `unsafe-configuration` when a token would go
  ///   in the clear to another machine.
  package init(hub: String, token: String?, exchange: Exchange) throws(ClientError) {
    let address = hub.hasSuffix("/") ? String(hub.dropLast()) : hub
    guard let url = URL(string: address), let scheme = url.scheme?.lowercased(), let host = url.host, url.path.isEmpty,
      scheme == "http" || scheme == "https", url.user == nil, url.query == nil
    else { throw ClientError(HubError(.badRequest, "hub address")) }
    guard scheme == "https" || Self.isLoopback(host) else { throw ClientError(HubError(.unsafeConfiguration, "http:// off loopback")) }
    base = address + Wire.root + "/"
    self.token = token
    self.exchange = exchange
  }

  package static func isLoopback(_ host: String) -> Bool {
    let bare = host.trimmingCharacters(in: CharacterSet(charactersIn: "[]"))
    if bare == "localhost" || bare == "::1" { return true }
    let parts = bare.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
    return parts.count == 4 && parts[0] == 127 && !parts.contains(nil)
  }

  package func close() async { await exchange.transport.close() }

  func get<Answer: Decodable>(_ path: String, _ query: [(String, String?)] = [], timeout: TimeSpan = .seconds(60)) async throws -> Answer {
    try Self.decode(try await download(path, query, timeout: timeout))
  }

  /// - Parameter isRepeatable: false for calls whose second run would differ from the first, such as adding a clinic.
  func post<Answer: Decodable>(_ path: String, _ body: some Encodable, isRepeatable: Bool = true) async throws -> Answer {
    try Self.decode(try await postForBytes(path, body, isRepeatable: isRepeatable))
  }

  /// Puts a value in the place of the one before; safe to repeat.
  func put<Answer: Decodable>(_ path: String, _ body: some Encodable) async throws -> Answer {
    var request = request(.put, path)
    request.body = .json(try Self.encode(body))
    return try Self.decode(try await perform(request, isRepeatable: true))
  }

  /// For answers without content.
  func act(_ path: String, _ body: (some Encodable)? = Nothing?.none) async throws {
    _ = try await postForBytes(path, body, isRepeatable: true)
  }

  /// - Parameter isUrgent: ranks the request before the sender's others.
  func postForBytes(_ path: String, _ body: (some Encodable)?, isRepeatable: Bool, isUrgent: Bool = false) async throws -> [UInt8] {
    var request = request(.post, path, isUrgent: isUrgent)
    if let body { request.body = .json(try Self.encode(body)) }
    return try await perform(request, isRepeatable: isRepeatable)
  }

  func download(_ path: String, _ query: [(String, String?)] = [], timeout: TimeSpan = .seconds(120)) async throws -> [UInt8] {
    var request = request(.get, path, query)
    request.timeout = timeout
    request.maximumResponseBytes = 1 << 30
    return try await perform(request, isRepeatable: true)
  }

  func perform(_ request: ClientRequest, isRepeatable: Bool) async throws -> [UInt8] {
    let response = try await exchange.perform(request, isRepeatable: isRepeatable)
    guard (200..<300).contains(response.status) else { throw Self.refusal(response) }
    return response.body
  }

  func request(_ method: ClientRequest.Method, _ path: String, _ query: [(String, String?)] = [], isUrgent: Bool = false) -> ClientRequest {
    let given = query.compactMap { name, value in value.map { name + "=" + Self.escaped($0) } }
    var request = ClientRequest(method: method, url: base + path + (given.isEmpty ? "" : "?" + given.joined(separator: "&")))
    if let token { request.headers.append(("Authorization", "Bearer " + token)) }
    request.headers.append(("Accept", "*/*"))
    if isUrgent { request.headers.append(("Priority", "u=0")) }
    return request
  }

  /// One segment of a path, or a query value, with everything escaped that could end it.
  static func escaped(_ text: String) -> String {
    text.addingPercentEncoding(
      withAllowedCharacters: .alphanumerics.intersection(CharacterSet(charactersIn: "\u{21}"..."\u{7E}")).union(["-", "_", "."]))
      ?? ""
  }

  static func refusal(_ response: ClientResponse) -> ClientError {
    if response.contentType.hasPrefix(Wire.problemMediaType),
      let problem = try? JSONDecoder().decode(Problem.self, from: Data(response.body))
    {
      return ClientError(problem, status: response.status)
    }
    return ClientError(.answerNotUnderstood, "HTTP \(response.status)")
  }

  static func decode<Answer: Decodable>(_ bytes: [UInt8]) throws(ClientError) -> Answer {
    do { return try JSONDecoder().decode(Answer.self, from: Data(bytes)) } catch { throw ClientError(.answerNotUnderstood) }
  }

  static func encode(_ value: some Encodable) throws(ClientError) -> [UInt8] {
    do { return Array(try JSONEncoder().encode(value)) } catch { throw ClientError(HubError(.badRequest)) }
  }
}

/// The body of a call that needs none.
struct Nothing: Codable {}
