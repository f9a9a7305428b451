/// Makes 12-lead ECG objects of about 200 KB as data sets in Explicit VR Little Endian, each with its own identifiers.
struct ECGObjects {
  static let sopClass = "1.2.840.10008.5.1.4.1.1.9.1.1"
  static let transferSyntax = "1.2.840.10008.1.2.1"
  static let leads: [(code: String, meaning: String)] = [
    ("2:1", "Lead I"), ("2:2", "Lead II"), ("2:61", "Lead III"), ("2:62", "Lead aVR"), ("2:63", "Lead aVL"), ("2:64", "Lead aVF"), ("2:3", "Lead V1"),
    ("2:4", "Lead V2"), ("2:5", "Lead V3"), ("2:6", "Lead V4"), ("2:7", "Lead V5"), ("2:8", "Lead V6"),
  ]
  let run: UInt64
  /// 12 leads × 8,300 samples × 2 bytes.
  var sampleCount = 8_300
  private let samples: [UInt8]

  init(run: UInt64, samplesMicrovolts: [[Float]]) {
    self.run = run
    sampleCount = samplesMicrovolts.first?.count ?? 0
    var bytes: [UInt8] = []
    bytes.reserveCapacity(sampleCount * 24)
    for index in 0..<sampleCount {
      for lead in samplesMicrovolts {
        let value = UInt16(bitPattern: Int16(max(-32_000, min(32_000, lead[index]))))
        bytes.append(UInt8(value & 0xFF))
        bytes.append(UInt8(value >> 8))
      }
    }
    samples = bytes
  }

  func sopInstance(_ number: Int) -> String { "1.2.826.0.1.3680043.10.9999.\(run).\(number)" }

  func dataSet(_ number: Int) -> [UInt8] {
    var out = Elements()
    out.text(0x0008, 0x0016, "UI", Self.sopClass)
    out.text(0x0008, 0x0018, "UI", sopInstance(number))
    out.text(0x0008, 0x0020, "DA", "20260301")
    out.text(0x0008, 0x002A, "DT", "20260301080000")
    out.text(0x0008, 0x0030, "TM", "080000")
    out.text(0x0008, 0x0060, "CS", "ECG")
    out.text(0x0010, 0x0010, "PN", "Bench^Mark")
    out.text(0x0010, 0x0020, "LO", "B\(number)")
    out.text(0x0020, 0x000D, "UI", sopInstance(number) + ".1")
    out.text(0x0020, 0x000E, "UI", sopInstance(number) + ".2")
    out.sequence(0x5400, 0x0100, items: [waveform])
    return out.bytes
  }

  /// The same as a Part 10 file (PS3.10 §7.1).
  func file(_ number: Int) -> [UInt8] {
    var meta = Elements()
    meta.bulk(0x0002, 0x0001, "OB", [0, 1])
    meta.text(0x0002, 0x0002, "UI", Self.sopClass)
    meta.text(0x0002, 0x0003, "UI", sopInstance(number))
    meta.text(0x0002, 0x0010, "UI", Self.transferSyntax)
    meta.text(0x0002, 0x0012, "UI", "1.2.826.0.1.3680043.10.9999")
    var length = Elements()
    length.long(0x0002, 0x0000, UInt32(meta.bytes.count))
    return [UInt8](repeating: 0, count: 128) + Array("DICM".utf8) + length.bytes + meta.bytes + dataSet(number)
  }

  private var waveform: [UInt8] {
    var group = Elements()
    group.text(0x003A, 0x0004, "CS", "ORIGINAL")
    group.short(0x003A, 0x0005, UInt16(Self.leads.count))
    group.long(0x003A, 0x0010, UInt32(sampleCount))
    group.text(0x003A, 0x001A, "DS", "500")
    group.sequence(0x003A, 0x0200, items: Self.leads.map(Self.channel))
    group.short(0x5400, 0x1004, 16)
    group.text(0x5400, 0x1006, "CS", "SS")
    group.bulk(0x5400, 0x1010, "OW", samples)
    return group.bytes
  }

  private static func channel(_ lead: (code: String, meaning: String)) -> [UInt8] {
    var source = Elements()
    source.text(0x0008, 0x0100, "SH", "MDC_ECG_LEAD_" + lead.meaning.dropFirst(5))
    source.text(0x0008, 0x0102, "SH", "MDC")
    source.text(0x0008, 0x0104, "LO", lead.meaning)
    var unit = Elements()
    unit.text(0x0008, 0x0100, "SH", "uV")
    unit.text(0x0008, 0x0102, "SH", "UCUM")
    unit.text(0x0008, 0x0104, "LO", "microvolt")
    var channel = Elements()
    channel.sequence(0x003A, 0x0208, items: [source.bytes])
    channel.text(0x003A, 0x0210, "DS", "1")
    channel.sequence(0x003A, 0x0211, items: [unit.bytes])
    channel.text(0x003A, 0x0212, "DS", "1")
    channel.text(0x003A, 0x0213, "DS", "0")
    channel.short(0x003A, 0x021A, 16)
    return channel.bytes
  }
}

/// Writes elements of Explicit VR Little Endian (PS3.5 §7.1.2) or, for command sets, Implicit VR.
struct Elements {
  private(set) var bytes: [UInt8] = []

  mutating func text(_ group: UInt16, _ element: UInt16, _ vr: String, _ value: String) {
    var padded = Array(value.utf8)
    if padded.count % 2 == 1 { padded.append(vr == "UI" ? 0 : 0x20) }
    header(group, element, vr)
    append16(UInt16(padded.count))
    bytes += padded
  }
  mutating func short(_ group: UInt16, _ element: UInt16, _ value: UInt16) {
    header(group, element, "US")
    append16(2)
    append16(value)
  }
  mutating func long(_ group: UInt16, _ element: UInt16, _ value: UInt32) {
    header(group, element, "UL")
    append16(4)
    append32(value)
  }
  mutating func bulk(_ group: UInt16, _ element: UInt16, _ vr: String, _ value: [UInt8]) {
    header(group, element, vr)
    append16(0)
    append32(UInt32(value.count))
    bytes += value
  }
  mutating func sequence(_ group: UInt16, _ element: UInt16, items: [[UInt8]]) {
    var content = Elements()
    for item in items {
      content.append16(0xFFFE)
      content.append16(0xE000)
      content.append32(UInt32(item.count))
      content.bytes += item
    }
    bulk(group, element, "SQ", content.bytes)
  }
  /// An element of a command set (Implicit VR Little Endian).
  mutating func command(_ element: UInt16, _ value: [UInt8]) {
    append16(0)
    append16(element)
    append32(UInt32(value.count))
    bytes += value
  }
  private mutating func header(_ group: UInt16, _ element: UInt16, _ vr: String) {
    append16(group)
    append16(element)
    bytes += vr.utf8
  }
  private mutating func append16(_ value: UInt16) { bytes += [UInt8(value & 0xFF), UInt8(value >> 8)] }
  private mutating func append32(_ value: UInt32) { for shift in [0, 8, 16, 24] { bytes.append(UInt8(value >> UInt32(shift) & 0xFF)) } }
}
