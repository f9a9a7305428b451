import Foundation
import HubAPI
import HubFlow
import HubModel
import HubTesting
import Testing

@Suite("The same patient's earlier ECG")
struct PriorTests {
  /// The bytes of a sample under another patient's id.
  private func sample(_ name: String, id: String, as other: String) throws -> Data {
    var bytes = try Data(contentsOf: Samples.studies.appendingPathComponent("\(name)/ecg.dcm"))
    let place = try #require(bytes.range(of: Data(id.utf8)))
    bytes.replaceSubrange(place, with: Data(other.utf8))
    return bytes
  }

  /// The normal ECG of 2 March and, of the same patient, the fibrillating one of 3 March.
  private func worldWithTwo() async throws -> (FlowWorld, Clinic, EnrolledReader) {
    let world = try await FlowWorld()
    try await world.addHospital()
    let clinic = try await world.addClinic("QINGSHAN").clinic
    let reader = try await world.enrol("陈静")
    try await world.upload("ecg-normal/ecg.dcm", from: clinic)
    try await world.upload(try sample("ecg-atrial-fibrillation", id: "QS100202", as: "QS100201"), from: clinic)
    await world.settle()
    return (world, clinic, reader)
  }

  private func ids(_ world: FlowWorld, _ reader: EnrolledReader) async throws -> (normal: ReadingID, fibrillating: ReadingID) {
    var found: [Bool: ReadingID] = [:]
    for row in try await world.readings(by: reader) {
      let detail = try await world.viewing.detail(row.id, by: reader.principal)
      found[detail.screeningFindings.contains { $0.code == "AFIB" }] = row.id
    }
    return (try #require(found[false]), try #require(found[true]))
  }

  @Test("The later ECG has the earlier beside it with what is new; the earlier has none, and says so")
  func comparison() async throws {
    let (world, _, reader) = try await worldWithTwo()
    let ids = try await ids(world, reader)
    let prior = try await world.viewing.prior(ids.fibrillating, by: reader.principal)
    #expect(prior.earlier?.id == ids.normal)
    #expect(prior.verdict?.code == "changed")
    #expect(prior.changes.contains { $0.code == "AFIB" })
    let pdf = try await world.viewing.priorPage(ids.fibrillating, format: .pdf, by: reader.principal)
    #expect(pdf.starts(with: "%PDF-".utf8))
    let none = try await world.viewing.prior(ids.normal, by: reader.principal)
    #expect(none.earlier == nil && none.verdict == nil && none.changes.isEmpty)
    await #expect(throws: HubError(.notFound)) { try await world.viewing.priorPage(ids.normal, format: .png, by: reader.principal) }
  }

  @Test("Both looks are in the audit trail")
  func audited() async throws {
    let (world, _, reader) = try await worldWithTwo()
    let ids = try await ids(world, reader)
    _ = try await world.viewing.prior(ids.fibrillating, by: reader.principal)
    let entries = try await world.store.read { try $0.auditEntries(after: 0, limit: 1_000) }
    let opened = entries.map(\.event).filter { $0.action == .opened }
    #expect(opened.contains { $0.subject == "reading:\(ids.fibrillating)" && $0.detail == "prior" })
    #expect(opened.contains { $0.subject == "reading:\(ids.normal)" && $0.detail == "as prior of \(ids.fibrillating)" })
  }

  @Test("The same id at another clinic is another patient, and a stranger sees neither")
  func tenancy() async throws {
    let (world, _, reader) = try await worldWithTwo()
    let ids = try await ids(world, reader)
    let elsewhere = try await world.addClinic("BAIHE").clinic
    try await world.upload("ecg-acute-st-elevation/ecg.dcm", from: elsewhere)
    try await world.upload(try sample("ecg-old-infarct", id: "QS100203", as: "QS100201"), from: elsewhere)
    await world.settle()
    for row in try await world.readings(by: reader) where ![ids.normal, ids.fibrillating].contains(row.id) {
      #expect(try await world.viewing.prior(row.id, by: reader.principal).earlier == nil)
    }
    try await world.addHospital("别处医院")
    let stranger = try await world.enrol("赵强", hospital: "别处医院")
    await #expect(throws: HubError(.notFound)) { try await world.viewing.prior(ids.fibrillating, by: stranger.principal) }
    await #expect(throws: HubError(.notFound)) {
      try await world.viewing.priorPage(ids.fibrillating, format: .svg, by: stranger.principal)
    }
  }
}
