import HubAPI
import HubModel
import Reports

/// The second doctor: another person than the reporter accepts a signed report unchanged (the second signature stands beside the first), or
/// gives it back with a reason. Who changes a word instead writes and signs a version of their own.
extension Signing {
  /// The PDF the reporter signed, with room for the second signature.
  ///
  /// - Throws: `not-for-review`, `same-doctor`, `lease-not-held`, `lease-stale`, `revision-conflict`, `identity-pending`,
  ///   `licence-not-valid`, `agreement-not-in-force`.
  package func prepareReview(_ id: ReadingID, version number: Int, leaseToken: Int64, by principal: Principal) async throws(HubError) -> [UInt8] {
    let now = clock.now()
    let subject = try await store.ask { store in try store.reviewable(id, number, leaseToken, by: principal, at: now) }
    let report = try await blobs.read(subject.reported, range: nil)
    let prepared = try sealing.prepareReview(of: report, signer: subject.signer, at: now.wall)
    let key = try await keeping.keep(prepared)
    let length = clocks.leaseLength
    try await store.commit { store in
      let again = try store.reviewable(id, number, leaseToken, by: principal, at: now)
      try store.setPreparedReview(key, of: again.version.id)
      try store.update(try again.reading.renewed(by: again.reader.id, token: leaseToken, at: now, length: length))
    }
    return prepared
  }

  /// Accepts the report unchanged: it is issued. Safe to repeat.
  ///
  /// - Throws: `not-prepared`, `signature-invalid`, `already-signed` and what `prepareReview` throws.
  package func submitReview(
    _ submission: SignatureSubmission, for id: ReadingID, version number: Int, by principal: Principal
  ) async throws(HubError) -> ReportIssued {
    let now = clock.now()
    let (earlier, found) = try await store.ask { store -> (ReportIssued?, Reviewable?) in
      if let reviewed = try store.reviewed(id, number, submission, by: principal) { return (reviewed, nil) }
      return (nil, try store.reviewable(id, number, submission.leaseToken, by: principal, at: now))
    }
    if let earlier { return earlier }
    guard let subject = found, subject.version.preparedReview == submission.preparedDigest else { throw HubError(.notPrepared) }
    let prepared = try await blobs.read(submission.preparedDigest, range: nil)
    let key = try await keeping.keep(try sealing.embed(submission.cms, into: prepared, of: subject.reader, signatures: 2, at: now.wall))
    let critical = critical
    let issued = try await store.commit { store in
      if let reviewed = try store.reviewed(id, number, submission, by: principal) { return reviewed }
      return try store.accept(submission, id, number, signedPDF: key, by: principal, at: now, critical)
    }
    await bell.ring(subject.reading.clinic)
    return issued
  }

  /// Gives it back with a reason; anybody but a reviewer's own report's reviewer may take it again.
  ///
  /// - Throws: `bad-request` without a reason; `not-for-review`, `lease-not-held`, `lease-stale`.
  package func giveBack(_ act: ReviewReturn, _ id: ReadingID, by principal: Principal) async throws(HubError) {
    let reason = try Administration.plainText(act.reason, "reason", maximumLength: 2_000)
    let now = clock.now()
    try await store.commit { store in
      let reader = try store.requireReader(principal)
      let reading = try store.requireReading(id, visibleTo: reader)
      try store.update(try reading.returned(by: reader.id, token: act.leaseToken, reason: reason, at: now))
      try store.record(.reportReturned, by: principal, on: "reading:\(id)", at: now.wall)
    }
  }
}

/// A version that this doctor may accept now.
private struct Reviewable: Sendable {
  var reader: Reader
  var signer: SignerName
  var reading: Reading
  var version: ReportVersion
  /// The PDF that the reporter signed.
  var reported: BlobKey
}

extension HubReading {
  fileprivate func reviewable(_ id: ReadingID, _ number: Int, _ token: Int64, by principal: Principal, at now: Moment) throws -> Reviewable {
    let reader = try requireReader(principal)
    let reading = try requireReading(id, visibleTo: reader)
    _ = try reading.requireLease(of: reader.id, token: token, at: now.monotonic)
    try requireEntitled(reader, to: reading, at: now.wall)
    guard reading.mayBeTaken(by: reader.id) else { throw HubError(.sameDoctor) }
    let versions = try reportVersions(of: id)
    guard let version = versions.first(where: { $0.number == number }) else { throw HubError(.notFound) }
    guard reading.task == .review, version.status == .preliminary, let signature = version.signature else { throw HubError(.notForReview) }
    let study = try requireStudy(reading.study)
    guard version.number == versions.last?.number, version.studyRevision == study.revision else { throw HubError(.revisionConflict) }
    guard !reading.isIdentityPending else { throw HubError(.identityPending) }
    guard let hospital = try hospitals().first(where: { $0.id == reader.hospital }) else { throw HubError(.storeDamaged, "hospital") }
    let signer = SignerName(readerID: reader.id.description, name: reader.name, hospital: hospital.name)
    return Reviewable(reader: reader, signer: signer, reading: reading, version: version, reported: signature.signedPDF)
  }

  /// The answer a repeated submission gets; `nil` while the version waits.
  ///
  /// - Throws: `already-signed` when somebody else's, or another, was taken.
  fileprivate func reviewed(_ id: ReadingID, _ number: Int, _ submission: SignatureSubmission, by principal: Principal) throws -> ReportIssued? {
    let reader = try requireReader(principal)
    _ = try requireReading(id, visibleTo: reader)
    guard let version = try reportVersions(of: id).first(where: { $0.number == number }) else { throw HubError(.notFound) }
    guard let review = version.review else { return nil }
    guard review.signer == reader.id, version.preparedReview == submission.preparedDigest else { throw HubError(.alreadySigned) }
    return ReportIssued(reading: id, version: number, status: version.status, signedAt: Timestamp(review.signedAt), signedDigest: review.signedPDF)
  }
}

extension HubWriting {
  /// The second signature, end of the reading, delivery and audit entry, if lease, version and study revision still hold.
  fileprivate func accept(
    _ submission: SignatureSubmission, _ id: ReadingID, _ number: Int, signedPDF: BlobKey, by principal: Principal, at now: Moment,
    _ critical: CriticalPolicy
  ) throws -> ReportIssued {
    let subject = try reviewable(id, number, submission.leaseToken, by: principal, at: now)
    guard subject.version.preparedReview == submission.preparedDigest else { throw HubError(.notPrepared) }
    var version = subject.version
    let signature = ReportSignature(signer: subject.reader.id, signedAt: now.wall, signedPDF: signedPDF)
    version.review = signature
    try review(version.id, with: signature)
    try update(try subject.reading.completed(by: subject.reader.id, token: submission.leaseToken, at: now))
    let delivery = try deliver(version, of: subject.reading, by: principal, at: now.wall, critical)
    try record(.reportReviewed, by: principal, on: "reading:\(id)", detail: version.auditDetail(signedPDF, delivery), at: now.wall)
    return ReportIssued(reading: id, version: number, status: version.status, signedAt: Timestamp(now.wall), signedDigest: signedPDF)
  }
}
