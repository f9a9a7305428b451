/// Writes SCP-ECG records for tests, by the standard's text and without the reader's code.
struct SCPRecordWriter {
  /// Bodies by section number; section 0 and all headers and checksums are made.
  var sections: [Int: [UInt8]] = [:]
  var protocolVersion: UInt8 = 20
  /// Leaves all checksum fields zero.
  var isUnsummed = false

  var bytes: [UInt8] {
    let zeroLength = 16 + 12 * 10
    var place = 6 + zeroLength
    var pointers = Self.word(0) + Self.long(zeroLength) + Self.long(7)
    var rest: [UInt8] = []
    for id in 1...11 {
      let length = sections[id].map { $0.count + $0.count % 2 + 16 } ?? 0
      pointers += Self.word(id) + Self.long(length) + Self.long(length > 0 ? place + 1 : 0)
      guard let body = sections[id] else { continue }
      rest += section(id, body)
      place += length
    }
    let behind = Self.long(place) + section(0, pointers) + rest
    return sum(behind) + behind
  }

  private func section(_ id: Int, _ body: [UInt8]) -> [UInt8] {
    var behind = Self.word(id)
    behind += Self.long(body.count + body.count % 2 + 16)
    behind += [protocolVersion, protocolVersion]
    behind += id == 0 ? Array("SCPECG".utf8) : [UInt8](repeating: 0, count: 6)
    behind += body
    if !body.count.isMultiple(of: 2) { behind.append(0) }
    return sum(behind) + behind
  }

  private func sum(_ bytes: [UInt8]) -> [UInt8] { isUnsummed ? [0, 0] : Self.word(Self.checksum(bytes)) }

  /// CRC-CCITT bit by bit.
  static func checksum(_ bytes: [UInt8]) -> Int {
    var sum = 0xFFFF
    for byte in bytes {
      for bit in (0..<8).reversed() {
        let isSet = (sum >> 15 ^ Int(byte) >> bit) & 1 == 1
        sum = (sum << 1 ^ (isSet ? 0x1021 : 0)) & 0xFFFF
      }
    }
    return sum
  }

  static func word(_ value: Int) -> [UInt8] { [UInt8(truncatingIfNeeded: value), UInt8(truncatingIfNeeded: value >> 8)] }
  static func long(_ value: Int) -> [UInt8] { word(value) + word(value >> 16) }

  /// Section 1 of tagged fields.
  static func fields(_ fields: [(tag: Int, value: [UInt8])]) -> [UInt8] {
    fields.flatMap { [UInt8($0.tag)] + word($0.value.count) + $0.value } + [255, 0, 0]
  }

  /// The acquiring device's identification with its language support code.
  static func device(language: UInt8) -> [UInt8] { [UInt8](repeating: 0, count: 16) + [language] + [UInt8](repeating: 0, count: 24) }

  /// Section 3.
  static func leads(_ leads: [(first: Int, last: Int, code: Int)], isBeatSubtracted: Bool = false) -> [UInt8] {
    let flags = (leads.count << 3 & 0xF8) + 4 + (isBeatSubtracted ? 1 : 0)
    var bytes = [UInt8(leads.count), UInt8(flags)]
    for lead in leads {
      bytes += long(lead.first)
      bytes += long(lead.last)
      bytes.append(UInt8(lead.code))
    }
    return bytes
  }

  /// Section 4: beats as (type, first, fiducial, last), protected areas as (first, last).
  static func beats(milliseconds: Int, fiducial: Int, _ beats: [(Int, Int, Int, Int)], protected: [(Int, Int)] = []) -> [UInt8] {
    var bytes = word(milliseconds) + word(fiducial) + word(beats.count)
    for beat in beats {
      bytes += word(beat.0)
      for number in [beat.1, beat.2, beat.3] { bytes += long(number) }
    }
    for area in protected { bytes += long(area.0) + long(area.1) }
    return bytes
  }

  /// Sections 5 and 6.
  static func samples(nanovolts: Int, microseconds: Int, differences: UInt8, isBimodal: Bool = false, _ leads: [[UInt8]]) -> [UInt8] {
    var bytes = word(nanovolts) + word(microseconds)
    bytes += [differences, isBimodal ? 1 : 0]
    for lead in leads { bytes += word(lead.count) }
    for lead in leads { bytes += lead }
    return bytes
  }

  static func plain(_ values: [Int]) -> [UInt8] { values.flatMap(word) }

  static func firstDifferences(_ values: [Int]) -> [Int] { values.indices.map { $0 == 0 ? values[0] : values[$0] - values[$0 - 1] } }

  static func secondDifferences(_ values: [Int]) -> [Int] {
    values.indices.map { $0 < 2 ? values[$0] : values[$0] - 2 * values[$0 - 1] + values[$0 - 2] }
  }

  /// The standard's default table.
  static func huffman(_ values: [Int]) -> [UInt8] {
    packed(
      values.map { value in
        switch abs(value) {
        case 0: "0"
        case 1...8: String(repeating: "1", count: abs(value)) + "0" + (value < 0 ? "1" : "0")
        case ...127: "1111111110" + binary(value, 8)
        default: "1111111111" + binary(value, 16)
        }
      })
  }

  static func binary(_ value: Int, _ bits: Int) -> String { (0..<bits).reversed().map { value >> $0 & 1 == 1 ? "1" : "0" }.joined() }

  /// Codes of `0` and `1` one behind another, filled up with zeros to whole bytes.
  static func packed(_ codes: [String]) -> [UInt8] {
    var bytes: [UInt8] = []
    for (place, bit) in codes.joined().utf8.enumerated() {
      if place.isMultiple(of: 8) { bytes.append(0) }
      if bit == 0x31 { bytes[place / 8] += 1 << UInt8(7 - place % 8) }
    }
    return bytes
  }

  /// Section 2 of own tables: lines of (prefix as it is sent, all bits, is a switch, base value).
  static func tables(_ tables: [[(prefix: String, bits: Int, isSwitch: Bool, base: Int)]]) -> [UInt8] {
    var bytes = word(tables.count)
    for table in tables {
      bytes += word(table.count)
      for line in table {
        var reversed = 0
        for bit in line.prefix.reversed() { reversed = reversed << 1 + (bit == "1" ? 1 : 0) }
        bytes += [UInt8(line.prefix.utf8.count), UInt8(line.bits), line.isSwitch ? 0 : 1]
        bytes += word(line.base) + long(reversed)
      }
    }
    return bytes
  }
}
