import HubModel

/// Reads a `.hea` file. What cannot be read faithfully is refused with its reason, never guessed.
enum WFDBHeaderParser {
  /// - Throws: `bad-waveform` for a header that is none or contradicts itself, `unsupported-waveform` for what the format
  ///   allows and this reader does not.
  static func parse(_ bytes: [UInt8]) throws(HubError) -> WFDBHeader {
    var lines = try lines(of: bytes)[...]
    return try header(&lines)
  }

  /// The header of a record and those of its segments behind it, each once, in order of first use.
  static func parseJoined(_ bytes: [UInt8]) throws(HubError) -> [WFDBHeader] {
    var lines = try lines(of: bytes)[...]
    var headers = [try header(&lines)]
    for name in headers[0].segmentNames {
      let segment = try header(&lines)
      guard segment.recordName == name else { throw HubError(.badWaveform, "headers of segments out of order") }
      guard segment.segments == nil else { throw HubError(.unsupportedWaveform, "segment of segments") }
      headers.append(segment)
    }
    return headers
  }

  private static func lines(of bytes: [UInt8]) throws(HubError) -> [String] {
    guard bytes.count <= WFDBLimits.headerBytes else { throw HubError(.objectTooLarge, "header") }
    return bytes.split { $0 == 0x0A || $0 == 0x0D }.map { WFDBText.trimmed(String(decoding: $0, as: UTF8.self)) }.filter { !$0.isEmpty }
  }

  /// Takes the lines of one header, with the comments before, among and behind them.
  private static func header(_ lines: inout ArraySlice<String>) throws(HubError) -> WFDBHeader {
    var comments: [String] = []
    func nextContent(_ missing: String) throws(HubError) -> String {
      takeComments(&lines, into: &comments)
      guard let line = lines.popFirst() else { throw HubError(.badWaveform, missing) }
      return line
    }
    let record = try record(try nextContent("empty header"))
    var header = record.header
    if let segmentCount = record.segmentCount {
      var content: [String] = []
      for _ in 0..<segmentCount { content.append(try nextContent("segment lines")) }
      header.segments = try segments(content[...], of: header)
    } else {
      for _ in 0..<record.signalCount { header.signals.append(try WFDBSignalLine.parse(try nextContent("signal lines"))) }
      try checkFiles(header)
    }
    takeComments(&lines, into: &comments)
    header.comments = comments
    return header
  }

  private static func takeComments(_ lines: inout ArraySlice<String>, into comments: inout [String]) {
    while let line = lines.first, line.hasPrefix("#") {
      comments.append(WFDBText.trimmed(line.dropFirst()))
      lines.removeFirst()
    }
  }

  private struct RecordLine {
    var header: WFDBHeader
    var signalCount: Int
    var segmentCount: Int?
  }

  /// `name[/segments] signals [rate[/counter[(base)]] [samples [time [date]]]]`
  private static func record(_ line: String) throws(HubError) -> RecordLine {
    let fields = line.split(whereSeparator: \.isWhitespace).map(String.init)
    guard fields.count >= 2, let signalCount = Int(fields[1]) else { throw HubError(.badWaveform, "record line") }
    let names = fields[0].split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    var segmentCount: Int?
    if names.count > 1 {
      guard let count = Int(names[1]), count > 0, count <= WFDBLimits.segments else { throw HubError(.badWaveform, "number of segments") }
      segmentCount = count
    }
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
      recordName: String(names[0]), samplingRateHertz: rate, frameCount: frameCount, baseTime: fields.count > 4 ? fields[4] : nil,
      baseDate: fields.count > 5 ? fields[5] : nil, signals: [], comments: [])
    return RecordLine(header: header, signalCount: signalCount, segmentCount: segmentCount)
  }

  /// `name frames` a line; together they are as long as the record.
  private static func segments(_ lines: ArraySlice<String>, of header: WFDBHeader) throws(HubError) -> [WFDBSegment] {
    var segments: [WFDBSegment] = []
    var total = 0
    for line in lines {
      let fields = line.split(whereSeparator: \.isWhitespace).map(String.init)
      guard fields.count >= 2, let count = Int(fields[1]), count >= 0, count <= WFDBLimits.frames else {
        throw HubError(.badWaveform, "segment line")
      }
      guard fields[0] == "~" || WFDBText.isPlainName(fields[0]) else { throw HubError(.unsupportedWaveform, "segment outside the record's folder") }
      guard count > 0 || segments.isEmpty else { throw HubError(.badWaveform, "empty segment") }
      total += count
      guard total <= WFDBLimits.frames else { throw HubError(.objectTooLarge, "samples") }
      segments.append(WFDBSegment(recordName: fields[0], frameCount: count))
    }
    guard segments.contains(where: { $0.frameCount > 0 && !$0.isGap }) else { throw HubError(.badWaveform, "no segment with signals") }
    guard header.frameCount == nil || header.frameCount == total else { throw HubError(.badWaveform, "segments are not as long as the record") }
    return segments
  }

  /// Signals of one file stand together and agree on how it is read.
  private static func checkFiles(_ header: WFDBHeader) throws(HubError) {
    var seen: Set<String> = []
    for file in header.files {
      guard seen.insert(file.name).inserted else { throw HubError(.badWaveform, "signals of one file apart") }
      let signals = header.signals[file.signals]
      guard signals.allSatisfy({ $0.format == file.format && $0.byteOffset == file.byteOffset }) else {
        throw HubError(.badWaveform, "one file in two formats")
      }
      guard file.name == "~" || WFDBText.isPlainName(file.name) else {
        throw HubError(.unsupportedWaveform, "signal file outside the record's folder")
      }
    }
  }
}

/// Words of a header.
enum WFDBText {
  static func trimmed(_ text: some StringProtocol) -> String {
    var rest = Substring(text)
    while let last = rest.last, last.isWhitespace || last == "\0" { rest.removeLast() }
    while let first = rest.first, first.isWhitespace { rest.removeFirst() }
    return String(rest)
  }

  /// A name of a file in the record's own folder: no way out of it, no pipe (`-`), no null signal (`~`).
  static func isPlainName(_ name: String) -> Bool {
    !name.isEmpty && !["-", "~", ".", ".."].contains(name) && !name.contains { "/\\\0".contains($0) }
  }
}
