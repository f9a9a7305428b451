import HubModel

/// Reads a `.hea` file. What cannot be read faithfully is refused with its reason, never guessed.
enum WFDBHeaderParser {
  /// - Throws: `bad-waveform` for a header that is none or contradicts itself, `unsupported-waveform` for what the format
  ///   allows and this reader does not.
  static func parse(_ bytes: [UInt8]) throws(HubError) -> WFDBHeader {
    guard bytes.count <= WFDBLimits.headerBytes else { throw HubError(.objectTooLarge, "header") }
    let lines = bytes.split { $0 == 0x0A || $0 == 0x0D }.map { trimmed(String(decoding: $0, as: UTF8.self)) }.filter { !$0.isEmpty }
    let content = lines.filter { !$0.hasPrefix("#") }
    guard let first = content.first else { throw HubError(.badWaveform, "empty header") }
    var (header, signalCount) = try record(first)
    guard content.count >= signalCount + 1 else { throw HubError(.badWaveform, "signal lines") }
    for line in content[1...signalCount] { header.signals.append(try signal(line)) }
    try checkOneFile(header.signals)
    header.comments = lines.filter { $0.hasPrefix("#") }.map { trimmed($0.dropFirst()) }
    return header
  }

  /// `name[/segments] signals [rate[/counter[(base)]] [samples [time [date]]]]`
  private static func record(_ line: String) throws(HubError) -> (WFDBHeader, signalCount: Int) {
    let fields = line.split(whereSeparator: \.isWhitespace).map(String.init)
    guard fields.count >= 2, let signalCount = Int(fields[1]) else { throw HubError(.badWaveform, "record line") }
    guard !fields[0].contains("/") else { throw HubError(.unsupportedWaveform, "multi-segment record") }
    guard signalCount > 0 else { throw HubError(.badWaveform, "no signals") }
    guard signalCount <= WFDBLimits.signals else { throw HubError(.badWaveform, "more than \(WFDBLimits.signals) signals") }
    let rateText = fields.count > 2 ? fields[2].prefix { $0 != "/" } : "250"
    guard let rate = Double(String(rateText)), WFDBLimits.samplingRatesHertz.contains(rate) else { throw HubError(.badWaveform, "sampling rate") }
    var frameCount: Int?
    if fields.count > 3 {
      guard let count = Int(fields[3]), count >= 0, count <= WFDBLimits.frames else { throw HubError(.badWaveform, "sample count") }
      frameCount = count == 0 ? nil : count
    }
    let header = WFDBHeader(
      recordName: fields[0], samplingRateHertz: rate, frameCount: frameCount, baseTime: fields.count > 4 ? fields[4] : nil,
      baseDate: fields.count > 5 ? fields[5] : nil, signals: [], comments: [])
    return (header, signalCount)
  }

  /// `file format[xframes][:skew][+offset] [gain[(baseline)][/units] [resolution [zero [initial [checksum [blocksize [description]]]]]]]`
  private static func signal(_ line: String) throws(HubError) -> WFDBSignal {
    let fields = line.split(maxSplits: 8, whereSeparator: \.isWhitespace).map(String.init)
    guard fields.count >= 2 else { throw HubError(.badWaveform, "signal line") }
    let (format, offset) = try self.format(fields[1])
    let zero = fields.count > 4 ? Int(fields[4]) : 0
    guard let zero else { throw HubError(.badWaveform, "converter zero") }
    var signal = WFDBSignal(
      fileName: fields[0], format: format, byteOffset: offset, gain: 200, baseline: zero, units: "mV", checksum: nil,
      description: fields.count > 8 ? trimmed(fields[8]) : "")
    if fields.count > 2 { try readCalibration(fields[2], into: &signal) }
    if fields.count > 6 {
      guard let checksum = Int(fields[6]), (-65_536...65_536).contains(checksum) else { throw HubError(.badWaveform, "checksum field") }
      signal.checksum = checksum
    }
    return signal
  }

  /// `16`, `212x1:0+0`: format, samples a frame, skew, byte offset.
  private static func format(_ text: String) throws(HubError) -> (WFDBFormat, byteOffset: Int) {
    var field = HeaderField(text)
    guard let number = field.takeInteger(), number >= 0 else { throw HubError(.badWaveform, "format field") }
    let samplesPerFrame = field.take("x") ? field.takeInteger() : 1
    let skew = field.take(":") ? field.takeInteger() : 0
    let offset = field.take("+") ? field.takeInteger() : 0
    guard field.isAtEnd, let samplesPerFrame, let skew, let offset, offset >= 0 else { throw HubError(.badWaveform, "format field") }
    guard let format = WFDBFormat(rawValue: number) else { throw HubError(.unsupportedWaveform, "format \(number)") }
    guard samplesPerFrame == 1 else { throw HubError(.unsupportedWaveform, "several samples a frame") }
    guard skew == 0 else { throw HubError(.unsupportedWaveform, "skewed signals") }
    return (format, offset)
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

  private static func checkOneFile(_ signals: [WFDBSignal]) throws(HubError) {
    guard let first = signals.first else { return }
    guard signals.allSatisfy({ $0.fileName == first.fileName }) else { throw HubError(.unsupportedWaveform, "signals in several files") }
    guard signals.allSatisfy({ $0.format == first.format && $0.byteOffset == first.byteOffset }) else {
      throw HubError(.badWaveform, "one file in two formats")
    }
    let name = first.fileName
    guard name != "-", name != "~", !name.contains("/"), !name.contains("\\"), !name.contains("\0"), name != "..", name != "." else {
      throw HubError(.unsupportedWaveform, "signal file outside the record's folder")
    }
  }

  private static func trimmed(_ text: some StringProtocol) -> String {
    var rest = Substring(text)
    while let last = rest.last, last.isWhitespace || last == "\0" { rest.removeLast() }
    while let first = rest.first, first.isWhitespace { rest.removeFirst() }
    return String(rest)
  }
}
