import DICOM
import ECGCore
import Foundation
import HubAPI
import HubFlow
import HubModel
import HubTesting
import StoreSQLite
import Trust

/// What all modelled hubs share: a store with its region in it, objects, keys. Made once.
package struct ModelledRegion: Sendable {
  /// In memory where the system has such a file system: nothing here tests the disk.
  let folder: TemporaryFolder
  let objects: ModelledObjects
  package let clinics: [Clinic]
  package let readers: [Reader]
  let key: P256PrivateKey
  let certificate: Certificate

  package init() async throws {
    folder = try TemporaryFolder(inMemory: true)
    objects = try ModelledObjects()
    let random = SystemRandomSource()
    let seconds = ManualClock().now().wall.microseconds / 1_000_000
    let authority = try CertificateAuthority.makeRoot(name: "根", organization: "中心", atUnixSeconds: seconds, random: random)
    key = try P256PrivateKey(random: random)
    certificate = try authority.issueHub(
      name: "hub", organization: "中心", publicKey: key.publicKey(), atUnixSeconds: seconds, random: random)
    let store = try SQLiteHubStore(path: folder.file("hub.sqlite"), readerCount: 1)
    (clinics, readers) = try await store.write { try Self.populate($0) }
    await store.close()
  }

  private static func populate(_ store: any HubWriting) throws -> ([Clinic], [Reader]) {
    let hospital = try store.add(Hospital(id: .unassigned, name: "甲医院"))
    let other = try store.add(Hospital(id: .unassigned, name: "乙医院"))
    let clinics = try ["C0", "C1"].map { try store.add(Clinic(id: .unassigned, name: $0, code: $0, aeTitles: [$0], readBy: hospital.id)) }
    let all = Set(ReadingScope.allCases)
    let scopes: [Set<ReadingScope>] = [all, all, [.ecg], all]
    let readers = try scopes.enumerated().map { index, scopes in
      try store.add(Reader(id: .unassigned, name: "\(index)", hospital: index < 3 ? hospital.id : other.id, scopes: scopes))
    }
    return (clinics, readers)
  }
}

/// The stages on a real store whose process can die and come back, under a clock that the sequence moves.
package final class ModelledHub {
  package let region: ModelledRegion
  let clock = ManualClock()
  let start: Moment
  let blobs = MemoryBlobStore()
  /// Fails the next commit after its body ran.
  let commits = FailurePlan()
  private let sealing = PlainSealing()
  private let folder: TemporaryFolder
  private var crashCount = 0
  private(set) var files: String
  package private(set) var stages: ModelledStages
  /// What a person would keep: digests of preparations by their number, cursors of alarms, digests of issued files.
  var preparations: [BlobKey] = [.invented(0)]
  var alarmCursors: [Int64] = [0, 0]
  var issued: [String: BlobKey] = [:]

  package init(in region: ModelledRegion) throws {
    self.region = region
    start = clock.now()
    folder = try TemporaryFolder(inMemory: true)
    files = folder.file("0")
    try Self.copy(region.folder.path, to: files)
    stages = try ModelledStages(
      files: files, region: region, blobs: blobs, clock: clock, sealing: sealing, commits: commits, staging: folder.file("staging"))
  }

  /// The old process ends without a word; a new one finds the files as they are.
  func crash() throws {
    crashCount += 1
    let next = folder.file("\(crashCount)")
    try Self.copy(files, to: next)
    let abandoned = files
    files = next
    stages = try ModelledStages(
      files: files, region: region, blobs: blobs, clock: clock, sealing: sealing, commits: commits, staging: folder.file("staging"))
    try? FileManager.default.removeItem(atPath: abandoned)
  }

  /// Database and log; the shared-memory index is made anew from them.
  private static func copy(_ folder: String, to other: String) throws {
    try FileManager.default.createDirectory(atPath: other, withIntermediateDirectories: true)
    for name in ["hub.sqlite", "hub.sqlite-wal"] where FileManager.default.fileExists(atPath: folder + "/" + name) {
      try FileManager.default.copyItem(atPath: folder + "/" + name, toPath: other + "/" + name)
    }
  }

  func principal(_ reader: Int) -> Principal { .reader(region.readers[reader].id) }
  func principal(clinic: Int) -> Principal { .clinic(region.clinics[clinic].id) }
}

/// One process of the hub.
package struct ModelledStages: Sendable {
  package let store: FailingHubStore
  let staging: String
  package let administration: Administration
  let intake: Intake
  let jobs: JobRunner
  let housekeeping: Housekeeping
  package let worklist: Worklist
  package let reporting: Reporting
  let overriding: Overriding
  package let signing: Signing
  package let delivering: Delivering
  let critical: CriticalValues

  init(
    files: String, region: ModelledRegion, blobs: MemoryBlobStore, clock: ManualClock, sealing: PlainSealing, commits: FailurePlan, staging: String
  ) throws {
    try FileManager.default.createDirectory(atPath: staging, withIntermediateDirectories: true)
    self.staging = staging
    let store = FailingHubStore(try SQLiteHubStore(path: files + "/hub.sqlite", readerCount: 1), commits: commits)
    self.store = store
    let (clocks, random, bell, policy, tally) = (ClockPolicy(), SystemRandomSource(), DeliveryBell(), CriticalPolicy(), OperationTally())
    let heads = AuditHeads(store: store, clock: clock, key: region.key, certificate: region.certificate)
    let space = SpaceGuard(gauge: FixedSpace())
    let indexing = Indexing(store: store, clock: clock, clocks: clocks)
    let screening = ScreeningStage(
      store: store, blobs: blobs, clock: clock, clocks: clocks, critical: policy, bell: bell, tally: tally, analyzer: ECGAnalyzer(), width: 1)
    worklist = Worklist(store: store, clock: clock, clocks: clocks)
    critical = CriticalValues(store: store, clock: clock, policy: policy, bell: bell)
    jobs = JobRunner(store: store, clock: clock, indexing: indexing, screening: screening, width: 1, report: { _, _ in })
    housekeeping = Housekeeping(
      worklist: worklist, indexing: indexing, critical: critical, space: SpaceWatch(space: space) { _ in }, report: { _ in })
    administration = Administration(
      store: store, clock: clock, random: random, hubURL: "http://127.0.0.1", rootFingerprint: region.certificate.fingerprint, clocks: clocks)
    intake = Intake(
      store: store, blobs: blobs, clock: clock, random: random, stagingDirectory: staging, limits: IntakeLimits(), space: space, tally: tally,
      auditHeads: heads, wake: {})
    reporting = Reporting(store: store, clock: clock, clocks: clocks)
    overriding = Overriding(store: store, clock: clock)
    signing = Signing(
      store: store, blobs: blobs, clock: clock, random: random, clocks: clocks, stagingDirectory: staging, sealing: sealing, bell: bell,
      critical: policy)
    delivering = Delivering(store: store, blobs: blobs, clock: clock, auditHeads: heads, bell: bell, backlog: AuditBacklog { _ in })
  }
}
