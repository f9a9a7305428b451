import ECGCore
import Foundation
import HubModel

/// Writes an ECG as a DICOM waveform object (PS3.3 §A.34, C.10.8, C.10.9) in Explicit VR Little Endian: one multiplex group, 16 bits,
/// samples that are not valid as Waveform Padding Value, text in UTF-8.
package enum DICOMECGWriter {
  /// Content Date and Acquisition DateTime may not be absent; this day stands for "not known", and is read as that.
  static let unknownDay = CivilTime(year: 1900, month: 1, day: 1)

  /// The hub's own; PS3.7 §D.3.3.2.
  private static let implementationClassUID = "2.25.277352031924126811925386913260436019211"
  private static let explicitLittleEndian = "1.2.840.10008.1.2.1"

  package struct Written: Sendable {
    package var bytes: [UInt8]
    package var storageClass: DICOMECGClass
    /// What the format asked for and the recording did not have; for people.
    package var remarks: [BilingualText]
  }

  /// - Parameters:
  ///   - studyInstanceUID: the study the recording belongs to already; made from the content when `nil` or no lawful UID.
  ///   - timeZone: IANA zone whose clocks the object's times show.
  ///   - digest: SHA-256; UIDs come from it, so that the same recording gives the same bytes.
  /// - Throws: `unsupported-waveform` when no class holds the recording, `bad-waveform`, `object-too-large`.
  package static func file(
    _ document: ECGDocument, studyInstanceUID: String? = nil, timeZone: String, digest: ([UInt8]) -> BlobKey?
  ) throws(HubError) -> Written {
    let recording = document.recording
    let storageClass = try DICOMECGClass.holding(
      channels: recording.leads.count, samples: recording.sampleCount, rateHertz: recording.samplingRateHertz)
    guard recording.sampleCount > 0 else { throw HubError(.badWaveform, "no samples") }
    var waveform = DICOMElements()
    waveform.sequence(0x5400, 0x0100, [try DICOMWaveformItem.item(document)])
    let zone = TimeZone(identifier: timeZone) ?? .gmt
    // The content without UIDs names itself.
    let nameless = head(document, storageClass, zone, uids: nil)
    guard let content = digest(nameless + waveform.bytes), let series = digest(Array("series \(content)".utf8)) else {
      throw HubError(.internalError, "digest")
    }
    let uids = UIDs(
      study: studyInstanceUID.flatMap { isLawful($0) ? $0 : nil } ?? ContentUID.study(content), series: ContentUID.study(series),
      instance: ContentUID.instance(content))
    let meta = metaInformation(storageClass, instance: uids.instance)
    return Written(
      bytes: meta + head(document, storageClass, zone, uids: uids) + waveform.bytes, storageClass: storageClass,
      remarks: document.acquiredAt == nil ? [DocumentRemarks.timeUnknown] : [])
  }

  /// UI (PS3.5 §9.1): numbers without leading zeros between full stops, 64 characters. Devices write others; they are not passed on.
  private static func isLawful(_ uid: String) -> Bool {
    uid.utf8.count <= 64 && uid.wholeMatch(of: /(0|[1-9][0-9]*)(\.(0|[1-9][0-9]*))+/) != nil
  }

  private struct UIDs {
    var study: String
    var series: String
    var instance: String
  }

  /// Preamble, `DICM` and the meta group (PS3.10 §7.1).
  private static func metaInformation(_ storageClass: DICOMECGClass, instance: String) -> [UInt8] {
    var group = DICOMElements()
    group.raw(0x0002, 0x0001, "OB", [0, 1])
    group.text(0x0002, 0x0002, "UI", storageClass.rawValue)
    group.text(0x0002, 0x0003, "UI", instance)
    group.text(0x0002, 0x0010, "UI", explicitLittleEndian)
    group.text(0x0002, 0x0012, "UI", implementationClassUID)
    var length = DICOMElements()
    length.unsigned32(0x0002, 0x0000, group.bytes.count)
    return [UInt8](repeating: 0, count: 128) + Array("DICM".utf8) + length.bytes + group.bytes
  }

  /// Everything before the Waveform Sequence.
  private static func head(_ document: ECGDocument, _ storageClass: DICOMECGClass, _ zone: TimeZone, uids: UIDs?) -> [UInt8] {
    let moment = DICOMMoment(document.acquiredAt, zone: zone)
    var head = DICOMElements()
    head.text(0x0008, 0x0005, "CS", "ISO_IR 192")
    head.text(0x0008, 0x0016, "UI", storageClass.rawValue)
    head.text(0x0008, 0x0018, "UI", uids?.instance ?? "")
    head.text(0x0008, 0x0020, "DA", moment.isKnown ? moment.date : "")
    head.text(0x0008, 0x0023, "DA", moment.date)
    head.text(0x0008, 0x002A, "DT", moment.date + moment.time)
    head.text(0x0008, 0x0030, "TM", moment.isKnown ? moment.time : "")
    head.text(0x0008, 0x0033, "TM", moment.time)
    head.text(0x0008, 0x0050, "SH", "")
    head.text(0x0008, 0x0060, "CS", "ECG")
    head.text(0x0008, 0x0070, "LO", "")
    if !document.institution.isEmpty { head.text(0x0008, 0x0080, "LO", DICOMPatientText.line(document.institution, limit: 64)) }
    head.text(0x0008, 0x0090, "PN", "")
    if moment.isKnown { head.text(0x0008, 0x0201, "SH", moment.offset) }
    patient(document, into: &head)
    head.text(0x0020, 0x000D, "UI", uids?.study ?? "")
    head.text(0x0020, 0x000E, "UI", uids?.series ?? "")
    head.text(0x0020, 0x0010, "SH", "1")
    head.text(0x0020, 0x0011, "IS", "1")
    head.text(0x0020, 0x0013, "IS", "1")
    head.sequence(0x0040, 0x0555, [])
    return head.bytes
  }

  private static func patient(_ document: ECGDocument, into head: inout DICOMElements) {
    let identity = document.identity
    let sex = identity.sex ?? document.patientFacts.sex.map(Sex.init)
    head.text(0x0010, 0x0010, "PN", DICOMPatientText.personName(identity.name))
    head.text(0x0010, 0x0020, "LO", DICOMPatientText.line(identity.externalID, limit: 64))
    if !identity.issuer.isEmpty { head.text(0x0010, 0x0021, "LO", DICOMPatientText.line(identity.issuer, limit: 64)) }
    head.text(0x0010, 0x0030, "DA", (identity.birthDate ?? "").filter { $0 != "-" })
    head.text(0x0010, 0x0040, "CS", DICOMPatientText.sex(sex))
    if let age = document.patientFacts.ageYears.flatMap(DICOMPatientText.age) { head.text(0x0010, 0x1010, "AS", age) }
  }
}

