import HubAPI
import HubModel
import Reports
import Trust

/// A report that was issued is taken up again. Any doctor of the reading's hospital who may claim it may do so: the reporter or another.
/// The issued version stays; what comes of it is the next version, written, signed and reviewed like any other.
extension Reporting {
  /// Opens an amendment and claims it in one step, so that nobody comes between. A withdrawal's version is written here as well: it has no
  /// text but the reason. Safe to repeat by who holds it.
  ///
  /// - Throws: `report-not-issued`, `amendment-open`, `report-withdrawn`; `revision-conflict` when `basedOnVersion` is not the last issued
  ///   version; `bad-request` without a reason; `licence-not-valid`, `agreement-not-in-force`.
  package func amend(_ wish: NewAmendment, of id: ReadingID, by principal: Principal) async throws(HubError) -> Claimed {
    let reason = try Administration.plainText(wish.reason, "reason", maximumLength: 2_000)
    let now = clock.now()
    let clocks = clocks
    return try await store.commit { store in
      let reader = try store.requireReader(principal)
      let reading = try store.requireReading(id, visibleTo: reader)
      try store.requireEntitled(reader, to: reading, at: now.wall)
      if let held = try store.heldAmendment(wish.kind, of: reading, by: reader, at: now, clocks) { return try store.claimed(held, by: reader) }
      let issued = try store.requireIssued(of: reading)
      guard issued.number == wish.basedOnVersion else { throw HubError(.revisionConflict) }
      guard wish.kind != .withdrawn || issued.status != .enteredInError else { throw HubError(.reportWithdrawn) }
      let amendment = Amendment(
        kind: wish.kind, reason: reason, version: issued.number, openedBy: reader.id, openedAt: now.wall,
        tellsAgain: wish.kind != .appended || wish.tellsAgain ?? false)
      let open = try store.regraded(reading.amending(amendment, at: now, lease: clocks.leaseLength)).prioritized(by: clocks)
      try store.update(open)
      try store.record(
        .amendmentOpened, by: principal, on: "reading:\(id)",
        detail: "\(wish.kind.rawValue) of version \(issued.number) token \(open.lastFencingToken)", at: now.wall)
      if wish.kind == .withdrawn { try store.keepWithdrawal(of: open, by: reader, at: now.wall) }
      return try store.claimed(open, by: reader)
    }
  }

  /// Gives an amendment up: the issued version stands. Drafts that were written stay among the versions, unsigned.
  ///
  /// - Throws: `no-amendment`, `lease-not-held`, `lease-stale`; `already-signed` once a version after the issued one is signed.
  package func cancelAmendment(of id: ReadingID, leaseToken: Int64, by principal: Principal) async throws(HubError) {
    let now = clock.now()
    try await store.commit { store in
      let reader = try store.requireReader(principal)
      let reading = try store.requireReading(id, visibleTo: reader)
      let closed = try reading.amendmentCanceled(by: reader.id, token: leaseToken, at: now)
      let isSigned = try store.reportVersions(of: id).contains { $0.number > reading.amendment?.version ?? 0 && $0.signature != nil }
      guard !isSigned else { throw HubError(.alreadySigned) }
      try store.update(closed)
      try store.record(.amendmentCanceled, by: principal, on: "reading:\(id)", detail: "token \(leaseToken)", at: now.wall)
    }
  }
}

extension HubReading {
  /// The last issued version.
  ///
  /// - Throws: `report-not-issued`; `amendment-open` while one is under way.
  fileprivate func requireIssued(of reading: Reading) throws -> ReportVersion {
    guard reading.amendment == nil else { throw HubError(.amendmentOpen) }
    guard let issued = try reportVersions(of: reading.id).last(where: { $0.status.isIssued }) else { throw HubError(.reportNotIssued) }
    return issued
  }

  /// What came while nobody read: the grade of all that was screened, so that a late ECG is not overlooked; nor is one that was not.
  fileprivate func regraded(_ reading: Reading) throws -> Reading {
    guard reading.kind == .ecg, let grade = try screenings(of: reading.study).map(\.grade).min() else { return reading }
    var next = reading
    (next.grade, next.screening) = (grade, try unscreenedECGs(of: reading.study) == 0 ? .screened : .notScreened(.screeningFailed))
    return next
  }

  /// What an amended version says about the one before; `nil` for a first report.
  ///
  /// - Throws: `appended-changes`.
  func contentAmendment(of reading: Reading, to content: ReportContent, among versions: [ReportVersion]) throws -> ReportContent.Amendment? {
    guard let amendment = reading.amendment else { return nil }
    guard let issued = versions.first(where: { $0.number == amendment.version }), let digest = SHA256Digest(hex: issued.contentDigest.rawValue)
    else { throw HubError(.storeDamaged, "amended version") }
    let earlier = try CanonicalJSON.decode(ReportContent.self, from: issued.contentJSON)
    let changes = amendment.kind == .withdrawn ? [] : content.changes(from: earlier)
    guard amendment.kind != .appended || changes.allSatisfy(\.removed.isEmpty) else { throw HubError(.appendedChanges) }
    return ReportContent.Amendment(
      kind: amendment.kind, reason: amendment.reason, version: amendment.version, digest: digest, changes: changes)
  }
}

extension HubWriting {
  /// The amendment that this doctor holds already, its lease renewed. A withdrawal taken over from another doctor is written anew, for who
  /// signs must be its author.
  fileprivate func heldAmendment(
    _ kind: AmendmentKind, of reading: Reading, by reader: Reader, at now: Moment, _ clocks: ClockPolicy
  ) throws -> Reading? {
    guard reading.amendment?.kind == kind, reading.task == .amendment, let lease = reading.lease, lease.holder == reader.id,
      lease.expires > now.monotonic
    else { return nil }
    let renewed = try reading.renewed(by: reader.id, token: lease.token, at: now, length: clocks.leaseLength)
    try update(renewed)
    if kind == .withdrawn, try reportVersions(of: reading.id).last?.author != reader.id {
      try keepWithdrawal(of: renewed, by: reader, at: now.wall)
    }
    return renewed
  }

  fileprivate func keepWithdrawal(of reading: Reading, by reader: Reader, at now: Instant) throws {
    guard let amendment = reading.amendment else { throw HubError(.internalError, "no amendment") }
    let subject = try viewedStudy(reading)
    let versions = try reportVersions(of: reading.id)
    let text = NewReportVersion(
      leaseToken: 0, basedOnVersion: versions.last?.number ?? 0, studyRevision: subject.row.study.revision, findings: "",
      impression: ReportContent.withdrawalText(version: amendment.version, reason: amendment.reason), readerGrade: nil)
    var content = try content(text, of: subject, by: reader, after: versions, at: now)
    // Nothing that was said of the patient's heart or images stands any more.
    (content.measurements, content.screening, content.isCritical) = ([], nil, false)
    _ = try keep(content, of: reading, by: reader, after: versions, at: now)
  }
}
