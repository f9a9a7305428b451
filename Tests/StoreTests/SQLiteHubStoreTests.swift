import Foundation
import HubModel
import HubTesting
import StoreSQLite
import Testing

@Suite struct SQLiteHubStoreTests {
  @Test func writerIsDurableAndSaysSo() async throws {
    let folder = try TemporaryFolder()
    let store = try SQLiteHubStore(path: folder.file("hub.sqlite"))
    let settings = store.durability
    #expect(settings.synchronous == 2, "FULL, read back from the writer connection")
    #expect(settings.journalMode == "wal")
    #expect(settings.foreignKeys == 1)
    #expect(settings.mmapSizeBytes == 0)
    await store.close()
  }

  @Test func whatWasWrittenIsThereAfterReopening() async throws {
    let folder = try TemporaryFolder()
    let path = folder.file("hub.sqlite")
    let first = try SQLiteHubStore(path: path)
    let region = try await first.write { try InventedRegion.add(to: $0) }
    let reading = try await first.write { try $0.addInventedReading(1, clinic: region.clinic) }
    await first.close()
    #expect(FileManager.default.fileExists(atPath: path + "-wal") == false, "closing folds the log in")
    let second = try SQLiteHubStore(path: path)
    #expect(try await second.read { try $0.reading(reading.id) } == reading)
    await second.close()
  }

  @Test func aClosedStoreSaysSo() async throws {
    let folder = try TemporaryFolder()
    let store = try SQLiteHubStore(path: folder.file("hub.sqlite"))
    await store.close()
    await store.close()
    await #expect(throws: HubError(.shuttingDown)) { try await store.write { try $0.set("1", forSetting: "a") } }
    await #expect(throws: HubError(.shuttingDown)) { try await store.read { try $0.setting("a") } }
  }

