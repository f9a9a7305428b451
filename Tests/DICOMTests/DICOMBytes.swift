/// Builds DICOM files byte by byte, right or wrong as a test wants them.
struct DICOMBytes {
  static let secondaryCapture = "1.2.840.10008.5.1.4.1.1.7"
  static let twelveLeadECG = "1.2.840.10008.5.1.4.1.1.9.1.1"
  static let explicitLittleEndian = "1.2.840.10008.1.2.1"

  /// One element in explicit VR little endian, long or short form by VR; the length can be made to lie.
  static func element(_ group: UInt16, _ element: UInt16, _ vr: String, _ value: [UInt8], length: UInt32? = nil) -> [UInt8] {
    let stated = length ?? UInt32(value.count)
    let head = little(group) + little(element) + Array(vr.utf8)
    if ["OB", "OW", "SQ", "UN", "UT"].contains(vr) { return head + [0, 0] + little(stated) + value }
    return head + little(UInt16(truncatingIfNeeded: stated)) + value
  }

  static func text(_ group: UInt16, _ element: UInt16, _ vr: String, _ text: String) -> [UInt8] {
    var value = Array(text.utf8)
    if value.count % 2 == 1 { value.append(vr == "UI" ? 0 : 0x20) }
    return self.element(group, element, vr, value)
  }

  static func number(_ group: UInt16, _ element: UInt16, _ value: UInt16) -> [UInt8] { self.element(group, element, "US", little(value)) }

  static func little<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] { withUnsafeBytes(of: value.littleEndian) { Array($0) } }

  /// A Part 10 file of a data set; the meta group's length can be made to lie.
  static func file(
    _ dataSet: [UInt8], sopClass: String = secondaryCapture, instance: String = "1.2.3.4", syntax: String = explicitLittleEndian,
    groupLength: UInt32? = nil
  ) -> [UInt8] {
    let group =
      element(2, 1, "OB", [0, 1]) + text(2, 2, "UI", sopClass) + text(2, 3, "UI", instance) + text(2, 0x10, "UI", syntax)
    let length = element(2, 0, "UL", little(groupLength ?? UInt32(group.count)))
    return [UInt8](repeating: 0, count: 128) + Array("DICM".utf8) + length + group + dataSet
  }

  /// Identification that every object needs.
  static func identity(sopClass: String = secondaryCapture, instance: String = "1.2.3.4", study: String = "1.2.3", series: String = "1.2.3.1")
    -> [UInt8]
  {
    text(8, 0x16, "UI", sopClass) + text(8, 0x18, "UI", instance) + text(0x10, 0x10, "PN", "Test^Case") + text(0x10, 0x20, "LO", "T1")
      + text(0x20, 0xD, "UI", study) + text(0x20, 0xE, "UI", series)
  }

  /// Grey pixels of 8 bits; the header's sizes can be made to lie.
  static func pixels(rows: UInt16 = 8, columns: UInt16 = 8, frames: String? = nil, byteCount: Int = 64) -> [UInt8] {
    var module = number(0x28, 2, 1) + text(0x28, 4, "CS", "MONOCHROME2")
    if let frames { module += text(0x28, 8, "IS", frames) }
    module += number(0x28, 0x10, rows) + number(0x28, 0x11, columns)
    module += number(0x28, 0x100, 8) + number(0x28, 0x101, 8) + number(0x28, 0x102, 7) + number(0x28, 0x103, 0)
    return module + element(0x7FE0, 0x10, "OB", [UInt8](repeating: 7, count: byteCount))
  }

  static func image(frames: String? = nil) -> [UInt8] { file(identity() + pixels(frames: frames)) }

  /// Sequences of undefined length within each other, never closed: 20 bytes a level.
  static func nested(_ levels: Int) -> [UInt8] {
    let level = element(0x40, 0xA730, "SQ", [], length: .max) + little(UInt16(0xFFFE)) + little(UInt16(0xE000)) + little(UInt32.max)
    return file(identity() + Array((0..<levels).map { _ in level }.joined()))
  }

  /// The same, each closed properly.
  static func nestedAndClosed(_ levels: Int) -> [UInt8] {
    let opening = element(0x40, 0xA730, "SQ", [], length: .max) + little(UInt16(0xFFFE)) + little(UInt16(0xE000)) + little(UInt32.max)
    let closing = [0xFE, 0xFF, 0x0D, 0xE0, 0, 0, 0, 0, 0xFE, 0xFF, 0xDD, 0xE0, 0, 0, 0, 0] as [UInt8]
    let tree = (0..<levels).flatMap { _ in opening } + (0..<levels).flatMap { _ in closing }
    return file(identity() + tree + pixels())
  }

  struct Waveform {
    var channels: UInt16 = 2
    var definitions = 2
    var samples: UInt32 = 4
    var bits: UInt16 = 16
    var interpretation = "SS"
    var rate = "500"
    var sensitivity: String? = "2.5"
    var unit = "uV"
    var storedBits: UInt16 = 16
    var padding: [UInt8]?
    var data: [UInt8] = [1, 0, 2, 0, 3, 0, 4, 0, 0xFF, 0xFF, 6, 0, 7, 0, 8, 0]
  }

  static func waveform(_ waveform: Waveform) -> [UInt8] {
    var definition = text(0x3A, 0x203, "SH", "I")
    definition += sequence(0x3A, 0x208, [text(8, 0x100, "SH", "2:1") + text(8, 0x102, "SH", "MDC") + text(8, 0x104, "LO", "Lead I\0")])
    if let sensitivity = waveform.sensitivity {
      definition += text(0x3A, 0x210, "DS", sensitivity)
      definition += sequence(0x3A, 0x211, [text(8, 0x100, "SH", waveform.unit)])
      definition += text(0x3A, 0x212, "DS", "2") + text(0x3A, 0x213, "DS", "10")
    }
    definition += number(0x3A, 0x21A, waveform.storedBits)
    var group = text(0x3A, 4, "CS", "ORIGINAL") + number(0x3A, 5, waveform.channels)
    group += element(0x3A, 0x10, "UL", little(waveform.samples)) + text(0x3A, 0x1A, "DS", waveform.rate)
    group += sequence(0x3A, 0x200, [[UInt8]](repeating: definition, count: waveform.definitions))
    group += number(0x5400, 0x1004, waveform.bits) + text(0x5400, 0x1006, "CS", waveform.interpretation)
    if let padding = waveform.padding { group += element(0x5400, 0x100A, "OW", padding) }
    group += element(0x5400, 0x1010, waveform.bits == 8 ? "OB" : "OW", waveform.data)
    return file(identity(sopClass: twelveLeadECG) + sequence(0x5400, 0x100, [group]), sopClass: twelveLeadECG)
  }

  static func sequence(_ group: UInt16, _ element: UInt16, _ items: [[UInt8]]) -> [UInt8] {
    let value = items.flatMap { little(UInt16(0xFFFE)) + little(UInt16(0xE000)) + little(UInt32($0.count)) + $0 }
    return self.element(group, element, "SQ", value)
  }
}
