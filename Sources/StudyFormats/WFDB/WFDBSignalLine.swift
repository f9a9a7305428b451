import HubModel

/// Reads one signal line of a `.hea` file (header(5), "Signal specification lines").
enum WFDBSignalLine {
  /// `file format[xframes][:skew][+offset] [gain[(baseline)][/units] [resolution [zero [initial [checksum [blocksize [description]]]]]]]`
  static func parse(_ line: String) throws(HubError) -> WFDBSignal {
    let fields = line.split(maxSplits: 8, whereSeparator: \.isWhitespace).map(String.init)
    guard fields.count >= 2 else { throw HubError(.badWaveform, "signal line") }
    var signal = WFDBSignal(
      fileName: fields[0], format: .format16, byteOffset: 0, gain: 200, baseline: 0, units: "mV", checksum: nil,
      description: fields.count > 8 ? WFDBText.trimmed(fields[8]) : "")
    try readFormat(fields[1], into: &signal)
    if fields.count > 4 {
      signal.baseline = try number(fields[4], "converter zero", in: Int(Int32.min)...Int(Int32.max))
      signal.initialValue = signal.baseline
    }
    if fields.count > 2 { try readCalibration(fields[2], into: &signal) }
    if fields.count > 5 { signal.initialValue = try number(fields[5], "initial value", in: Int(Int32.min)...Int(Int32.max)) }
    if fields.count > 6 { signal.checksum = try number(fields[6], "checksum field", in: -65_536...65_536) }
    return signal
  }

  private static func number(_ text: String, _ place: String, in range: ClosedRange<Int>) throws(HubError) -> Int {
    guard let number = Int(text), range.contains(number) else { throw HubError(.badWaveform, place) }
    return number
  }

  /// `16`, `212x2:3+512`: format, samples a frame, skew in frames, byte offset.
  private static func readFormat(_ text: String, into signal: inout WFDBSignal) throws(HubError) {
    var field = HeaderField(text)
    guard let number = field.takeInteger(), number >= 0 else { throw HubError(.badWaveform, "format field") }
    let samplesPerFrame = field.take("x") ? field.takeInteger() : 1
    let skew = field.take(":") ? field.takeInteger() : 0
    let offset = field.take("+") ? field.takeInteger() : 0
    guard field.isAtEnd, let samplesPerFrame, let skew, let offset, offset >= 0 else { throw HubError(.badWaveform, "format field") }
    // A null signal (`~`, format 0) has no samples; layout headers are made of them.
    let isNull = number == 0 && signal.fileName == "~"
    guard let format = isNull ? .format16 : WFDBFormat(rawValue: number) else { throw HubError(.unsupportedWaveform, "format \(number)") }
    guard (1...WFDBLimits.samplesPerFrame).contains(samplesPerFrame) else { throw HubError(.badWaveform, "samples a frame") }
    guard (0...WFDBLimits.skewFrames).contains(skew) else { throw HubError(.badWaveform, "skew") }
    (signal.format, signal.samplesPerFrame, signal.skewFrames, signal.byteOffset) = (format, samplesPerFrame, skew, offset)
  }

  /// `gain[(baseline)][/units]`; a gain of 0 means "not calibrated, take 200".
  private static func readCalibration(_ text: String, into signal: inout WFDBSignal) throws(HubError) {
    var field = HeaderField(text)
    let number = field.takeWhile { HeaderField.isDigit($0) || [0x2B, 0x2D, 0x2E, 0x45, 0x65].contains($0) }
    guard let gain = Double(number), gain == 0 || (1e-6...1e12).contains(abs(gain)) else { throw HubError(.badWaveform, "gain") }
    signal.gain = gain == 0 ? 200 : gain
    if field.take("(") {
      guard let baseline = field.takeInteger(), Int(Int32.min)...Int(Int32.max) ~= baseline, field.take(")") else {
        throw HubError(.badWaveform, "baseline")
      }
      signal.baseline = baseline
    }
    if field.take("/"), !field.isAtEnd {
      signal.units = String(field.rest)
    } else if !field.isAtEnd {
      throw HubError(.badWaveform, "gain field")
    }
  }
}
