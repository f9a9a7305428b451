import HubModel
import Testing

extension HubStoreContract {
  /// Four arrivals with an index job each; the third is urgent, the fourth due at second 100.
  private static func enqueueFour(_ store: any HubStore) async throws -> [JobID] {
    try await store.write { transaction in
      let region = try InventedRegion.add(to: transaction)
      return try (0..<4).map { number in
        guard case .stored(let arrival) = try transaction.add(Arrival.invented(number, from: region.clinic)) else { throw HubError(.internalError) }
        return try transaction.enqueue(.index(arrival), isUrgent: number == 2, notBefore: .invented(number == 3 ? 100 : 0))
      }
    }
  }

  private static func lease(_ store: any HubStore, at seconds: Int, until: Int, limit: Int = 9) async throws -> [JobID] {
    try await store.write { try $0.leaseJobs(in: .index, due: .invented(seconds), leaseUntil: .invented(until), limit: limit) }.map(\.id)
  }

  static let jobPromises: [HubStorePromise] = [
    HubStorePromise("due jobs are leased urgent first, then oldest, and again when the lease has run out", leasesJobsInOrder),
    HubStorePromise("a lane leases its own jobs only", leasesLanesApart),
    HubStorePromise("clinics take turns among the equally urgent; who was away starts where the others are", leasesInTurns),
    HubStorePromise("of several places the last is for a job that is not urgent; of one none", keepsPlaceForOthers),
    HubStorePromise("work on an arrival that is not there is not-found", refusesWorkOnNothing),
    HubStorePromise("jobs are completed, retried later or buried; what is gone cannot be finished again", finishesJobs),
    HubStorePromise("a job keeps its work, and its number is never given to another", keepsWorkOfJobs),
    HubStorePromise("eight workers lease a hundred jobs: each job once", leasesEachJobOnce),
  ]

  private static func leasesJobsInOrder(_ store: any HubStore) async throws {
    let ids = try await enqueueFour(store)
    #expect(try await lease(store, at: 1, until: 11, limit: 2) == [ids[2], ids[0]])
    #expect(try await lease(store, at: 2, until: 12) == [ids[1]])
    #expect(try await lease(store, at: 3, until: 13).isEmpty)
    let again = try await store.write { try $0.leaseJobs(in: .index, due: .invented(11), leaseUntil: .invented(21), limit: 9) }
    #expect(again.map(\.id) == [ids[2], ids[0]])
    #expect(again.map(\.attempts) == [2, 2])
    #expect(again.map(\.notBefore) == [.invented(21), .invented(21)])
    #expect(try await lease(store, at: 100, until: 110) == [ids[2], ids[0], ids[1], ids[3]])
  }

  /// One index job for each place of `clinics`, which says whose it is.
  private static func enqueue(
    _ store: any HubStore, from clinics: [Clinic], numbersFrom first: Int = 0, in lane: Job.Lane = .index, isUrgent: Bool = false
  ) async throws -> [JobID] {
    try await store.write { transaction in
      try clinics.enumerated().map { place, clinic in
        guard case .stored(let arrival) = try transaction.add(Arrival.invented(first + place, from: clinic)) else { throw HubError(.internalError) }
        return try transaction.enqueue(.index(arrival), in: lane, isUrgent: isUrgent, notBefore: .invented(0))
      }
    }
  }

  private static func leasesLanesApart(_ store: any HubStore) async throws {
    let region = try await store.write { try InventedRegion.add(to: $0) }
    let long = try await enqueue(store, from: [region.clinic], in: .long, isUrgent: true)
    let index = try await enqueue(store, from: [region.clinic], numbersFrom: 1)
    #expect(try await lease(store, at: 1, until: 11) == index)
    let leased = try await store.write { try $0.leaseJobs(in: .long, due: .invented(1), leaseUntil: .invented(11), limit: 9) }
    #expect(leased.map(\.id) == long && leased.map(\.lane) == [.long])
    #expect(try await store.write { try $0.leaseJobs(in: .screening, due: .invented(1), leaseUntil: .invented(11), limit: 9) }.isEmpty)
  }

