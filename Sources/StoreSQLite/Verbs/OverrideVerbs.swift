import HubModel

extension SQLiteTransaction {
  func readings(ofPatient patient: PatientID, kind: StudyKind, limit: Int) throws -> [Reading] {
    let columns = Self.readingColumns.split(separator: ", ").map { "reading.\($0)" }.joined(separator: ", ")
    let query = """
      SELECT \(columns) FROM study JOIN reading ON reading.study = study.id WHERE study.patient = ? AND reading.kind = ? \
      ORDER BY ifnull(study.started_at, reading.first_received_at) DESC, reading.id DESC LIMIT ?
      """
    return try all(query, [patient.rawValue, kind.rawValue, limit], Self.reading)
  }

  func overrides(of reading: ReadingID) throws -> [StatementOverride] {
    let query = "SELECT reading, reader, at, algorithm_version, code, verdict FROM statement_override WHERE reading = ? ORDER BY id"
    return try all(query, [reading.rawValue]) { row in
      StatementOverride(
        reading: try row.readingID(), reader: try row.id(), at: try row.instant(), algorithmVersion: try row.text(), code: try row.text(),
        verdict: try row.word())
    }
  }

  func overrideCounts(of hospital: HospitalID?) throws -> [OverrideCount] {
    let query = """
      SELECT said.code, said.algorithm_version, sum(said.verdict = 'missed'), sum(said.verdict = 'overcalled') FROM statement_override AS said \
      JOIN reading ON reading.id = said.reading WHERE said.verdict <> 'withdrawn' AND (? IS NULL OR reading.hospital = ?) AND NOT EXISTS \
      (SELECT 1 FROM statement_override AS later WHERE later.reading = said.reading AND later.reader = said.reader \
      AND later.code = said.code AND later.id > said.id) GROUP BY said.code, said.algorithm_version ORDER BY said.code, said.algorithm_version
      """
    return try all(query, [hospital?.rawValue, hospital?.rawValue]) { row in
      OverrideCount(code: try row.text(), algorithmVersion: try row.text(), missed: try row.int(), overcalled: try row.int())
    }
  }

  func add(_ override: StatementOverride) throws {
    try run(
      "INSERT INTO statement_override (reading, reader, at, algorithm_version, code, verdict) VALUES (?, ?, ?, ?, ?, ?)",
      [
        override.reading.rawValue, override.reader.rawValue, override.at.microseconds, override.algorithmVersion, override.code,
        override.verdict.rawValue,
      ])
  }
}
