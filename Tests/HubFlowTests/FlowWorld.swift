import BlobStores
import DICOM
import ECGCore
import Foundation
import HubAPI
import HubFlow
import HubModel
import HubTesting
import Reports
import StoreSQLite
import Synchronization
import Testing
import Trust

/// The stages on a real store and real files, under a clock that tests move.
struct FlowWorld: Sendable {
  let folder: TemporaryFolder
  let store: SQLiteHubStore
  let blobs: FileBlobStore
  let clock: ManualClock
  let clocks: ClockPolicy
  let authority: CertificateAuthority
  let administration: Administration
  let enrolling: Enrolling
  let authentication: Authentication
  let intake: Intake
  let jobs: JobRunner
  let housekeeping: Housekeeping
  let worklist: Worklist
  let viewing: Viewing
  let reporting: Reporting
  let overriding: Overriding
  let signing: Signing
  let delivering: Delivering
  let critical: CriticalValues
  let auditing: Auditing
  let operating: OperatingView
  let space = FixedSpace()
  let alarms = HeardAlarms()
  let random = SystemRandomSource()
  let pictures: StudyPictures
  let heads: AuditHeads
  let backlog = AuditBacklog { _ in }

  /// - Parameter screenedBytes: awaited with an object's length before the core gets it.
  init(screenedBytes: (@Sendable (Int) async -> Void)? = nil) async throws {
    folder = try TemporaryFolder()
    clock = ManualClock()
    var clocks = ClockPolicy()
    clocks.quietPeriod = .seconds(1)
    self.clocks = clocks
    let staging = folder.file("incoming")
    try FileManager.default.createDirectory(atPath: staging, withIntermediateDirectories: true)
    store = try SQLiteHubStore(path: folder.file("hub.sqlite"))
    blobs = try FileBlobStore(root: folder.file("objects"))
    let seconds = clock.now().wall.microseconds / 1_000_000
    authority = try CertificateAuthority.makeRoot(name: "测试根", organization: "测试中心", atUnixSeconds: seconds, random: random)
    let hubKey = try P256PrivateKey(random: random)
    let hubCertificate = try authority.issueHub(
      name: "hub", organization: "测试中心", publicKey: hubKey.publicKey(), atUnixSeconds: seconds, random: random)
    heads = AuditHeads(store: store, clock: clock, key: hubKey, certificate: hubCertificate)
    let bell = DeliveryBell()
    pictures = StudyPictures(
      blobs: blobs, stagingDirectory: staging, random: random, decoder: SandboxedFrameDecoder(executablePath: "/proc/self/exe"))
    let indexing = Indexing(store: store, clock: clock, clocks: clocks)
    let policy = CriticalPolicy()
    let tally = OperationTally()
    let guardian = SpaceGuard(gauge: space)
    operating = OperatingView(store: store, clock: clock, space: guardian, tally: tally)
    critical = CriticalValues(store: store, clock: clock, policy: policy, bell: bell)
    let read: any BlobStore = if let screenedBytes { WatchedBlobStore(base: blobs, onRead: screenedBytes) } else { blobs }
    let screening = ScreeningStage(
      store: store, blobs: read, clock: clock, clocks: clocks, critical: policy, bell: bell, tally: tally, analyzer: ECGAnalyzer(),
      width: 2)
    worklist = Worklist(store: store, clock: clock, clocks: clocks)
    jobs = JobRunner(store: store, clock: clock, indexing: indexing, screening: screening, width: 2, report: { _, _ in })
    housekeeping = Housekeeping(
      worklist: worklist, indexing: indexing, critical: critical, space: SpaceWatch(space: guardian) { [alarms] level in alarms.note(level) },
      report: { _ in })
    administration = Administration(
      store: store, clock: clock, random: random, hubURL: "http://127.0.0.1:8080", rootFingerprint: authority.certificate.fingerprint, clocks: clocks)
    enrolling = Enrolling(store: store, clock: clock, random: random, authority: authority)
    authentication = Authentication(store: store)
    intake = Intake(
      store: store, blobs: blobs, clock: clock, random: random, stagingDirectory: staging, limits: IntakeLimits(), space: guardian,
      tally: tally, auditHeads: heads, wake: {})
    viewing = Viewing(store: store, blobs: blobs, clock: clock, clocks: clocks, pictures: pictures, backlog: backlog)
    reporting = Reporting(store: store, clock: clock, clocks: clocks)
    overriding = Overriding(store: store, clock: clock)
    signing = Signing(
      store: store, blobs: blobs, clock: clock, random: random, clocks: clocks, stagingDirectory: staging, root: authority.certificate,
      pictures: pictures, bell: bell, critical: policy)
    delivering = Delivering(store: store, blobs: blobs, clock: clock, auditHeads: heads, bell: bell, backlog: backlog)
    auditing = Auditing(store: store, heads: heads, hubCertificatePEM: hubCertificate.pem)
  }
}

