import BlobStores
import Foundation
import HubFlow
import HubModel
import StoreSQLite
import Synchronization
import Trust

/// A new index beside the old one: `hub.sqlite.rebuilt` until it is put in force.
struct RebuiltIndex: Sendable {
  let folder: DataFolder
  private var path: String { folder.database + ".rebuilt" }

  struct Outcome: Sendable {
    var salvage: SalvageResult
    var result: RebuildResult
    /// Of what is in the new index.
    var check: StoreCheckResult
    /// Whose token did not come back, by the names the administrator knows them by.
    var withoutToken: WithoutToken
  }

  struct WithoutToken: Sendable, Codable, Equatable {
    var administrator = false
    var clinics = 0
    var readers = 0
  }

  /// Everything but putting it in force. The folder must be held by its lock. Ended in between, it is begun anew: the old index is untouched.
  ///
  /// - Throws: `not-found` for a clinic that is not known; `storage-full`, `storage-failed`; `store-damaged` for a newer program's store.
  func make(clinic: String?, on screen: Screen) async throws(HubError) -> Outcome {
    discard()
    do {
      let settings = try folder.readSettings()
      let root = try HubKeys.load(from: folder).authority.certificate
      let blobs = try FileBlobStore(root: folder.objects)
      let staging = try StagingArea(root: folder.incoming, blobRoot: folder.objects)
      _ = try staging.sweep()
      let register = try RegisterFiles(folder: folder.owners).read()
      // Mode 0600 from the first byte, as `init` makes it.
      try folder.writePrivately([], to: path)
      let (old, new) = (folder.database, path)
      let salvage = try await BlockingWork(label: "salvage", width: 1).run { try StoreSalvage.run(from: old, into: new) }
      let store = try SQLiteHubStore(path: new)
      let rebuild = IndexRebuild(
        store: store, blobs: blobs, clock: SystemClock(), random: SystemRandomSource(), clocks: settings.clocks, stagingDirectory: staging.root,
        register: register, root: root, fallbackCode: clinic)
      let reading = LateProgressLine(screen.text("重建", "rebuilding"), on: screen)
      let result = try await rebuild.run(
        isStoreWhole: salvage.isWhole, progress: RebuildProgress(begins: { reading.begin($0) }, advances: { reading.advance(by: $0) }))
      reading.end()
      let withoutToken = try await store.read { try $0.withoutToken() }
      // What of the register holds for the old store alone is no flaw of the new one.
      let checking = StoreCheck(store: store, blobs: blobs)
      let line = LateProgressLine(screen.text("校验", "checking"), on: screen)
      line.begin(try await checking.objectBytes())
      let check = try await checking.run { line.advance(by: $0) }
      line.end()
      await store.close()
      return Outcome(salvage: salvage, result: result, check: check, withoutToken: withoutToken)
    } catch { throw HubError(wrapping: error) }
  }

  /// The administrator's token, where none came back.
  func giveAdministrator(_ token: SecretToken) async throws(HubError) {
    do {
      let store = try SQLiteHubStore(path: path)
      try await FirstEntry(store: store, clock: SystemClock()).write(administratorToken: token)
      await store.close()
    } catch { throw HubError(wrapping: error) }
  }

  func discard() {
    for ending in ["", "-wal", "-shm"] { unlink(path + ending) }
  }

  /// The old index, with its log, keeps its bytes under another name; then the new one takes its place. Durable when this returns.
  ///
  /// - Returns: under which name the old one lies, where there was one.
  func putInForce(at now: Instant) async throws(HubError) -> String? {
    let hasOld = FileManager.default.fileExists(atPath: folder.database)
    let kept = folder.database + ".before-rebuild-\(now.microseconds / 1_000_000)"
    do {
      let (files, path) = (RegisterFiles(folder: folder.owners), path)
      let store = try SQLiteHubStore(path: path)
      // From now on the register holds the new store to what is in it.
      try await OwnerRegister(store: store, files: files).followAnew()
      await store.close()
      try Self.sync(path, flags: O_RDONLY)
      // The log before the file it belongs to: a crash in between leaves a store without a log, never a log without its store.
      for ending in ["-wal", "-shm", ""] where FileManager.default.fileExists(atPath: folder.database + ending) {
        guard rename(folder.database + ending, kept + ending) == 0 else { throw HubError(.storageFailed, "errno \(errno)") }
      }
      guard rename(path, folder.database) == 0 else { throw HubError(.storageFailed, "errno \(errno)") }
      try Self.sync(folder.root, flags: O_RDONLY | O_DIRECTORY)
    } catch { throw HubError(wrapping: error) }
    return hasOld ? kept : nil
  }

  private static func sync(_ path: String, flags: Int32) throws {
    let descriptor = open(path, flags | O_CLOEXEC)
    guard descriptor >= 0 else { throw HubError(.storageFailed, "errno \(errno)") }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw HubError(.storageFailed, "errno \(errno)") }
  }
}

extension HubReading {
  fileprivate func withoutToken() throws -> RebuiltIndex.WithoutToken {
    RebuiltIndex.WithoutToken(
      administrator: try !hasToken(.administrator),
      clinics: try clinics().count { try !$0.isDisabled && !hasToken(.clinic($0.id)) },
      readers: try readers().count { try !$0.isDisabled && !hasToken(.reader($0.id)) })
  }
}

/// A progress bar whose length is not known before the work has begun.
private final class LateProgressLine: Sendable {
  private let label: String
  private let screen: Screen
  private let line = Mutex<ProgressLine?>(nil)

  init(_ label: String, on screen: Screen) { (self.label, self.screen) = (label, screen) }

  func begin(_ totalBytes: Int64) {
    line.withLock { $0 = ProgressLine(label: label, totalBytes: totalBytes, screen: screen, clock: SystemClock()) }
  }
  func advance(by bytes: Int64) { line.withLock { $0 }?.advance(by: bytes) }
  func end() { line.withLock { $0 }?.end() }
}
