import HubAPI
import HubModel
import Reports
import Trust

/// A doctor's signature issues a report (draft → final), or, where clinic and hospital have agreed on a second doctor, makes it preliminary
/// until that one signs beside the first (`Reviewing`). The hub prepares the PDF, the reader's own machine signs its digest, the hub embeds
/// and verifies it, and one commit makes it so: signature, end of the reading, delivery, audit.
package struct Signing: Sendable {
  let store: any HubStore
  let keeping: GeneratedFiles
  let blobs: any BlobStore
  let clock: any HubClock
  let clocks: ClockPolicy
  let sealing: any ReportSealing
  let bell: DeliveryBell
  let critical: CriticalPolicy

  package init(
    store: any HubStore, blobs: any BlobStore, clock: any HubClock, random: any RandomSource, clocks: ClockPolicy, stagingDirectory: String,
    root: Certificate, pictures: StudyPictures, bell: DeliveryBell, critical: CriticalPolicy
  ) {
    self.init(
      store: store, blobs: blobs, clock: clock, random: random, clocks: clocks, stagingDirectory: stagingDirectory,
      sealing: PAdESSealing(root: root, pictures: pictures), bell: bell, critical: critical)
  }

  package init(
    store: any HubStore, blobs: any BlobStore, clock: any HubClock, random: any RandomSource, clocks: ClockPolicy, stagingDirectory: String,
    sealing: any ReportSealing, bell: DeliveryBell, critical: CriticalPolicy
  ) {
    self.store = store
    self.blobs = blobs
    self.clock = clock
    self.clocks = clocks
    self.sealing = sealing
    self.bell = bell
    self.critical = critical
    keeping = GeneratedFiles(blobs: blobs, stagingDirectory: stagingDirectory, random: random)
  }

  // MARK: Preparing

  /// The PDF with room for the signature of the version's author.
  ///
  /// - Throws: `lease-not-held`, `lease-stale`, `revision-conflict`, `identity-pending`, `report-incomplete`, `already-signed`,
  ///   `licence-not-valid`, `agreement-not-in-force`.
  package func prepare(_ id: ReadingID, version number: Int, leaseToken: Int64, by principal: Principal) async throws(HubError) -> [UInt8] {
    let now = clock.now()
    let subject = try await store.ask { store in try store.signable(id, number, leaseToken, by: principal, at: now) }
    let prepared = try await sealing.prepare(subject.content, of: subject.study, signer: subject.signer, at: now.wall)
    let key = try await keeping.keep(prepared)
    let length = clocks.leaseLength
    try await store.commit { store in
      let again = try store.signable(id, number, leaseToken, by: principal, at: now)
      try store.setPreparedPDF(key, of: again.version.id)
      try store.update(try again.study.row.reading.renewed(by: again.reader.id, token: leaseToken, at: now, length: length))
    }
    return prepared
  }

  // MARK: Signing

  /// Safe to repeat: the same submission gets the same answer and has no second effect.
  ///
  /// - Throws: `not-prepared`, `signature-invalid`, `already-signed` and what `prepare` throws.
  package func submit(_ submission: SignatureSubmission, for id: ReadingID, version number: Int, by principal: Principal) async throws(HubError)
    -> ReportIssued
  {
    let now = clock.now()
    // One look at the store answers both: between two, the same submission may be issued, and its repeat would find a finished reading.
    let (earlier, signable) = try await store.ask { store -> (ReportIssued?, Signable?) in
      if let issued = try store.issued(id, number, submission, by: principal) { return (issued, nil) }
      return (nil, try store.signable(id, number, submission.leaseToken, by: principal, at: now))
    }
    if let earlier { return earlier }
    guard let subject = signable, subject.version.preparedPDF == submission.preparedDigest else { throw HubError(.notPrepared) }
    let prepared = try await blobs.read(submission.preparedDigest, range: nil)
    let signed = try sealing.embed(submission.cms, into: prepared, of: subject.reader, signatures: 1, at: now.wall)
    let key = try await keeping.keep(signed)
    let critical = critical
    let issued = try await store.commit { store in
      if let issued = try store.issued(id, number, submission, by: principal) { return issued }
      return try store.issue(submission, id, number, signedPDF: key, by: principal, at: now, critical)
    }
    await bell.ring(subject.study.row.reading.clinic)
    return issued
  }
}

/// A version that its author may sign now.
struct Signable: Sendable {
  var reader: Reader
  var signer: SignerName
  var study: ViewedStudy
  var version: ReportVersion
  var content: ReportContent
}