/// The disk's alarms in the order in which they were told.
final class HeardAlarms: Sendable {
  private let heard = Mutex<[SpacePolicy.Level]>([])
  func note(_ level: SpacePolicy.Level) { heard.withLock { $0.append(level) } }
  var levels: [SpacePolicy.Level] { heard.withLock { $0 } }
}

/// A reader whose machine holds a key.
struct EnrolledReader: Sendable {
  let principal: Principal
  let id: ReaderID
  let key: P256PrivateKey
  let certificate: Certificate
}

extension FlowWorld {
  func addHospital(_ name: String = "温岭第一医院") async throws {
    _ = try await administration.addHospital(NewHospital(name: name), by: .administrator)
  }

  func addClinic(_ code: String, hospital: String = "温岭第一医院") async throws -> ClinicCreated {
    try await administration.addClinic(
      NewClinic(name: "\(code) 卫生院", code: code, aeTitles: [code], readBy: hospital, timeZone: nil), by: .administrator)
  }

  func enrol(_ name: String, hospital: String = "温岭第一医院", scopes: [ReadingScope] = ReadingScope.allCases) async throws -> EnrolledReader {
    let created = try await administration.addReader(NewReader(name: name, hospital: hospital, scopes: scopes), by: .administrator)
    let code = try EnrolmentCode(text: created.enrolmentCode)
    let key = try P256PrivateKey(random: random)
    let request = try CertificateRequest(key: key, commonName: code.codeHash.hex)
    let result = try await enrolling.enrol(
      EnrolmentRequest(secret: code.codeHash.hex, certificateRequest: Data(request.der).base64EncodedString()))
    return EnrolledReader(
      principal: try await authentication.principal(token: result.token), id: created.reader.id, key: key,
      certificate: try Certificate(pem: result.certificatePEM))
  }

  /// Uploads one file of the samples as its clinic would.
  @discardableResult
  func upload(_ sample: String, from clinic: Clinic, isUrgent: Bool = false, isComplete: Bool = true) async throws -> ObjectReceipt {
    try await upload(try Data(contentsOf: Samples.studies.appendingPathComponent(sample)), from: clinic, isUrgent: isUrgent, isComplete: isComplete)
  }

  @discardableResult
  func upload(
    _ bytes: Data, from clinic: Clinic, isUrgent: Bool = false, isComplete: Bool = true, format: ObjectFormat = .dicom, headerBytes: Int64? = nil,
    identity: PatientIdentity? = nil
  ) async throws -> ObjectReceipt {
    let digest = try #require(BlobKey(rawValue: SHA256Digest(hashing: bytes).hex))
    let item = Upload.Item(digest: digest, sizeBytes: Int64(bytes.count), format: format, headerBytes: headerBytes)
    let opened = try await intake.openUpload(
      NewUpload(isUrgent: isUrgent, note: nil, identity: identity, isComplete: isComplete, items: [item]), by: .clinic(clinic.id))
    let path = try intake.newStagingPath()
    try bytes.write(to: URL(fileURLWithPath: path))
    return try await intake.receive(
      upload: opened.id, staged: StagedFile(path: path, digest: digest, sizeBytes: Int64(bytes.count)), announced: digest, by: .clinic(clinic.id))
  }

  /// Until no job is due.
  func settle() async {
    while await jobs.runDue() > 0 {}
    await housekeeping.tick()
  }

  func readings(by reader: EnrolledReader) async throws -> [ReadingRow] {
    try await worklist.page(kind: nil, includesFinished: true, limit: 100, by: reader.principal).readings
  }

  /// Claim to signature, as the command line does it.
  func issue(_ id: ReadingID, by reader: EnrolledReader, impression: String = "急性心肌梗死图形") async throws -> ReportIssued {
    let claimed = try await worklist.claim(id, by: reader.principal)
    let detail = try await viewing.detail(id, by: reader.principal)
    let version = try await reporting.save(
      NewReportVersion(
        leaseToken: claimed.leaseToken, basedOnVersion: detail.lastVersion, studyRevision: detail.studyRevision, findings: "所见",
        impression: impression,
        readerGrade: nil), for: id, by: reader.principal)
    let submission = try await prepared(id, version: version.number, leaseToken: claimed.leaseToken, by: reader)
    return try await signing.submit(submission, for: id, version: version.number, by: reader.principal)
  }

