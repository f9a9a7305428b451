import HubModel

/// Reads a `.hea` file. What cannot be read faithfully is refused with its reason, never guessed.
enum WFDBHeaderParser {
  /// - Throws: `bad-waveform` for a header that is none or contradicts itself, `unsupported-waveform` for what the format
  ///   allows and this reader does not.
  static func parse(_ bytes: [UInt8]) throws(HubError) -> WFDBHeader {
    guard bytes.count <= WFDBLimits.headerBytes else { throw HubError(.objectTooLarge, "header") }
    let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).map(trimmed).filter { !$0.isEmpty }
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

  private static func format(_ text: String) throws(HubError) -> (WFDBFormat, byteOffset: Int) {
    guard let match = text.wholeMatch(of: /([0-9]{1,4})(x[0-9]{1,6})?(:[0-9]{1,9})?(\+[0-9]{1,9})?/) else {
      throw HubError(.badWaveform, "format field")
    }
    guard let number = Int(match.output.1), let format = WFDBFormat(rawValue: number) else {
      throw HubError(.unsupportedWaveform, "format \(match.output.1)")
    }
    if let frames = match.output.2, frames != "x1" { throw HubError(.unsupportedWaveform, "several samples a frame") }
    if let skew = match.output.3, Int(skew.dropFirst()) != 0 { throw HubError(.unsupportedWaveform, "skewed signals") }
    return (format, match.output.4.flatMap { Int($0.dropFirst()) } ?? 0)
  }

  /// `gain[(baseline)][/units]`; a gain of 0 means "not calibrated, take 200".
  private static func readCalibration(_ text: String, into signal: inout WFDBSignal) throws(HubError) {
    guard let match = text.wholeMatch(of: /([-+0-9.eE]+)(?:\(([-+]?[0-9]{1,10})\))?(?:\/(.+))?/), let gain = Double(String(match.output.1)) else {
      throw HubError(.badWaveform, "gain field")
    }
    guard gain.isFinite, gain == 0 || (1e-6...1e12).contains(abs(gain)) else { throw HubError(.badWaveform, "gain") }
    signal.gain = gain == 0 ? 200 : gain
    if let baseline = match.output.2 {
      guard let value = Int(baseline), (-2_147_483_648...2_147_483_647).contains(value) else { throw HubError(.badWaveform, "baseline") }
      signal.baseline = value
    }
    if let units = match.output.3 { signal.units = String(units) }
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
