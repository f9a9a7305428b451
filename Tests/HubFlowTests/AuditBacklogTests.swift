import Foundation
import HubAPI
import HubFlow
import HubModel
import HubTesting
import Synchronization
import Testing
import Trust

@Suite("Looks while nothing can be kept")
struct AuditBacklogTests {
  private let full = FailurePlan()

  private func opened(in world: FlowWorld) async throws -> [AuditEvent] {
    try await world.store.read { try $0.auditEntries(after: 0, limit: 10_000) }.map(\.event).filter {
      $0.action == .opened || $0.action == .reportFetched
    }
  }

  @Test("a doctor sees the ECG and a clinic its report on a full disk; the looks are told at once and enter the trail when there is room")
  func looks() async throws {
    let world = try await FlowWorld()
    try await world.addHospital()
    let clinic = try await world.addClinic("QS").clinic
    let doctor = try await world.enrol("李明")
    try await world.upload("ecg-normal/ecg.dcm", from: clinic)
    await world.settle()
    let id = try #require(try await world.readings(by: doctor).first?.id)
    _ = try await world.issue(id, by: doctor)
    let before = try await opened(in: world)

    let told = Heard()
    let backlog = AuditBacklog { told.note($0) }
    let store = FailingHubStore(world.store, writes: full)
    let viewing = Viewing(store: store, blobs: world.blobs, clock: world.clock, clocks: world.clocks, pictures: world.pictures, backlog: backlog)
    let delivering = Delivering(
      store: store, blobs: world.blobs, clock: world.clock, auditHeads: world.heads, bell: DeliveryBell(), backlog: backlog)
    let probe = WriteProbe(store: store, folder: world.folder.path, clock: world.clock, backlog: backlog) { _ in }
    let housekeeping = Housekeeping(
      worklist: world.worklist, indexing: Indexing(store: world.store, clock: world.clock, clocks: world.clocks), critical: world.critical,
      space: SpaceWatch(space: SpaceGuard(gauge: FixedSpace())) { _ in }, probe: probe,
      report: { _ in })
    full.fail(after: 0, with: HubError(.storageFull), lasting: true)

    #expect(try await viewing.detail(id, by: doctor.principal).reading.id == id)
    #expect(try await !viewing.ecgPage(id, arrival: nil, format: .svg, by: doctor.principal).isEmpty)
    #expect(try await !delivering.pdf(sequence: 1, by: .clinic(clinic.id)).isEmpty)
    #expect(told.events.map(\.detail) == ["detail", "ecg", "sequence 1"])
    #expect(backlog.count == 3)
    let stranger = try await world.addClinic("BH").clinic
    await #expect(throws: HubError(.notFound)) { try await delivering.pdf(sequence: 1, by: .clinic(stranger.id)) }
    await #expect(throws: HubError(.notPermitted)) { try await viewing.detail(id, by: .auditor) }
    #expect(backlog.count == 3, "what is refused is no look")
    await housekeeping.tick()
    #expect(probe.failure == .storageFull && probe.waitingLooks == 3)
    #expect(try await opened(in: world) == before)

    let seen = world.clock.now().wall
    world.clock.advance(by: .seconds(600))
    full.heal()
    await housekeeping.tick()
    #expect(probe.failure == nil && probe.waitingLooks == 0)
    let late = try await opened(in: world).dropFirst(before.count)
    #expect(late.map(\.detail) == ["detail; entered late", "ecg; entered late", "sequence 1; entered late"])
    #expect(late.allSatisfy { $0.at == seen })
    var chain = AuditChainVerifier()
    for entry in try await world.store.read({ try $0.auditEntries(after: 0, limit: 10_000) }) { try chain.check(entry) }
    _ = try await viewing.detail(id, by: doctor.principal)
    #expect(backlog.count == 0)
  }

  @Test("a critical value rings at its clinic on a full disk; it counts as told only when that is kept")
  func ringing() async throws {
    let world = try await FlowWorld()
    try await world.addHospital()
    let clinic = try await world.addClinic("QS").clinic
    try await world.upload("ecg-acute-st-elevation/ecg.dcm", from: clinic)
    await world.settle()
    let store = FailingHubStore(world.store, writes: full)
    let delivering = Delivering(
      store: store, blobs: world.blobs, clock: world.clock, auditHeads: world.heads, bell: DeliveryBell(), backlog: AuditBacklog { _ in })
    func poll() async throws -> ReportPage {
      try await delivering.page(after: 0, alarms: 0, includesAcknowledged: false, limit: 10, wait: .seconds(0), by: .clinic(clinic.id))
    }
    full.fail(after: 0, with: HubError(.storageFull), lasting: true)
    #expect(try await poll().alarms?.map(\.state) == [.raised])
    full.heal()
    #expect(try await poll().alarms?.map(\.state) == [.notified])
  }

  @Test("a look that fails for any other reason is refused")
  func otherFailures() async throws {
    let world = try await FlowWorld()
    try await world.addHospital()
    let clinic = try await world.addClinic("QS").clinic
    let doctor = try await world.enrol("李明")
    try await world.upload("ecg-normal/ecg.dcm", from: clinic)
    await world.settle()
    let id = try #require(try await world.readings(by: doctor).first?.id)
    let store = FailingHubStore(world.store, writes: full)
    let backlog = AuditBacklog { _ in }
    let viewing = Viewing(store: store, blobs: world.blobs, clock: world.clock, clocks: world.clocks, pictures: world.pictures, backlog: backlog)
    full.fail(after: 0, with: HubError(.storeDamaged), lasting: true)
    await #expect(throws: HubError(.storeDamaged)) { try await viewing.detail(id, by: doctor.principal) }
    #expect(backlog.count == 0)
  }
}

private final class Heard: Sendable {
  private let heard = Mutex<[AuditEvent]>([])
  func note(_ event: AuditEvent) { heard.withLock { $0.append(event) } }
  var events: [AuditEvent] { heard.withLock { $0 } }
}
