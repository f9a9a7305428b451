import Foundation
import HubModel
import HubTesting
import Synchronization
import Testing
import Trust

@testable import BlobStores

/// Objects that come in memory: one sync for all that wait, files of their own later, nothing lost in between.
@Suite struct ObjectLogTests {
  private struct Place {
    let folder: TemporaryFolder
    let calls = FaultyFileCalls()
    let limits: ObjectLogLimits

    /// - Parameter idleSeconds: an hour keeps everything in the log.
    init(segmentBytes: Int64 = 1 << 20, maximumSegments: Int = 4, before: Int = 99, idleSeconds: Double = 3_600) throws {
      folder = try TemporaryFolder()
      var limits = ObjectLogLimits()
      limits.segmentBytes = segmentBytes
      limits.maximumSegments = maximumSegments
      limits.segmentsBeforeFolding = before
      limits.idleSeconds = idleSeconds
      limits.maximumObjectBytes = 300_000
      self.limits = limits
    }

    func open() throws -> FileBlobStore { try FileBlobStore(root: folder.file("objects"), calls: calls, logLimits: limits) }
    /// As a later run opens it.
    func reopen(idleSeconds: Double = 3_600) throws -> FileBlobStore {
      var limits = limits
      limits.idleSeconds = idleSeconds
      return try FileBlobStore(root: folder.file("objects"), calls: calls, logLimits: limits)
    }

