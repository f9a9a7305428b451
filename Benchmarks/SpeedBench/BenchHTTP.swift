import Foundation
import HubModel
import Trust

/// Plain HTTP/1.1 over one connection, as cheap as a client can be.
struct BenchHTTP {
  let wire: Wire
  private let token: String
  private let incoming: BufferedWire

  init(port: UInt16, token: String) throws {
    wire = try Wire.connect(port: port)
    incoming = BufferedWire(wire)
    self.token = token
  }

  func request(_ method: String, _ path: String, _ body: [UInt8] = [], type: String = "application/json") throws {
    var head = "\(method) /api/v1/\(path) HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer \(token)\r\n"
    if method != "GET" { head += "Content-Type: \(type)\r\nContent-Length: \(body.count)\r\n" }
    try wire.send(Array((head + "\r\n").utf8) + body)
  }

  /// Status and body of the next answer; the connection stays open.
  func answer() throws -> (status: Int, body: [UInt8]) {
    let first = try incoming.line()
    guard first.count > 12, let status = Int(String(decoding: first[9..<12], as: UTF8.self)) else { throw BenchError("no status") }
    var (length, isChunked) = (0, false)
    while case let line = try incoming.line(), !line.isEmpty {
      // Looked at by its first byte: 64 of these clients must cost next to nothing beside the hub.
      guard let initial = line.first, initial | 32 == UInt8(ascii: "c") || initial | 32 == UInt8(ascii: "t") else { continue }
      let text = String(decoding: line, as: UTF8.self).lowercased()
      if text == "transfer-encoding: chunked" { isChunked = true }
      if text.hasPrefix("content-length:") { length = Int(text.dropFirst(15).drop { $0 == " " }) ?? 0 }
    }
    return (status, isChunked ? try chunks() : try incoming.receive(length))
  }

  private func chunks() throws -> [UInt8] {
    var body: [UInt8] = []
    while true {
      guard let size = Int(String(decoding: try incoming.line(), as: UTF8.self), radix: 16) else { throw BenchError("no chunk") }
      body += try incoming.receive(size)
      _ = try incoming.receive(2)
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

/// What came and has not been taken yet. One thread at a time uses it.
private final class BufferedWire: @unchecked Sendable {
  private let wire: Wire
  private var bytes: [UInt8] = []
  private var place = 0

  init(_ wire: Wire) { self.wire = wire }

  /// Up to the next CR LF, without it.
  func line() throws -> ArraySlice<UInt8> {
    var end = place
    while true {
      while end + 1 < bytes.count {
        if bytes[end] == 13, bytes[end + 1] == 10 {
          defer { place = end + 2 }
          return ArraySlice(Array(bytes[place..<end]))
        }
        end += 1
      }
      end -= place
      try fill()
      end += place
    }
  }

  func receive(_ count: Int) throws -> [UInt8] {
    while bytes.count - place < count { try fill() }
    defer { place += count }
    return Array(bytes[place..<place + count])
  }

  private func fill() throws {
    bytes.removeFirst(place)
    place = 0
    bytes += try wire.receiveSome(16_384)
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
