import Foundation

/// Writes data elements in Explicit VR Little Endian (PS3.5 §7.1.2), in the order they are given.
struct DICOMElements {
  private(set) var bytes: [UInt8] = []

  /// A text value; padded to an even length as its VR asks.
  mutating func text(_ group: UInt16, _ element: UInt16, _ vr: String, _ text: String) {
    var value = Array(text.utf8)
    if !value.count.isMultiple(of: 2) { value.append(vr == "UI" ? 0 : 0x20) }
    raw(group, element, vr, value)
  }

  mutating func unsigned16(_ group: UInt16, _ element: UInt16, _ value: Int) { raw(group, element, "US", Self.word(UInt16(clamping: value))) }

  mutating func unsigned32(_ group: UInt16, _ element: UInt16, _ value: Int) { raw(group, element, "UL", Self.doubleWord(UInt32(clamping: value))) }

  mutating func decimal(_ group: UInt16, _ element: UInt16, _ value: Double) { text(group, element, "DS", Self.decimalText(value)) }

  mutating func sequence(_ group: UInt16, _ element: UInt16, _ items: [DICOMElements]) {
    var value: [UInt8] = []
    value.reserveCapacity(items.reduce(0) { $0 + $1.bytes.count + 8 })
    for item in items { value += Self.word(0xFFFE) + Self.word(0xE000) + Self.doubleWord(UInt32(clamping: item.bytes.count)) + item.bytes }
    raw(group, element, "SQ", value)
  }

  /// A coded concept as the only item of a sequence (PS3.3 §8).
  mutating func code(_ group: UInt16, _ element: UInt16, value: String, scheme: String, version: String? = nil, meaning: String) {
    var item = DICOMElements()
    item.text(0x0008, 0x0100, "SH", value)
    item.text(0x0008, 0x0102, "SH", scheme)
    if let version { item.text(0x0008, 0x0103, "SH", version) }
    item.text(0x0008, 0x0104, "LO", meaning)
    sequence(group, element, [item])
  }

  mutating func raw(_ group: UInt16, _ element: UInt16, _ vr: String, _ value: [UInt8]) {
    let hasLongLength = ["OB", "OW", "SQ"].contains(vr)
    bytes += Self.word(group) + Self.word(element) + Array(vr.utf8)
    bytes += hasLongLength ? [0, 0] + Self.doubleWord(UInt32(clamping: value.count)) : Self.word(UInt16(clamping: value.count))
    bytes += value
  }

  /// DS holds 16 characters; what a longer number loses is beyond its ninth digit.
  static func decimalText(_ value: Double) -> String {
    if let whole = Int(exactly: value) { return String(whole) }
    let full = "\(value)"
    return full.utf8.count <= 16 ? full : String(format: "%.9g", value)
  }

  static func word(_ value: UInt16) -> [UInt8] { [UInt8(truncatingIfNeeded: value), UInt8(truncatingIfNeeded: value >> 8)] }

  private static func doubleWord(_ value: UInt32) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
}
