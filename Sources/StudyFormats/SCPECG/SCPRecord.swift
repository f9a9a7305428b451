import HubModel

/// The frame of a record: checksum, length, and the sections that section 0 points at (§5.2, §5.3).
struct SCPRecord {
  /// Sections the standard defines; those above are the manufacturer's, or of version 3.
  private static let knownSections = 0...11
  private static let headerBytes = 16

  /// Where checksums are zero, as writers leave them that do not compute them: `record`, `section 6`.
  private(set) var unsummed: [String] = []
  /// Version of the standard times ten, as section 0 states it; 0 when it does not.
  let protocolVersion: Int
  private var bodies: [Int: ArraySlice<UInt8>] = [:]

  init(_ bytes: [UInt8]) throws(HubError) {
    guard SCPECG.looksLike(bytes) else { throw HubError(bytes.count < 32 ? .truncated : .badWaveform, "section 0") }
    let length = ByteReader.unsigned(bytes[2..<6])
    guard length <= bytes.count else { throw HubError(.truncated, "\(length) bytes stated, \(bytes.count) there") }
    let record = bytes[..<length]
    protocolVersion = Int(bytes[15])
    try check(record, named: "record")
    let pointers = try Self.pointers(record)
    for (id, place) in pointers where Self.knownSections.contains(id) {
      guard bodies[id] == nil else { throw HubError(.badWaveform, "section \(id) twice") }
      bodies[id] = try body(of: id, in: record[place])
    }
  }

  /// What lies behind a section's header; `nil` when the record has no such section.
  func section(_ id: Int) -> ArraySlice<UInt8>? { bodies[id] }

  /// Where section 0 says each section lies; those of length 0 are not there.
  private static func pointers(_ record: ArraySlice<UInt8>) throws(HubError) -> [(id: Int, place: Range<Int>)] {
    let length = ByteReader.unsigned(record[10..<14])
    guard 6 + length <= record.count else { throw HubError(.lengthOutsideFile, "section 0") }
    var reader = ByteReader(record[6 + headerBytes..<6 + length], subject: "section 0")
    var pointers: [(id: Int, place: Range<Int>)] = []
    while reader.remaining >= 10 {
      let id = try reader.unsigned(2)
      let count = try reader.unsigned(4)
      let index = try reader.unsigned(4)
      guard count > 0 else { continue }
      guard index > 6, index - 1 + count <= record.count else { throw HubError(.lengthOutsideFile, "section \(id)") }
      pointers.append((id, index - 1..<index - 1 + count))
    }
    return pointers
  }

  /// Checks a section's header against the pointer to it.
  private mutating func body(of id: Int, in section: ArraySlice<UInt8>) throws(HubError) -> ArraySlice<UInt8> {
    guard section.count >= Self.headerBytes else { throw HubError(.truncated, "section \(id)") }
    let start = section.startIndex
    guard ByteReader.unsigned(section[start + 2..<start + 4]) == id else { throw HubError(.badWaveform, "header of section \(id)") }
    guard ByteReader.unsigned(section[start + 4..<start + 8]) == section.count else { throw HubError(.badWaveform, "length of section \(id)") }
    try check(section, named: "section \(id)")
    return section.dropFirst(Self.headerBytes)
  }

  /// The checksum in the first two bytes covers all behind it (§5.2.7).
  private mutating func check(_ bytes: ArraySlice<UInt8>, named name: String) throws(HubError) {
    let stated = ByteReader.unsigned(bytes.prefix(2))
    guard stated != 0 else {
      unsummed.append(name)
      return
    }
    guard stated == Int(CyclicRedundancy.ccitt(bytes.dropFirst(2))) else { throw HubError(.badWaveform, "CRC \(name)") }
  }
}

/// CRC-CCITT as SCP-ECG uses it (§5.2.7): polynomial x¹⁶ + x¹² + x⁵ + 1, preset to ones, not reflected, not inverted.
enum CyclicRedundancy {
  static func ccitt(_ bytes: ArraySlice<UInt8>) -> UInt16 {
    var sum: UInt16 = 0xFFFF
    for byte in bytes { sum = sum << 8 ^ table[Int(UInt8(sum >> 8) ^ byte)] }
    return sum
  }

  private static let table: [UInt16] = (0..<256).map { index in
    (0..<8).reduce(UInt16(index) << 8) { sum, _ in sum & 0x8000 != 0 ? sum << 1 ^ 0x1021 : sum << 1 }
  }
}