  /// The second doctor's acceptance, as the command line does it.
  func review(_ id: ReadingID, by reader: EnrolledReader) async throws -> ReportIssued {
    let token = try await worklist.claim(id, by: reader.principal).leaseToken
    let version = try #require(try await reporting.versions(of: id, by: reader.principal).versions.last).number
    let submission = try await preparedReview(id, version: version, leaseToken: token, by: reader)
    return try await signing.submitReview(submission, for: id, version: version, by: reader.principal)
  }

  func preparedReview(_ id: ReadingID, version: Int, leaseToken: Int64, by reader: EnrolledReader) async throws -> SignatureSubmission {
    let pdf = try await signing.prepareReview(id, version: version, leaseToken: leaseToken, by: reader.principal)
    let cms = try PreparedSignature(reading: pdf).sign(key: reader.key, certificate: reader.certificate)
    let digest = try #require(BlobKey(rawValue: SHA256Digest(hashing: pdf).hex))
    return SignatureSubmission(leaseToken: leaseToken, preparedDigest: digest, cms: Data(cms).base64EncodedString())
  }

  func prepared(_ id: ReadingID, version: Int, leaseToken: Int64, by reader: EnrolledReader) async throws -> SignatureSubmission {
    let pdf = try await signing.prepare(id, version: version, leaseToken: leaseToken, by: reader.principal)
    let cms = try PreparedSignature(reading: pdf).sign(key: reader.key, certificate: reader.certificate)
    let digest = try #require(BlobKey(rawValue: SHA256Digest(hashing: pdf).hex))
    return SignatureSubmission(leaseToken: leaseToken, preparedDigest: digest, cms: Data(cms).base64EncodedString())
  }
}

extension FlowWorld {
  /// Opens an amendment of the last issued version.
  @discardableResult
  func amend(
    _ id: ReadingID, _ kind: AmendmentKind, by reader: EnrolledReader, reason: String = "左右侧写反", tellsAgain: Bool? = nil
  ) async throws -> Claimed {
    let last = try await reporting.versions(of: id, by: reader.principal).versions.last { $0.isLatest }
    let wish = NewAmendment(kind: kind, reason: reason, basedOnVersion: last?.number ?? 0, tellsAgain: tellsAgain)
    return try await reporting.amend(wish, of: id, by: reader.principal)
  }

  /// Signs the last version as its author, under a claim that is held.
  func signLast(_ id: ReadingID, leaseToken: Int64, by reader: EnrolledReader) async throws -> ReportIssued {
    let version = try #require(try await reporting.versions(of: id, by: reader.principal).versions.last).number
    let submission = try await prepared(id, version: version, leaseToken: leaseToken, by: reader)
    return try await signing.submit(submission, for: id, version: version, by: reader.principal)
  }

  func withdraw(_ id: ReadingID, by reader: EnrolledReader, reason: String = "误发") async throws -> ReportIssued {
    let token = try await amend(id, .withdrawn, by: reader, reason: reason).leaseToken
    return try await signLast(id, leaseToken: token, by: reader)
  }

  func reports(of clinic: Clinic, after cursor: Int64 = 0) async throws -> [ReportRow] {
    try await delivering.page(after: cursor, includesAcknowledged: true, limit: 100, wait: .seconds(0), by: .clinic(clinic.id)).reports
  }

  /// What a delivered file says, after it was checked.
  func verified(_ sequence: Int64, of clinic: Clinic) async throws -> VerificationResult {
    let result = SignedReportVerifier(roots: [authority.certificate]).verify(
      pdf: try await delivering.pdf(sequence: sequence, by: .clinic(clinic.id)), at: clock.now().wall)
    #expect(result.isValid, "\(result.faults.map(\.code))")
    return result
  }
}

/// One clinic, two doctors, one ECG that waits.
struct FlowScene: Sendable {
  let world: FlowWorld
  let clinic: Clinic
  let reporter: EnrolledReader
  let other: EnrolledReader
  let id: ReadingID

  init(sample: String = "ecg-normal/ecg.dcm", agreement: Agreement? = nil, isUrgent: Bool = false) async throws {
    world = try await FlowWorld()
    try await world.addHospital()
    (reporter, other) = try await (world.enrol("陈静"), world.enrol("林涛"))
    clinic = try await world.addClinic("QINGSHAN").clinic
    if let agreement { _ = try await world.administration.setAgreement(agreement, clinicCode: clinic.code, by: .administrator) }
    try await world.upload(sample, from: clinic, isUrgent: isUrgent)
    await world.settle()
    id = try #require(try await world.readings(by: reporter).first?.id)
  }

  func reports() async throws -> [ReportRow] { try await world.reports(of: clinic) }

  @discardableResult
  func acknowledge(_ row: ReportRow) async throws -> ReportAcknowledged {
    try await world.delivering.acknowledge(
      sequence: row.sequence, ReportAcknowledgement(pdfDigest: row.pdfDigest), by: .clinic(clinic.id))
  }
}
