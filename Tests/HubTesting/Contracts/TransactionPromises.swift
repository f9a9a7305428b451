import Foundation
import HubModel
import Testing

/// What a body throws in these tests.
private struct Dropped: Error, Equatable { var number: Int }

extension HubStoreContract {
  static let transactionPromises: [HubStorePromise] = [
    HubStorePromise("a body that throws leaves nothing behind and its error comes through", dropsFailedBodies),
    HubStorePromise("a refused verb inside a body that goes on spoils nothing else of it", survivesRefusedVerbs),
    HubStorePromise("a body sees what it wrote and a question sees the last commit", readsItsWrites),
    HubStorePromise("five hundred writers at once, every third dropped: exactly the others are kept", isolatesBodiesOfAGroup),
    HubStorePromise("threads that wait and tasks write at once, every third dropped: each gets its own answer", answersThreadsAndTasks),
    HubStorePromise("two hundred claims race for one reading: one holder", givesOneClaim),
    HubStorePromise("questions see one state while writers go on", readsOneState),
  ]

  private static func dropsFailedBodies(_ store: any HubStore) async throws {
    let region = try await store.write { try InventedRegion.add(to: $0) }
    await #expect(throws: Dropped(number: 7)) {
      try await store.write { transaction in
        _ = try transaction.addInventedReading(1, clinic: region.clinic)
        try transaction.set("x", forSetting: "lost")
        throw Dropped(number: 7)
      }
    }
    #expect(try await store.read { try $0.worklist(WorklistQuery()) }.isEmpty)
    #expect(try await store.read { try $0.setting("lost") } == nil)
  }

  private static func survivesRefusedVerbs(_ store: any HubStore) async throws {
    let region = try await store.write { try InventedRegion.add(to: $0) }
    try await store.write { transaction in
      try transaction.set("before", forSetting: "a")
      #expect(throws: HubError(.alreadyExists)) { try transaction.add(Hospital(id: .unassigned, name: region.hospital.name)) }
      try transaction.set("after", forSetting: "b")
    }
    #expect(try await store.read { try $0.setting("a") } == "before")
    #expect(try await store.read { try $0.setting("b") } == "after")
  }

  private static func readsItsWrites(_ store: any HubStore) async throws {
    try await store.write { transaction in
      try transaction.set("1", forSetting: "a")
      #expect(try transaction.setting("a") == "1")
    }
    for number in 2..<30 {
      try await store.write { try $0.set(String(number), forSetting: "a") }
      #expect(try await store.read { try $0.setting("a") } == String(number))
    }
  }

  private static func isolatesBodiesOfAGroup(_ store: any HubStore) async throws {
    let region = try await store.write { try InventedRegion.add(to: $0) }
    let kept = try await withThrowingTaskGroup(of: ArrivalID?.self) { group in
      for number in 0..<500 {
        group.addTask {
          do {
            return try await store.write { transaction in
              guard case .stored(let id) = try transaction.add(Arrival.invented(number, from: region.clinic)) else { throw HubError(.internalError) }
              try transaction.appendInventedEntry(.objectStored, subject: "arrival:\(id)")
              if number % 3 == 0 { throw Dropped(number: number) }
              _ = try transaction.enqueue(.index(id), isUrgent: false, notBefore: .invented(0))
              return id
            }
          } catch let error as Dropped {
            #expect(error.number == number)
            return nil
          }
        }
      }
      return try await group.reduce(into: Set<ArrivalID>()) { if let id = $1 { $0.insert(id) } }
    }
    let expected = 500 - (0..<500).filter { $0 % 3 == 0 }.count
    try await store.read { transaction throws in
      #expect(kept.count == expected)
      #expect(try transaction.auditHead().number == Int64(expected))
      #expect(try transaction.jobs(in: .waiting, limit: 999).count == expected)
      for id in kept { #expect(try transaction.arrival(id) != nil) }
      let digests = (0..<500).map { Arrival.invented($0, from: region.clinic).blob }
      #expect(try transaction.heldDigests(among: digests, of: region.clinic.id).count == expected)
    }
  }

  /// Twelve threads and four tasks, forty bodies each.
  private static func answersThreadsAndTasks(_ store: any HubStore) async throws {
    let answers = await withTaskGroup(of: [Bool].self) { group in
      for writer in 0..<16 {
        group.addTask {
          guard writer < 12 else {
            var results: [Bool] = []
            for number in 0..<40 {
              let result: Result<Int, any Error>
              do { result = .success(try await store.write(Self.numbered(writer, number))) } catch { result = .failure(error) }
              results.append(Self.isAsExpected(result, number))
            }
            return results
          }
          return await withCheckedContinuation { continuation in
            Thread.detachNewThread {
              continuation.resume(
                returning: (0..<40).map { number in Self.isAsExpected(Result { try store.writeBlocking(Self.numbered(writer, number)) }, number) })
            }
          }
        }
      }
      return await group.reduce(into: []) { $0 += $1 }
    }
    #expect(answers.count == 640 && !answers.contains(false))
    try await store.read { transaction in
      for writer in 0..<16 {
        for number in 0..<40 {
          let isKept = try transaction.setting("\(writer) \(number)") != nil
          #expect(isKept == (number % 3 != 0))
        }
      }
    }
  }

  private static func numbered(_ writer: Int, _ number: Int) -> @Sendable (any HubWriting) throws -> Int {
    { transaction in
      try transaction.set("kept", forSetting: "\(writer) \(number)")
      if number % 3 == 0 { throw Dropped(number: number) }
      return number
    }
  }

  private static func isAsExpected(_ result: Result<Int, any Error>, _ number: Int) -> Bool {
    switch result {
    case .success(let value): value == number && number % 3 != 0
    case .failure(let error): error as? Dropped == Dropped(number: number) && number % 3 == 0
    }
  }

  private static func givesOneClaim(_ store: any HubStore) async throws {
    let region = try await store.write { try InventedRegion.add(to: $0) }
    let reading = try await store.write { try $0.addInventedReading(1, clinic: region.clinic) }
    let winners = try await withThrowingTaskGroup(of: Int64?.self) { group in
      for number in 0..<200 {
        group.addTask {
          do {
            return try await store.write { transaction in
              let current = try #require(try transaction.reading(reading.id))
              let reader = number % 2 == 0 ? region.reader.id : region.otherReader.id
              guard current.state == .scheduled else { throw HubError(.readingHeld) }
              let claimed = try current.claimed(by: reader, at: .invented(1), lease: .minutes(15))
              try transaction.update(claimed)
              return claimed.lastFencingToken
            }
          } catch let error as HubError where error.code == .readingHeld { return nil }
        }
      }
      return try await group.reduce(into: [Int64]()) { if let token = $1 { $0.append(token) } }
    }
    #expect(winners == [1])
  }

  private static func readsOneState(_ store: any HubStore) async throws {
    let region = try await store.write { try InventedRegion.add(to: $0) }
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        for number in 0..<60 {
          try await store.write { transaction in
            _ = try transaction.add(Arrival.invented(number, from: region.clinic))
            try transaction.appendInventedEntry(.objectStored, subject: "arrival")
          }
        }
      }
      for _ in 0..<4 {
        group.addTask {
          let digests = (0..<60).map { Arrival.invented($0, from: region.clinic).blob }
          for _ in 0..<20 {
            try await store.read { transaction throws in
              let held = try transaction.heldDigests(among: digests, of: region.clinic.id).count
              #expect(Int64(held) == (try transaction.auditHead().number), "an arrival and its audit entry share one commit")
            }
          }
        }
      }
      try await group.waitForAll()
    }
  }
}
