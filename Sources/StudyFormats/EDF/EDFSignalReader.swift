import ECGCore
import HubModel

/// Reads the ECG signals of an EDF file piece by piece, so that a day's recording needs little memory:
///
///     var reader = try EDFSignalReader(path: path)
///     while let piece = try reader.next() { … piece[lead][frame] … }
package struct EDFSignalReader {
  package let header: EDFHeader
  /// Names of the leads, normalised, none twice.
  package let leadNames: [LeadName]
  package let samplingRateHertz: Double
  /// Samples of each lead, gaps counted; of a discontinuous file the record times say it, to a hundredth of a second.
  package let frameCount: Int
  /// What was left out; for people.
  package let remarks: [BilingualText]
  /// The filters of the leads, where all say the same.
  package let filters: String
  /// How long after the header's start the first record begins: less than a second (§2.2.4).
  let firstOnsetSeconds: Double

  private let source: RandomAccessBytes
  private let selection: EDFSelection
  private let recordCount: Int
  private let framesPerRecord: Int
  private var recordsRead = 0
  private var framesGiven = 0
  private var gapFrames = 0

  /// - Throws: `unreadable-file`, `truncated`, `bad-waveform`, `object-too-large`.
  package init(path: String) throws(HubError) { try self.init(RandomAccessBytes(path: path)) }

  /// The same for bytes in memory.
  package init(bytes: [UInt8]) throws(HubError) { try self.init(RandomAccessBytes(bytes)) }

  private init(_ source: RandomAccessBytes) throws(HubError) {
    self.source = source
    header = try EDFHeader(source)
    selection = try EDFSelection(header)
    leadNames = selection.names
    framesPerRecord = header.signals[selection.indices[0]].samplesPerRecord
    samplingRateHertz = Double(framesPerRecord) / header.recordSeconds
    guard WFDBLimits.samplingRatesHertz.contains(samplingRateHertz) else { throw HubError(.badWaveform, "sampling rate") }
    recordCount = try Self.recordCount(header, fileBytes: source.count)
    let times = EDFRecordTimes(header, source)
    firstOnsetSeconds = header.isPlus ? try times.onset(ofRecord: 0, isNeeded: header.isDiscontinuous) : 0
    let recorded = recordCount * framesPerRecord
    var frames = recorded
    if header.isDiscontinuous {
      let last = try times.onset(ofRecord: recordCount - 1, isNeeded: true) - firstOnsetSeconds
      guard last >= 0, last * samplingRateHertz < Double(WFDBLimits.frames) else { throw HubError(.badWaveform, "time of the last record") }
      frames = max(recorded, Int((last * samplingRateHertz).rounded()) + framesPerRecord)
    }
    guard frames <= WFDBLimits.frames else { throw HubError(.objectTooLarge, "samples") }
    guard frames / EDFLimits.longestByRecorded <= recorded else { throw HubError(.unsupportedWaveform, "hardly more than gaps") }
    frameCount = frames
    let texts = Set(selection.indices.map { [signals = header.signals] in FilterText.text(of: EDFFilters.parse(signals[$0].prefiltering)) })
    filters = texts.count == 1 ? texts.first ?? "" : ""
    var remarks: [BilingualText] = []
    if selection.omittedCount > 0 { remarks.append(DocumentRemarks.omitted(selection.omittedCount)) }
    if selection.otherRateCount > 0 { remarks.append(DocumentRemarks.otherRate(selection.otherRateCount)) }
    if frames > recorded { remarks.append(EDFRemarks.gaps) }
    if leadNames.contains(where: { $0.rawValue.contains("#") }) { remarks.append(DocumentRemarks.duplicated) }
    self.remarks = remarks
  }

  private static func recordCount(_ header: EDFHeader, fileBytes: Int) throws(HubError) -> Int {
    let available = (fileBytes - header.headerBytes) / header.recordBytes
    let count = header.recordCount ?? available
    guard count > 0 else { throw HubError(.badWaveform, "no data records") }
    guard count <= available else { throw HubError(.truncated, "\(count) records stated, \(available) there") }
    return count
  }

  /// The next samples of each lead in microvolts, `nan` in the gaps of a discontinuous file; `nil` at the end.
  ///
  /// - Parameter maximumFrames: samples a lead; a piece is never less than one data record.
  /// - Throws: `truncated` when the file was cut meanwhile, `bad-waveform` when records overlap or have no time.
  package mutating func next(maximumFrames: Int = 65_536) throws(HubError) -> [[Float]]? {
    if gapFrames > 0 { return gapPiece(maximumFrames) }
    guard recordsRead < recordCount else { return nil }
    var records = min(max(1, maximumFrames / framesPerRecord), recordCount - recordsRead)
    if header.isDiscontinuous {
      let gap = try gapBeforeNextRecord()
      if gap > 0, gapFrames == 0 {
        gapFrames = gap
        return gapPiece(maximumFrames)
      }
      records = 1
    }
    let bytes = try source.read(at: header.headerBytes + recordsRead * header.recordBytes, count: records * header.recordBytes)
    recordsRead += records
    framesGiven += records * framesPerRecord
    return selection.indices.map { samples(of: header.signals[$0], in: bytes, records: records) }
  }

  private mutating func gapPiece(_ maximumFrames: Int) -> [[Float]] {
    let frames = min(gapFrames, max(1, maximumFrames))
    gapFrames -= frames
    framesGiven += frames
    return [[Float]](repeating: [Float](repeating: .nan, count: frames), count: leadNames.count)
  }

  /// Frames missing before the next record. Times are written to a few digits and clocks drift: a hundredth of a second is no gap.
  private func gapBeforeNextRecord() throws(HubError) -> Int {
    let onset = try EDFRecordTimes(header, source).onset(ofRecord: recordsRead, isNeeded: true) - firstOnsetSeconds
    let gap = onset * samplingRateHertz - Double(framesGiven)
    let tolerance = max(1, samplingRateHertz / 100)
    guard gap >= -tolerance else { throw HubError(.badWaveform, "data records overlap") }
    guard gap + Double(framesGiven + framesPerRecord) <= Double(frameCount) + tolerance else {
      throw HubError(.badWaveform, "time of record \(recordsRead + 1)")
    }
    return gap > tolerance ? Int(gap.rounded()) : 0
  }

  private func samples(of signal: EDFSignal, in bytes: [UInt8], records: Int) -> [Float] {
    guard let scale = signal.scale else { return [] }
    var samples: [Float] = []
    samples.reserveCapacity(records * framesPerRecord)
    for record in 0..<records {
      let start = record * header.recordBytes + signal.byteOffset
      if header.bytesPerSample == 2 {
        for place in stride(from: start, to: start + 2 * framesPerRecord, by: 2) {
          let step = Int16(bitPattern: UInt16(bytes[place]) | UInt16(bytes[place + 1]) << 8)
          samples.append(Float(Double(step) * scale.microvoltsPerStep + scale.microvoltsAtZero))
        }
      } else {
        for place in stride(from: start, to: start + 3 * framesPerRecord, by: 3) {
          let upper = UInt32(bytes[place]) << 8 | UInt32(bytes[place + 1]) << 16 | UInt32(bytes[place + 2]) << 24
          samples.append(Float(Double(Int32(bitPattern: upper) >> 8) * scale.microvoltsPerStep + scale.microvoltsAtZero))
        }
      }
    }
    return samples
  }
}

