import HubAPI
import HubModel

/// A folder that a backup is written to; laid out like a data folder, so that a hub can be started on it.
package protocol BackupFolder: Sendable {
  /// Objects that are there already, and a place for more.
  var objects: any BlobStore { get }
  /// Keeps one object durably; in pieces where it is large.
  func keep(_ key: BlobKey, from source: any BlobStore) async throws(HubError) -> Int64
  /// One consistent state of the store, not yet in force.
  func takeSnapshot() async throws(HubError)
  /// Puts the snapshot in force in one step, with settings and keys beside it; durable when this returns.
  func finish() async throws(HubError)
}

/// Backs up while the hub runs. The store's snapshot first, then every object that is not there yet, then the snapshot is put in force:
/// since bytes come before their row, the folder holds a whole state at every moment, the old one or the new one.
package actor BackingUp {
  private let store: any HubStore
  private let blobs: any BlobStore
  private let clock: any HubClock
  private let folder: (any BackupFolder)?
  private var status = BackupStatus(state: .idle)
  private static let page = 1_000

  /// - Parameter folder: `nil` where the operator named none.
  package init(store: any HubStore, blobs: any BlobStore, clock: any HubClock, folder: (any BackupFolder)?) {
    self.store = store
    self.blobs = blobs
    self.clock = clock
    self.folder = folder
  }

  package func status(by principal: Principal) throws(HubError) -> BackupStatus {
    try Access.requireAdministrator(principal)
    guard folder != nil else { throw HubError(.backupUnavailable) }
    return status
  }

  /// Starts one; where one is running it goes on and is told of.
  ///
  /// - Throws: `backup-unavailable` where the hub was started without a folder for it.
  package func start(by principal: Principal) async throws(HubError) -> BackupStatus {
    try Access.requireAdministrator(principal)
    guard let folder else { throw HubError(.backupUnavailable) }
    if status.state == .running { return status }
    let now = clock.now().wall
    status = BackupStatus(state: .running)
    status.startedAt = Timestamp(now)
    do throws(HubError) {
      try await store.commit { try $0.record(.backupStarted, by: principal, on: "hub", at: now) }
    } catch {
      status.state = .failed
      throw error
    }
    Task { await run(into: folder) }
    return status
  }

  private func run(into folder: any BackupFolder) async {
    do throws(HubError) {
      status.auditNumber = try await store.ask { try $0.auditHead().number }
      try await folder.takeSnapshot()
      try await copyObjects(into: folder)
      try await folder.finish()
      let (copied, number, now) = (status.copiedObjects, status.auditNumber ?? 0, clock.now().wall)
      try await store.commit { try $0.record(.backupFinished, by: .hub, on: "hub", detail: "\(copied) objects, entry \(number)", at: now) }
      status.state = .done
    } catch {
      status.state = .failed
      status.failure = error.code.rawValue
    }
    status.finishedAt = Timestamp(clock.now().wall)
  }

  private func copyObjects(into folder: any BackupFolder) async throws(HubError) {
    var keys: [BlobKey] = []
    while true {
      let more = try await blobs.list(after: keys.last, limit: Self.page)
      if more.isEmpty { break }
      keys += more
      status.objects = keys.count
    }
    for key in keys {
      if try await !folder.objects.contains(key) {
        status.copiedBytes += try await folder.keep(key, from: blobs)
        status.copiedObjects += 1
      }
      status.seenObjects += 1
    }
  }
}
