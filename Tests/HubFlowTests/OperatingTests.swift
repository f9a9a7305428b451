import Foundation
import HubFlow
import HubModel
import HubTesting
import Testing

@Suite("Operating")
struct OperatingTests {
  private func value(_ name: String, in text: String) -> Double? {
    text.split(separator: "\n").first { $0.hasPrefix(name + " ") }.flatMap { $0.split(separator: " ").last }.flatMap { Double($0) }
  }

  @Test("a disk at its reserve takes nothing in, says so, and goes on being read; room again, and it goes on")
  func reserve() async throws {
    let world = try await FlowWorld()
    try await world.addHospital()
    let reader = try await world.enrol("陈静")
    let clinic = try await world.addClinic("QINGSHAN").clinic
    try await world.upload("ecg-normal/ecg.dcm", from: clinic)
    await world.settle()
    world.space.leave(100 << 20)
    await #expect(throws: HubError(.storageFull)) { try await world.upload("ecg-old-infarct/ecg.dcm", from: clinic) }
    await #expect(throws: HubError(.storageFull)) { try await world.operating.requireReady() }
    let id = try #require(try await world.readings(by: reader).first?.id)
    #expect(try await world.issue(id, by: reader).version == 1)
    world.space.leave(1 << 40)
    try await world.operating.requireReady()
    try await world.upload("ecg-old-infarct/ecg.dcm", from: clinic)
  }

  @Test("each alarm of the disk is told once when it changes")
  func alarms() async throws {
    let world = try await FlowWorld()
    for free in [1 << 40, 90 << 30, 90 << 30, 1 << 20, 1 << 20, 1 << 40] as [Int64] {
      world.space.leave(free)
      await world.housekeeping.tick()
    }
    #expect(world.alarms.levels == [.warning, .refusing, .enough])
  }

  @Test("the numbers are those of the store, and no name stands among them")
  func numbers() async throws {
    let world = try await FlowWorld()
    try await world.addHospital()
    let reader = try await world.enrol("陈静")
    let clinic = try await world.addClinic("QINGSHAN").clinic
    for sample in ["ecg-normal/ecg.dcm", "ecg-acute-st-elevation/ecg.dcm", "ecg-normal/ecg.dcm"] { try await world.upload(sample, from: clinic) }
    await world.settle()
    world.clock.advance(by: .seconds(700))
    #expect(try await !world.operating.metrics(by: .auditor).contains("readinghub_tls_certificate"))
    world.operating.watchCertificate { 1_900_000_000 }
    let text = try await world.operating.metrics(by: .auditor)
    #expect(text.contains("\nreadinghub_tls_certificate_expires_seconds 1900000000\n"))
    #expect(value("readinghub_readings{state=\"scheduled\",priority=\"critical\"}", in: text) == 1)
    #expect(value("readinghub_readings_overdue{state=\"scheduled\",priority=\"critical\"}", in: text) == 1)
    #expect(value("readinghub_reading_oldest_seconds{state=\"scheduled\",priority=\"critical\"}", in: text) == 700)
    #expect(value("readinghub_critical_unanswered", in: text) == 1 && value("readinghub_critical_oldest_seconds", in: text) == 700)
    #expect(value("readinghub_jobs_waiting", in: text) == 0)
    #expect(value("readinghub_objects_total{door=\"upload\",outcome=\"stored\"}", in: text) == 2)
    #expect(value("readinghub_objects_total{door=\"upload\",outcome=\"held\"}", in: text) == 1)
    #expect(value("readinghub_screening_seconds_count", in: text) == 2)
    for name in ["王小东", clinic.name, clinic.code, "陈静", "QINGSHAN"] { #expect(!text.contains(name)) }
    await #expect(throws: HubError(.notPermitted)) { _ = try await world.operating.metrics(by: reader.principal) }
    await #expect(throws: HubError(.notPermitted)) { _ = try await world.operating.metrics(by: .clinic(clinic.id)) }
  }
}
