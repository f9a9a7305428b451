import Foundation
import HubAPI
import HubModel
import Reports
import Trust

/// What the doctor writes, as append-only versions. A version that was not written on top of the last one is refused; nothing is lost.
package struct Reporting: Sendable {
  private let store: any HubStore
  private let clock: any HubClock
  private let clocks: ClockPolicy
  private static let maximumTextCharacters = 50_000

  package init(store: any HubStore, clock: any HubClock, clocks: ClockPolicy) {
    self.store = store
    self.clock = clock
    self.clocks = clocks
  }

  /// - Throws: `lease-not-held`, `lease-stale`, `revision-conflict` (a newer version, or the study changed), `bad-request`.
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
      let last = try store.reportVersions(of: id).last
      guard new.basedOnVersion == last?.number ?? 0, new.studyRevision == subject.row.study.revision else { throw HubError(.revisionConflict) }
      let content = try store.content(new, of: subject, by: reader, after: last, at: now.wall)
      let json = try CanonicalJSON.encode(content)
      let version = try store.add(
        ReportVersion(
          id: .init(rawValue: 0), reading: id, number: content.version, author: reader.id, createdAt: now.wall, studyRevision: new.studyRevision,
          contentJSON: json, contentDigest: try BlobKey(SHA256Digest(hashing: json)), previousDigest: last?.contentDigest))
      try store.update(renewed)
      try store.record(
        .reportSaved, by: principal, on: "reading:\(id)", detail: "version \(version.number) \(version.contentDigest)", at: now.wall)
      return try ReportVersionRow(version)
    }
  }

  package func versions(of id: ReadingID, by principal: Principal) async throws(HubError) -> ReportVersions {
    try await store.ask { store in
      let reader = try store.requireReader(principal)
      _ = try store.requireReading(id, visibleTo: reader)
      return ReportVersions(versions: try store.reportVersions(of: id).map { try ReportVersionRow($0) })
    }
  }
}

extension ReportVersionRow {
  init(_ version: ReportVersion) throws {
    let content = try CanonicalJSON.decode(ReportContent.self, from: version.contentJSON)
    self.init(
      number: version.number, author: content.author.name, status: version.status, contentDigest: version.contentDigest,
      createdAt: Timestamp(version.createdAt),
      studyRevision: version.studyRevision, findings: content.findings, impression: content.impression, readerGrade: content.readerGrade)
  }
}
