/// A small DICOM waveform object in explicit little endian, made by hand, for what no public file shows.
struct WaveformFile {
  struct Channel {
    var code = ""
    var scheme = "MDC"
    var meaning = ""
    var units: String? = "uV"
    var samples: [Int16]
  }
  struct Group {
    var channels: [Channel]
    var rate = "500"
    var originality = "ORIGINAL"
    var offsetMilliseconds: String?
  }

  var sopClass = "1.2.840.10008.5.1.4.1.1.9.1.1"
  var groups: [Group]
  /// Further text elements: (group, element, VR, value), in order of their tags.
  var attributes: [(UInt16, UInt16, String, String)] = []

  var bytes: [UInt8] {
    let instance = "1.2.826.0.1.3680043.10.999.3"
    var meta = Self.element(2, 2, "UI", sopClass) + Self.element(2, 3, "UI", instance) + Self.element(2, 0x10, "UI", "1.2.840.10008.1.2.1")
    meta = Self.raw(2, 0, "UL", Self.word32(UInt32(meta.count))) + meta
    let fixed: [(UInt16, UInt16, String, String)] = [
      (8, 0x16, "UI", sopClass), (8, 0x18, "UI", instance), (8, 0x60, "CS", "ECG"), (0x20, 0xD, "UI", "1.2.826.0.1.3680043.10.999.1"),
      (0x20, 0xE, "UI", "1.2.826.0.1.3680043.10.999.2"),
    ]
    let sorted = (fixed + attributes).sorted { ($0.0, $0.1) < ($1.0, $1.1) }
    let body = sorted.flatMap { Self.element($0.0, $0.1, $0.2, $0.3) }
    return [UInt8](repeating: 0, count: 128) + Array("DICM".utf8) + meta + body + Self.sequence(0x5400, 0x100, groups.map(Self.item))
  }

  private static func item(_ group: Group) -> [UInt8] {
    let count = group.channels.first?.samples.count ?? 0
    var item: [UInt8] = []
    if let offset = group.offsetMilliseconds { item += element(0x18, 0x1068, "DS", offset) }
    item += element(0x3A, 4, "CS", group.originality) + raw(0x3A, 5, "US", word16(UInt16(group.channels.count)))
    item += raw(0x3A, 0x10, "UL", word32(UInt32(count))) + element(0x3A, 0x1A, "DS", group.rate)
    item += sequence(0x3A, 0x200, group.channels.map(definition)) + raw(0x5400, 0x1004, "US", word16(16)) + element(0x5400, 0x1006, "CS", "SS")
    let samples = (0..<count).flatMap { frame in group.channels.flatMap { word16(UInt16(bitPattern: $0.samples[frame])) } }
    return item + raw(0x5400, 0x1010, "OW", samples)
  }

  private static func definition(_ channel: Channel) -> [UInt8] {
    let source = concept(channel.code, channel.scheme, channel.meaning)
    var item = sequence(0x3A, 0x208, [source])
    if let units = channel.units { item += element(0x3A, 0x210, "DS", "2") + sequence(0x3A, 0x211, [concept(units, "UCUM", units)]) }
    return item + element(0x3A, 0x213, "DS", "0") + raw(0x3A, 0x21A, "US", word16(16))
  }

  private static func concept(_ value: String, _ scheme: String, _ meaning: String) -> [UInt8] {
    element(8, 0x100, "SH", value) + element(8, 0x102, "SH", scheme) + element(8, 0x104, "LO", meaning)
  }

  private static func sequence(_ group: UInt16, _ element: UInt16, _ items: [[UInt8]]) -> [UInt8] {
    raw(group, element, "SQ", items.flatMap { word16(0xFFFE) + word16(0xE000) + word32(UInt32($0.count)) + $0 })
  }

  private static func element(_ group: UInt16, _ element: UInt16, _ vr: String, _ text: String) -> [UInt8] {
    var value = Array(text.utf8)
    if !value.count.isMultiple(of: 2) { value.append(vr == "UI" ? 0 : 0x20) }
    return raw(group, element, vr, value)
  }

  private static func raw(_ group: UInt16, _ element: UInt16, _ vr: String, _ value: [UInt8]) -> [UInt8] {
    let isLong = ["SQ", "OW", "OB"].contains(vr)
    let length = isLong ? [0, 0] + word32(UInt32(value.count)) : word16(UInt16(value.count))
    return word16(group) + word16(element) + Array(vr.utf8) + length + value
  }

  private static func word16(_ value: UInt16) -> [UInt8] { [UInt8(value & 0xFF), UInt8(value >> 8)] }
  private static func word32(_ value: UInt32) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
}
