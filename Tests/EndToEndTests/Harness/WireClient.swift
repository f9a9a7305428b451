import Foundation
import HubAPI

/// One HTTP/1.1 request as it goes over the wire.
struct WireRequest: Sendable {
  var method = "GET"
  var path: String
  var headers: [(String, String)] = []
  var body: [UInt8] = []

  static func get(_ path: String) -> WireRequest { WireRequest(path: Wire.root + "/" + path) }

  static func post(_ path: String, _ value: some Encodable) throws -> WireRequest {
    let body = Array(try JSONEncoder().encode(value))
    return WireRequest(method: "POST", path: Wire.root + "/" + path, headers: [("Content-Type", "application/json")], body: body)
  }

  static func post(_ path: String) -> WireRequest { WireRequest(method: "POST", path: Wire.root + "/" + path) }

  static func put(_ path: String, _ body: [UInt8]) -> WireRequest {
    WireRequest(method: "PUT", path: Wire.root + "/" + path, headers: [("Content-Type", "application/octet-stream")], body: body)
  }
}

/// A client as a stranger would write it: one blocking connection a call, nothing between the test and the bytes.
struct WireClient: Sendable {
  var port: Int
  var token: String?

  /// - Throws: `HarnessFailure` when no complete answer came in time.
  func send(_ request: WireRequest, seconds: Int = 30) throws -> WireAnswer {
    let socket = try LoopbackSocket(port: port, seconds: seconds)
    defer { socket.close() }
    // A hub that refuses early may close while we still send; its answer counts.
    _ = socket.write(head(of: request) + request.body)
    return try WireAnswer(socket.readAll())
  }

  /// Sends, reads at most `bytes` of the answer, and hangs up: the network that loses answers.
  func sendAndLose(_ request: WireRequest, after bytes: Int) throws {
    let socket = try LoopbackSocket(port: port, seconds: 30)
    defer { socket.close() }
    _ = socket.write(head(of: request) + request.body)
    _ = socket.read(atMost: max(bytes, 1))
  }

  /// Decodes an answer of 2xx; anything else is a failure of the test.
  func ask<Value: Decodable>(_ request: WireRequest, as type: Value.Type = Value.self, seconds: Int = 30) throws -> Value {
    try send(request, seconds: seconds).decoded()
  }

  func head(of request: WireRequest) -> [UInt8] {
    var lines = ["\(request.method) \(request.path) HTTP/1.1", "Host: 127.0.0.1:\(port)", "Connection: close"]
    if let token { lines.append("Authorization: Bearer \(token)") }
    lines += request.headers.map { "\($0): \($1)" }
    if request.method != "GET" || !request.body.isEmpty { lines.append("Content-Length: \(request.body.count)") }
    return Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)
  }
}

/// Status, header fields and body of an answer.
struct WireAnswer: Sendable {
  var status: Int
  var headers: [String: String]
  var body: [UInt8]

  var isSuccess: Bool { (200...299).contains(status) }
  var text: String { String(decoding: body, as: UTF8.self) }
  /// What the answer says, without the request's own name.
  var told: String { text.replacing(/,"request":"[^"]*"/, with: "") }
  /// The code of a problem document; `nil` when it is none.
  var problemCode: String? { (try? JSONDecoder().decode(Problem.self, from: Data(body)))?.code }

  init(_ bytes: [UInt8]) throws {
    let separator = Array("\r\n\r\n".utf8)
    guard let split = bytes.firstRange(of: separator)?.lowerBound else { throw HarnessFailure("no complete answer, \(bytes.count) bytes") }
    let lines = String(decoding: bytes[..<split], as: UTF8.self).components(separatedBy: "\r\n")
    let words = lines[0].split(separator: " ")
    guard words.count >= 2, words[0] == "HTTP/1.1", let status = Int(words[1]) else { throw HarnessFailure("no status line: \(lines[0])") }
    self.status = status
    headers = [:]
    for line in lines.dropFirst() {
      guard let colon = line.firstIndex(of: ":") else { continue }
      headers[line[..<colon].lowercased()] = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
    }
    let rest = Array(bytes[(split + separator.count)...])
    body = headers["transfer-encoding"]?.lowercased() == "chunked" ? try Self.unchunked(rest) : rest
    if let length = headers["content-length"].flatMap(Int.init), length != body.count {
      throw HarnessFailure("answer cut short: \(body.count) of \(length) bytes")
    }
  }

  func decoded<Value: Decodable>(as type: Value.Type = Value.self) throws -> Value {
    guard isSuccess else { throw HarnessFailure("answer \(status): \(text.prefix(300))") }
    return try JSONDecoder().decode(Value.self, from: Data(body))
  }

  private static func unchunked(_ bytes: [UInt8]) throws -> [UInt8] {
    var rest = bytes[...]
    var body: [UInt8] = []
    while let end = rest.firstRange(of: [13, 10])?.lowerBound {
      guard let size = Int(String(decoding: rest[rest.startIndex..<end], as: UTF8.self), radix: 16), rest.endIndex - end >= size + 4 else { break }
      if size == 0 { return body }
      body += rest[(end + 2)..<(end + 2 + size)]
      rest = rest[(end + 2 + size + 2)...]
    }
    throw HarnessFailure("chunked answer cut short")
  }
}