    func hasFile(_ key: BlobKey) -> Bool { FileManager.default.fileExists(atPath: folder.file("objects/\(key.rawValue.prefix(2))/\(key.rawValue)")) }
    var logFiles: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: folder.file("objects/log"))) ?? []).sorted() }
  }

  private static func object(_ number: Int, bytes: Int = 100_000) -> (bytes: [UInt8], key: BlobKey) {
    let bytes = Array("object \(number) ".utf8) + [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: bytes)
    return (bytes, BlobKey(rawValue: SHA256Digest(hashing: bytes).hex) ?? .invented(0))
  }

  @Test func nothingIsAnsweredBeforeItsSync() async throws {
    let place = try Place()
    let store = try place.open()
    try store.put(Self.object(0).bytes, as: Self.object(0).key)
    let before = place.calls.log.count
    try store.put(Self.object(1).bytes, as: Self.object(1).key)
    #expect(place.calls.log.dropFirst(before) == ["write", "write", "sync data"], "bytes, header, sync")
    #expect(place.hasFile(Self.object(1).key) == false)
  }

  @Test func aLaterRunFindsWhatWasAnsweredAndFoldsIt() async throws {
    let place = try Place()
    let objects = (0..<25).map { Self.object($0) }
    do {
      let store = try place.open()
      for object in objects { try store.put(object.bytes, as: object.key) }
    }
    let again = try place.reopen(idleSeconds: 0.05)
    for object in objects { #expect(try await again.read(object.key, range: nil) == object.bytes) }
    try await Self.wait { objects.allSatisfy { place.hasFile($0.key) } }
    for object in objects { #expect(try await again.read(object.key, range: nil) == object.bytes) }
    #expect(try await again.list(after: nil, limit: 99).count == 25)
    #expect(place.logFiles.allSatisfy { $0.hasSuffix(".log") }, "no unfinished files")
  }

  @Test("a bit in the block that says which use of the file this is costs no object; each of its bytes")
  func damagedSegmentHeader() async throws {
    let objects = (0..<5).map { Self.object($0, bytes: 9_000) }
    for position in 0..<24 {
      let place = try Place()
      do {
        let store = try place.open()
        for object in objects { try store.put(object.bytes, as: object.key) }
      }
      let path = place.folder.file("objects/log/0.log")
      var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
      bytes[position] ^= 1 << UInt8(position % 8)
      try Data(bytes).write(to: URL(fileURLWithPath: path))
      let again = try place.reopen()
      for object in objects { #expect(try await again.read(object.key, range: nil) == object.bytes, "byte \(position)") }
      // New objects go elsewhere, and all are there the next time.
      try again.put(Self.object(77).bytes, as: Self.object(77).key)
      for object in objects + [Self.object(77)] { #expect(try await place.reopen().read(object.key, range: nil) == object.bytes) }
    }
  }

  @Test("a log that was cut short anywhere opens; what lies before the cut is there")
  func cutLogs() async throws {
    let objects = (0..<6).map { Self.object($0, bytes: 6_000) }
    for cut in [0, 1, 23, 24, 4_095, 4_096, 4_160, 10_000, 12_288, 30_000, 50_000] {
      let place = try Place()
      do {
        let store = try place.open()
        for object in objects { try store.put(object.bytes, as: object.key) }
      }
      let path = place.folder.file("objects/log/0.log")
      #expect(truncate(path, off_t(cut)) == 0)
      let again = try place.reopen()
      // A header block, then two blocks an object.
      for (index, object) in objects.enumerated() where cut >= 4_096 + (index + 1) * 8_192 {
        #expect(try await again.read(object.key, range: nil) == object.bytes, "cut at \(cut)")
      }
      try again.put(Self.object(9).bytes, as: Self.object(9).key)
      #expect(try await again.read(Self.object(9).key, range: nil) == Self.object(9).bytes)
    }
  }

  @Test("a log with changed bytes never gives other bytes than were put, and never keeps the store from opening")
  func damagedLogs() async throws {
    let objects = (0..<6).map { Self.object($0, bytes: 6_000) }
    let random = SeededRandom(seed: 57)
    for round in 0..<40 {
      let place = try Place()
      do {
        let store = try place.open()
        for object in objects { try store.put(object.bytes, as: object.key) }
      }
      let path = place.folder.file("objects/log/0.log")
      var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
      for _ in 0...round { bytes[Int(random.next() % UInt64(min(bytes.count, 60_000)))] = UInt8(truncatingIfNeeded: random.next()) }
      try Data(bytes).write(to: URL(fileURLWithPath: path))
      let again = try place.reopen()
      for object in objects {
        guard let found = try? await again.read(object.key, range: nil) else { continue }
        #expect(found == object.bytes, "round \(round): other bytes under a digest")
      }
    }
  }

  @Test func aTornTailCostsOnlyWhatWasNotAnswered() async throws {
    let place = try Place()
    let objects = (0..<6).map { Self.object($0) }
    do {
      let store = try place.open()
      for object in objects { try store.put(object.bytes, as: object.key) }
    }
    // The last record as a power cut may leave it, and one block in the middle that the disk lost.
    let span = LogRecord.spanBytes(of: Int64(objects[0].bytes.count))
    let file = try FileHandle(forUpdating: URL(fileURLWithPath: place.folder.file("objects/log/0.log")))
    for offset in [4096 + 5 * span + 50_000, 4096 + 2 * span + 10] {
      try file.seek(toOffset: UInt64(offset))
      try file.write(contentsOf: Data(repeating: 0xEE, count: 4096))
    }
    try file.close()
    let again = try place.reopen()
    for (number, object) in objects.enumerated() {
      #expect(try await again.contains(object.key) == ![2, 5].contains(number), "object \(number)")
    }
  }

  @Test func theFilesOfTheLogAreUsedAgain() async throws {
    let place = try Place(segmentBytes: 300_000, maximumSegments: 6, before: 2)
    let store = try place.open()
    for number in 0..<60 { try store.put(Self.object(number).bytes, as: Self.object(number).key) }
    for number in 0..<60 { #expect(try await store.read(Self.object(number).key, range: nil) == Self.object(number).bytes) }
    #expect(place.logFiles.filter { $0.hasSuffix(".log") }.count <= 6)
    #expect(place.hasFile(Self.object(0).key))
  }

  @Test func withoutRoomInTheLogObjectsGetTheirFilesAtOnce() async throws {
    let place = try Place(segmentBytes: 150_000, maximumSegments: 2)
    let store = try place.open()
    for number in 0..<5 { try store.put(Self.object(number).bytes, as: Self.object(number).key) }
    #expect((0..<5).map { place.hasFile(Self.object($0).key) } == [false, false, true, true, true])
    let large = Self.object(9, bytes: 400_000)
    try store.put(large.bytes, as: large.key)
    #expect(place.hasFile(large.key))
    for number in 0..<5 { #expect(try await store.read(Self.object(number).key, range: nil) == Self.object(number).bytes) }
  }

  @Test(arguments: ["write", "sync data"]) func afterAFailureTheSegmentTakesNoMore(_ call: String) async throws {
    let place = try Place()
    let store = try place.open()
    try store.put(Self.object(0).bytes, as: Self.object(0).key)
    place.calls.failAll(call, errno: ENOSPC)
    #expect(throws: HubError(.storageFull)) { try store.put(Self.object(1).bytes, as: Self.object(1).key) }
    #expect(try await store.contains(Self.object(1).key) == false)
    place.calls.failAll(nil)
    try store.put(Self.object(2).bytes, as: Self.object(2).key)
    #expect(place.logFiles == ["0.log", "1.log"])
    for number in [0, 2] { #expect(try await store.read(Self.object(number).key, range: nil) == Self.object(number).bytes) }
  }

  @Test func whatIsFoundUnsoundIsNoneOfTheLogs() async throws {
    let place = try Place()
    do {
      let store = try place.open()
      try store.put(Self.object(0).bytes, as: Self.object(0).key)
      #expect(throws: HubError(.truncated)) { try store.put(Self.object(1).bytes) { () throws(HubError) in throw HubError(.truncated) } }
      try store.put(Self.object(2).bytes, as: Self.object(2).key)
      #expect(try await store.contains(Self.object(1).key) == false)
    }
    let again = try place.reopen()
    #expect(try await again.list(after: nil, limit: 9) == [Self.object(0).key, Self.object(2).key].sorted())
    try await again.delete(Self.object(0).key)
    #expect(try await again.read(Self.object(2).key, range: nil) == Self.object(2).bytes)
  }

  @Test func aFailedSyncFailsWhoeverHasAPlaceInTheSegment() async throws {
    let place = try Place()
    let store = try place.open()
    try store.put(Self.object(0).bytes, as: Self.object(0).key)
    #expect(throws: HubError(.storageFailed), "its bytes were written before the sync that failed") {
      try store.put(Self.object(1).bytes) { () throws(HubError) in
        place.calls.failAll("sync data")
        do throws(HubError) { try store.put(Self.object(2).bytes, as: Self.object(2).key) } catch { #expect(error == HubError(.storageFailed)) }
        place.calls.failAll(nil)
        return Self.object(1).key
      }
    }
    #expect(try await store.contains(Self.object(1).key) == false)
    try store.put(Self.object(1).bytes, as: Self.object(1).key)
    #expect(try await store.read(Self.object(1).key, range: nil) == Self.object(1).bytes)
  }

  @Test func foldingWaitsForAnObjectThatIsStillExamined() async throws {
    let place = try Place()
    let store = try place.open()
    try store.put(Self.object(0).bytes, as: Self.object(0).key)
    let deletion = Mutex<Task<Void, any Error>?>(nil)
    try store.put(Self.object(1).bytes) { () throws(HubError) in
      deletion.withLock { $0 = Task { try await store.delete(Self.object(0).key) } }
      Thread.sleep(forTimeInterval: 0.2)
      #expect(place.hasFile(Self.object(0).key) == false)
      return Self.object(1).key
    }
    try await deletion.withLock { $0 }?.value
    #expect(try await store.contains(Self.object(0).key) == false)
    #expect(place.hasFile(Self.object(1).key))
  }

  @Test func whicheverCallOfFoldingFailsNothingIsLost() async throws {
    let place = try Place()
    let store = try place.open()
    let object = Self.object(0)
    var failedCalls = 0
    while failedCalls < 60 {
      try store.put(object.bytes, as: object.key)
      let before = place.calls.log.count
      place.calls.fail(after: failedCalls)
      let outcome = await Result { () async throws(HubError) in try await store.delete(object.key) }
      let wasReached = place.calls.log.count - before > failedCalls
      place.calls.fail(after: nil)
      guard wasReached else {
        try outcome.get()
        break
      }
      #expect(throws: HubError.self) { try outcome.get() }
      failedCalls += 1
      try store.put(Self.object(failedCalls).bytes, as: Self.object(failedCalls).key)
      for number in 1...failedCalls { #expect(try await store.read(Self.object(number).key, range: nil) == Self.object(number).bytes) }
    }
    #expect((8..<60).contains(failedCalls), "every call of a fold has failed once: \(failedCalls)")
    #expect(place.calls.openCount == place.logFiles.count, "only the log's own files are open")
  }

  @Test func aDeletedObjectStaysDeleted() async throws {
    let place = try Place()
    do {
      let store = try place.open()
      for number in 0..<3 { try store.put(Self.object(number).bytes, as: Self.object(number).key) }
      try await store.delete(Self.object(1).key)
    }
    let again = try place.reopen()
    #expect(try await again.contains(Self.object(1).key) == false)
    #expect(try await again.read(Self.object(2).key, range: nil) == Self.object(2).bytes)
  }

  @Test func damageInTheLogIsFoundAndSetAside() async throws {
    let place = try Place()
    let store = try place.open()
    for number in 0..<2 { try store.put(Self.object(number).bytes, as: Self.object(number).key) }
    let file = try FileHandle(forUpdating: URL(fileURLWithPath: place.folder.file("objects/log/0.log")))
    try file.seek(toOffset: 4096 + 500)
    try file.write(contentsOf: Data([0xEE]))
    try file.close()
    await #expect(throws: HubError(.storeDamaged)) { try await store.read(Self.object(0).key, range: nil) }
    await #expect(throws: HubError(.storeDamaged)) { try await store.delete(Self.object(1).key) }
    #expect(place.hasFile(Self.object(1).key), "sound neighbours get their files")
    try store.put(Self.object(0).bytes, as: Self.object(0).key)
    #expect(try await store.read(Self.object(0).key, range: nil) == Self.object(0).bytes, "the same bytes mend the object")
  }

  private static func wait(until isTrue: () -> Bool) async throws {
    for _ in 0..<500 where !isTrue() { try await Task.sleep(for: .milliseconds(10)) }
    #expect(isTrue())
  }
}

extension Result {
  fileprivate init(_ work: () async throws(Failure) -> Success) async {
    do throws(Failure) { self = .success(try await work()) } catch { self = .failure(error) }
  }
}