  @Test func aFullStoreRefusesWritesAndGoesOnReading() async throws {
    let folder = try TemporaryFolder()
    let store = try SQLiteHubStore(path: folder.file("hub.sqlite"), maximumPages: 120)
    let page = String(repeating: "x", count: 8_000)
    var written = 0
    await #expect(throws: HubError(.storageFull)) {
      while written < 1_000 {
        try await store.write { [written] transaction in
          try transaction.set("before", forSetting: "small \(written)")
          try transaction.set(page, forSetting: "large \(written)")
        }
        written += 1
      }
    }
    #expect(written > 5)
    let last = written
    #expect(try await store.read { try $0.setting("large \(last - 1)") } == page)
    #expect(try await store.read { try $0.setting("small \(last)") } == nil, "nothing of the refused body is left")
    #expect(try await store.integrityProblems() == [])
    try await store.write { try $0.set("again", forSetting: "small 0") }
    #expect(try await store.read { try $0.setting("small 0") } == "again", "a full disk does not close the store")
    await store.close()
  }

  @Test(arguments: [CommitFault.syncFailed, .diskFull])
  func aFailedCommitTakesItsWholeGroup(_ fault: CommitFault) async throws {
    let folder = try TemporaryFolder()
    let plan = CommitPlan()
    let store = try SQLiteHubStore(path: folder.file("hub.sqlite"), faults: { plan.next() })
    try await store.write { try $0.set("kept", forSetting: "before") }
    plan.arm(fault)
    let expected: ProblemCode = fault == .diskFull ? .storageFull : .storageFailed
    let codes = await withTaskGroup(of: ProblemCode?.self) { group in
      for number in 0..<40 {
        group.addTask {
          do {
            let body: @Sendable (any HubWriting) throws -> Void = { try $0.set("lost", forSetting: "\(number)") }
            if number % 2 == 0 { try await store.write(body) } else { try await Self.onThread { try store.writeBlocking(body) } }
            return nil
          } catch { return (error as? HubError)?.code }
        }
      }
      return await group.reduce(into: [ProblemCode?]()) { $0.append($1) }
    }
    #expect(codes.allSatisfy { $0 == expected })
    plan.disarm()
    #expect(try await store.read { try $0.setting("before") } == "kept", "reads go on")
    for number in 0..<40 { #expect(try await store.read { try $0.setting("\(number)") } == nil) }
    if fault == .diskFull {
      try await store.write { try $0.set("room again", forSetting: "after") }
    } else {
      await #expect(throws: HubError(.storageFailed), "a sync is never tried again") {
        try await store.write { try $0.set("1", forSetting: "after") }
      }
    }
    await store.close()
    let reopened = try SQLiteHubStore(path: folder.file("hub.sqlite"))
    try await reopened.write { try $0.set("1", forSetting: "reopened") }
    #expect(try await reopened.read { try $0.setting("before") } == "kept")
    await reopened.close()
  }

  private static func onThread(_ body: @escaping @Sendable () throws -> Void) async throws {
    try await withCheckedThrowingContinuation { continuation in
      Thread.detachNewThread { continuation.resume(with: Result { try body() }) }
    }
  }

  @Test func aStoreThatIsClosingFinishesWhatWaitsAndRefusesTheRest() async throws {
    let folder = try TemporaryFolder()
    let store = try SQLiteHubStore(path: folder.file("hub.sqlite"))
    let acknowledged = AcknowledgedCount()
    await withTaskGroup(of: Void.self) { group in
      for writer in 0..<6 {
        group.addTask {
          try? await Self.onThread {
            for number in 0..<10_000 {
              do {
                try store.writeBlocking { try $0.set("1", forSetting: "\(writer) \(number)") }
                acknowledged.add()
              } catch {
                #expect(error as? HubError == HubError(.shuttingDown))
                return
              }
            }
          }
        }
      }
      while acknowledged.count < 50 { await Task.yield() }
      await store.close()
      await group.waitForAll()
    }
    let reopened = try SQLiteHubStore(path: folder.file("hub.sqlite"))
    let kept = try await reopened.read { transaction in
      try (0..<6).map { writer in try (0..<10_000).prefix { try transaction.setting("\(writer) \($0)") != nil }.count }.reduce(0, +)
    }
    #expect(kept == acknowledged.count)
    await reopened.close()
  }

  @Test func manyWritersShareFewCommits() async throws {
    let folder = try TemporaryFolder()
    let plan = CommitPlan()
    let store = try SQLiteHubStore(path: folder.file("hub.sqlite"), faults: { plan.next() })
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<500 { group.addTask { try await store.write { try $0.set("1", forSetting: "\(number)") } } }
      try await group.waitForAll()
    }
    #expect(plan.commitCount < 250, "\(plan.commitCount) commits for 500 writes")
    await store.close()
  }

  @Test func filesCopiedAmidWritesOpenWithAllThatWasAcknowledged() async throws {
    let folder = try TemporaryFolder()
    let path = folder.file("hub.sqlite")
    let store = try SQLiteHubStore(path: path)
    let region = try await store.write { try InventedRegion.add(to: $0) }
    let acknowledged = AcknowledgedCount()
    // Few enough that no checkpoint moves pages while the two files are copied one after the other.
    let writer = Task {
      for number in 0..<300 {
        try await store.write { transaction in
          _ = try transaction.add(Arrival.invented(number, from: region.clinic))
          try transaction.appendInventedEntry(.objectStored, subject: "arrival")
        }
        acknowledged.add()
      }
    }
    for copyNumber in 0..<10 {
      try await Task.sleep(for: .milliseconds(15))
      let atLeast = acknowledged.count
      let copy = folder.file("copy-\(copyNumber).sqlite")
      try FileManager.default.copyItem(atPath: path, toPath: copy)
      try FileManager.default.copyItem(atPath: path + "-wal", toPath: copy + "-wal")
      let opened = try SQLiteHubStore(path: copy)
      #expect(try await opened.integrityProblems() == [])
      let digests = (0..<300).map { Arrival.invented($0, from: region.clinic).blob }
      let (held, head) = try await opened.read { (try $0.heldDigests(among: digests, of: region.clinic.id).count, try $0.auditHead().number) }
      #expect(held >= atLeast)
      #expect(Int64(held) == head)
      await opened.close()
    }
    try await writer.value
    await store.close()
  }
}

/// Counts commits and lets them fail while armed.
private final class CommitPlan: @unchecked Sendable {
  private let lock = NSLock()
  private var fault: CommitFault?
  private var count = 0

  func arm(_ fault: CommitFault) { lock.withLock { self.fault = fault } }
  func disarm() { lock.withLock { fault = nil } }
  var commitCount: Int { lock.withLock { count } }
  func next() -> CommitFault? {
    lock.withLock {
      count += 1
      return fault
    }
  }
}

private final class AcknowledgedCount: @unchecked Sendable {
  private let lock = NSLock()
  private var value = 0
  func add() { lock.withLock { value += 1 } }
  var count: Int { lock.withLock { value } }
}
