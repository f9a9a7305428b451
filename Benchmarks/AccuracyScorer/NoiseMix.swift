import Foundation

/// `mix-noise RECORDS NOISE OUT [--seed N]`: records 118 and 119 of RECORDS with `bw` and with `ma` of NOISE at 6 and 0 dB, written to OUT as
/// 118bw6, 118bw0, … with their beat annotations.
///
/// The noise stress test's own way (Moody, Muldrow & Mark 1984; WFDB `nst` and `sigamp`): the signal is the power of a sine as high as the mean QRS
/// (peak to peak within ± 50 ms of the first 300 normal beats, the highest and lowest twentieth left out), the noise the squared mean of its
/// standard deviations over single seconds (the first 300, trimmed alike). Five minutes are clean, then two noisy and two clean in turn. The seed chooses where
/// in the noise each record begins; at its end the noise begins again.
enum NoiseMix {
  static func run(_ arguments: [String]) throws {
    guard arguments.count == 3 || arguments.count == 5 && arguments[3] == "--seed" else {
      throw ScoringFailure(reason: "mix-noise RECORDS NOISE OUT [--seed N]")
    }
    var seed: UInt64 = 1
    if arguments.count == 5 {
      guard let number = UInt64(arguments[4]) else { throw ScoringFailure(reason: "seed") }
      seed = number
    }
    let (records, noises, out) = (URL(fileURLWithPath: arguments[0]), URL(fileURLWithPath: arguments[1]), URL(fileURLWithPath: arguments[2]))
    for noiseName in ["bw", "ma"] {
      let noise = try SmallRecord(noiseName, in: noises)
      for name in ["118", "119"] {
        let record = try SmallRecord(name, in: records)
        let annotations = records.appendingPathComponent("\(name).atr")
        let marks = AnnotationFile(bytes: [UInt8](try Data(contentsOf: annotations))).marks
        // Codes 1 to 3: normal, and bundle branch block, which is what 118's normal beats are.
        let normal = marks.filter { (1...3).contains($0.code) }.prefix(300).map(\.sample)
        for decibels in [6, 0] {
          seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
          let start = Int(seed >> 33) % noise.count
          let mixed = mix(record, noise, normal: normal, decibels: Double(decibels), start: start)
          let title = "\(name)\(noiseName)\(decibels)"
          try SmallRecord(rateHertz: record.rateHertz, leads: mixed).write(title, in: out)
          try Data(contentsOf: annotations).write(to: out.appendingPathComponent("\(title).atr"))
        }
      }
    }
  }

  /// Millivolts.
  private static func mix(_ record: SmallRecord, _ noise: SmallRecord, normal: [Int], decibels: Double, start: Int) -> [[Double]] {
    zip(record.leads, noise.leads).map { lead, other in
      let height = qrsHeight(lead, beats: normal, rateHertz: record.rateHertz)
      let level = noiseLevel(other, rateHertz: noise.rateHertz)
      let gain = (height * height / 8 / (level * level * pow(10, decibels / 10))).squareRoot()
      return lead.indices.map { index in
        let seconds = Double(index) / record.rateHertz - 300
        let isNoisy = seconds >= 0 && Int(seconds / 120) % 2 == 0
        return lead[index] + (isNoisy ? gain * other[(start + index) % other.count] : 0)
      }
    }
  }

  private static func qrsHeight(_ lead: [Double], beats: [Int], rateHertz: Double) -> Double {
    let half = Int(0.05 * rateHertz)
    return trimmedMean(
      beats.map { beat in
        let span = lead[max(0, beat - half)...min(lead.count - 1, beat + half)]
        return (span.max() ?? 0) - (span.min() ?? 0)
      })
  }

  private static func noiseLevel(_ lead: [Double], rateHertz: Double) -> Double {
    let length = Int(rateHertz)
    return trimmedMean(
      stride(from: 0, to: min(lead.count, 300 * length) - length + 1, by: length).map { start in
        let second = lead[start..<(start + length)]
        let mean = second.reduce(0, +) / Double(length)
        return (second.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(length)).squareRoot()
      })
  }

  /// Without the highest and the lowest twentieth.
  private static func trimmedMean(_ values: [Double]) -> Double {
    let left = Int((0.05 * Double(values.count)).rounded())
    let kept = values.sorted().dropFirst(left).dropLast(left)
    return kept.isEmpty ? 0 : kept.reduce(0, +) / Double(kept.count)
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
    let header = try String(contentsOf: folder.appendingPathComponent("\(name).hea"), encoding: .isoLatin1)
    let lines = header.split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("#") }.map { $0.split(separator: " ") }
    guard let first = lines.first, first.count > 2, let leadCount = Int(first[1]), leadCount > 0, lines.count > leadCount else {
      throw ScoringFailure(reason: "header of \(name)")
    }
    let bytes = [UInt8](try Data(contentsOf: folder.appendingPathComponent("\(name).dat")))
    let units = lines[1].count > 1 && lines[1][1] == "212" ? Self.twelveBit(bytes) : Self.sixteenBit(bytes)
    rateHertz = try samplingRate(of: name, in: folder)
    leads = (0..<leadCount).map { lead in
      let fields = lines[1 + lead]
      let gain = fields.count > 2 ? Double(fields[2].prefix { $0.isNumber || $0 == "." }) ?? 0 : 0
      let zero = fields.count > 4 ? Double(fields[4]) ?? 0 : 0
      return stride(from: lead, to: units.count / leadCount * leadCount, by: leadCount).map {
        (Double(units[$0]) - zero) / (gain > 0 ? gain : Self.unitsPerMillivolt)
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
