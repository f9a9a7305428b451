import Foundation
import HubModel

extension SQLiteTransaction {
  func patient(_ id: PatientID) throws -> Patient? {
    try first("SELECT \(Self.patientColumns) FROM patient WHERE id = ?", [id.rawValue], Self.patient)
  }

  func findOrAdd(patient identity: PatientIdentity, of clinic: ClinicID) throws -> Patient {
    guard let known = try knownPatient(identity, of: clinic) else { return try addPatient(identity, of: clinic) }
    var filled = known
    if filled.identity.name.isEmpty {
      filled.identity.name = identity.name
      filled.identity.isNameRepaired = identity.isNameRepaired
    }
    filled.identity.sex = known.identity.sex ?? identity.sex
    filled.identity.birthDate = known.identity.birthDate ?? identity.birthDate
    guard filled != known else { return known }
    try run(
      "UPDATE patient SET name = ?, is_name_repaired = ?, sex = ?, birth_date = ? WHERE id = ?",
      [filled.identity.name, filled.identity.isNameRepaired, filled.identity.sex?.rawValue, filled.identity.birthDate, known.id.rawValue])
    return filled
  }

  private func knownPatient(_ identity: PatientIdentity, of clinic: ClinicID) throws -> Patient? {
    guard !identity.externalID.isEmpty else { return nil }
    let query = "SELECT \(Self.patientColumns) FROM patient WHERE clinic = ? AND issuer = ? AND external_id = ? AND external_id <> ''"
    return try first(query, [clinic.rawValue, identity.issuer, identity.externalID], Self.patient)
  }

  private func addPatient(_ identity: PatientIdentity, of clinic: ClinicID) throws -> Patient {
    try run(
      "INSERT INTO patient (\(Self.patientColumns)) VALUES (NULL, ?, ?, ?, ?, ?, ?, ?)",
      [
        clinic.rawValue, identity.issuer, identity.externalID, identity.name, identity.isNameRepaired, identity.sex?.rawValue,
        identity.birthDate,
      ])
    return Patient(id: PatientID(rawValue: lastInsertedID), clinic: clinic, identity: identity)
  }

  func study(_ id: StudyID) throws -> Study? {
    try first("SELECT \(Self.studyColumns) FROM study WHERE id = ?", [id.rawValue], Self.study)
  }

  func study(clinic: ClinicID, studyInstanceUID: String, kind: StudyKind?) throws -> Study? {
    let query = "SELECT \(Self.studyColumns) FROM study WHERE clinic = ? AND study_instance_uid = ? AND ifnull(kind, '') = ?"
    return try first(query, [clinic.rawValue, studyInstanceUID, kind?.rawValue ?? ""], Self.study)
  }

  func add(_ study: Study) throws -> Study {
    try run(
      "INSERT INTO study (\(Self.studyColumns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", [study.id.givenValue] + Self.values(study))
    var added = study
    added.id = StudyID(rawValue: lastInsertedID)
    return added
  }

  func update(_ study: Study) throws {
    let change = """
      UPDATE study SET clinic = ?, patient = ?, study_instance_uid = ?, kind = ?, scope = ?, modality = ?, study_description = ?, \
      accession_number = ?, started_at = ?, patient_age_years = ?, object_count = ?, revision = ? WHERE id = ?
      """
    try requireChange(run(change, Self.values(study) + [study.id.rawValue]))
  }

  func screenings(of study: StudyID) throws -> [Screening] {
    try all("SELECT \(Self.screeningColumns) FROM screening WHERE study = ? ORDER BY id", [study.rawValue]) { row in
      Screening(
        study: try row.id(), object: try row.id(), algorithmVersion: try row.text(), screenedAt: try row.instant(), grade: try row.word(),
        reasons: try row.json(), findings: try row.json(), resultJSON: try row.bytes())
    }
  }

  func add(_ screening: Screening) throws {
    try run(
      "INSERT INTO screening (\(Self.screeningColumns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      [
        screening.study.rawValue, screening.object.rawValue, screening.algorithmVersion, screening.screenedAt.microseconds,
        screening.grade.rawValue, try storedJSON(screening.reasons), try storedJSON(screening.findings), screening.resultJSON.stored,
      ])
  }

  private static let screeningColumns = "study, object, algorithm_version, screened_at, grade, reasons, findings, result_json"

  static let patientColumns = "id, clinic, issuer, external_id, name, is_name_repaired, sex, birth_date"
  static func patient(_ row: inout ColumnReader) throws -> Patient {
    Patient(
      id: try row.id(), clinic: try row.id(),
      identity: PatientIdentity(
        issuer: try row.text(), externalID: try row.text(), name: try row.text(), isNameRepaired: try row.bool(), sex: try row.optionalWord(),
        birthDate: try row.optionalText()))
  }

  static let studyColumns = """
    id, clinic, patient, study_instance_uid, kind, scope, modality, study_description, accession_number, started_at, \
    patient_age_years, object_count, revision
    """
  static func study(_ row: inout ColumnReader) throws -> Study {
    Study(
      id: try row.id(), clinic: try row.id(), patient: try row.id(), studyInstanceUID: try row.text(), kind: try row.optionalWord(),
      scope: try row.word(), modality: try row.text(), studyDescription: try row.text(), accessionNumber: try row.text(),
      startedAt: try row.optionalInstant(), patientAgeYears: try row.optionalDouble(), objectCount: try row.int(), revision: try row.int())
  }
  /// All columns after the id.
  private static func values(_ study: Study) -> Values {
    [
      study.clinic.rawValue, study.patient.rawValue, study.studyInstanceUID, study.kind?.rawValue, study.scope.rawValue, study.modality,
      study.studyDescription, study.accessionNumber, study.startedAt?.microseconds, study.patientAgeYears, study.objectCount, study.revision,
    ]
  }
}
