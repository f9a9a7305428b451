import BlobStores
import Foundation
import HubModel
import HubTesting
import Testing
import Trust

@Suite struct FileBlobStoreTests {
  /// A store, its staging area and its file calls in a folder of their own.
  private struct Place {
    let folder: TemporaryFolder
    let calls: FaultyFileCalls
    let store: FileBlobStore
    let staging: StagingArea

    init(folderSyncSeconds: Double = 0) throws {
      folder = try TemporaryFolder()
      calls = FaultyFileCalls(folderSyncSeconds: folderSyncSeconds)
      store = try FileBlobStore(root: folder.file("objects"), calls: calls)
      staging = try StagingArea(root: folder.file("incoming"), blobRoot: folder.file("objects"))
    }

    func path(of key: BlobKey) -> String { folder.file("objects/\(key.rawValue.prefix(2))/\(key.rawValue)") }
  }

  @Test func dataAreSyncedBeforeTheNameAndTheNameBeforeSuccess() async throws {
    let place = try Place()
    let before = place.calls.log.count
    try await place.store.put(place.staging.stage([1, 2, 3]))
    #expect(place.calls.log.dropFirst(before) == ["open", "size", "mode", "sync data", "link", "open", "sync folder", "unlink"])
    let replaced = place.calls.log.count
    try await place.store.put(place.staging.stage([1, 2, 3]))
    let again = ["open", "size", "mode", "sync data", "link", "unlink", "link", "rename", "open", "sync folder", "unlink"]
    #expect(place.calls.log.dropFirst(replaced).elementsEqual(again), "what is there is replaced by freshly synced bytes, not trusted")
  }

  @Test(arguments: [(ENOSPC, ProblemCode.storageFull), (EDQUOT, .storageFull), (EIO, .storageFailed), (EROFS, .storageFailed)], [false, true])
  func whicheverCallFailsThePutFailsAndCanBeRepeated(_ failure: (errno: Int32, code: ProblemCode), isThere: Bool) async throws {
    let place = try Place()
    let bytes = [UInt8](repeating: 9, count: 5_000)
    var failedCalls = 0
    while failedCalls < 50 {
      if isThere { try await place.store.put(place.staging.stage(bytes)) }
      let file = try place.staging.stage(bytes)
      let callsBefore = place.calls.log.count
      place.calls.fail(after: failedCalls, errno: failure.errno)
      let outcome = await Result { () async throws(HubError) in try await place.store.put(file) }
      let wasReached = place.calls.log.count - callsBefore > failedCalls
      place.calls.fail(after: nil)
      guard wasReached else {
        try outcome.get()
        break
      }
      #expect(throws: HubError(failure.code), "call \(failedCalls): \(place.calls.log[callsBefore + failedCalls])") { try outcome.get() }
      #expect(FileManager.default.fileExists(atPath: file.path), "the staged file is left alone")
      #expect(place.calls.openCount == 0)
      try await place.store.put(file)
      #expect(try await place.store.read(file.digest, range: nil) == bytes)
      try await place.store.delete(file.digest)
      failedCalls += 1
    }
    #expect(failedCalls == (isThere ? 11 : 8), "every call of a put has failed once")
  }

  @Test func aFailedFolderSyncFailsEverybodyWhoSharesIt() async throws {
    let place = try Place(folderSyncSeconds: 0.02)
    let files = try Self.contentsOfOneFolder(12).map { try place.staging.stage($0) }
    place.calls.failAll("sync folder")
    let failures = await Self.put(files, into: place.store)
    #expect(failures == Array(repeating: HubError(.storageFailed), count: 12))
    #expect(files.allSatisfy { FileManager.default.fileExists(atPath: $0.path) })
    place.calls.failAll(nil)
    #expect(await Self.put(files, into: place.store).isEmpty)
    #expect(try await place.store.list(after: nil, limit: 99).count == 12)
  }

