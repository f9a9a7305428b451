import ECGCore
import Foundation
import HubModel

/// A file's ECG from its beginning to its end in pieces, so that a day's recording needs little memory: WFDB and EDF are read as they are asked for,
/// files of other formats are short and are held whole.
///
///     var pieces = try ECGPieces(path: path)
///     while let piece = try pieces.next() { … piece[lead][sample] … }
package struct ECGPieces {
  private enum Source {
    case wfdb(WFDBSignalReader)
    case edf(EDFSignalReader)
    case memory(ECGRecording, place: Int)
  }

  /// Base name of the file, or the record's own name.
  package let name: String
  /// As the file holds them; leads that follow from others are not added.
  package let leadNames: [LeadName]
  package let samplingRateHertz: Double
  /// Samples of each lead.
  package let sampleCount: Int
  /// `nil` where the file does not say.
  package let acquiredAt: Instant?
  /// What was taken for granted or left out in reading the file; for people.
  package let assumptions: [BilingualText]
  private var source: Source

  /// - Throws: as ``ECGLoader/load(path:timeZone:)``.
  package init(path: String, timeZone: String = ECGLoader.defaultTimeZone) throws(HubError) {
    let base = ((path as NSString).lastPathComponent as NSString).deletingPathExtension
    switch try ECGLoader.format(ofFileAt: path) {
    case .wfdb: self.init(try ECGLoader.openWFDB(path), timeZone: timeZone)
    case .edf: self.init(try EDFSignalReader(path: path), name: base, timeZone: timeZone)
    default: self.init(try ECGLoader.load(path: path, timeZone: timeZone))
    }
  }

  private init(_ reader: WFDBSignalReader, timeZone: String) {
    name = reader.header.recordName
    leadNames = reader.leadNames
    samplingRateHertz = reader.samplingRateHertz
    sampleCount = reader.sampleCount
    acquiredAt = WFDBPatient.start(reader.header, timeZone: timeZone)
    var assumptions: [BilingualText] = []
    if reader.nonVoltageCount > 0 { assumptions.append(DocumentRemarks.omitted(reader.nonVoltageCount)) }
    if reader.otherRateCount > 0 { assumptions.append(DocumentRemarks.otherRate(reader.otherRateCount)) }
    self.assumptions = assumptions
    source = .wfdb(reader)
  }

  private init(_ reader: EDFSignalReader, name: String, timeZone: String) {
    self.name = name
    leadNames = reader.leadNames
    samplingRateHertz = reader.samplingRateHertz
    sampleCount = reader.frameCount
    acquiredAt = EDFPatient(reader.header).startedAt(offsetSeconds: reader.firstOnsetSeconds, timeZone: timeZone)
    assumptions = reader.remarks
    source = .edf(reader)
  }

  private init(_ document: ECGDocument) {
    name = document.name
    leadNames = document.recording.leads.map(\.name)
    samplingRateHertz = document.recording.samplingRateHertz
    sampleCount = document.recording.sampleCount
    acquiredAt = document.acquiredAt
    assumptions = document.assumptions
    source = .memory(document.recording, place: 0)
  }

  /// The next samples of each lead in microvolts, `nan` where the file marks them as not valid; `nil` at the end.
  ///
  /// - Parameter maximumSamples: of a lead; a piece of EDF is never less than one of its data records.
  /// - Throws: the reader's reason.
  package mutating func next(maximumSamples: Int = 16_384) throws(HubError) -> [[Float]]? {
    switch source {
    case .wfdb(var reader):
      // One owner at a time: a reader that is held twice is copied with its buffers.
      source = .memory(ECGRecording(leads: [], samplingRateHertz: 0), place: 0)
      defer { source = .wfdb(reader) }
      return try reader.next(maximumFrames: maximumSamples)
    case .edf(var reader):
      source = .memory(ECGRecording(leads: [], samplingRateHertz: 0), place: 0)
      defer { source = .edf(reader) }
      return try reader.next(maximumFrames: maximumSamples)
    case .memory(let recording, let place):
      let end = min(recording.sampleCount, place + max(1, maximumSamples))
      guard place < end else { return nil }
      source = .memory(recording, place: end)
      return recording.leads.map { Array($0.samplesMicrovolts[place..<end]) }
    }
  }
}
