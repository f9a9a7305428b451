import Foundation
import HubModel
import Synchronization

/// Objects that outlive a crash and need no disk.
final class MemoryBlobStore: BlobStore {
  private let objects = Mutex<[BlobKey: [UInt8]]>([:])

  func put(_ file: StagedFile) async throws(HubError) {
    guard let bytes = FileManager.default.contents(atPath: file.path) else { throw HubError(.storageFailed, "staged file") }
    unlink(file.path)
    objects.withLock { $0[file.digest] = Array(bytes) }
  }

  func put(_ bytes: [UInt8], examine: () throws(HubError) -> BlobKey) throws(HubError) -> BlobKey {
    let key = try examine()
    objects.withLock { $0[key] = bytes }
    return key
  }

  func read(_ key: BlobKey, range: Range<Int64>?) async throws(HubError) -> [UInt8] {
    guard let bytes = objects.withLock({ $0[key] }) else { throw HubError(.notFound) }
    return range.map { Array(bytes[Int($0.lowerBound)..<Int($0.upperBound)]) } ?? bytes
  }

  func sizeBytes(of key: BlobKey) async throws(HubError) -> Int64? { objects.withLock { ($0[key]?.count).map(Int64.init) } }
  func delete(_ key: BlobKey) async throws(HubError) { objects.withLock { $0[key] = nil } }
  func list(after key: BlobKey?, limit: Int) async throws(HubError) -> [BlobKey] {
    objects.withLock { held in Array(held.keys.sorted().filter { name in key.map { name > $0 } ?? true }.prefix(limit)) }
  }
}
