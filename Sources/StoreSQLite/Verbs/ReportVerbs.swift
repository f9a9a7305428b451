import Foundation
import HubModel

extension SQLiteTransaction {
  func reportVersions(of reading: ReadingID) throws -> [ReportVersion] {
    let query = "SELECT \(Self.versionColumns) FROM report_version WHERE reading = ? ORDER BY number"
    return try all(query, [reading.rawValue], Self.version)
  }

  func reportVersion(_ id: ReportVersionID) throws -> ReportVersion? {
    try first("SELECT \(Self.versionColumns) FROM report_version WHERE id = ?", [id.rawValue], Self.version)
  }

  func reportVersions(after id: ReportVersionID, limit: Int) throws -> [ReportVersion] {
    try all("SELECT \(Self.versionColumns) FROM report_version WHERE id > ? ORDER BY id LIMIT ?", [id.rawValue, limit], Self.version)
  }

  func changedReports(of author: ReaderID, since: Instant, limit: Int) throws -> [ChangedReport] {
    let query = """
      SELECT new.reading, new.number, new.author, new.signed_at FROM report_version AS new
        JOIN report_version AS old ON old.reading = new.reading AND old.number =
          (SELECT max(number) FROM report_version AS before WHERE before.reading = new.reading AND before.number < new.number
            AND before.signer IS NOT NULL)
        WHERE new.number > 1 AND new.signed_at >= ? AND old.author = ? AND new.author <> old.author
        ORDER BY new.signed_at DESC, new.id DESC LIMIT ?
      """
    return try all(query, [since.microseconds, author.rawValue, limit]) { row in
      ChangedReport(reading: try row.readingID(), version: try row.int(), changedBy: try row.id(), signedAt: try row.instant())
    }
  }

  /// A new version also names the digest of the one before it; another digest is a `revision-conflict` like another number.
  func add(_ version: ReportVersion) throws -> ReportVersion {
    let query = "SELECT number, content_digest FROM report_version WHERE reading = ? ORDER BY number DESC LIMIT 1"
    let last = try first(query, [version.reading.rawValue]) { row in (number: try row.int(), digest: try row.key()) }
    guard version.number == (last?.number ?? 0) + 1, version.previousDigest == last?.digest else { throw HubError(.revisionConflict) }
    return try insert(version)
  }

  func restore(_ version: ReportVersion) throws -> ReportVersion {
    let query = "SELECT number FROM report_version WHERE reading = ? ORDER BY number DESC LIMIT 1"
    let last = try first(query, [version.reading.rawValue]) { row in try row.int() }
    guard version.number > last ?? 0 else { throw HubError(.revisionConflict) }
    return try insert(version)
  }

