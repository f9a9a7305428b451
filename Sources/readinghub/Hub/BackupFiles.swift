import BlobStores
import Foundation
import HubFlow
import HubModel
import StoreSQLite
import Trust

/// A backup as a folder of files beside, or far from, the hub's own.
struct BackupFiles: BackupFolder {
  let source: DataFolder
  let target: DataFolder
  let store: SQLiteHubStore
  let objects: any BlobStore
  private let work = BlockingWork(label: "backup", width: 1)
  private static let pieceBytes: Int64 = 8 << 20

  /// - Throws: `unsafe-configuration` for a folder inside the hub's own, or one that holds another hub's; `storage-failed`.
  init(source: DataFolder, at path: String, store: SQLiteHubStore) throws {
    target = DataFolder(root: URL(fileURLWithPath: path).standardizedFileURL.path)
    let own = URL(fileURLWithPath: source.root).standardizedFileURL.path
    guard target.root != own, !target.root.hasPrefix(own + "/"), !own.hasPrefix(target.root + "/") else {
      throw HubError(.unsafeConfiguration, "backup inside the data folder")
    }
    self.source = source
    self.store = store
    for folder in [target.root, target.objects, target.incoming, target.keys] {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }
    if let known = FileManager.default.contents(atPath: target.rootCertificate), try Array(known) != source.read(source.rootCertificate) {
      throw HubError(.unsafeConfiguration, "the backup folder belongs to another hub")
    }
    objects = try FileBlobStore(root: target.objects)
    _ = try StagingArea(root: target.incoming, blobRoot: target.objects).sweep()
  }

  private var snapshot: String { target.database + ".new" }

  func takeSnapshot() async throws(HubError) {
    let snapshot = snapshot
    try await work.run { try? FileManager.default.removeItem(atPath: snapshot) }
    try await store.snapshot(to: snapshot)
  }

  func keep(_ key: BlobKey, from source: any BlobStore) async throws(HubError) -> Int64 {
    let path = target.incoming + "/" + key.rawValue
    let file = try await work.run { try CopiedFile(path: path) }
    guard let size = try await source.sizeBytes(of: key) else { throw HubError(.storeDamaged, "object \(key)") }
    var place: Int64 = 0
    while place < size {
      let end = min(place + Self.pieceBytes, size)
      let piece = try await source.read(key, range: place..<end)
      try await work.run { try file.append(piece) }
      place = end
    }
    let digest = try await work.run { try file.close() }
    guard digest == key.rawValue else {
      unlink(path)
      throw HubError(.storeDamaged, "object \(key)")
    }
    try await objects.put(StagedFile(path: path, digest: key, sizeBytes: size))
    return size
  }

  func finish() async throws(HubError) {
    let (source, target, snapshot) = (source, target, snapshot)
    try await work.run {
      try target.replace(target.settings, with: source.read(source.settings))
      for (from, to) in [
        (source.rootCertificate, target.rootCertificate), (source.rootKey, target.rootKey), (source.hubCertificate, target.hubCertificate),
        (source.hubKey, target.hubKey),
      ] { try target.replace(to, with: source.read(from)) }
      try target.putInForce(snapshot)
    }
  }
}

/// A file that is written in pieces and hashed on the way.
private final class CopiedFile: @unchecked Sendable {
  // One call at a time: each waits for the one before.
  private let handle: FileHandle
  private var hasher = SHA256Hasher()

  init(path: String) throws {
    guard FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600]),
      let handle = FileHandle(forWritingAtPath: path)
    else { throw HubError(.storageFailed, "backup file") }
    self.handle = handle
  }

  func append(_ bytes: [UInt8]) throws {
    bytes.withUnsafeBytes { hasher.update(raw: $0) }
    do { try handle.write(contentsOf: bytes) } catch { throw HubError(.storageFailed, "backup file") }
  }

  func close() throws -> String {
    try handle.close()
    return hasher.finalize().hex
  }
}

extension DataFolder {
  /// The snapshot becomes the store; both it and its folder are durable before this returns.
  fileprivate func putInForce(_ snapshot: String) throws {
    try Self.sync(snapshot, flags: O_RDONLY)
    // What a hub that was started on the backup left belongs to the old state.
    for ending in ["-wal", "-shm"] { unlink(database + ending) }
    try? FileManager.default.removeItem(atPath: owners)
    guard rename(snapshot, database) == 0 else { throw HubError(.storageFailed, "errno \(errno)") }
    for folder in [keys, root] { try Self.sync(folder, flags: O_RDONLY | O_DIRECTORY) }
  }

  private static func sync(_ path: String, flags: Int32) throws {
    let descriptor = open(path, flags | O_CLOEXEC)
    guard descriptor >= 0 else { throw HubError(.storageFailed, "errno \(errno)") }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw HubError(.storageFailed, "errno \(errno)") }
  }
}
