import Foundation
import HubModel
import Testing

/// What every `BlobStore` must do. Each case gets an empty store and a way to stage bytes where that store can take them.
package enum BlobStoreContract {
  package static let cases: [BlobStorePromise] = [
    BlobStorePromise("what was put is read back, whole and in ranges", readsWhatWasPut),
    BlobStorePromise("objects from memory are read, listed, replaced and deleted like those from files", keepsObjectsFromMemory),
    BlobStorePromise("an empty object is an object", keepsEmptyObjects),
    BlobStorePromise("what is not there is not found, and deleting it is success", answersForNothing),
    BlobStorePromise("putting the same again is success; deleting is for good", putsTheSameAgain),
    BlobStorePromise("a staged file of another length is refused and left alone", refusesWrongLength),
    BlobStorePromise("sixty puts at once, every object twice: all are there, listed in order and in pages", putsManyAtOnce),
  ]

  private static func readsWhatWasPut(_ store: any BlobStore, stage: BlobStorePromise.Stage) async throws {
    let file = try stage(Array("心电图 bytes".utf8))
    try await store.put(file)
    #expect(!FileManager.default.fileExists(atPath: file.path), "the staged file is gone after success")
    #expect(try await store.read(file.digest, range: nil) == Array("心电图 bytes".utf8))
    #expect(try await store.read(file.digest, range: 10..<13) == Array("byt".utf8))
    #expect(try await store.read(file.digest, range: 4..<4) == [])
    #expect(try await store.contains(file.digest))
    #expect(try await store.sizeBytes(of: file.digest) == file.sizeBytes)
    await expectRefusal(.storeDamaged) { try await store.read(file.digest, range: 10..<99) }
  }

  private static func keepsObjectsFromMemory(_ store: any BlobStore, stage: BlobStorePromise.Stage) async throws {
    let objects = try (0..<40).map { number in
      let bytes = [UInt8](repeating: UInt8(number), count: number * number * 1_000)
      return (bytes, try stage(bytes))
    }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for (bytes, file) in objects { group.addTask { try store.put(bytes, as: file.digest) } }
      try await group.waitForAll()
    }
    for (bytes, file) in objects {
      #expect(try await store.read(file.digest, range: nil) == bytes)
      #expect(try await store.contains(file.digest))
    }
    #expect(try await store.read(objects[9].1.digest, range: 80_990..<81_000) == [UInt8](repeating: 9, count: 10))
    await expectRefusal(.storeDamaged) { try await store.read(objects[9].1.digest, range: 80_990..<81_001) }
    #expect(try await store.list(after: nil, limit: 99) == objects.map(\.1.digest).sorted())
    try await store.put(objects[3].1)
    try store.put(objects[3].0, as: objects[3].1.digest)
    try await store.delete(objects[3].1.digest)
    #expect(try await store.contains(objects[3].1.digest) == false)
    #expect(try await store.list(after: nil, limit: 99).count == 39)
    #expect(try await store.read(objects[4].1.digest, range: nil) == objects[4].0)
  }

  private static func keepsEmptyObjects(_ store: any BlobStore, stage: BlobStorePromise.Stage) async throws {
    let file = try stage([])
    try await store.put(file)
    #expect(try await store.read(file.digest, range: nil) == [])
  }

  private static func answersForNothing(_ store: any BlobStore, _: BlobStorePromise.Stage) async throws {
    await expectRefusal(.notFound) { try await store.read(.invented(1), range: nil) }
    #expect(try await store.contains(.invented(1)) == false)
    try await store.delete(.invented(1))
    #expect(try await store.list(after: nil, limit: 9) == [])
  }

  private static func putsTheSameAgain(_ store: any BlobStore, stage: BlobStorePromise.Stage) async throws {
    let bytes = [UInt8](repeating: 7, count: 100_000)
    let (first, second) = (try stage(bytes), try stage(bytes))
    try await store.put(first)
    try await store.put(second)
    #expect(!FileManager.default.fileExists(atPath: second.path))
    #expect(try await store.read(first.digest, range: nil) == bytes)
    #expect(try await store.list(after: nil, limit: 9) == [first.digest])
    try await store.delete(first.digest)
    #expect(try await store.contains(first.digest) == false)
    try await store.put(stage(bytes))
    #expect(try await store.contains(first.digest))
  }

  private static func refusesWrongLength(_ store: any BlobStore, stage: BlobStorePromise.Stage) async throws {
    var file = try stage([1, 2, 3])
    file.sizeBytes = 4
    await expectRefusal(.storageFailed) { [file] in try await store.put(file) }
    #expect(FileManager.default.fileExists(atPath: file.path))
    #expect(try await store.contains(file.digest) == false)
  }

  private static func putsManyAtOnce(_ store: any BlobStore, stage: BlobStorePromise.Stage) async throws {
    let files = try (0..<60).map { number in try stage(Array("object \(number / 2)".utf8)) }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for file in files { group.addTask { try await store.put(file) } }
      try await group.waitForAll()
    }
    let keys = Set(files.map(\.digest)).sorted()
    #expect(keys.count == 30)
    #expect(try await store.list(after: nil, limit: 99) == keys)
    var paged: [BlobKey] = []
    while case let page = try await store.list(after: paged.last, limit: 7), !page.isEmpty { paged += page }
    #expect(paged == keys)
    for key in keys { #expect(try await !store.read(key, range: nil).isEmpty) }
  }
}

package struct BlobStorePromise: Sendable, CustomTestStringConvertible {
  /// Writes bytes to a new file that the store can take over.
  package typealias Stage = @Sendable ([UInt8]) throws -> StagedFile
  package let name: String
  package let check: @Sendable (any BlobStore, Stage) async throws -> Void
  package init(_ name: String, _ check: @escaping @Sendable (any BlobStore, Stage) async throws -> Void) { (self.name, self.check) = (name, check) }
  package var testDescription: String { name }
}
