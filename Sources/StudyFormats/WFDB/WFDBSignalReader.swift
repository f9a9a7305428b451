import ECGCore
import Foundation
import HubModel

/// Reads a WFDB record in pieces, in physical units: a day of three leads passes through a few megabytes.
///
///     var reader = try WFDBSignalReader(headerPath: "holter.hea")
///     while let chunk = try reader.next() { … chunk[lead][sample] … }
///
/// Records may lie in several files and in several segments (fixed and variable layout). Where signals have different rates, those
/// of the rate of most known leads are taken.
package struct WFDBSignalReader {
  private enum Part {
    /// `places`: which signal of the record is which lead; `nil` where the segment lacks the lead.
    case record(WFDBRecordReader, places: [Int?])
    case gap(frames: Int)
  }

  package let header: WFDBHeader
  /// The signals taken, by position in the header (of the layout or first segment, where there are segments).
  package let leadIndices: [Int]
  /// Names of these, normalised, none twice.
  package let leadNames: [LeadName]
  /// Stated gain of each lead taken; empty for a record of segments, which have gains of their own.
  var stepsPerMicrovolt: [Double] {
    header.segments == nil ? leadIndices.map { signals[$0].gain / (signals[$0].microvoltsPerUnit ?? 1) } : []
  }
  /// Of each lead.
  package let samplingRateHertz: Double
  package let frameCount: Int
  /// Samples of each lead.
  package let sampleCount: Int
  /// Frames of the segments that are gaps.
  package var gapFrameCount: Int { (header.segments ?? []).reduce(0) { $0 + ($1.isGap ? $1.frameCount : 0) } }
  /// Signals that are no voltage.
  package let nonVoltageCount: Int
  /// Voltages of another rate than the leads'.
  package let otherRateCount: Int
  private let source: WFDBSource
  private let signals: [WFDBSignal]
  private let samplesPerFrame: Int
  private var part: Part?
  private var segments: ArraySlice<WFDBSegment>

  /// Opens `path` (`.hea`) with the files beside it.
  ///
  /// - Throws: `missing-companion-file` without a signal file; `truncated`, `bad-waveform`, `unsupported-waveform`.
  package init(headerPath path: String) throws(HubError) { try self.init(WFDBSource(headerPath: path)) }

  /// Opens a file that is the header, the headers of its segments, then the signal files (`WFDBFiles`).
  package init(joinedPath path: String, headerBytes: Int64) throws(HubError) {
    try self.init(.joined(WFDBJoinedRecord(.file(path), headerBytes: Int(clamping: headerBytes))))
  }

  /// The same for bytes in memory.
  package init(joined bytes: [UInt8], headerBytes: Int64) throws(HubError) {
    try self.init(.joined(WFDBJoinedRecord(.memory(bytes), headerBytes: Int(clamping: headerBytes))))
  }

  private init(_ source: WFDBSource) throws(HubError) {
    header = try source.header()
    self.source = source
    if let segments = header.segments {
      let first = segments.first { !$0.isGap }
      signals = try source.segmentHeader(first?.recordName ?? "").signals
      self.segments = segments.drop { $0.frameCount == 0 }
      frameCount = segments.reduce(0) { $0 + $1.frameCount }
    } else {
      let record = try WFDBRecordReader(header, in: source)
      (signals, segments, frameCount) = (header.signals, [], record.frameCount)
      part = .record(record, places: [])
    }
    let voltages = signals.indices.filter { [signals] in signals[$0].microvoltsPerUnit != nil }
    guard !voltages.isEmpty else { throw HubError(.badWaveform, "no voltage signal") }
    let perFrame = Self.commonSamplesPerFrame(voltages.map { [signals] in signals[$0] })
    samplesPerFrame = perFrame
    let taken = voltages.filter { [signals] in signals[$0].samplesPerFrame == perFrame }
    leadIndices = taken
    leadNames = LeadNaming.distinct(taken.map { [signals] in LeadNaming.name(signals[$0].description, channel: $0) })
    samplingRateHertz = header.samplingRateHertz * Double(perFrame)
    sampleCount = frameCount * perFrame
    nonVoltageCount = signals.count - voltages.count
    otherRateCount = voltages.count - taken.count
    if case .record(let record, _) = part { part = .record(record, places: taken) }
    guard sampleCount <= WFDBLimits.frames else { throw HubError(.objectTooLarge, "samples") }
  }

  /// The rate of most signals that name a lead, of two the higher.
  private static func commonSamplesPerFrame(_ voltages: [WFDBSignal]) -> Int {
    let named = voltages.filter { LeadNaming.known($0.description) != nil }
    let counts = Dictionary((named.isEmpty ? voltages : named).map { ($0.samplesPerFrame, 1) }, uniquingKeysWith: +)
    return counts.max { ($0.value, $0.key) < ($1.value, $1.key) }?.key ?? 1
  }

  /// The next samples of each lead in microvolts, `nan` where the file marks them as not valid or a segment lacks the lead; `nil` at the end.
  ///
  /// - Parameter maximumFrames: an upper bound but for the smallest pieces, of six.
  /// - Throws: `bad-waveform` with the last piece of a segment when a checksum of its header does not hold.
  package mutating func next(maximumFrames: Int = 65_536) throws(HubError) -> [[Float]]? {
    // Wide frames come in shorter pieces, so that a piece stays a few megabytes.
    let frames = max(1, min(maximumFrames, (1 << 22) / max(1, samplesPerFrame * leadIndices.count)))
    while true {
      switch part {
      case .gap(let left):
        let now = min(left, frames)
        part = left > now ? .gap(frames: left - now) : nil
        return [[Float]](repeating: [Float](repeating: .nan, count: now * samplesPerFrame), count: leadIndices.count)
      case .record(var record, let places):
        let piece = try record.next(maximumFrames: frames)
        part = piece == nil ? nil : .record(record, places: places)
        if let piece { return leads(of: piece, places) }
      case nil:
        guard let segment = segments.popFirst() else { return nil }
        part = try open(segment)
      }
    }
  }

  private func leads(of piece: [[Float]], _ places: [Int?]) -> [[Float]] {
    // A piece always has a signal of this rate or none at all: its length follows from any signal's.
    let count = places.compactMap { $0.map { piece[$0].count } }.first ?? 0
    return places.map { place in place.map { piece[$0] } ?? [Float](repeating: .nan, count: count) }
  }

  private func open(_ segment: WFDBSegment) throws(HubError) -> Part {
    guard !segment.isGap else { return .gap(frames: segment.frameCount) }
    let segmentHeader = try source.segmentHeader(segment.recordName)
    guard segmentHeader.samplingRateHertz == header.samplingRateHertz else { throw HubError(.badWaveform, "segments of different rates") }
    let places = try places(in: segmentHeader)
    guard places.contains(where: { $0 != nil }) else { return .gap(frames: segment.frameCount) }
    return .record(try WFDBRecordReader(segmentHeader, in: source, expectedFrames: segment.frameCount), places: places)
  }

  /// By position in a fixed layout, by description in a variable one.
  private func places(in segment: WFDBHeader) throws(HubError) -> [Int?] {
    let isVariable = header.segments?.first?.frameCount == 0
    guard isVariable || segment.signals.count == signals.count else { throw HubError(.badWaveform, "segments of different signals") }
    var places: [Int?] = []
    for index in leadIndices {
      let place = isVariable ? segment.signals.firstIndex { $0.description == signals[index].description } : index
      if let place {
        let signal = segment.signals[place]
        guard signal.samplesPerFrame == samplesPerFrame, signal.microvoltsPerUnit != nil else {
          throw HubError(.badWaveform, "segments of different signals")
        }
      }
      places.append(place)
    }
    return places
  }
}