  private static func leasesInTurns(_ store: any HubStore) async throws {
    let region = try await store.write { try InventedRegion.add(to: $0) }
    let (flooding, other) = (region.clinic, region.otherClinic)
    let jobs = try await enqueue(store, from: [flooding, flooding, flooding, flooding, other, other])
    #expect(try await lease(store, at: 1, until: 99, limit: 3) == [jobs[0], jobs[4], jobs[1]])
    // Two turns have been served, so the newcomer's is the third, like that of the job which came before it.
    let third = try await store.write { try $0.add(Clinic(id: .unassigned, name: "丙", code: "BING", aeTitles: ["BING"], readBy: region.hospital.id)) }
    let newcomers = try await enqueue(store, from: [third, third], numbersFrom: 10)
    #expect(try await lease(store, at: 1, until: 99) == [jobs[5], jobs[2], newcomers[0], jobs[3], newcomers[1]])
    // Nothing waits: who sent much before is not behind who sent little.
    let later = try await enqueue(store, from: [flooding, other, third], numbersFrom: 20)
    #expect(try await lease(store, at: 1, until: 99) == later)
  }

  private static func keepsPlaceForOthers(_ store: any HubStore) async throws {
    let region = try await store.write { try InventedRegion.add(to: $0) }
    let routine = try await enqueue(store, from: [region.clinic, region.clinic])
    let urgent = try await enqueue(store, from: Array(repeating: region.otherClinic, count: 4), numbersFrom: 10, isUrgent: true)
    #expect(try await lease(store, at: 1, until: 99, limit: 1) == [urgent[0]])
    #expect(try await lease(store, at: 1, until: 99, limit: 2) == [urgent[1], routine[0]])
    #expect(try await lease(store, at: 1, until: 99, limit: 9) == [urgent[2], urgent[3], routine[1]])
  }

  private static func refusesWorkOnNothing(_ store: any HubStore) async throws {
    let work = Job.Work.index(ArrivalID(rawValue: 99))
    await expectRefusal(.notFound) { try await store.write { try $0.enqueue(work, isUrgent: false, notBefore: .invented(0)) } }
  }

  private static func finishesJobs(_ store: any HubStore) async throws {
    let ids = try await enqueueFour(store)
    _ = try await lease(store, at: 1, until: 11)
    try await store.write { transaction in
      try transaction.complete(ids[0])
      try transaction.retry(ids[1], notBefore: .invented(50))
      try transaction.bury(ids[2])
    }
    #expect(try await store.read { try $0.jobs(in: .waiting, limit: 9) }.map(\.id) == [ids[1], ids[3]])
    let dead = try await store.read { try $0.jobs(in: .dead, limit: 9) }
    #expect(dead.map(\.id) == [ids[2]] && dead.first?.state == .dead && dead.first?.isUrgent == true)
    #expect(try await lease(store, at: 49, until: 60).isEmpty)
    #expect(try await lease(store, at: 50, until: 60) == [ids[1]])
    await expectRefusal(.notFound) { try await store.write { try $0.complete(ids[0]) } }
    await expectRefusal(.notFound) { try await store.write { try $0.retry(ids[0], notBefore: .invented(1)) } }
    await expectRefusal(.notFound) { try await store.write { try $0.bury(ids[0]) } }
  }

  private static func keepsWorkOfJobs(_ store: any HubStore) async throws {
    let ids = try await enqueueFour(store)
    let (screen, work) = try await store.write { transaction in
      let clinic = try #require(try transaction.clinic(aeTitle: "SQT_ECG"))
      let study = try transaction.addInventedReading(1, clinic: clinic).study
      let arrival = try #require(try transaction.jobs(in: .waiting, limit: 1).first.flatMap { if case .index(let id) = $0.work { id } else { nil } })
      let work = Job.Work.screen(study, arrival)
      return (try transaction.enqueue(work, isUrgent: false, notBefore: .invented(0)), work)
    }
    #expect(try await store.read { try $0.jobs(in: .waiting, limit: 9) }.last?.work == work)
    try await store.write { try $0.complete(screen) }
    let next = try await store.write { try $0.enqueue(work, isUrgent: false, notBefore: .invented(0)) }
    #expect(next != screen && !ids.contains(next))
  }

  private static func leasesEachJobOnce(_ store: any HubStore) async throws {
    try await store.write { transaction in
      let region = try InventedRegion.add(to: transaction)
      for number in 0..<100 {
        guard case .stored(let arrival) = try transaction.add(Arrival.invented(number, from: region.clinic)) else { throw HubError(.internalError) }
        _ = try transaction.enqueue(.index(arrival), isUrgent: false, notBefore: .invented(0))
      }
    }
    let leased = try await withThrowingTaskGroup(of: [JobID].self) { group in
      for _ in 0..<8 {
        group.addTask {
          var mine: [JobID] = []
          while case let jobs = try await lease(store, at: 1, until: 99, limit: 3), !jobs.isEmpty { mine += jobs }
          return mine
        }
      }
      return try await group.reduce(into: [JobID]()) { $0 += $1 }
    }
    #expect(leased.count == 100 && Set(leased).count == 100)
  }
}
