import Foundation
import HubModel
import Trust

/// `BlobStore` on a folder: each object is a read-only file `ab/<digest>`.
///
/// `put` syncs the staged file's data, gives it its name, syncs the folder, and only then removes the staged name. Puts run
/// at the same time, so the file system can join their syncs, and puts into one folder share its sync. What lies at a key
/// already is not trusted but replaced: an earlier sync of it may have failed unseen.
package final class FileBlobStore: BlobStore {
  private let shards: Shards
  private let calls: any FileCalls
  private let threads: FileThreads

  /// Opens or makes the store's folder; its parent must exist. Blocks while it does.
  ///
  /// - Parameters:
  ///   - root: The folder; must be on the file system of the staged files.
  ///   - threadCount: How many calls wait for the disk at the same time.
  /// - Throws: `storage-full`, `storage-failed`.
  package init(root: String, threadCount: Int = 16, calls: any FileCalls = POSIXFileCalls()) throws(HubError) {
    do { shards = try Shards(root: root, calls: calls) } catch { throw HubError(fileError: error) }
    self.calls = calls
    threads = FileThreads(name: "blob", count: threadCount)
  }

  deinit { threads.stop() }

  package func put(_ file: StagedFile) async throws(HubError) {
    let (shards, calls) = (shards, calls)
    try await threads.run {
      try Self.makeDurable(file, calls: calls)
      try Self.place(file, at: shards.path(of: file.digest), calls: calls)
      try shards.sync(folderOf: file.digest)
      try calls.unlink(file.path)
    }
  }

  package func read(_ key: BlobKey, range: Range<Int64>?) async throws(HubError) -> [UInt8] {
    let (shards, calls) = (shards, calls)
    return try await threads.run {
      let bytes = try Self.bytes(at: shards.path(of: key), range: range, calls: calls)
      if range == nil, SHA256Digest(hashing: bytes).hex != key.rawValue { throw HubError(.storeDamaged, "object \(key) has another digest") }
      return bytes
    }
  }

  package func contains(_ key: BlobKey) async throws(HubError) -> Bool {
    let (shards, calls) = (shards, calls)
    return try await threads.run {
      do throws(FileFailure) {
        calls.close(try calls.open(shards.path(of: key), flags: O_RDONLY))
        return true
      } catch {
        guard error.errno == ENOENT else { throw error }
        return false
      }
    }
  }

  package func delete(_ key: BlobKey) async throws(HubError) {
    let (shards, calls) = (shards, calls)
    try await threads.run {
      do throws(FileFailure) { try calls.unlink(shards.path(of: key)) } catch {
        guard error.errno == ENOENT else { throw error }
      }
      // Also when nothing was there: an earlier deletion may not be durable yet.
      try shards.sync(folderOf: key)
    }
  }

  package func list(after key: BlobKey?, limit: Int) async throws(HubError) -> [BlobKey] {
    let shards = shards
    return try await threads.run {
      var found: [BlobKey] = []
      for index in (key.map(Shards.index(of:)) ?? 0)..<Shards.count where found.count < limit {
        let keys = try shards.keys(inFolder: index)
        found += key.map { after in keys.filter { after < $0 } } ?? keys
      }
      return Array(found.prefix(max(0, limit)))
    }
  }

  private static func makeDurable(_ file: StagedFile, calls: any FileCalls) throws {
    let descriptor = try calls.open(file.path, flags: O_RDONLY)
    defer { calls.close(descriptor) }
    let size = try calls.sizeBytes(of: descriptor)
    guard size == file.sizeBytes else { throw HubError(.storageFailed, "staged \(size) bytes instead of \(file.sizeBytes)") }
    try calls.setMode(0o400, of: descriptor)
    try calls.syncData(descriptor)
  }

  /// A second name instead of a move, so that the staged file is still there when the folder's sync fails.
  private static func place(_ file: StagedFile, at path: String, calls: any FileCalls) throws(FileFailure) {
    do throws(FileFailure) { try calls.link(file.path, to: path) } catch {
      guard error.errno == EEXIST else { throw error }
      try replace(path, with: file, calls: calls)
    }
  }

  private static func replace(_ path: String, with file: StagedFile, calls: any FileCalls) throws(FileFailure) {
    let twin = file.path + ".twin"
    do throws(FileFailure) { try calls.unlink(twin) } catch {
      guard error.errno == ENOENT else { throw error }
    }
    try calls.link(file.path, to: twin)
    try calls.rename(twin, to: path)
  }

  private static func bytes(at path: String, range: Range<Int64>?, calls: any FileCalls) throws -> [UInt8] {
    let descriptor: Int32
    do throws(FileFailure) { descriptor = try calls.open(path, flags: O_RDONLY) } catch {
      throw error.errno == ENOENT ? HubError(.notFound) : HubError(fileError: error)
    }
    defer { calls.close(descriptor) }
    let size = try calls.sizeBytes(of: descriptor)
    let wanted = range ?? 0..<size
    guard wanted.lowerBound >= 0, wanted.upperBound <= size else {
      throw HubError(.storeDamaged, "range ends at \(wanted.upperBound) of \(size) bytes")
    }
    return try readWhole(wanted, of: descriptor, calls: calls)
  }

  private static func readWhole(_ range: Range<Int64>, of descriptor: Int32, calls: any FileCalls) throws -> [UInt8] {
    try [UInt8](unsafeUninitializedCapacity: range.count) { buffer, filled in
      while filled < range.count {
        let rest = UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[filled..<range.count])
        let count = try calls.read(descriptor, into: rest, offset: range.lowerBound + Int64(filled))
        guard count > 0 else { throw HubError(.storeDamaged, "the file ends early") }
        filled += count
      }
    }
  }
}
