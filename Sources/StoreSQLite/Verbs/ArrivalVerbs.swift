import Foundation
import HubModel

extension SQLiteTransaction {
  func arrival(_ id: ArrivalID) throws -> Arrival? {
    try first("SELECT \(Self.arrivalColumns) FROM arrival WHERE id = ?", [id.rawValue], Self.arrival)
  }

  func arrivals(in study: StudyID) throws -> [Arrival] {
    try all("SELECT \(Self.arrivalColumns) FROM arrival WHERE study = ? ORDER BY id", [study.rawValue], Self.arrival)
  }

  func arrivals(among digests: [BlobKey], of clinic: ClinicID) throws -> [Arrival] {
    let query = "SELECT \(Self.arrivalColumns) FROM arrival WHERE clinic = ? AND blob = ? ORDER BY id"
    return try Set(digests).flatMap { digest in try all(query, [clinic.rawValue, digest.digestBytes], Self.arrival) }
  }

  func arrivals(after id: ArrivalID, limit: Int) throws -> [Arrival] {
    try all("SELECT \(Self.arrivalColumns) FROM arrival WHERE id > ? ORDER BY id LIMIT ?", [id.rawValue, limit], Self.arrival)
  }

  func arrivedBytes() throws -> Int64 { try first("SELECT ifnull(sum(size_bytes), 0) FROM arrival") { row in try row.integer() } ?? 0 }

  func quarantinedBlobs() throws -> Set<BlobKey> {
    Set(try all("SELECT digest FROM quarantine WHERE are_bytes_kept = 1 AND digest IS NOT NULL") { row in try row.key() })
  }

  func heldDigests(among digests: [BlobKey], of clinic: ClinicID) throws -> Set<BlobKey> {
    var held: Set<BlobKey> = []
    for digest in digests {
      let query = "SELECT 1 FROM arrival WHERE clinic = ? AND blob = ? LIMIT 1"
      if try first(query, [clinic.rawValue, digest.digestBytes], { row in try row.bool() }) != nil { held.insert(digest) }
    }
    return held
  }

  func add(_ arrival: Arrival) throws -> ArrivalOutcome {
    let (aeTitle, upload) = arrival.route.columns
    let (study, quarantineCode) = arrival.state.columns
    let added = try run(
      "INSERT INTO arrival (\(Self.arrivalColumns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
      [
        arrival.id.givenValue, arrival.clinic.rawValue, aeTitle, upload, arrival.receivedAt.microseconds, arrival.blob.digestBytes,
        arrival.sizeBytes, arrival.format.rawValue, arrival.headerBytes, arrival.transferSyntaxUID,
        arrival.sopClassUID, arrival.sopInstanceUID, arrival.isUrgent, arrival.statedFacts.stored, study, quarantineCode,
      ])
    if added > 0 { return .stored(ArrivalID(rawValue: lastInsertedID)) }
    let query = "SELECT \(Self.arrivalColumns) FROM arrival WHERE clinic = ? AND sop_instance_uid = ? AND quarantine_code IS NULL"
    guard let kept = try first(query, [arrival.clinic.rawValue, arrival.sopInstanceUID], Self.arrival) else { throw HubError(.alreadyExists) }
    return kept.blob == arrival.blob ? .alreadyHeld(kept.id) : .conflict(with: kept.id)
  }

  func setState(_ state: Arrival.State, of arrival: ArrivalID) throws {
    let (study, quarantineCode) = state.columns
    try requireChange(run("UPDATE arrival SET study = ?, quarantine_code = ? WHERE id = ?", [study, quarantineCode, arrival.rawValue]))
  }

  func quarantine(of clinic: ClinicID, limit: Int) throws -> [QuarantineEntry] {
    try all("SELECT \(Self.quarantineColumns) FROM quarantine WHERE clinic = ? ORDER BY id DESC LIMIT ?", [clinic.rawValue, limit]) { row in
      QuarantineEntry(
        clinic: try row.id(), route: try row.route(), receivedAt: try row.instant(), code: try row.word(), digest: try row.optionalKey(),
        sizeBytes: try row.integer(), sopInstanceUID: try row.optionalText(), areBytesKept: try row.bool())
    }
  }

  func add(_ entry: QuarantineEntry) throws {
    let (aeTitle, upload) = entry.route.columns
    try run(
      "INSERT INTO quarantine (\(Self.quarantineColumns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
      [
        entry.clinic.rawValue, aeTitle, upload, entry.receivedAt.microseconds, entry.code.rawValue, entry.digest?.digestBytes, entry.sizeBytes,
        entry.sopInstanceUID, entry.areBytesKept,
      ])
  }

  private static let quarantineColumns =
    "clinic, calling_ae_title, upload, received_at, code, digest, size_bytes, sop_instance_uid, are_bytes_kept"

  private static let arrivalColumns = """
    id, clinic, calling_ae_title, upload, received_at, blob, size_bytes, format, header_bytes, transfer_syntax_uid, \
    sop_class_uid, sop_instance_uid, is_urgent, stated_facts, study, quarantine_code
    """
  private static func arrival(_ row: inout ColumnReader) throws -> Arrival {
    Arrival(
      id: try row.id(), clinic: try row.id(), route: try row.route(), receivedAt: try row.instant(), blob: try row.key(),
      sizeBytes: try row.integer(), format: try row.word(), headerBytes: try row.optionalInteger(),
      transferSyntaxUID: try row.optionalText(), sopClassUID: try row.optionalText(), sopInstanceUID: try row.text(), isUrgent: try row.bool(),
      statedFacts: try row.bytes(), state: try row.arrivalState())
  }
}

extension Route {
  fileprivate var columns: (aeTitle: String?, upload: Int64?) {
    switch self {
    case .dimse(let callingAETitle): (callingAETitle, nil)
    case .upload(let id): (nil, id.rawValue)
    }
  }
}

extension Arrival.State {
  fileprivate var columns: (study: Int64?, quarantineCode: String?) {
    switch self {
    case .received: (nil, nil)
    case .indexed(let study): (study.rawValue, nil)
    case .quarantined(let code): (nil, code.rawValue)
    }
  }
}

extension ColumnReader {
  fileprivate mutating func route() throws -> Route {
    switch (try optionalText(), try optionalInteger()) {
    case (let title?, nil): .dimse(callingAETitle: title)
    case (nil, let upload?): .upload(UploadID(rawValue: upload))
    default: throw Self.damaged
    }
  }

  fileprivate mutating func arrivalState() throws -> Arrival.State {
    switch (try optionalInteger(), try optionalWord() as ProblemCode?) {
    case (nil, nil): .received
    case (let study?, nil): .indexed(StudyID(rawValue: study))
    case (nil, let code?): .quarantined(code)
    default: throw Self.damaged
    }
  }
}