/// A moment in DICOM's words, by the clocks of a place.
struct DICOMMoment {
  let isKnown: Bool
  let date: String
  let time: String
  /// `+0800`
  let offset: String

  init(_ instant: Instant?, zone: TimeZone) {
    isKnown = instant != nil
    let civil = instant.map { CivilTime($0, in: zone) } ?? DICOMECGWriter.unknownDay
    date = civil.dateText.filter { $0 != "-" }
    let fraction = civil.microsecond == 0 ? "" : "." + String(String(1_000_000 + civil.microsecond).dropFirst())
    time = civil.timeText.filter { $0 != ":" } + fraction
    let minutes = instant.map { zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double($0.microseconds) / 1e6)) / 60 } ?? 0
    offset = (minutes < 0 ? "-" : "+") + String(10_000 + abs(minutes) / 60 * 100 + abs(minutes) % 60).dropFirst()
  }
}

/// What is known of a person in the values that DICOM allows (PS3.5 §6.2).
enum DICOMPatientText {
  /// Without control characters and backslashes, which part values.
  static func line(_ text: String, limit: Int) -> String {
    String(text.filter { !$0.isNewline && $0 != "\\" && $0.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F } }.prefix(limit))
  }

  /// A name without components is a family name; one in other than Latin letters keeps its own form.
  static func personName(_ name: String) -> String {
    let text = line(name, limit: 64).filter { $0 != "=" }
    return text.isEmpty || text.contains("^") ? text : text + "^"
  }

  static func sex(_ sex: Sex?) -> String {
    switch sex {
    case .female: "F"
    case .male: "M"
    case .other: "O"
    case nil: ""
    }
  }

  /// AS: days up to three months, months up to two years.
  static func age(_ years: Double) -> String? {
    guard years.isFinite, (0..<131).contains(years) else { return nil }
    let (count, unit) = years < 0.25 ? (years * 365.2425, "D") : years < 2 ? (years * 12, "M") : (years, "Y")
    return String(1000 + Int(count)).dropFirst() + unit
  }
}
