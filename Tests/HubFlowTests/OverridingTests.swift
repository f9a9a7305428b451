import Foundation
import HubAPI
import HubFlow
import HubModel
import HubTesting
import Testing

@Suite("Readers' words on the core's statements")
struct OverridingTests {
  private func world() async throws -> (FlowWorld, EnrolledReader, ReadingID) {
    let world = try await FlowWorld()
    try await world.addHospital()
    let clinic = try await world.addClinic("QINGSHAN").clinic
    let reader = try await world.enrol("陈静")
    try await world.upload("ecg-atrial-fibrillation/ecg.dcm", from: clinic)
    await world.settle()
    return (world, reader, try #require(try await world.readings(by: reader).first).id)
  }

  @Test("A word stands beside the statement, which stays as it was, until it is taken back")
  func keptBeside() async throws {
    let (world, reader, id) = try await world()
    let before = try await world.viewing.screeningJSON(id, by: reader.principal)
    let rows = try await world.overriding.override(NewOverride(code: "AFIB", verdict: .overcalled), of: id, by: reader.principal)
    #expect(rows.overrides.map(\.code) == ["AFIB"] && rows.overrides.first?.readerName == "陈静")
    let detail = try await world.viewing.detail(id, by: reader.principal)
    #expect(detail.overrides == rows.overrides)
    #expect(detail.statements.first { $0.code == "AFIB" }?.evidence.isEmpty == false)
    #expect(try await world.viewing.screeningJSON(id, by: reader.principal) == before)
    let none = try await world.overriding.override(NewOverride(code: "AFIB", verdict: .withdrawn), of: id, by: reader.principal)
    #expect(none.overrides.isEmpty)
    #expect(try await world.overriding.counts(by: reader.principal).counts.isEmpty)
  }

  @Test(
    "What does not fit what was said is refused",
    arguments: [("AFIB", "missed"), ("STEMI", "overcalled"), ("NOSUCH", "missed"), ("AFIB", "withdrawn")])
  func refusals(_ code: String, _ word: String) async throws {
    let (world, reader, id) = try await world()
    let verdict = try #require(StatementOverride.Verdict(rawValue: word))
    let error = await #expect(throws: HubError.self) {
      try await world.overriding.override(NewOverride(code: code, verdict: verdict), of: id, by: reader.principal)
    }
    #expect(error?.code == .badRequest)
  }

  @Test("Each reader's last word counts, by statement; another hospital counts nothing of it")
  func counts() async throws {
    let (world, reader, id) = try await world()
    let second = try await world.enrol("王芳")
    for verdict in [StatementOverride.Verdict.overcalled, .withdrawn, .overcalled] {
      _ = try await world.overriding.override(NewOverride(code: "AFIB", verdict: verdict), of: id, by: reader.principal)
    }
    _ = try await world.overriding.override(NewOverride(code: "AFIB", verdict: .overcalled), of: id, by: second.principal)
    _ = try await world.overriding.override(NewOverride(code: "STEMI", verdict: .missed), of: id, by: second.principal)
    let counts = try await world.overriding.counts(by: reader.principal).counts
    #expect(counts.map { "\($0.code) \($0.missed) \($0.overcalled)" } == ["AFIB 0 2", "STEMI 1 0"])
    #expect(try await world.overriding.counts(by: .administrator).counts == counts)
    try await world.addHospital("别处医院")
    let stranger = try await world.enrol("赵强", hospital: "别处医院")
    #expect(try await world.overriding.counts(by: stranger.principal).counts.isEmpty)
    await #expect(throws: HubError(.notFound)) {
      try await world.overriding.override(NewOverride(code: "AFIB", verdict: .overcalled), of: id, by: stranger.principal)
    }
    await #expect(throws: HubError(.notPermitted)) { try await world.overriding.counts(by: .auditor) }
  }
}