/// When each data record begins: the first annotation in it says so (§2.2.4).
struct EDFRecordTimes {
  private let header: EDFHeader
  private let source: RandomAccessBytes

  init(_ header: EDFHeader, _ source: RandomAccessBytes) {
    self.header = header
    self.source = source
  }

  /// Seconds from the header's start.
  ///
  /// - Parameter isNeeded: without it, a record that states no time counts as beginning at 0.
  /// - Throws: `bad-waveform` for a record that states no time.
  func onset(ofRecord record: Int, isNeeded: Bool) throws(HubError) -> Double {
    guard let signal = header.annotations else {
      guard !isNeeded else { throw HubError(.badWaveform, "no time of records") }
      return 0
    }
    let place = header.headerBytes + record * header.recordBytes + signal.byteOffset
    let bytes = try source.read(at: place, count: min(64, signal.samplesPerRecord * header.bytesPerSample))
    let text = String(decoding: bytes.prefix { $0 != 0x14 && $0 != 0x15 && $0 != 0 }, as: UTF8.self)
    guard bytes.contains(0x14), text.hasPrefix("+") || text.hasPrefix("-"), let onset = Double(text), onset.isFinite, abs(onset) < 1e9 else {
      guard !isNeeded else { throw HubError(.badWaveform, "time of record \(record + 1)") }
      return 0
    }
    return onset
  }
}

/// What is said to people of how a file was read.
enum EDFRemarks {
  static let gaps = BilingualText(chinese: "记录不连续，间断处为空白", english: "the recording is interrupted; the gaps are left empty")
}

/// Prefiltering fields: `HP:0.1Hz LP:75Hz N:50Hz` (§2.1.3, additional specification 7).
enum EDFFilters {
  static func parse(_ text: String) -> FilterText.Frequencies {
    var filters = FilterText.Frequencies()
    for word in text.uppercased().split(separator: " ") {
      let parts = word.split(separator: ":", maxSplits: 1)
      guard parts.count == 2, let hertz = Double(parts[1].prefix { $0.isNumber || $0 == "." }) else { continue }
      switch parts[0] {
      case "HP": filters.lowHertz = hertz
      case "LP": filters.highHertz = hertz
      case "N": filters.notchHertz = hertz
      default: break
      }
    }
    return filters
  }
}
