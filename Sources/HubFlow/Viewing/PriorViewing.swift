import DICOM
import ECGCore
import HubAPI
import HubModel
import StudyFormats

/// The same patient's ECG before this one. Patients are a clinic's own, so nothing of another clinic is ever beside it.
extension Viewing {
  /// - Throws: `not-found` for a reading without an ECG.
  package func prior(_ id: ReadingID, by principal: Principal) async throws(HubError) -> PriorECG {
    let (present, earlier) = try await openWithPrior(id, by: principal)
    guard let earlier else { return PriorECG() }
    let comparison = try await pictures.serial(present, prior: earlier).comparison
    return PriorECG(
      earlier: ReadingRow(earlier.row), earlierStartedAt: earlier.row.study.startedAt.map(Timestamp.init),
      verdict: Screening.Finding(comparison.summary, code: comparison.verdict.rawValue),
      cautions: comparison.cautions.map { Screening.Finding($0.text, code: $0.code.rawValue) },
      changes: comparison.significantChanges.map {
        PriorECG.Change(code: $0.code, chinese: $0.text.chinese, english: $0.text.english, evidence: $0.evidence)
      })
  }

  /// This ECG and the one before it side by side, and their averaged beats laid over one another.
  ///
  /// - Throws: `not-found` where there is no earlier one.
  package func priorPage(_ id: ReadingID, format: PictureFormat, by principal: Principal) async throws(HubError) -> [UInt8] {
    let (present, earlier) = try await openWithPrior(id, by: principal)
    guard let earlier else { throw HubError(.notFound) }
    return try await pictures.serialSheet(present, prior: earlier, format: format)
  }

  /// Both looks are in the audit trail.
  private func openWithPrior(_ id: ReadingID, by principal: Principal) async throws(HubError) -> (present: ViewedStudy, earlier: ViewedStudy?) {
    let now = clock.now().wall
    return try await open(id, "prior", by: principal) { store, subject, look in
      guard subject.row.reading.kind == .ecg else { throw HubError(.notFound) }
      let reader = try store.requireReader(principal)
      guard let earlier = try store.earlierECG(than: subject.row, visibleTo: reader) else { return (subject, nil) }
      look.record(.opened, by: principal, on: "reading:\(earlier.id)", detail: "as prior of \(id)", at: now)
      return (subject, try store.viewedStudy(earlier))
    }
  }
}

extension HubReading {
  /// More earlier ECGs than this are not looked through.
  private static var mostEarlierReadings: Int { 200 }

  /// The latest recording before this one, of those the reader may see.
  fileprivate func earlierECG(than row: WorklistRow, visibleTo reader: Reader) throws -> Reading? {
    let moment = row.study.startedAt ?? row.reading.firstReceivedAt
    return try readings(ofPatient: row.study.patient, kind: .ecg, limit: Self.mostEarlierReadings).first { reading in
      guard reading.id != row.reading.id, (try? Access.requireVisible(reading, to: reader)) != nil else { return false }
      guard let study = try study(reading.study), study.objectCount > 0 else { return false }
      let other = study.startedAt ?? reading.firstReceivedAt
      return other < moment || other == moment && reading.id.rawValue < row.reading.id.rawValue
    }
  }
}

extension StudyPictures {
  func serial(_ present: ViewedStudy, prior: ViewedStudy) async throws(HubError) -> SerialECG {
    let (now, before) = (try await readECG(of: present), try await readECG(of: prior))
    return try await drawing.run { try SerialECG(now.examined(), prior: before.examined(), patients: .same) }
  }

  func serialSheet(_ present: ViewedStudy, prior: ViewedStudy, format: PictureFormat) async throws(HubError) -> [UInt8] {
    let (now, before) = (try await readECG(of: present), try await readECG(of: prior))
    let metadata = Self.metadata(of: present)
    return try await drawing.run {
      let sheet = try SerialECG(now.examined(), prior: before.examined(), patients: .same).sheet()
      return switch format {
      case .png: try sheet.renderPNG(dotsPerInch: 110)
      case .svg: try sheet.renderSVG()
      case .pdf: try sheet.renderPDF(metadata: metadata)
      }
    }
  }

  /// The bytes of the ECG that stands for a study, and what the hub knows of it.
  private func readECG(of study: ViewedStudy) async throws(HubError) -> StoredECG {
    let object = try study.ecgObject(nil)
    return StoredECG(study: study, object: object, bytes: try await blobs.readECG(object))
  }
}

/// An ECG of the hub before it is read. Reading and analysing block: on a drawing thread only.
private struct StoredECG: Sendable {
  let study: ViewedStudy
  let object: Arrival
  let bytes: [UInt8]

  func examined() throws(HubError) -> ExaminedECG {
    var document = try ECGLoader.load(bytes: bytes, format: object.format, headerBytes: object.headerBytes)
    document.patientFacts.ageYears = document.patientFacts.ageYears ?? study.row.study.patientAgeYears
    document.patientFacts.sex = document.patientFacts.sex ?? study.row.patient.identity.sex?.coreSex
    document.acquiredAt = study.row.study.startedAt ?? document.acquiredAt
    let day = document.acquiredAt.map { String(ECGPageHeading.text($0, timeZone: study.clinicTimeZone).prefix(10)) }
    return ExaminedECG(document, heading: ECGPageHeading(study, document), label: day)
  }
}