  @Test func putsIntoOneFolderShareItsSync() async throws {
    let place = try Place(folderSyncSeconds: 0.05)
    let files = try Self.contentsOfOneFolder(16).map { try place.staging.stage($0) }
    let before = place.calls.log.filter { $0 == "sync folder" }.count
    #expect(await Self.put(files, into: place.store).isEmpty)
    let syncs = place.calls.log.filter { $0 == "sync folder" }.count - before
    #expect(syncs >= 1 && syncs < 12, "\(syncs) syncs for 16 puts")
  }

  @Test func damagedFilesAreFoundOnReading() async throws {
    let place = try Place()
    let file = try place.staging.stage(Array("heartbeat".utf8))
    try await place.store.put(file)
    let path = place.path(of: file.digest)
    #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o400)
    try FileManager.default.removeItem(atPath: path)
    try Data("heartbeau".utf8).write(to: URL(fileURLWithPath: path))
    await #expect(throws: HubError(.storeDamaged)) { try await place.store.read(file.digest, range: nil) }
    try Data("heart".utf8).write(to: URL(fileURLWithPath: path))
    await #expect(throws: HubError(.storeDamaged)) { try await place.store.read(file.digest, range: nil) }
    await #expect(throws: HubError(.storeDamaged)) { try await place.store.read(file.digest, range: 0..<9) }
    try await place.store.put(place.staging.stage(Array("heartbeat".utf8)))
    #expect(try await place.store.read(file.digest, range: nil) == Array("heartbeat".utf8), "the same bytes mend the object")
  }

  @Test func strangersInTheFoldersAreNotListed() async throws {
    let place = try Place()
    let file = try place.staging.stage([5])
    try await place.store.put(file)
    let shard = (place.path(of: file.digest) as NSString).deletingLastPathComponent
    try Data().write(to: URL(fileURLWithPath: shard + "/README"))
    try Data().write(to: URL(fileURLWithPath: shard + "/" + String(repeating: "0", count: 64) + ".tmp"))
    #expect(try await place.store.list(after: nil, limit: 9) == [file.digest])
    #expect(try await place.store.list(after: nil, limit: 0).isEmpty)
  }

  @Test func theStagingAreaIsSweptAtStart() throws {
    let place = try Place()
    _ = try place.staging.stage([1, 2, 3])
    _ = try place.staging.stage([4, 5])
    let swept = try place.staging.sweep()
    #expect(swept.files == 2 && swept.bytes == 5)
    let again = try place.staging.sweep()
    #expect(again.files == 0 && again.bytes == 0)
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/proc/self"), "SKIPPED: needs a second file system (/proc)"))
  func stagingOnAnotherFileSystemIsRefused() throws {
    let place = try Place()
    #expect(throws: HubError(.unsafeConfiguration)) {
      try StagingArea(root: place.folder.file("incoming"), blobRoot: "/proc")
    }
  }

  /// Contents whose digests all begin with `00`.
  private static func contentsOfOneFolder(_ count: Int) -> [[UInt8]] {
    var found: [[UInt8]] = []
    var number = 0
    while found.count < count {
      let bytes = Array("object \(number)".utf8)
      if SHA256Digest(hashing: bytes).hex.hasPrefix("00") { found.append(bytes) }
      number += 1
    }
    return found
  }

  /// Puts all at once; the failures.
  private static func put(_ files: [StagedFile], into store: FileBlobStore) async -> [HubError] {
    await withTaskGroup(of: HubError?.self) { group in
      for file in files {
        group.addTask {
          do throws(HubError) {
            try await store.put(file)
            return nil
          } catch { return error }
        }
      }
      return await group.reduce(into: [HubError]()) { if let error = $1 { $0.append(error) } }
    }
  }
}

extension Result {
  fileprivate init(_ work: () async throws(Failure) -> Success) async {
    do throws(Failure) { self = .success(try await work()) } catch { self = .failure(error) }
  }
}
