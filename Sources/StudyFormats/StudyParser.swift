import DICOM
import Foundation
import HubModel

/// Reads what an object says of its patient and study, after checking all of it for soundness.
package enum StudyParser {
  /// - Parameters:
  ///   - path: the object as it came: a file of its format, or a WFDB header followed by its signal files.
  ///   - headerBytes: for WFDB, how many bytes are the header.
  ///   - digest: SHA-256 of the whole file; objects without UIDs get theirs from it.
  ///   - timeZone: IANA zone in which times without an offset are meant.
  /// - Throws: the reason for refusing; a refused object leaves nothing behind.
  package static func parse(
    fileAt path: String, format: ObjectFormat, headerBytes: Int64?, digest: BlobKey, timeZone: String
  ) throws(HubError) -> ParsedStudy {
    switch format {
    case .dicom: return try dicom(path, timeZone: timeZone)
    case .wfdb:
      guard let headerBytes else { throw HubError(.missingCompanionFile) }
      return try wfdb(path, headerBytes: headerBytes, digest: digest, timeZone: timeZone)
    case .edf: return try edf(path, digest: digest, timeZone: timeZone)
    default:
      let document = try ECGLoader.device(ECGLoader.deviceBytes(path, format: format), format: format, name: "", timeZone: timeZone)
      return ecg(document.identity, digest: digest, startedAt: document.acquiredAt, ageYears: document.patientFacts.ageYears)
    }
  }

  /// A DICOM Part 10 file in memory.
  ///
  /// - Throws: as for a file.
  package static func parse(dicom bytes: [UInt8], timeZone: String) throws(HubError) -> ParsedStudy {
    let object: ScannedObject
    do { object = try DICOMScan.scan(bytes: bytes) } catch { throw HubError(error) }
    return try study(of: object, timeZone: timeZone)
  }

  package typealias DICOMNames = (sopClassUID: String, sopInstanceUID: String, studyInstanceUID: String?)

  /// What a sound DICOM file calls itself, whether or not it can be stored here.
  ///
  /// - Throws: as `parse`.
  package static func names(ofDICOMFileAt path: String) throws(HubError) -> DICOMNames {
    do { return names(of: try DICOMScan.scan(path: path)) } catch { throw HubError(error) }
  }

  /// The same for a file in memory.
  package static func names(ofDICOM bytes: [UInt8]) throws(HubError) -> DICOMNames {
    do { return names(of: try DICOMScan.scan(bytes: bytes)) } catch { throw HubError(error) }
  }

  private static func names(of object: ScannedObject) -> DICOMNames { (object.sopClassUID, object.sopInstanceUID, object.studyInstanceUID) }

  private static func dicom(_ path: String, timeZone: String) throws(HubError) -> ParsedStudy {
    let object: ScannedObject
    do { object = try DICOMScan.scan(path: path) } catch { throw HubError(error) }
    return try study(of: object, timeZone: timeZone)
  }

  private static func study(of object: ScannedObject, timeZone: String) throws(HubError) -> ParsedStudy {
    guard StorageClass(sopClassUID: object.sopClassUID) != .nonPatient else { throw HubError(.notStorable) }
    guard let study = object.studyInstanceUID else { throw HubError(.missingAttribute, "\(DICOMTag.studyInstanceUID)") }
    let part = DICOMParts.part(of: object)
    let modality = object.dataSet.codeString(.modality) ?? (part == .ecg ? "ECG" : "OT")
    let patient = DICOMPatient(object.dataSet)
    let start = DICOMTimes(object.dataSet, timeZone: timeZone).studyStart
    return ParsedStudy(
      part: part, scope: DICOMParts.scope(modality: modality, part: part), modality: modality, identity: patient.identity, studyInstanceUID: study,
      sopInstanceUID: object.sopInstanceUID, sopClassUID: object.sopClassUID, transferSyntaxUID: object.transferSyntax.uid,
      studyDescription: patient.text(.studyDescription), accessionNumber: patient.text(.accessionNumber), startedAt: start,
      patientAgeYears: patient.ageYears(at: start), dataSetOffset: Int64(object.dataSetOffset))
  }

  /// Reads every sample, for the checksums.
  private static func wfdb(_ path: String, headerBytes: Int64, digest: BlobKey, timeZone: String) throws(HubError) -> ParsedStudy {
    var reader = try WFDBSignalReader(joinedPath: path, headerBytes: headerBytes)
    while try reader.next() != nil {}
    let facts = WFDBPatient.facts(reader.header.comments)
    return ecg(
      PatientIdentity(externalID: "", name: "", sex: facts.sex.map(Sex.init)), digest: digest,
      startedAt: WFDBPatient.start(reader.header, timeZone: timeZone), ageYears: facts.ageYears)
  }

  /// Reads every sample, in pieces.
  private static func edf(_ path: String, digest: BlobKey, timeZone: String) throws(HubError) -> ParsedStudy {
    var reader = try EDFSignalReader(path: path)
    while try reader.next() != nil {}
    let patient = EDFPatient(reader.header)
    return ecg(
      patient.identity, digest: digest, startedAt: patient.startedAt(offsetSeconds: reader.firstOnsetSeconds, timeZone: timeZone),
      ageYears: patient.facts.ageYears)
  }

  /// An ECG without UIDs of its own.
  private static func ecg(_ identity: PatientIdentity, digest: BlobKey, startedAt: Instant?, ageYears: Double?) -> ParsedStudy {
    ParsedStudy(
      part: .ecg, scope: .ecg, modality: "ECG", identity: identity, studyInstanceUID: ContentUID.study(digest),
      sopInstanceUID: ContentUID.instance(digest), sopClassUID: nil, transferSyntaxUID: nil, studyDescription: "", accessionNumber: "",
      startedAt: startedAt, patientAgeYears: ageYears, dataSetOffset: 0)
  }
}
