import Foundation
import HubModel
import Trust

/// Plain HTTP/1.1 over one connection, as cheap as a client can be.
struct BenchHTTP {
  let wire: Wire
  private let token: String

  init(port: UInt16, token: String) throws {
    wire = try Wire.connect(port: port)
    self.token = token
  }

  func request(_ method: String, _ path: String, _ body: [UInt8] = [], type: String = "application/json") throws {
    var head = "\(method) /api/v1/\(path) HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer \(token)\r\n"
    if method != "GET" { head += "Content-Type: \(type)\r\nContent-Length: \(body.count)\r\n" }
    try wire.send(Array((head + "\r\n").utf8) + body)
  }

  /// Status and body of the next answer; the connection stays open.
  func answer() throws -> (status: Int, body: [UInt8]) {
    var head: [UInt8] = []
    while !head.suffix(4).elementsEqual([13, 10, 13, 10]) { head += try wire.receive(1) }
    let lines = String(decoding: head, as: UTF8.self).lowercased().components(separatedBy: "\r\n")
    guard let status = lines[0].split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else { throw BenchError("no status") }
    if lines.contains("transfer-encoding: chunked") { return (status, try chunks()) }
    let length = lines.first { $0.hasPrefix("content-length:") }.flatMap { Int($0.dropFirst(15).trimmingCharacters(in: .whitespaces)) } ?? 0
    return (status, try wire.receive(length))
  }

  private func chunks() throws -> [UInt8] {
    var body: [UInt8] = []
    while true {
      var line: [UInt8] = []
      while !line.suffix(2).elementsEqual([13, 10]) { line += try wire.receive(1) }
      guard let size = Int(String(decoding: line.dropLast(2), as: UTF8.self), radix: 16) else { throw BenchError("no chunk") }
      body += try wire.receive(size)
      _ = try wire.receive(2)
      if size == 0 { return body }
    }
  }

  func call(_ method: String, _ path: String, _ body: [UInt8] = [], type: String = "application/json") throws -> [UInt8] {
    try request(method, path, body, type: type)
    let answer = try answer()
    guard (200...299).contains(answer.status) else {
      throw BenchError("\(method) \(path): \(answer.status) \(String(decoding: answer.body.prefix(200), as: UTF8.self))")
    }
    return answer.body
  }

  func call<Value: Decodable>(_ method: String, _ path: String, _ value: some Encodable, as type: Value.Type = Value.self) throws -> Value {
    try JSONDecoder().decode(Value.self, from: Data(call(method, path, Array(try JSONEncoder().encode(value)))))
  }
}

extension HubWriting {
  /// A token of its own for somebody in the store.
  func giveToken(_ kind: SecretToken.Kind, to principal: Principal) throws -> String {
    let token = try SecretToken(kind: kind, random: SystemRandomSource())
    try setToken(SecretDigest(bytes: token.tokenHash.bytes), of: principal)
    return token.text
  }
}
