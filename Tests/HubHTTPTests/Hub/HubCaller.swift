import Foundation
import HTTPTypes
import HubAPI
import HubModel
import HummingbirdTesting
import NIOCore

/// Calls the hub in somebody's name.
struct HubCaller: Sendable {
  let client: any TestClientProtocol
  let hub: TestHub

  func call(
    _ method: HTTPRequest.Method, _ path: String, as person: TestHub.Person = .nobody, headers: HTTPFields = [:], body: [UInt8]? = nil
  ) async throws -> TestResponse {
    var headers = headers
    if person != .nobody, headers[.authorization] == nil { headers[.authorization] = "Bearer " + hub.token(of: person) }
    let uri = path.hasPrefix("/") ? path : Wire.root + "/" + path
    return try await client.execute(uri: uri, method: method, headers: headers, body: body.map { ByteBuffer(bytes: $0) })
  }

  func get(_ path: String, as person: TestHub.Person) async throws -> TestResponse { try await call(.get, path, as: person) }

  func post(_ path: String, as person: TestHub.Person, json: String) async throws -> TestResponse {
    try await call(.post, path, as: person, headers: [.contentType: "application/json"], body: Array(json.utf8))
  }

  func post(_ path: String, as person: TestHub.Person, _ value: some Encodable) async throws -> TestResponse {
    try await call(.post, path, as: person, headers: [.contentType: "application/json"], body: Array(try JSONEncoder().encode(value)))
  }
}

extension TestResponse {
  func decoded<Value: Decodable>(_ type: Value.Type = Value.self) throws -> Value {
    try JSONDecoder().decode(type, from: Data(body.readableBytesView))
  }
  /// The code of a problem document; `nil` when this is none.
  var problem: ProblemCode? {
    guard headers[.contentType] == Wire.problemMediaType, let problem = try? decoded(Problem.self), problem.status == status.code else { return nil }
    return ProblemCode(rawValue: problem.code)
  }
  var text: String { String(buffer: body) }
  /// What the answer says, without the request's own name.
  var told: String { text.replacing(/,"request":"[^"]*"/, with: "") }
}
