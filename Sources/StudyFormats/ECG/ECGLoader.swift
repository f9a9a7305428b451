import DICOM
import ECGCore
import Foundation
import HubModel

/// Reads an ECG of any known format for analysis and drawing.
package enum ECGLoader {
  /// Times without an offset are taken in this zone where the caller knows no better.
  package static let defaultTimeZone = "Asia/Shanghai"

  /// An object as the hub keeps it.
  ///
  /// - Parameter headerBytes: for WFDB, how many of the bytes are the header.
  /// - Throws: `bad-waveform` for an object without an ECG that can be read, or the reason of the format's reader.
  package static func load(
    bytes: [UInt8], format: ObjectFormat, headerBytes: Int64?, timeZone: String = defaultTimeZone
  ) throws(HubError) -> ECGDocument {
    switch format {
    case .dicom:
      let reading: DICOMWaveform.Reading
      do { reading = try DICOMWaveform.read(bytes: bytes) } catch { throw HubError(error) }
      return try DICOMECG(reading, timeZone: timeZone).document(name: "")
    case .wfdb:
      guard let headerBytes else { throw HubError(.missingCompanionFile) }
      return try document(WFDBSignalReader(joined: bytes, headerBytes: headerBytes), timeZone: timeZone)
    }
  }

  /// A file of the user's: a DICOM file, or a WFDB record by its `.hea` or its `.dat`.
  package static func load(path: String, timeZone: String = defaultTimeZone) throws(HubError) -> ECGDocument {
    let name = ((path as NSString).lastPathComponent as NSString).deletingPathExtension
    switch try format(ofFileAt: path) {
    case .dicom:
      let reading: DICOMWaveform.Reading
      do { reading = try DICOMWaveform.read(path: path) } catch { throw HubError(error) }
      return try DICOMECG(reading, timeZone: timeZone).document(name: name)
    case .wfdb: return try document(openWFDB(path), timeZone: timeZone)
    }
  }

  /// The chunked way into a WFDB record, by its `.hea` or its `.dat`.
  package static func openWFDB(_ path: String) throws(HubError) -> WFDBSignalReader {
    try WFDBSignalReader(headerPath: (path as NSString).deletingPathExtension + ".hea")
  }

  /// What a user's file is; a `.dat` beside its `.hea` counts as the record.
  ///
  /// - Throws: `unreadable-file`, `unknown-format`; `missing-companion-file` for a `.dat` alone.
  package static func format(ofFileAt path: String) throws(HubError) -> ObjectFormat {
    guard let handle = FileHandle(forReadingAtPath: path) else { throw HubError(.unreadableFile) }
    let data: Data?
    do { data = try handle.read(upToCount: FormatSniffer.startBytes) } catch { throw HubError(.unreadableFile) }
    let start = Array(data ?? Data())
    if FormatSniffer.format(of: start) == .unknown, (path as NSString).pathExtension.lowercased() == "dat" {
      guard FileManager.default.fileExists(atPath: (path as NSString).deletingPathExtension + ".hea") else { throw HubError(.missingCompanionFile) }
      return .wfdb
    }
    return try FormatSniffer.storable(start)
  }

  private static func document(_ opened: WFDBSignalReader, timeZone: String) throws(HubError) -> ECGDocument {
    var reader = opened
    guard reader.sampleCount * reader.leadNames.count <= WFDBLimits.samplesInMemory else { throw HubError(.objectTooLarge, "samples") }
    // A gap costs the sender nothing and the reader memory.
    guard reader.gapFrameCount / 16 <= reader.frameCount - reader.gapFrameCount else { throw HubError(.objectTooLarge, "gaps") }
    var samples = [[Float]](repeating: [], count: reader.leadNames.count)
    for lead in samples.indices { samples[lead].reserveCapacity(reader.sampleCount) }
    while let piece = try reader.next() {
      for lead in samples.indices { samples[lead].append(contentsOf: piece[lead]) }
    }
    let leads = zip(reader.leadNames, samples).map { ECGLead(name: $0, samplesMicrovolts: $1) }
    let completed = LeadDerivation.completing(leads)
    var assumptions = DocumentRemarks.derived(completed)
    if reader.nonVoltageCount > 0 { assumptions.append(DocumentRemarks.omitted(reader.nonVoltageCount)) }
    if reader.otherRateCount > 0 { assumptions.append(DocumentRemarks.otherRate(reader.otherRateCount)) }
    return ECGDocument(
      name: reader.header.recordName, recording: ECGRecording(leads: completed, samplingRateHertz: reader.samplingRateHertz),
      patientFacts: WFDBPatient.facts(reader.header.comments), acquiredAt: WFDBPatient.start(reader.header, timeZone: timeZone),
      assumptions: assumptions)
  }
}
