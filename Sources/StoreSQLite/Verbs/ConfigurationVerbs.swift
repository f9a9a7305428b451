import Foundation
import HubModel

extension SQLiteTransaction {
  func hospitals() throws -> [Hospital] {
    try all("SELECT id, name, is_disabled FROM hospital ORDER BY id") { row in
      Hospital(id: try row.id(), name: try row.text(), isDisabled: try row.bool())
    }
  }

  func add(_ hospital: Hospital) throws -> Hospital {
    try run("INSERT INTO hospital (id, name, is_disabled) VALUES (?, ?, ?)", [hospital.id.givenValue, hospital.name, hospital.isDisabled])
    var added = hospital
    added.id = HospitalID(rawValue: lastInsertedID)
    return added
  }

  func update(_ hospital: Hospital) throws {
    let values: Values = [hospital.name, hospital.isDisabled, hospital.id.rawValue]
    try requireChange(run("UPDATE hospital SET name = ?, is_disabled = ? WHERE id = ?", values))
  }

  func clinics() throws -> [Clinic] {
    try all("SELECT \(Self.clinicColumns) FROM clinic ORDER BY id", [], Self.clinic).map(withAETitles)
  }

  func clinic(_ id: ClinicID) throws -> Clinic? {
    try first("SELECT \(Self.clinicColumns) FROM clinic WHERE id = ?", [id.rawValue], Self.clinic).map(withAETitles)
  }

  func clinic(aeTitle: String) throws -> Clinic? {
    let id = try first("SELECT clinic FROM clinic_ae_title WHERE ae_title = ?", [aeTitle]) { row in try row.id() as ClinicID }
    return try id.flatMap { try clinic($0) }
  }

  func add(_ clinic: Clinic) throws -> Clinic {
    try run(
      "INSERT INTO clinic (id, name, code, read_by, time_zone, is_disabled) VALUES (?, ?, ?, ?, ?, ?)",
      [clinic.id.givenValue, clinic.name, clinic.code, clinic.readBy.rawValue, clinic.timeZone, clinic.isDisabled])
    var added = clinic
    added.id = ClinicID(rawValue: lastInsertedID)
    try insertAETitles(of: added)
    return added
  }

  func update(_ clinic: Clinic) throws {
    changesCredentials = true
    let change = "UPDATE clinic SET name = ?, code = ?, read_by = ?, time_zone = ?, is_disabled = ? WHERE id = ?"
    let values: Values = [clinic.name, clinic.code, clinic.readBy.rawValue, clinic.timeZone, clinic.isDisabled, clinic.id.rawValue]
    try requireChange(run(change, values))
    try run("DELETE FROM clinic_ae_title WHERE clinic = ?", [clinic.id.rawValue])
    try insertAETitles(of: clinic)
  }

  func readers() throws -> [Reader] { try all("SELECT \(Self.readerColumns) FROM reader ORDER BY id", [], Self.reader) }

  func reader(_ id: ReaderID) throws -> Reader? {
    try first("SELECT \(Self.readerColumns) FROM reader WHERE id = ?", [id.rawValue], Self.reader)
  }

  func add(_ reader: Reader) throws -> Reader {
    try run(
      "INSERT INTO reader (id, name, hospital, scopes, licence, certificate_pem, is_disabled) VALUES (?, ?, ?, ?, ?, ?, ?)",
      [
        reader.id.givenValue, reader.name, reader.hospital.rawValue, reader.scopes.storedText, try reader.licence.map(storedJSON),
        reader.certificatePEM, reader.isDisabled,
      ])
    var added = reader
    added.id = ReaderID(rawValue: lastInsertedID)
    return added
  }

  func update(_ reader: Reader) throws {
    changesCredentials = true
    let change = "UPDATE reader SET name = ?, hospital = ?, scopes = ?, licence = ?, certificate_pem = ?, is_disabled = ? WHERE id = ?"
    let values: Values = [
      reader.name, reader.hospital.rawValue, reader.scopes.storedText, try reader.licence.map(storedJSON), reader.certificatePEM, reader.isDisabled,
      reader.id.rawValue,
    ]
    try requireChange(run(change, values))
  }

  func setting(_ key: String) throws -> String? {
    try first("SELECT value FROM setting WHERE key = ?", [key]) { row in try row.text() }
  }

  func set(_ value: String, forSetting key: String) throws {
    try run("INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value", [key, value])
  }

  /// Beyond this no number was given out before the store was made anew; `nil` for one that never was.
  func numberFloor() throws -> Int64? { try setting(RebuiltStore.numberFloorSetting).flatMap(Int64.init) }

  /// The first number behind the floor for a table that has none there yet; `nil` where SQLite's own choice will do.
  func numberBehindFloor(in table: String) throws -> Int64? {
    guard let floor = try numberFloor() else { return nil }
    let last = try first("SELECT ifnull(max(id), 0) FROM \(table)") { row in try row.integer() } ?? 0
    return last < floor ? floor + 1 : nil
  }

  /// An update or a deletion must have met its row.
  func requireChange(_ changedRows: Int) throws {
    guard changedRows > 0 else { throw HubError(.notFound) }
  }

  private func insertAETitles(of clinic: Clinic) throws {
    for (position, title) in clinic.aeTitles.enumerated() {
      try run("INSERT INTO clinic_ae_title (ae_title, clinic, position) VALUES (?, ?, ?)", [title, clinic.id.rawValue, position])
    }
  }

  private func withAETitles(_ clinic: Clinic) throws -> Clinic {
    var whole = clinic
    let titles = "SELECT ae_title FROM clinic_ae_title WHERE clinic = ? ORDER BY position"
    whole.aeTitles = try all(titles, [clinic.id.rawValue]) { row in try row.text() }
    return whole
  }

  private static let clinicColumns = "id, name, code, read_by, time_zone, is_disabled"
  private static func clinic(_ row: inout ColumnReader) throws -> Clinic {
    Clinic(
      id: try row.id(), name: try row.text(), code: try row.text(), aeTitles: [], readBy: try row.id(), timeZone: try row.text(),
      isDisabled: try row.bool())
  }

  private static let readerColumns = "id, name, hospital, scopes, licence, certificate_pem, is_disabled"
  private static func reader(_ row: inout ColumnReader) throws -> Reader {
    Reader(
      id: try row.id(), name: try row.text(), hospital: try row.id(), scopes: try row.required(Set(storedText: try row.text())),
      licence: try row.optionalJSON(), certificatePEM: try row.optionalText(), isDisabled: try row.bool())
  }
}