extension HubReading {
  /// - Throws: `not-found`, `lease-not-held`, `lease-stale`, `revision-conflict`, `already-signed`, `identity-pending`, `report-incomplete`,
  ///   `licence-not-valid`, `agreement-not-in-force`.
  func signable(_ id: ReadingID, _ number: Int, _ token: Int64, by principal: Principal, at now: Moment) throws -> Signable {
    let reader = try requireReader(principal)
    let reading = try requireReading(id, visibleTo: reader)
    _ = try reading.requireLease(of: reader.id, token: token, at: now.monotonic)
    try requireEntitled(reader, to: reading, at: now.wall)
    let versions = try reportVersions(of: id)
    guard let version = versions.first(where: { $0.number == number }) else { throw HubError(.notFound) }
    guard version.signature == nil else { throw HubError(.alreadySigned) }
    let study = try viewedStudy(reading)
    // A withdrawal says nothing of the study, so what came late does not make it wrong.
    let isOfThisStudy = version.studyRevision == study.row.study.revision || version.amendment == .withdrawn
    guard version.number == versions.last?.number, version.author == reader.id, isOfThisStudy else { throw HubError(.revisionConflict) }
    guard !reading.isIdentityPending else { throw HubError(.identityPending) }
    let content = try CanonicalJSON.decode(ReportContent.self, from: version.contentJSON)
    // What was written for an amendment that was given up speaks of another reason.
    guard content.amendment?.kind == reading.amendment?.kind, content.amendment?.reason == reading.amendment?.reason else {
      throw HubError(.revisionConflict, "amendment")
    }
    // The document says whether a second doctor has to sign; when that was agreed otherwise meanwhile, it is written anew.
    guard try (content.needsReview ?? false) == needsReview(reading) else { throw HubError(.revisionConflict, "agreement") }
    guard !content.impression.trimmingWhitespace.isEmpty else { throw HubError(.reportIncomplete, "impression") }
    let signer = SignerName(readerID: content.author.readerID, name: content.author.name, hospital: content.author.hospital)
    return Signable(reader: reader, signer: signer, study: study, version: version, content: content)
  }

  /// The answer a repeated submission gets; `nil` while the version is unsigned.
  ///
  /// - Throws: `already-signed` when something else was signed.
  func issued(_ id: ReadingID, _ number: Int, _ submission: SignatureSubmission, by principal: Principal) throws -> ReportIssued? {
    let reader = try requireReader(principal)
    _ = try requireReading(id, visibleTo: reader)
    guard let version = try reportVersions(of: id).first(where: { $0.number == number }) else { throw HubError(.notFound) }
    guard let signature = version.signature else { return nil }
    guard signature.signer == reader.id, version.preparedPDF == submission.preparedDigest else { throw HubError(.alreadySigned) }
    return ReportIssued(
      reading: id, version: number, status: version.statusOfFirstSignature, signedAt: Timestamp(signature.signedAt),
      signedDigest: signature.signedPDF)
  }
}

extension HubWriting {
  /// Signature, end of the reading, delivery and audit entry, if lease, version and study revision still hold.
  fileprivate func issue(
    _ submission: SignatureSubmission, _ id: ReadingID, _ number: Int, signedPDF: BlobKey, by principal: Principal, at now: Moment,
    _ critical: CriticalPolicy
  ) throws -> ReportIssued {
    let subject = try signable(id, number, submission.leaseToken, by: principal, at: now)
    guard subject.version.preparedPDF == submission.preparedDigest else { throw HubError(.notPrepared) }
    let reading = subject.study.row.reading
    var version = subject.version
    version.needsReview = subject.content.needsReview ?? false
    let signature = ReportSignature(signer: subject.reader.id, signedAt: now.wall, signedPDF: signedPDF)
    version.signature = signature
    try sign(version.id, with: signature, needsReview: version.needsReview)
    if version.needsReview {
      try update(try reading.submitted(by: subject.reader.id, token: submission.leaseToken, at: now))
    } else {
      try update(try reading.completed(by: subject.reader.id, token: submission.leaseToken, at: now))
    }
    let delivery = try deliver(version, of: reading, by: principal, at: now.wall, critical)
    try record(
      version.needsReview ? .reportSubmitted : .reportSigned, by: principal, on: "reading:\(id)",
      detail: version.auditDetail(signedPDF, delivery), at: now.wall)
    return ReportIssued(
      reading: id, version: number, status: version.status, signedAt: Timestamp(now.wall), signedDigest: signedPDF)
  }
}

extension ReportVersion {
  /// What the author's signature made of it.
  fileprivate var statusOfFirstSignature: Status { needsReview ? .preliminary : status }
}
