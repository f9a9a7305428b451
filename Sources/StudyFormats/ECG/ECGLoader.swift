import DICOM
import ECGCore
import Foundation
import HubModel

/// Reads an ECG of any known format for analysis and drawing.
package enum ECGLoader {
  /// Times without an offset are taken in this zone where the caller knows no better.
  package static let defaultTimeZone = "Asia/Shanghai"

  /// Larger files of devices' formats are refused unread; EDF and WFDB are read in pieces and have limits of their own.
  static let maximumDeviceBytes = 128 << 20

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
      return checked(try DICOMECG(reading, timeZone: timeZone).document(name: ""))
    case .wfdb:
      guard let headerBytes else { throw HubError(.missingCompanionFile) }
      return checked(try document(WFDBSignalReader(joined: bytes, headerBytes: headerBytes), timeZone: timeZone))
    default: return checked(try device(bytes, format: format, name: "", timeZone: timeZone))
    }
  }

  /// A file of the user's: an object of any format, or a WFDB record by its `.hea` or its `.dat`.
  package static func load(path: String, timeZone: String = defaultTimeZone) throws(HubError) -> ECGDocument {
    let name = ((path as NSString).lastPathComponent as NSString).deletingPathExtension
    let format = try format(ofFileAt: path)
    switch format {
    case .dicom:
      let reading: DICOMWaveform.Reading
      do { reading = try DICOMWaveform.read(path: path) } catch { throw HubError(error) }
      return checked(try DICOMECG(reading, timeZone: timeZone).document(name: name))
    case .wfdb: return checked(try document(openWFDB(path), timeZone: timeZone))
    case .edf: return checked(try EDF.document(EDFSignalReader(path: path), name: name, timeZone: timeZone))
    default: return checked(try device(deviceBytes(path, format: format), format: format, name: name, timeZone: timeZone))
    }
  }

  /// The study a file says it belongs to; `nil` for formats that have no word for it.
  package static func studyInstanceUID(path: String) throws(HubError) -> String? {
    guard try format(ofFileAt: path) == .dicom else { return nil }
    do { return try DICOMScan.scan(path: path).studyInstanceUID } catch { throw HubError(error) }
  }

  /// The ECG of a format that lies in one file.
  static func device(_ bytes: [UInt8], format: ObjectFormat, name: String, timeZone: String) throws(HubError) -> ECGDocument {
    guard bytes.count <= maximumDeviceBytes || format == .edf else { throw HubError(.objectTooLarge, "file") }
    switch format {
    case .scp: return try SCPECG.document(bytes: bytes, name: name, timeZone: timeZone)
    case .aecg: return try AnnotatedECG.document(bytes: bytes, name: name, timeZone: timeZone)
    case .muse: return try MuseXML.document(bytes: bytes, name: name, timeZone: timeZone)
    case .philips: return try PhilipsXML.document(bytes: bytes, name: name, timeZone: timeZone)
    case .schiller: return try SchillerXML.document(bytes: bytes, name: name, timeZone: timeZone)
    case .mfer: return try MFER.document(bytes: bytes, name: name, timeZone: timeZone)
    case .edf: return try EDF.document(bytes: bytes, name: name, timeZone: timeZone)
    case .dicom, .wfdb: throw HubError(.unknownFormat, format.rawValue)
    }
  }

  /// A whole file of a device's format; the length is looked at before anything is read.
  static func deviceBytes(_ path: String, format: ObjectFormat) throws(HubError) -> [UInt8] {
    guard let handle = FileHandle(forReadingAtPath: path), let length = try? handle.seekToEnd() else { throw HubError(.unreadableFile) }
    guard length <= UInt64(maximumBytes(of: format)) else { throw HubError(.objectTooLarge, "\(maximumBytes(of: format)) bytes at most") }
    let descriptor = handle.fileDescriptor
    let bytes = [UInt8](unsafeUninitializedCapacity: Int(length)) { buffer, count in
      while count < buffer.count {
        let got = pread(descriptor, buffer.baseAddress.map { $0 + count }, buffer.count - count, off_t(count))
        if got < 0, errno == EINTR { continue }
        guard got > 0 else { return }
        count += got
      }
    }
    guard bytes.count == Int(length) else { throw HubError(.unreadableFile) }
    return bytes
  }

  private static func maximumBytes(of format: ObjectFormat) -> Int {
    switch format {
    case .aecg, .muse, .philips, .schiller: XMLLimits.fileBytes
    default: maximumDeviceBytes
    }
  }

  /// Adds what the leads say of each other.
  private static func checked(_ document: ECGDocument) -> ECGDocument {
    var document = document
    document.assumptions += LimbLeadCheck.remarks(document.recording)
    return document
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
    let derived = WFDBWriter.derivedLeads(in: reader.header.comments)
    let read = zip(reader.leadNames, samples).map { ECGLead(name: $0, samplesMicrovolts: $1, isDerived: derived.contains($0)) }
    let common = WFDBCommonGain.corrected(read, stepsPerMicrovolt: reader.stepsPerMicrovolt, rateHertz: reader.samplingRateHertz)
    let completed = LeadDerivation.completing(common ?? read)
    var assumptions = DocumentRemarks.derived(completed)
    if common != nil { assumptions.append(DocumentRemarks.commonGain) }
    if reader.nonVoltageCount > 0 { assumptions.append(DocumentRemarks.omitted(reader.nonVoltageCount)) }
    if reader.otherRateCount > 0 { assumptions.append(DocumentRemarks.otherRate(reader.otherRateCount)) }
    return ECGDocument(
      name: reader.header.recordName, recording: ECGRecording(leads: completed, samplingRateHertz: reader.samplingRateHertz),
      patientFacts: WFDBPatient.facts(reader.header.comments), acquiredAt: WFDBPatient.start(reader.header, timeZone: timeZone),
      assumptions: assumptions)
  }
}
