import Foundation

/// A DICOM peer that can say anything: PDUs as bytes on a plain socket (PS3.8 §9.3).
final class AssociationPeer {
  enum Reply: Equatable {
    /// Result of each proposed context, by id (PS3.8 table 9-18).
    case accepted([UInt8: UInt8])
    /// Result, source and reason.
    case rejected(UInt8, UInt8, UInt8)
    /// A-ABORT, or the connection's end.
    case closed
  }

  struct StoreReply: Equatable {
    var status: Int
    var comment: String
  }

  private static let verification = "1.2.840.10008.1.1"
  private static let implicitLittleEndian = "1.2.840.10008.1.2"
  private let socket: LoopbackSocket
  private var isOpen = true

  init(port: Int, seconds: Int = 30) throws { socket = try LoopbackSocket(port: port, seconds: seconds) }
  deinit { if isOpen { socket.close() } }

  /// As a line that breaks; nothing can be said afterwards.
  func reset() {
    if isOpen { socket.reset() }
    isOpen = false
  }

  @discardableResult
  func send(_ bytes: [UInt8]) -> Bool { socket.write(bytes) }

  /// The next PDU; empty when the connection has ended.
  func receive() -> [UInt8] {
    let header = read(6)
    guard header.count == 6 else { return [] }
    return header + read(header[2..<6].reduce(0) { $0 << 8 | Int($1) })
  }

  private func read(_ count: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count < count {
      let piece = socket.read(atMost: count - bytes.count)
      if piece.isEmpty { return bytes }
      bytes += piece
    }
    return bytes
  }

  // MARK: Service

  func associate(calling: String, called: String = HubProcess.aeTitle, _ contexts: [(sopClass: String, syntax: String)] = []) -> Reply {
    let wanted = contexts.isEmpty ? [(sopClass: Self.verification, syntax: Self.implicitLittleEndian)] : contexts
    let proposed = wanted.enumerated().map { PDU.context(id: UInt8(2 * $0 + 1), sopClass: $1.sopClass, syntaxes: [$1.syntax]) }
    send(PDU.associateRequest(calling: calling, called: called, contexts: proposed))
    let answer = receive()
    switch answer.first {
    case 2: return .accepted(Self.contextResults(answer))
    case 3 where answer.count == 10: return .rejected(answer[7], answer[8], answer[9])
    default: return .closed
    }
  }

  private static func contextResults(_ pdu: [UInt8]) -> [UInt8: UInt8] {
    var results: [UInt8: UInt8] = [:]
    var offset = 74
    while offset + 4 <= pdu.count {
      let length = Int(pdu[offset + 2]) << 8 | Int(pdu[offset + 3])
      if pdu[offset] == 0x21, length >= 4, offset + 8 <= pdu.count { results[pdu[offset + 4]] = pdu[offset + 6] }
      offset += 4 + length
    }
    return results
  }

  /// Status of a C-ECHO's answer on context 1; `nil` when there is none.
  func echo() -> Int? {
    send(PDU.data(PDU.command(field: 0x30, sopClass: Self.verification), isCommand: true))
    return response()?.status
  }

  /// One C-STORE; `nil` when the association ended instead of an answer.
  func store(sopClass: String, instance: String, dataSet: [UInt8], context: UInt8 = 1) -> StoreReply? {
    send(PDU.data(PDU.command(field: 1, sopClass: sopClass, instance: instance), context: context, isCommand: true))
    var start = 0
    repeat {
      let end = min(start + 65_536, dataSet.count)
      guard send(PDU.data(Array(dataSet[start..<end]), context: context, isCommand: false, isLast: end == dataSet.count)) else { break }
      start = end
    } while start < dataSet.count
    return response()
  }

  func release() {
    send([5, 0, 0, 0, 0, 4, 0, 0, 0, 0])
    _ = receive()
  }

  private func response() -> StoreReply? {
    let pdu = receive()
    guard pdu.first == 4, pdu.count > 12 else { return nil }
    var (status, comment) = (Int?.none, "")
    var rest = pdu[12...]
    while rest.count >= 8 {
      let start = rest.startIndex
      let element = UInt16(rest[start + 2]) | UInt16(rest[start + 3]) << 8
      let length = (0..<4).reduce(0) { $0 | Int(rest[start + 4 + $1]) << (8 * $1) }
      guard rest.count >= 8 + length else { break }
      let value = rest[(start + 8)..<(start + 8 + length)]
      if element == 0x0900 { status = value.reversed().reduce(0) { $0 << 8 | Int($1) } }
      if element == 0x0902 { comment = String(decoding: value, as: UTF8.self).trimmingCharacters(in: .whitespaces) }
      rest = rest[(start + 8 + length)...]
    }
    return status.map { StoreReply(status: $0, comment: comment) }
  }
}

/// Protocol data units as bytes.
enum PDU {
  static func item(_ type: UInt8, _ value: [UInt8]) -> [UInt8] { [type, 0, UInt8(value.count >> 8 & 0xFF), UInt8(value.count & 0xFF)] + value }

  static func context(id: UInt8, sopClass: String, syntaxes: [String]) -> [UInt8] {
    item(0x20, [id, 0, 0, 0] + item(0x30, Array(sopClass.utf8)) + syntaxes.flatMap { item(0x40, Array($0.utf8)) })
  }

  static func associateRequest(calling: String, called: String, contexts: [[UInt8]]) -> [UInt8] {
    func title(_ text: String) -> [UInt8] { Array((Array(text.utf8) + [UInt8](repeating: 0x20, count: 16)).prefix(16)) }
    var body: [UInt8] = [0, 1, 0, 0] + title(called) + title(calling) + [UInt8](repeating: 0, count: 32)
    body += item(0x10, Array("1.2.840.10008.3.1.1.1".utf8)) + contexts.flatMap { $0 }
    body += item(0x50, item(0x51, [0, 1, 0, 0]) + item(0x52, Array("1.2.826.0.1.3680043.10.4".utf8)))
    return [1, 0] + long(body.count) + body
  }

  static func data(_ bytes: [UInt8], context: UInt8 = 1, isCommand: Bool, isLast: Bool = true) -> [UInt8] {
    [4, 0] + long(bytes.count + 6) + long(bytes.count + 2) + [context, (isCommand ? 1 : 0) | (isLast ? 2 : 0)] + bytes
  }

  static func command(field: UInt16, sopClass: String, instance: String? = nil) -> [UInt8] {
    func element(_ number: UInt16, _ value: [UInt8]) -> [UInt8] {
      let padded = value.count % 2 == 1 ? value + [0] : value
      return [0, 0] + number.littleEndianBytes + UInt32(padded.count).littleEndianBytes + padded
    }
    let body =
      element(0x0002, Array(sopClass.utf8)) + element(0x0100, field.littleEndianBytes) + element(0x0110, [7, 0]) + element(0x0700, [0, 0])
      + element(0x0800, instance == nil ? [1, 1] : [0, 0]) + (instance.map { element(0x1000, Array($0.utf8)) } ?? [])
    return element(0, UInt32(body.count).littleEndianBytes) + body
  }

  static func long(_ value: Int) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) } }
}
