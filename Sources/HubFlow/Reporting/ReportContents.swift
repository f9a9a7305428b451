import Foundation
import HubAPI
import HubModel
import Reports
import Trust

extension HubReading {
  /// Everything the report says, gathered from what the hub knows now.
  func content(
    _ new: NewReportVersion, of subject: ViewedStudy, by reader: Reader, after versions: [ReportVersion], at now: Instant
  ) throws -> ReportContent {
    guard let hospital = try hospitals().first(where: { $0.id == reader.hospital }), let clinic = try clinic(subject.row.reading.clinic) else {
      throw HubError(.storeDamaged, "hospital or clinic")
    }
    let last = versions.last
    let number = (last?.number ?? 0) + 1
    var content = ReportContent(
      reportID: "\(subject.row.reading.id)-\(number)", version: number, previousDigest: last.flatMap { SHA256Digest(hex: $0.contentDigest.rawValue) },
      readingID: subject.row.reading.id.description, studyRevision: new.studyRevision, hospital: .init(name: hospital.name),
      clinic: .init(code: clinic.code, name: clinic.name), patient: ReportContent.Patient(subject.row),
      study: subject.contentStudy(zone: clinic.timeZone),
      findings: new.findings.trimmingWhitespace, impression: new.impression.trimmingWhitespace, measurements: try subject.contentMeasurements(),
      screening: subject.contentScreening, readerGrade: new.readerGrade, isCritical: (new.readerGrade ?? subject.row.reading.grade) == .critical,
      author: .init(readerID: reader.id.description, name: reader.name, hospital: hospital.name), createdAt: now,
      needsReview: try needsReview(subject.row.reading))
    content.amendment = try contentAmendment(of: subject.row.reading, to: content, among: versions)
    return content
  }
}

extension HubReading {
  /// Whether what is written now is issued by a second doctor: as clinic and hospital have agreed. What the reviewing doctor writes needs no
  /// third, and a withdrawal waits for nobody.
  func needsReview(_ reading: Reading) throws -> Bool {
    guard reading.task != .review, reading.amendment?.kind != .withdrawn else { return false }
    return try agreement(of: reading.clinic).needsReview(reading.scope)
  }
}

extension ReportContent.Patient {
  /// A report needs a name; a patient known by number only is called by that.
  fileprivate init(_ row: WorklistRow) {
    let identity = row.patient.identity
    self.init(
      id: identity.externalID, issuer: identity.issuer, name: identity.name.isEmpty ? identity.externalID : identity.name,
      isNameRepaired: identity.isNameRepaired, sex: identity.sex, birthDate: identity.birthDate, age: row.study.patientAgeYears.map(Self.ageText))
  }

  private static func ageText(_ years: Double) -> String {
    years >= 2 ? String(Int(years)) : "\(Int(years * 12)) months"
  }
}

extension ViewedStudy {
  fileprivate func contentStudy(zone: String) -> ReportContent.Study {
    ReportContent.Study(
      instanceUID: row.study.studyInstanceUID, kind: row.reading.kind, modality: row.study.modality,
      startedAt: row.study.startedAt.map { $0.localText(zone: zone) }, description: row.study.studyDescription,
      accessionNumber: row.study.accessionNumber, objects: arrivals.compactMap { SHA256Digest(hex: $0.blob.rawValue) })
  }

  fileprivate func contentMeasurements() throws -> [ReportContent.Measurement] {
    guard let screening else { return [] }
    return MeasurementTable.rows(of: try AnalysisJSON.decode(screening.resultJSON).measurements).map { row in
      .init(name: .init(zh: row.nameChinese, en: row.name), value: row.value, unit: row.unit == "°" ? "deg" : row.unit)
    }
  }

  fileprivate var contentScreening: ReportContent.Screening? {
    screening.map { screening in
      ReportContent.Screening(
        algorithmVersion: screening.algorithmVersion, grade: screening.grade,
        statements: screening.findings.map { .init(code: $0.code, text: .init(zh: $0.chinese, en: $0.english)) })
    }
  }
}

extension Instant {
  /// RFC 3339 with the zone's offset at that moment; UTC when the zone is not known.
  func localText(zone identifier: String) -> String {
    OffsetTime(unixSeconds: microseconds / 1_000_000, offsetSeconds: Int64(offsetSeconds(zone: identifier))).rfc3339
  }
  /// The day there; UTC's when the zone is not known.
  func civilDay(zone identifier: String) -> CivilDay { CivilDay(CivilTime(self, offsetSeconds: offsetSeconds(zone: identifier))) }

  private func offsetSeconds(zone identifier: String) -> Int {
    TimeZone(identifier: identifier)?.secondsFromGMT(for: Date(timeIntervalSince1970: Double(microseconds / 1_000_000))) ?? 0
  }
}
