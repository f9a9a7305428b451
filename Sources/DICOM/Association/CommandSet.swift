/// A DIMSE command (PS3.7 §6.3.1): flat, implicit VR little endian, small. Read here and not by DCMTK, whose parser would descend
/// into sequences that have no business in a command.
struct CommandSet: Equatable {
  static let maximumLength = 16_384

  enum Field {
    static let store: UInt16 = 0x0001
    static let echo: UInt16 = 0x0030
    static let cancel: UInt16 = 0x0FFF
  }

  var field: UInt16
  var messageID: UInt16
  var hasDataSet: Bool
  /// `nil` when absent or no UID.
  var affectedSOPClass: UniqueIdentifier?
  var affectedSOPInstance: UniqueIdentifier?
  /// Of a response.
  var status: UInt16?

  /// `nil` when the bytes are no command set.
  init?(_ bytes: [UInt8]) {
    var values: [UInt16: ArraySlice<UInt8>] = [:]
    var rest = bytes[...]
    while !rest.isEmpty {
      guard rest.count >= 8 else { return nil }
      let start = rest.startIndex
      let length = (0..<4).reduce(0) { $0 | Int(rest[start + 4 + $1]) << (8 * $1) }
      guard rest[start] == 0, rest[start + 1] == 0, rest.count >= 8 + length else { return nil }
      let element = UInt16(rest[start + 2]) | UInt16(rest[start + 3]) << 8
      guard values.updateValue(rest[(start + 8)..<(start + 8 + length)], forKey: element) == nil else { return nil }
      rest = rest[(start + 8 + length)...]
    }
    guard let field = Self.word(values[0x0100]) else { return nil }
    self.field = field
    messageID = Self.word(values[0x0110]) ?? 0
    hasDataSet = (Self.word(values[0x0800]) ?? 0x0101) != 0x0101
    affectedSOPClass = values[0x0002].flatMap { UniqueIdentifier(paddedBytes: Array($0)) }
    status = Self.word(values[0x0900])
    affectedSOPInstance = values[0x1000].flatMap { UniqueIdentifier(paddedBytes: Array($0)) }
  }

  private static func word(_ bytes: ArraySlice<UInt8>?) -> UInt16? {
    guard let bytes, bytes.count == 2, let low = bytes.first, let high = bytes.last else { return nil }
    return UInt16(low) | UInt16(high) << 8
  }
}
