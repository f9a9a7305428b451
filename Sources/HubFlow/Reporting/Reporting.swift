import Foundation
import HubAPI
import HubModel
import Reports
import Trust

/// What the doctor writes, as append-only versions. A version that was not written on top of the last one is refused; nothing is lost.
package struct Reporting: Sendable {
  let store: any HubStore
  let clock: any HubClock
  let clocks: ClockPolicy
  private static let maximumTextCharacters = 50_000

  package init(store: any HubStore, clock: any HubClock, clocks: ClockPolicy) {
    self.store = store
    self.clock = clock
    self.clocks = clocks
  }

  /// - Throws: `lease-not-held`, `lease-stale`, `revision-conflict` (a newer version, or the study changed), `bad-request`;
  ///   `appended-changes` for an appended report that changes what was said.
  package func save(_ new: NewReportVersion, for id: ReadingID, by principal: Principal) async throws(HubError) -> ReportVersionRow {
    guard new.findings.count <= Self.maximumTextCharacters, new.impression.count <= Self.maximumTextCharacters else {
      throw HubError(.requestTooLarge, "\(Self.maximumTextCharacters) characters at most")
    }
    guard new.readerGrade != .ungraded else { throw HubError(.badRequest, "readerGrade") }
    let now = clock.now()
    let length = clocks.leaseLength
    return try await store.commit { store in
      let reader = try store.requireReader(principal)
      let reading = try store.requireReading(id, visibleTo: reader)
      let renewed = try reading.renewed(by: reader.id, token: new.leaseToken, at: now, length: length)
      let subject = try store.viewedStudy(reading)
      let versions = try store.reportVersions(of: id)
      guard new.basedOnVersion == versions.last?.number ?? 0, new.studyRevision == subject.row.study.revision else {
        throw HubError(.revisionConflict)
      }
      guard reading.amendment?.kind != .withdrawn else { throw HubError(.badRequest, "a withdrawal has no text of its own") }
      let content = try store.content(new, of: subject, by: reader, after: versions, at: now.wall)
      let version = try store.keep(content, of: renewed, by: reader, after: versions, at: now.wall)
      try store.update(renewed)
      return try ReportVersionRow(version)
    }
  }

  package func versions(of id: ReadingID, by principal: Principal) async throws(HubError) -> ReportVersions {
    try await store.ask { store in
      let reader = try store.requireReader(principal)
      _ = try store.requireReading(id, visibleTo: reader)
      return ReportVersions(versions: try ReportVersionRow.rows(of: store.reportVersions(of: id)))
    }
  }
}

extension HubWriting {
  /// The next version of a reading's report, with its audit entry.
  func keep(_ content: ReportContent, of reading: Reading, by reader: Reader, after versions: [ReportVersion], at now: Instant) throws
    -> ReportVersion
  {
    let json = try CanonicalJSON.encode(content)
    var new = ReportVersion(
      id: .init(rawValue: 0), reading: reading.id, number: content.version, author: reader.id, createdAt: now,
      studyRevision: content.studyRevision, contentJSON: json, contentDigest: try BlobKey(SHA256Digest(hashing: json)),
      previousDigest: versions.last?.contentDigest)
    new.amendment = content.amendment?.kind
    let version = try add(new)
    try record(
      .reportSaved, by: .reader(reader.id), on: "reading:\(reading.id)", detail: "version \(version.number) \(version.contentDigest)",
      at: now)
    return version
  }
}

extension ReportVersionRow {
  init(_ version: ReportVersion) throws {
    let content = try CanonicalJSON.decode(ReportContent.self, from: version.contentJSON)
    self.init(
      number: version.number, author: content.author.name, status: version.status, contentDigest: version.contentDigest,
      createdAt: Timestamp(version.createdAt),
      studyRevision: version.studyRevision, findings: content.findings, impression: content.impression, readerGrade: content.readerGrade,
      reason: content.amendment?.reason, supersedes: content.amendment?.version,
      signedAt: (version.review ?? version.signature).map { Timestamp($0.signedAt) })
  }

  /// With the one that counts marked.
  static func rows(of versions: [ReportVersion]) throws -> [ReportVersionRow] {
    var rows = try versions.map { try ReportVersionRow($0) }
    if let latest = rows.lastIndex(where: \.status.isIssued) { rows[latest].isLatest = true }
    return rows
  }
}
