import Foundation

/// What a WFDB header says of rate, length and signals.
struct RecordHeader {
  struct Signal {
    var format: String
    /// Units a millivolt; 0 where none is stated.
    var gain: Double
    var zero: Double
    var name: String
  }

  var rateHertz: Double
  var sampleCount: Int
  var signals: [Signal]

  init(_ record: String, in folder: URL) throws {
    let text = try String(contentsOf: folder.appendingPathComponent("\(record).hea"), encoding: .isoLatin1)
    let lines = text.split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("#") }.map { $0.split(separator: " ") }
    guard let first = lines.first, first.count > 3, let leads = Int(first[1]), leads > 0, lines.count > leads, let count = Int(first[3]),
      let rate = Double(first[2].prefix { $0 != "/" && $0 != "(" }), rate > 0
    else { throw ScoringFailure(reason: "header of \(record)") }
    rateHertz = rate
    sampleCount = count
    signals = lines[1...leads].map { fields in
      Signal(
        format: fields.count > 1 ? String(fields[1]) : "", gain: fields.count > 2 ? Double(fields[2].prefix { $0.isNumber || $0 == "." }) ?? 0 : 0,
        zero: fields.count > 4 ? Double(fields[4]) ?? 0 : 0, name: fields.dropFirst(8).joined(separator: " "))
    }
  }
}

/// A WFDB record of one signal file in format 212 or 16: as much as mixing needs, and independent of the reader that is being tested.
struct SmallRecord {
  var rateHertz: Double
  /// Millivolts.
  var leads: [[Double]]
  var count: Int { leads.first?.count ?? 0 }
  private static let unitsPerMillivolt = 200.0

  init(rateHertz: Double, leads: [[Double]]) {
    self.rateHertz = rateHertz
    self.leads = leads
  }

  init(_ name: String, in folder: URL) throws {
    let header = try RecordHeader(name, in: folder)
    let bytes = [UInt8](try Data(contentsOf: folder.appendingPathComponent("\(name).dat")))
    let units = header.signals[0].format == "212" ? Self.twelveBit(bytes) : Self.sixteenBit(bytes)
    let count = header.signals.count
    rateHertz = header.rateHertz
    leads = header.signals.enumerated().map { lead, signal in
      stride(from: lead, to: units.count / count * count, by: count).map {
        (Double(units[$0]) - signal.zero) / (signal.gain > 0 ? signal.gain : Self.unitsPerMillivolt)
      }
    }
  }

  private static func twelveBit(_ bytes: [UInt8]) -> [Int] {
    var units: [Int] = []
    for place in stride(from: 0, to: bytes.count - 2, by: 3) {
      let (low, middle, high) = (Int(bytes[place]), Int(bytes[place + 1]), Int(bytes[place + 2]))
      for value in [low | (middle & 0x0F) << 8, high | (middle & 0xF0) << 4] { units.append(value > 2047 ? value - 4096 : value) }
    }
    return units
  }

  private static func sixteenBit(_ bytes: [UInt8]) -> [Int] {
    stride(from: 0, to: bytes.count - 1, by: 2).map { Int(Int16(bitPattern: UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8)) }
  }

  /// Format 16, 200 units a millivolt.
  func write(_ name: String, in folder: URL) throws {
    var header = "\(name) \(leads.count) \(rateHertz) \(count)\n"
    for _ in leads { header += "\(name).dat 16 200 16 0\n" }
    var data = Data(capacity: 2 * count * leads.count)
    for index in 0..<count {
      for lead in leads {
        let unit = UInt16(bitPattern: Int16(max(-32_767, min(32_767, (lead[index] * Self.unitsPerMillivolt).rounded()))))
        data.append(contentsOf: [UInt8(unit & 0xFF), UInt8(unit >> 8)])
      }
    }
    try Data(header.utf8).write(to: folder.appendingPathComponent("\(name).hea"))
    try data.write(to: folder.appendingPathComponent("\(name).dat"))
  }
}
