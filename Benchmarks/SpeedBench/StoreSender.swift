/// A C-STORE sender that does nothing but send: one presentation context, one object after the other (PS3.8, PS3.7 §9.3.1).
struct StoreSender {
  private let wire: Wire
  private static let maximumPDU = 65_536

  init(port: UInt16, calledAE: String, callingAE: String) throws {
    wire = try Wire.connect(port: port)
    try wire.send(Self.associateRequest(calledAE, callingAE))
    let head = try wire.receive(6)
    _ = try wire.receive(Self.length(head))
    guard head[0] == 2 else { throw BenchError("association refused") }
  }

  /// Returns the status of the answer.
  func store(_ dataSet: [UInt8], sopInstance: String) throws -> UInt16 {
    try sendFragments(Self.storeRequest(sopInstance), isCommand: true)
    try sendFragments(dataSet, isCommand: false)
    return try receiveStatus()
  }

  func release() throws {
    try wire.send([5, 0, 0, 0, 0, 4, 0, 0, 0, 0])
    _ = try wire.receive(10)
    wire.finish()
  }

  private func sendFragments(_ bytes: [UInt8], isCommand: Bool) throws {
    var offset = 0
    var pdu: [UInt8] = []
    repeat {
      let count = min(bytes.count - offset, Self.maximumPDU - 12)
      let isLast = offset + count == bytes.count
      pdu.removeAll(keepingCapacity: true)
      pdu += [4, 0] + Self.big32(count + 6) + Self.big32(count + 2) + [1, (isCommand ? 1 : 0) | (isLast ? 2 : 0)]
      pdu += bytes[offset..<offset + count]
      try wire.send(pdu)
      offset += count
    } while offset < bytes.count
  }

  private func receiveStatus() throws -> UInt16 {
    let head = try wire.receive(6)
    let body = try wire.receive(Self.length(head))
    guard head[0] == 4 else { throw BenchError("no answer to C-STORE") }
    var position = 6
    while position + 8 <= body.count {
      let element = UInt16(body[position + 2]) | UInt16(body[position + 3]) << 8
      let length = Int(body[position + 4]) | Int(body[position + 5]) << 8
      if element == 0x0900 { return UInt16(body[position + 8]) | UInt16(body[position + 9]) << 8 }
      position += 8 + length
    }
    throw BenchError("no status")
  }

  private static func storeRequest(_ sopInstance: String) -> [UInt8] {
    var command = Elements()
    command.command(0x0002, uid(ECGObjects.sopClass))
    command.command(0x0100, [1, 0])
    command.command(0x0110, [1, 0])
    command.command(0x0700, [0, 0])
    command.command(0x0800, [1, 0])
    command.command(0x1000, uid(sopInstance))
    var whole = Elements()
    let length = UInt32(command.bytes.count)
    whole.command(0x0000, [UInt8(length & 0xFF), UInt8(length >> 8), 0, 0])
    return whole.bytes + command.bytes
  }

  private static func associateRequest(_ calledAE: String, _ callingAE: String) -> [UInt8] {
    let context = item(0x30, Array(ECGObjects.sopClass.utf8)) + item(0x40, Array(ECGObjects.transferSyntax.utf8))
    let user = item(0x51, big32(maximumPDU)) + item(0x52, Array("1.2.826.0.1.3680043.10.9999".utf8))
    let items = item(0x10, Array("1.2.840.10008.3.1.1.1".utf8)) + item(0x20, [1, 0, 0, 0] + context) + item(0x50, user)
    let body = [0, 1, 0, 0] + title(calledAE) + title(callingAE) + [UInt8](repeating: 0, count: 32) + items
    return [1, 0] + big32(body.count) + body
  }

  private static func item(_ type: UInt8, _ value: [UInt8]) -> [UInt8] { [type, 0, UInt8(value.count >> 8), UInt8(value.count & 0xFF)] + value }
  private static func title(_ text: String) -> [UInt8] { Array(text.utf8) + [UInt8](repeating: 0x20, count: 16 - text.utf8.count) }
  private static func uid(_ text: String) -> [UInt8] { Array(text.utf8) + (text.utf8.count % 2 == 1 ? [0] : []) }
  private static func big32(_ value: Int) -> [UInt8] { [24, 16, 8, 0].map { UInt8(value >> $0 & 0xFF) } }
  private static func length(_ head: [UInt8]) -> Int { Int(head[2]) << 24 | Int(head[3]) << 16 | Int(head[4]) << 8 | Int(head[5]) }
}
