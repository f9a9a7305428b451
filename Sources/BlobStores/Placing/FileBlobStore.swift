import Foundation
import HubModel
import Trust

/// `BlobStore` on a folder: each object is a read-only file `ab/<digest>`; objects that came in memory lie in `log/` until it is calm.
///
/// `put` of a file syncs the staged file's data, gives it its name, syncs the folder, and only then removes the staged name. Puts run
/// at the same time, so the file system can join their syncs, and puts into one folder share its sync. What lies at a key
/// already is not trusted but replaced: an earlier sync of it may have failed unseen.
package final class FileBlobStore: BlobStore {
  private let shards: Shards
  private let calls: any FileCalls
  private let threads: FileThreads
  private let placing: FilePlacing
  private let log: ObjectLog

  /// Opens or makes the store's folder; its parent must exist. Blocks while it does.
  ///
  /// - Parameters:
  ///   - root: The folder; must be on the file system of the staged files.
  ///   - threadCount: How many calls wait for the disk at the same time.
  /// - Throws: `storage-full`, `storage-failed`.
  package convenience init(root: String, threadCount: Int = 16, calls: any FileCalls = POSIXFileCalls()) throws(HubError) {
    try self.init(root: root, threadCount: threadCount, calls: calls, logLimits: ObjectLogLimits())
  }

  init(root: String, threadCount: Int = 16, calls: any FileCalls, logLimits: ObjectLogLimits) throws(HubError) {
    do {
      let shards = try Shards(root: root, calls: calls)
      let placing = FilePlacing(shards: shards, calls: calls, workFolder: root + "/log")
      log = try ObjectLog(root: root + "/log", limits: logLimits, calls: calls) { try placing.place($0) }
      (self.shards, self.placing) = (shards, placing)
    } catch { throw HubError(fileError: error) }
    self.calls = calls
    threads = FileThreads(name: "blob", count: threadCount)
  }

  deinit {
    log.stop()
    threads.stop()
  }

  package func put(_ file: StagedFile) async throws(HubError) {
    let placing = placing
    try await threads.run { try placing.place(file) }
  }

  @discardableResult
  package func put(_ bytes: [UInt8], examine: () throws(HubError) -> BlobKey) throws(HubError) -> BlobKey {
    switch try log.append(bytes, examine: examine) {
    case .durable(let key): return key
    case .failed(let failure): throw HubError(fileError: failure)
    case .noRoom:
      let key = try examine()
      do { try placing.place(bytes, as: key) } catch { throw HubError(fileError: error) }
      return key
    }
  }

  package func read(_ key: BlobKey, range: Range<Int64>?) async throws(HubError) -> [UInt8] {
    let (shards, calls, log) = (shards, calls, log)
    return try await threads.run {
      let inLog = try log.index.read(key) { place in
        try place.segment.read(Self.checked(range, size: Int64(place.range.count), from: place.range.lowerBound))
      }
      let bytes = try inLog ?? Self.bytes(at: shards.path(of: key), range: range, calls: calls)
      if range == nil, SHA256Digest(hashing: bytes).hex != key.rawValue { throw HubError(.storeDamaged, "object \(key) has another digest") }
      return bytes
    }
  }

  package func sizeBytes(of key: BlobKey) async throws(HubError) -> Int64? {
    let (shards, calls, log) = (shards, calls, log)
    return try await threads.run { () -> Int64? in
      if let inLog = log.index.read(key, { Int64($0.range.count) }) { return inLog }
      do throws(FileFailure) {
        let descriptor = try calls.open(shards.path(of: key), flags: O_RDONLY)
        defer { calls.close(descriptor) }
        return try calls.sizeBytes(of: descriptor)
      } catch {
        guard error.errno == ENOENT else { throw error }
        return nil
      }
    }
  }

  package func delete(_ key: BlobKey) async throws(HubError) {
    let (shards, calls, log) = (shards, calls, log)
    try await threads.run {
      // A record of it in the log would bring it back at the next start.
      if log.index.contains(key) { try log.foldAll() }
      do throws(FileFailure) { try calls.unlink(shards.path(of: key)) } catch {
        guard error.errno == ENOENT else { throw error }
      }
      // Also when nothing was there: an earlier deletion may not be durable yet.
      try shards.sync(folderOf: key)
    }
  }

  package func list(after key: BlobKey?, limit: Int) async throws(HubError) -> [BlobKey] {
    let (shards, log) = (shards, log)
    return try await threads.run {
      var inLog = Dictionary(grouping: log.index.keys, by: Shards.index(of:))
      var found: [BlobKey] = []
      for index in (key.map(Shards.index(of:)) ?? 0)..<Shards.count where found.count < limit {
        let keys = try Set(shards.keys(inFolder: index)).union(inLog.removeValue(forKey: index) ?? []).sorted()
        found += key.map { after in keys.filter { after < $0 } } ?? keys
      }
      return Array(found.prefix(max(0, limit)))
    }
  }

  private static func bytes(at path: String, range: Range<Int64>?, calls: any FileCalls) throws -> [UInt8] {
    let descriptor: Int32
    do throws(FileFailure) { descriptor = try calls.open(path, flags: O_RDONLY) } catch {
      throw error.errno == ENOENT ? HubError(.notFound) : HubError(fileError: error)
    }
    defer { calls.close(descriptor) }
    return try calls.readWhole(checked(range, size: calls.sizeBytes(of: descriptor), from: 0), of: descriptor)
  }

  /// The range in the file where an object of `size` bytes begins at `start`.
  private static func checked(_ range: Range<Int64>?, size: Int64, from start: Int64) throws -> Range<Int64> {
    let wanted = range ?? 0..<size
    guard wanted.lowerBound >= 0, wanted.upperBound <= size else {
      throw HubError(.storeDamaged, "range ends at \(wanted.upperBound) of \(size) bytes")
    }
    return start + wanted.lowerBound..<start + wanted.upperBound
  }
}