  private func insert(_ version: ReportVersion) throws -> ReportVersion {
    try run(
      "INSERT INTO report_version (\(Self.versionColumns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      [
        version.id.givenValue, version.reading.rawValue, version.number, version.author.rawValue, version.createdAt.microseconds,
        version.studyRevision, version.contentJSON.stored, version.contentDigest.digestBytes, version.previousDigest?.digestBytes,
        version.preparedPDF?.digestBytes, version.signature?.signer.rawValue, version.signature?.signedAt.microseconds,
        version.signature?.signedPDF.digestBytes, version.needsReview, version.preparedReview?.digestBytes, version.review?.signer.rawValue,
        version.review?.signedAt.microseconds, version.review?.signedPDF.digestBytes, version.amendment?.rawValue,
      ])
    var added = version
    added.id = ReportVersionID(rawValue: lastInsertedID)
    return added
  }

  func setPreparedPDF(_ key: BlobKey, of version: ReportVersionID) throws {
    try requireUnsigned(version)
    try run("UPDATE report_version SET prepared_pdf = ? WHERE id = ?", [key.digestBytes, version.rawValue])
  }

  func sign(_ version: ReportVersionID, with signature: ReportSignature, needsReview: Bool) throws {
    try requireUnsigned(version)
    try run(
      "UPDATE report_version SET signer = ?, signed_at = ?, signed_pdf = ?, needs_review = ? WHERE id = ?",
      [signature.signer.rawValue, signature.signedAt.microseconds, signature.signedPDF.digestBytes, needsReview, version.rawValue])
  }

  func setPreparedReview(_ key: BlobKey, of version: ReportVersionID) throws {
    try requireUnreviewed(version)
    try run("UPDATE report_version SET prepared_review = ? WHERE id = ?", [key.digestBytes, version.rawValue])
  }

  func review(_ version: ReportVersionID, with signature: ReportSignature) throws {
    try requireUnreviewed(version)
    try run(
      "UPDATE report_version SET reviewer = ?, reviewed_at = ?, reviewed_pdf = ? WHERE id = ?",
      [signature.signer.rawValue, signature.signedAt.microseconds, signature.signedPDF.digestBytes, version.rawValue])
  }

  /// - Throws: `not-found`, `not-for-review`.
  private func requireUnreviewed(_ id: ReportVersionID) throws {
    guard let version = try reportVersion(id) else { throw HubError(.notFound) }
    guard version.status == .preliminary else { throw HubError(.notForReview) }
  }

  /// - Throws: `not-found`, `already-signed`.
  private func requireUnsigned(_ id: ReportVersionID) throws {
    guard let version = try reportVersion(id) else { throw HubError(.notFound) }
    guard version.signature == nil else { throw HubError(.alreadySigned) }
  }

  func deliveries(to clinic: ClinicID, after sequence: Int64, includingAcknowledged: Bool, limit: Int) throws -> [Delivery] {
    let which = includingAcknowledged ? "" : "AND acknowledged_at IS NULL"
    let query = "SELECT \(Self.deliveryColumns) FROM delivery WHERE clinic = ? AND sequence > ? \(which) ORDER BY sequence LIMIT ?"
    return try all(query, [clinic.rawValue, sequence, limit], Self.delivery)
  }

  func delivery(to clinic: ClinicID, sequence: Int64) throws -> Delivery? {
    let query = "SELECT \(Self.deliveryColumns) FROM delivery WHERE clinic = ? AND sequence = ?"
    return try first(query, [clinic.rawValue, sequence], Self.delivery)
  }

  func deliveries(of reading: ReadingID) throws -> [Delivery] {
    try all("SELECT \(Self.deliveryColumns) FROM delivery WHERE reading = ? ORDER BY sequence", [reading.rawValue], Self.delivery)
  }

  func addDelivery(
    of version: ReportVersionID, reading: ReadingID, to clinic: ClinicID, at now: Instant, isPreliminary: Bool
  ) throws -> Delivery {
    let query = "SELECT ifnull(max(sequence), 0) FROM delivery WHERE clinic = ?"
    let last = try ColumnReader.required(first(query, [clinic.rawValue]) { row in try row.integer() })
    let sequence = max(last, try numberFloor() ?? 0) + 1
    try run(
      "INSERT INTO delivery (\(Self.deliveryColumns)) VALUES (?, ?, ?, ?, ?, NULL, ?)",
      [clinic.rawValue, sequence, reading.rawValue, version.rawValue, now.microseconds, isPreliminary])
    return Delivery(
      clinic: clinic, sequence: sequence, reading: reading, reportVersion: version, createdAt: now, acknowledgedAt: nil,
      isPreliminary: isPreliminary)
  }

  func acknowledgeDelivery(to clinic: ClinicID, sequence: Int64, at now: Instant) throws -> Bool {
    let change = "UPDATE delivery SET acknowledged_at = ? WHERE clinic = ? AND sequence = ? AND acknowledged_at IS NULL"
    if try run(change, [now.microseconds, clinic.rawValue, sequence]) > 0 { return true }
    guard try delivery(to: clinic, sequence: sequence) != nil else { throw HubError(.notFound) }
    return false
  }

  private static let deliveryColumns = "clinic, sequence, reading, report_version, created_at, acknowledged_at, is_preliminary"
  private static func delivery(_ row: inout ColumnReader) throws -> Delivery {
    Delivery(
      clinic: try row.id(), sequence: try row.integer(), reading: try row.readingID(), reportVersion: try row.id(),
      createdAt: try row.instant(), acknowledgedAt: try row.optionalInstant(), isPreliminary: try row.bool())
  }

  private static let versionColumns = """
    id, reading, number, author, created_at, study_revision, content_json, content_digest, previous_digest, prepared_pdf, signer, \
    signed_at, signed_pdf, needs_review, prepared_review, reviewer, reviewed_at, reviewed_pdf, amendment
    """
  private static func version(_ row: inout ColumnReader) throws -> ReportVersion {
    var version = ReportVersion(
      id: try row.id(), reading: try row.readingID(), number: try row.int(), author: try row.id(), createdAt: try row.instant(),
      studyRevision: try row.int(), contentJSON: try row.bytes(), contentDigest: try row.key(), previousDigest: try row.optionalKey(),
      preparedPDF: try row.optionalKey(), signature: try row.signature())
    (version.needsReview, version.preparedReview, version.review) = (try row.bool(), try row.optionalKey(), try row.signature())
    version.amendment = try row.optionalWord()
    return version
  }
}

extension ColumnReader {
  fileprivate mutating func signature() throws -> ReportSignature? {
    switch (try optionalInteger(), try optionalInstant(), try optionalKey()) {
    case (nil, nil, nil): nil
    case (let signer?, let signedAt?, let signedPDF?):
      ReportSignature(signer: ReaderID(rawValue: signer), signedAt: signedAt, signedPDF: signedPDF)
    default: throw Self.damaged
    }
  }
}
