import BlobStores
import DICOM
import ECGCore
import HubDIMSE
import HubFlow
import HubHTTP
import HubModel
import Logging
import StoreSQLite
import Trust

/// The real world, built in one place: ports to their implementations, stages to their ports, edges to their stages.
struct HubComposition: Sendable {
  let store: SQLiteHubStore
  let stages: HubHTTPStages
  let jobs: JobRunner
  let housekeeping: Housekeeping
  let bell: DeliveryBell
  let staging: StagingArea
  let register: OwnerRegister
  let settings: DataFolder.Settings

  init(folder: DataFolder, backups: String? = nil, logger: Logger) throws {
    let settings = try folder.readSettings()
    let keys = try HubKeys.load(from: folder)
    let clock = SystemClock()
    let random = SystemRandomSource()
    let store = try SQLiteHubStore(path: folder.database)
    let blobs = try FileBlobStore(root: folder.objects)
    staging = try StagingArea(root: folder.incoming, blobRoot: folder.objects)
    register = OwnerRegister(store: store, files: RegisterFiles(folder: folder.owners))
    let heads = AuditHeads(store: store, clock: clock, key: keys.hubKey, certificate: keys.hubCertificate)
    let bell = DeliveryBell()
    let clocks = settings.clocks
    let pictures = StudyPictures(
      blobs: blobs, stagingDirectory: folder.incoming, random: random, decoder: SandboxedFrameDecoder(executablePath: "/proc/self/exe"))
    let indexing = Indexing(store: store, clock: clock, clocks: clocks)
    let space = SpaceGuard(gauge: FolderSpace(folder: folder.root), policy: settings.space ?? SpacePolicy())
    let spaceWatch = SpaceWatch(space: space) { level in
      logger.log(level: level == .enough ? .notice : .error, "disk: \(level)")
    }
    let tally = OperationTally()
    let criticalPolicy = settings.critical ?? CriticalPolicy()
    let critical = CriticalValues(store: store, clock: clock, policy: criticalPolicy, bell: bell)
    let screening = ScreeningStage(
      store: store, blobs: blobs, clock: clock, clocks: clocks, critical: criticalPolicy, bell: bell, tally: tally,
      analyzer: ECGAnalyzer(), width: 2)
    let jobs = JobRunner(store: store, clock: clock, indexing: indexing, screening: screening, width: 4) { error, job in
      logger.warning("job \(job.id) attempt \(job.attempts): \(error.code.rawValue)")
    }
    let worklist = Worklist(store: store, clock: clock, clocks: clocks)
    let backlog = AuditBacklog { look in
      logger.warning("not in the audit trail yet: \(look.actor.auditText) \(look.action.rawValue) \(look.subject) \(look.detail)")
    }
    let probe = WriteProbe(store: store, folder: folder.root, clock: clock, backlog: backlog) { failure in
      logger.log(level: failure == nil ? .notice : .error, "writes: \(failure.map { "failing, \($0.rawValue)" } ?? "well again")")
    }
    housekeeping = Housekeeping(worklist: worklist, indexing: indexing, critical: critical, space: spaceWatch, probe: probe) { error in
      logger.warning("housekeeping: \(error.code.rawValue)")
    }
    stages = HubHTTPStages(
      authentication: Authentication(store: store),
      administration: Administration(
        store: store, clock: clock, random: random, hubURL: settings.publicURL, rootFingerprint: keys.authority.certificate.fingerprint,
        clocks: clocks),
      enrolling: Enrolling(store: store, clock: clock, random: random, authority: keys.authority),
      intake: Intake(
        store: store, blobs: blobs, clock: clock, random: random, stagingDirectory: folder.incoming, limits: IntakeLimits(), space: space,
        tally: tally, auditHeads: heads,
        wake: { Task { await jobs.wake() } }),
      worklist: worklist, viewing: Viewing(store: store, blobs: blobs, clock: clock, clocks: clocks, pictures: pictures, backlog: backlog),
      reporting: Reporting(store: store, clock: clock, clocks: clocks), overriding: Overriding(store: store, clock: clock),
      signing: Signing(
        store: store, blobs: blobs, clock: clock, random: random, clocks: clocks, stagingDirectory: folder.incoming, root: keys.authority.certificate,
        pictures: pictures, bell: bell, critical: criticalPolicy),
      delivering: Delivering(store: store, blobs: blobs, clock: clock, auditHeads: heads, bell: bell, backlog: backlog), critical: critical,
      auditing: Auditing(store: store, heads: heads, hubCertificatePEM: keys.hubCertificate.pem),
      operating: OperatingView(store: store, clock: clock, space: space, tally: tally, probe: probe),
      backingUp: BackingUp(
        store: store, blobs: blobs, clock: clock, folder: try backups.map { try BackupFiles(source: folder, at: $0, store: store) }), clock: clock,
      version: ReadingHub.version, requestNumbers: RequestNumbers(prefix: try Self.startPrefix(random)))
    self.store = store
    self.jobs = jobs
    self.bell = bell
    self.settings = settings
  }

  /// Tells the requests of one start from those of another.
  private static func startPrefix(_ random: any RandomSource) throws -> String {
    try random.randomBytes(count: 3).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
  }
}
