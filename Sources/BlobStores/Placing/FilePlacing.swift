import Foundation
import HubModel
import Synchronization
import Trust

/// Gives objects files of their own. Every call blocks until the file is durable, name and all.
final class FilePlacing: Sendable {
  let shards: Shards
  let calls: any FileCalls
  /// For files that are not whole yet; on the file system of the shards.
  let workFolder: String
  /// Files begun so far: two puts of one object must not share a file.
  private let partCount = Atomic(0)

  init(shards: Shards, calls: any FileCalls, workFolder: String) { (self.shards, self.calls, self.workFolder) = (shards, calls, workFolder) }

  /// A staged file. A second name instead of a move, so that the staged file is still there when the folder's sync fails.
  func place(_ file: StagedFile) throws {
    try makeDurable(file)
    let path = shards.path(of: file.digest)
    do throws(FileFailure) { try calls.link(file.path, to: path) } catch {
      guard error.errno == EEXIST else { throw error }
      try replace(path, with: file)
    }
    try shards.sync(folderOf: file.digest)
    try calls.unlink(file.path)
  }

  /// Bytes in memory.
  func place(_ bytes: [UInt8], as key: BlobKey) throws {
    try write(bytes, as: key)
    try shards.sync(folderOf: key)
  }

  /// Objects of the log. Each is checked against its key on the way: a damaged one fails the call, after the sound ones were placed.
  func place(_ objects: [(key: BlobKey, place: LogIndex.Place)]) throws {
    var damaged: BlobKey?
    var folders: [Int: BlobKey] = [:]
    for (key, place) in objects {
      let bytes = try place.segment.read(place.range)
      guard SHA256Digest(hashing: bytes).hex == key.rawValue else {
        damaged = key
        continue
      }
      try write(bytes, as: key)
      folders[Shards.index(of: key)] = key
    }
    for key in folders.values { try shards.sync(folderOf: key) }
    if let damaged { throw HubError(.storeDamaged, "object \(damaged) has another digest") }
  }

  /// A name of its own until all of it is on the disk; takes the place of what lies at the key.
  private func write(_ bytes: [UInt8], as key: BlobKey) throws(FileFailure) {
    let part = "\(workFolder)/\(key)-\(partCount.wrappingAdd(1, ordering: .relaxed).newValue).part"
    do throws(FileFailure) {
      try write(bytes, toFileAt: part)
      try calls.rename(part, to: shards.path(of: key))
    } catch {
      try? calls.unlink(part)
      throw error
    }
  }

  private func write(_ bytes: [UInt8], toFileAt path: String) throws(FileFailure) {
    let descriptor = try calls.openOrCreate(path)
    defer { calls.close(descriptor) }
    try calls.write(descriptor, [bytes], offset: 0)
    try calls.setMode(0o400, of: descriptor)
    try calls.syncData(descriptor)
  }

  private func makeDurable(_ file: StagedFile) throws {
    let descriptor = try calls.open(file.path, flags: O_RDONLY)
    defer { calls.close(descriptor) }
    let size = try calls.sizeBytes(of: descriptor)
    guard size == file.sizeBytes else { throw HubError(.storageFailed, "staged \(size) bytes instead of \(file.sizeBytes)") }
    try calls.setMode(0o400, of: descriptor)
    try calls.syncData(descriptor)
  }

  private func replace(_ path: String, with file: StagedFile) throws(FileFailure) {
    let twin = file.path + ".twin"
    do throws(FileFailure) { try calls.unlink(twin) } catch {
      guard error.errno == ENOENT else { throw error }
    }
    try calls.link(file.path, to: twin)
    try calls.rename(twin, to: path)
  }
}
