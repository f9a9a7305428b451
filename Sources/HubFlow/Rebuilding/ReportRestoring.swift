import HubModel
import Reports
import Trust

/// A signed report as its own file proves it: valid under the hub's root, or it is none.
struct SignedFile: Sendable {
  static let largestBytes: Int64 = 64 << 20
  var key: BlobKey
  var content: ReportContent
  var contentJSON: [UInt8]
  var signers: [VerificationResult.Signer]

  init?(key: BlobKey, pdf: [UInt8], root: Certificate, at now: Instant) {
    let result = SignedReportVerifier(roots: [root]).verify(pdf: pdf, at: now)
    guard result.isValid, let content = result.content, let contentJSON = try? content.canonicalJSON() else { return nil }
    self.key = key
    self.content = content
    self.contentJSON = contentJSON
    signers = result.signers
  }
}

/// Puts signed reports back to their readings: versions, signatures, the end of the reading, and a delivery for each that was issued, since
/// nobody knows any more which the clinics have taken.
struct ReportRestoring: Sendable {
  let store: any HubStore
  let clock: any HubClock

  func restore(_ files: [SignedFile], into result: inout RebuildResult) async throws(HubError) {
    let texts = Dictionary(grouping: files, by: \.contentJSON).values.map { $0.sorted { $0.signers.count < $1.signers.count } }
    let inOrder = texts.sorted { ($0[0].content.version, $0[0].content.createdAt) < ($1[0].content.version, $1[0].content.createdAt) }
    for files in inOrder {
      let outcome = try await store.commit { try $0.restore(files) }
      switch outcome {
      case .restored: result.restoredReports += 1
      case .known: break
      case .unplaced: result.unplacedReports += 1
      }
    }
    result.studies = try await store.ask { try $0.studyCount() }
  }
}

private enum Placing { case restored, known, unplaced }

extension HubReading {
  fileprivate func studyCount() throws -> Int {
    var studies: Set<StudyID> = []
    var last = ArrivalID(rawValue: 0)
    while let page = Optional(try arrivals(after: last, limit: 500)), let end = page.last {
      for case .indexed(let study) in page.map(\.state) { studies.insert(study) }
      last = end.id
    }
    return studies.count
  }

  fileprivate func reading(of content: ReportContent) throws -> Reading? {
    guard let clinic = try clinics().first(where: { $0.code == content.clinic.code }),
      let study = try study(clinic: clinic.id, studyInstanceUID: content.study.instanceUID, kind: content.study.kind)
    else { return nil }
    return try reading(of: study.id)
  }
}

extension HubWriting {
  /// - Parameter files: of one text: with the author's signature alone, with both, or either.
  fileprivate func restore(_ files: [SignedFile]) throws -> Placing {
    guard let first = files.first, let last = files.last, let reading = try reading(of: first.content), let signer = first.signers.first else {
      return .unplaced
    }
    let versions = try reportVersions(of: reading.id)
    if versions.contains(where: { $0.contentJSON == first.contentJSON }) { return .known }
    guard first.content.version > versions.last?.number ?? 0, let author = try readerID(of: signer),
      let digest = BlobKey(rawValue: SHA256Digest(hashing: first.contentJSON).hex)
    else { return .unplaced }
    var version = ReportVersion(
      id: .init(rawValue: 0), reading: reading.id, number: first.content.version, author: author, createdAt: signer.signedAt,
      studyRevision: first.content.studyRevision, contentJSON: first.contentJSON, contentDigest: digest,
      previousDigest: first.content.previousDigest.flatMap { BlobKey(rawValue: $0.hex) },
      signature: ReportSignature(signer: author, signedAt: signer.signedAt, signedPDF: first.key))
    version.needsReview = first.content.needsReview ?? false
    version.amendment = first.content.amendment?.kind
    if last.signers.count > 1, let reviewer = try readerID(of: last.signers[1]) {
      version.review = ReportSignature(signer: reviewer, signedAt: last.signers[1].signedAt, signedPDF: last.key)
    }
    version = try restore(version)
    try update(reading.after(version, first.content))
    if let issued = version.issued {
      _ = try addDelivery(of: version.id, reading: reading.id, to: reading.clinic, at: issued.signedAt, isPreliminary: false)
    }
    return .restored
  }

  /// The doctor whom a certificate of the hub names by number; one who is not known any more comes back disabled.
  private func readerID(of signer: VerificationResult.Signer) throws -> ReaderID? {
    guard let number = Int64(signer.readerID), number > 0 else { return nil }
    let id = ReaderID(rawValue: number)
    if try reader(id) != nil { return id }
    let known = try hospitals().first { $0.name == signer.hospital }
    let hospital = try known ?? add(Hospital(id: .init(rawValue: 0), name: signer.hospital))
    return try add(Reader(id: id, name: signer.name, hospital: hospital.id, scopes: [], isDisabled: true)).id
  }
}

extension Reading {
  /// Where the reading stands after its last signed version.
  fileprivate func after(_ version: ReportVersion, _ content: ReportContent) -> Reading {
    var next = self
    next.lease = nil
    next.readiness = .ready
    next.task = version.status == .preliminary ? .review : .report
    next.reporter = version.status == .preliminary ? version.author : nil
    next.state = version.status == .preliminary ? .scheduled : .completed
    next.completedAt = version.issued?.signedAt
    next.amendment = version.status == .preliminary ? content.amendment.map { Amendment($0, signed: version) } : nil
    return next
  }
}

extension Amendment {
  /// The one that a signed version which waits for its second doctor says it is of. Whether an addition was to be told is not written in it:
  /// told once too often is better than not at all.
  fileprivate init(_ said: ReportContent.Amendment, signed version: ReportVersion) {
    self.init(
      kind: said.kind, reason: said.reason, version: said.version, openedBy: version.author, openedAt: version.createdAt, tellsAgain: true)
  }
}
