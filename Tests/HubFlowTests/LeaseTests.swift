import HubAPI
import HubFlow
import HubModel
import HubTesting
import Testing

@Suite("Claims, leases and stale tokens")
struct LeaseTests {
  @Test("Of 200 claims at once one wins")
  func race() async throws {
    let world = try await FlowWorld()
    try await world.addHospital()
    let clinic = try await world.addClinic("QINGSHAN").clinic
    let readers = try await [world.enrol("陈静"), world.enrol("林涛"), world.enrol("周敏"), world.enrol("吴刚")]
    try await world.upload("ecg-normal/ecg.dcm", from: clinic)
    await world.settle()
    let id = try #require(try await world.readings(by: readers[0]).first?.id)
    let winners = await withTaskGroup(of: ReaderID?.self) { group in
      for attempt in 0..<200 {
        let reader = readers[attempt % readers.count]
        group.addTask { (try? await world.worklist.claim(id, by: reader.principal)).map { _ in reader.id } }
      }
      var found: Set<ReaderID> = []
      for await winner in group { if let winner { found.insert(winner) } }
      return found
    }
    #expect(winners.count == 1)
    let claims = try await world.auditing.entries(after: 0, limit: 5_000, by: .auditor).entries.filter { $0.event.action == .claimed }
    #expect(claims.count == 1)
  }

  @Test("A lease that ran out returns the reading with an event; the old token can neither save nor sign")
  func lapse() async throws {
    let world = try await FlowWorld()
    try await world.addHospital()
    let clinic = try await world.addClinic("QINGSHAN").clinic
    let (first, second) = try await (world.enrol("陈静"), world.enrol("林涛"))
    try await world.upload("ecg-normal/ecg.dcm", from: clinic)
    await world.settle()
    let id = try #require(try await world.readings(by: first).first?.id)
    let claimed = try await world.worklist.claim(id, by: first.principal)
    let draft = NewReportVersion(
      leaseToken: claimed.leaseToken, basedOnVersion: 0, studyRevision: 1, findings: "", impression: "窦性心律", readerGrade: nil)
    _ = try await world.reporting.save(draft, for: id, by: first.principal)
    let submission = try await world.prepared(id, version: 1, leaseToken: claimed.leaseToken, by: first)
    world.clock.advance(by: world.clocks.leaseLength)
    world.clock.advance(by: .seconds(1))
    await world.settle()
    let row = try #require(try await world.readings(by: second).first)
    #expect(row.state == .scheduled && row.holderName == nil)
    let actions = try await world.auditing.entries(after: 0, limit: 5_000, by: .auditor).entries.map(\.event.action)
    #expect(actions.contains(.leaseLapsed))
    await #expect(throws: HubError(.leaseNotHeld)) { try await world.signing.submit(submission, for: id, version: 1, by: first.principal) }

    let taken = try await world.worklist.claim(id, by: second.principal)
    #expect(taken.leaseToken > claimed.leaseToken)
    await #expect(throws: HubError(.leaseNotHeld)) { try await world.reporting.save(draft, for: id, by: first.principal) }
    let versions = try await world.reporting.versions(of: id, by: first.principal).versions
    #expect(versions.map(\.impression) == ["窦性心律"])
  }

  @Test("The same holder's old token is stale after a new claim")
  func staleToken() async throws {
    let world = try await FlowWorld()
    try await world.addHospital()
    let clinic = try await world.addClinic("QINGSHAN").clinic
    let reader = try await world.enrol("陈静")
    try await world.upload("ecg-normal/ecg.dcm", from: clinic)
    await world.settle()
    let id = try #require(try await world.readings(by: reader).first?.id)
    let old = try await world.worklist.claim(id, by: reader.principal)
    try await world.worklist.release(id, leaseToken: old.leaseToken, by: reader.principal)
    let new = try await world.worklist.claim(id, by: reader.principal)
    let draft = NewReportVersion(
      leaseToken: old.leaseToken, basedOnVersion: 0, studyRevision: 1, findings: "", impression: "x", readerGrade: nil)
    await #expect(throws: HubError(.leaseStale)) { try await world.reporting.save(draft, for: id, by: reader.principal) }
    #expect(new.leaseToken == old.leaseToken + 1)
  }

  @Test("Two versions on top of the same one: the second is refused")
  func conflict() async throws {
    let world = try await FlowWorld()
    try await world.addHospital()
    let clinic = try await world.addClinic("QINGSHAN").clinic
    let reader = try await world.enrol("陈静")
    try await world.upload("ecg-normal/ecg.dcm", from: clinic)
    await world.settle()
    let id = try #require(try await world.readings(by: reader).first?.id)
    let token = try await world.worklist.claim(id, by: reader.principal).leaseToken
    let draft = NewReportVersion(leaseToken: token, basedOnVersion: 0, studyRevision: 1, findings: "", impression: "x", readerGrade: nil)
    _ = try await world.reporting.save(draft, for: id, by: reader.principal)
    await #expect(throws: HubError(.revisionConflict)) { try await world.reporting.save(draft, for: id, by: reader.principal) }
  }

  @Test("Work that a dead process had leased is done at the next start, not a minute later")
  func workOfTheDead() async throws {
    let world = try await FlowWorld()
    try await world.addHospital()
    let clinic = try await world.addClinic("QINGSHAN").clinic
    let reader = try await world.enrol("陈静")
    try await world.upload("ecg-normal/ecg.dcm", from: clinic)
    let now = world.clock.now().wall
    _ = try await world.store.write { try $0.leaseJobs(in: .index, due: now, leaseUntil: now + .seconds(60), limit: 10) }
    await world.settle()
    #expect(try await world.readings(by: reader).isEmpty)
    try await LeaseRecovery(store: world.store, clock: world.clock, clocks: world.clocks).takeUpJobs()
    await world.settle()
    #expect(try await world.readings(by: reader).count == 1)
  }
}
