/// An A-ASSOCIATE-RQ PDU (PS3.8 §9.3.2), checked before DCMTK reads it: types, counts and that every length stays inside.
struct AssociateRequestPDU: Equatable {
  static let headerLength = 6
  static let maximumLength = 262_144
  private static let maximumContextCount = 128
  /// DCMTK's own bound.
  private static let maximumSyntaxCount = 50
  private static let applicationContext = Array("1.2.840.10008.3.1.1.1".utf8)

  var calledAE: String
  var callingAE: String
  var hasKnownApplicationContext: Bool

  /// Bytes of the whole PDU from its header; `nil` when this is no A-ASSOCIATE-RQ of sane length.
  static func wholeLength(header: [UInt8]) -> Int? {
    guard header.count >= headerLength, header[0] == 1 else { return nil }
    let length = header[2..<6].reduce(0) { $0 << 8 | Int($1) }
    return (68...maximumLength).contains(length) ? headerLength + length : nil
  }

  /// `nil` when the bytes are no well-formed request.
  init?(_ bytes: [UInt8]) {
    guard Self.wholeLength(header: bytes) == bytes.count else { return nil }
    guard let called = Self.title(bytes[10..<26]), let calling = Self.title(bytes[26..<42]) else { return nil }
    calledAE = called
    callingAE = calling
    hasKnownApplicationContext = false
    var contextIDs: Set<UInt8> = []
    guard let items = Self.items(bytes[74...]) else { return nil }
    for (type, value) in items {
      switch type {
      case 0x10: hasKnownApplicationContext = Self.unpadded(value).elementsEqual(Self.applicationContext)
      case 0x20:
        guard let id = value.first, id & 1 == 1, contextIDs.insert(id).inserted, Self.isContext(value) else { return nil }
      case 0x50: guard Self.isUserInformation(value) else { return nil }
      default: break
      }
    }
    guard (1...Self.maximumContextCount).contains(contextIDs.count) else { return nil }
  }

  /// Items of one byte type, one reserved, two of length; `nil` when one reaches beyond the end.
  private static func items(_ bytes: ArraySlice<UInt8>) -> [(type: UInt8, value: ArraySlice<UInt8>)]? {
    var result: [(UInt8, ArraySlice<UInt8>)] = []
    var rest = bytes
    while !rest.isEmpty {
      guard rest.count >= 4 else { return nil }
      let start = rest.startIndex
      let length = Int(rest[start + 2]) << 8 | Int(rest[start + 3])
      guard rest.count >= 4 + length else { return nil }
      result.append((rest[start], rest[(start + 4)..<(start + 4 + length)]))
      rest = rest[(start + 4 + length)...]
    }
    return result
  }

  private static func isContext(_ value: ArraySlice<UInt8>) -> Bool {
    guard value.count >= 4, let parts = items(value.dropFirst(4)) else { return false }
    let abstract = parts.filter { $0.type == 0x30 }
    let transfer = parts.filter { $0.type == 0x40 }
    guard abstract.count == 1, (1...maximumSyntaxCount).contains(transfer.count) else { return false }
    return (abstract + transfer).allSatisfy { (1...64).contains(unpadded($0.value).count) && $0.value.count <= 64 }
  }

  private static func isUserInformation(_ value: ArraySlice<UInt8>) -> Bool {
    guard let parts = items(value) else { return false }
    return parts.allSatisfy { part in
      switch part.type {
      case 0x51: part.value.count == 4
      case 0x52: (1...64).contains(part.value.count)
      case 0x55: part.value.count <= 16
      case 0x53: part.value.count == 4
      case 0x54: hasUID(part.value, fixedTail: 2)
      case 0x56: hasUID(part.value, fixedTail: 0)
      case 0x58: isUserIdentity(part.value)
      default: true
      }
    }
  }

  /// A two-byte length, a UID of that length, then exactly (or at least, for 0) `fixedTail` bytes.
  private static func hasUID(_ value: ArraySlice<UInt8>, fixedTail: Int) -> Bool {
    guard value.count >= 2 else { return false }
    let length = Int(value[value.startIndex]) << 8 | Int(value[value.startIndex + 1])
    let rest = value.count - 2 - length
    return (1...64).contains(length) && (fixedTail == 0 ? rest >= 0 : rest == fixedTail)
  }

  private static func isUserIdentity(_ value: ArraySlice<UInt8>) -> Bool {
    let bytes = Array(value)
    guard bytes.count >= 6 else { return false }
    let primary = Int(bytes[2]) << 8 | Int(bytes[3])
    guard bytes.count >= 6 + primary else { return false }
    let secondary = Int(bytes[4 + primary]) << 8 | Int(bytes[5 + primary])
    return bytes.count == 6 + primary + secondary
  }

  private static func unpadded(_ value: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var rest = value
    while let last = rest.last, last == 0 || last == 0x20 { rest.removeLast() }
    return rest
  }

  /// An AE title: 16 bytes, padded with spaces; control characters and `\` make it none (PS3.5 §6.2).
  private static func title(_ bytes: ArraySlice<UInt8>) -> String? {
    let trimmed = ScannedItem.trimmed(bytes)
    guard trimmed.allSatisfy({ (0x20...0x7E).contains($0) && $0 != 0x5C }) else { return nil }
    return String(decoding: trimmed, as: UTF8.self)
  }
}
