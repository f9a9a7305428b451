import HubModel

/// The header of a file: 256 bytes, and 256 more for each signal (§2.1.1).
package struct EDFHeader: Sendable {
  static let fixedBytes = 256

  /// 2, or 3 in BDF.
  let bytesPerSample: Int
  /// EDF+ or BDF+: the identification fields have subfields and records keep their time.
  let isPlus: Bool
  /// Records need not follow one another without gaps.
  let isDiscontinuous: Bool
  let patient: ArraySlice<UInt8>
  let recording: ArraySlice<UInt8>
  /// `dd.mm.yy` and `hh.mm.ss` as written.
  let startDate: String
  let startTime: String
  /// `nil` when the recorder did not come to write it (−1).
  let recordCount: Int?
  let recordSeconds: Double
  let signals: [EDFSignal]

  var headerBytes: Int { Self.fixedBytes * (signals.count + 1) }
  var recordBytes: Int { signals.last.map { $0.byteOffset + $0.samplesPerRecord * bytesPerSample } ?? 0 }
  /// The signal that keeps the records' time.
  var annotations: EDFSignal? { isPlus ? signals.first { $0.isAnnotation } : nil }

  /// - Parameter source: a whole file.
  init(_ source: RandomAccessBytes) throws(HubError) {
    let start = try source.read(at: 0, count: min(source.count, Self.fixedBytes))
    guard start.count == Self.fixedBytes else { throw HubError(.truncated, "header") }
    guard EDF.looksLike(start), let count = EDFField.integer(start[252..<256]) else { throw HubError(.badWaveform, "header") }
    guard count <= EDFLimits.signals else { throw HubError(.objectTooLarge, "\(count) signals") }
    bytesPerSample = start[0] == 0xFF ? 3 : 2
    let kind = EDFField.text(start[192..<236])
    isPlus = kind.hasPrefix("EDF+") || kind.hasPrefix("BDF+")
    isDiscontinuous = isPlus && kind.dropFirst(4).hasPrefix("D")
    (patient, recording) = (start[8..<88], start[88..<168])
    (startDate, startTime) = (EDFField.text(start[168..<176]), EDFField.text(start[176..<184]))
    guard let records = EDFField.integer(start[236..<244]), records >= -1 else { throw HubError(.badWaveform, "number of data records") }
    recordCount = records == -1 ? nil : records
    guard let seconds = EDFField.number(start[244..<252]), seconds > 0 else { throw HubError(.badWaveform, "duration of a data record") }
    recordSeconds = seconds
    let fields = try source.read(at: Self.fixedBytes, count: count * Self.fixedBytes)
    signals = try EDFSignal.all(fields, count: count, bytesPerSample: bytesPerSample)
    guard recordBytes > 0 else { throw HubError(.badWaveform, "no samples in a data record") }
  }
}

/// One signal's part of the header.
package struct EDFSignal: Sendable {
  /// Widths of the fields; each field stands for all signals before the next begins.
  private static let widths = [16, 80, 8, 8, 8, 8, 8, 80, 8, 32]

  let label: String
  /// Microvolts for one step, and for the step 0; `nil` for what is no voltage or not calibrated.
  let scale: (microvoltsPerStep: Double, microvoltsAtZero: Double)?
  let prefiltering: String
  let samplesPerRecord: Int
  /// Where its samples begin in a data record.
  let byteOffset: Int

  var isAnnotation: Bool { label == "EDF Annotations" || label == "BDF Annotations" }

  static func all(_ fields: [UInt8], count: Int, bytesPerSample: Int) throws(HubError) -> [EDFSignal] {
    var signals: [EDFSignal] = []
    var offset = 0
    for index in 0..<count {
      var start = 0
      var own: [ArraySlice<UInt8>] = []
      for width in widths {
        own.append(fields[start + index * width..<start + (index + 1) * width])
        start += count * width
      }
      guard let samples = EDFField.integer(own[8]), samples >= 0, samples <= EDFLimits.recordBytes else {
        throw HubError(.badWaveform, "samples of signal \(index + 1)")
      }
      signals.append(
        EDFSignal(
          label: EDFField.text(own[0]), scale: try scale(own, signal: index), prefiltering: EDFField.text(own[7]), samplesPerRecord: samples,
          byteOffset: offset))
      offset += samples * bytesPerSample
      guard offset <= EDFLimits.recordBytes else { throw HubError(.objectTooLarge, "data record") }
    }
    return signals
  }

  /// Physical = (digital − digital minimum) · (physical range ÷ digital range) + physical minimum. The physical range may be negative.
  private static func scale(_ fields: [ArraySlice<UInt8>], signal index: Int) throws(HubError) -> (Double, Double)? {
    guard let unit = VoltageUnit.microvolts(fields[2]) else { return nil }
    let numbers = fields[3...6].map(EDFField.number)
    guard let low = numbers[0], let high = numbers[1], let lowStep = numbers[2], let highStep = numbers[3], low != high, lowStep < highStep else {
      throw HubError(.badWaveform, "range of signal \(index + 1)")
    }
    let perStep = (high - low) / (highStep - lowStep)
    return (perStep * unit, (low - lowStep * perStep) * unit)
  }
}

/// Fields of printable ASCII, left-justified and filled with spaces.
enum EDFField {
  static func text(_ bytes: ArraySlice<UInt8>) -> String {
    String(decoding: trimmed(bytes), as: UTF8.self)
  }

  static func integer(_ bytes: ArraySlice<UInt8>) -> Int? { Int(text(bytes)) }

  static func number(_ bytes: ArraySlice<UInt8>) -> Double? { Double(text(bytes)).flatMap { $0.isFinite && abs($0) < 1e12 ? $0 : nil } }

  /// Without spaces and NULs around it.
  static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var rest = bytes
    while let last = rest.last, last == 0x20 || last == 0 { rest.removeLast() }
    while rest.first == 0x20 { rest.removeFirst() }
    return rest
  }
}
