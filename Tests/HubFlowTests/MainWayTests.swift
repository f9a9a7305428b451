import Foundation
import HubAPI
import HubModel
import HubTesting
import Reports
import Testing

@Suite("The way of a study, from upload to acknowledged report")
struct MainWayTests {
  @Test("A critical ECG goes to the head, is read, signed, delivered once and acknowledged")
  func fromUploadToAcknowledgement() async throws {
    let world = try await FlowWorld()
    try await world.addHospital()
    let clinic = try await world.addClinic("QINGSHAN").clinic
    let reader = try await world.enrol("陈静")
    try await world.upload("ecg-normal/ecg.dcm", from: clinic)
    try await world.upload("ecg-acute-st-elevation/ecg.dcm", from: clinic)
    await world.settle()
    let rows = try await world.readings(by: reader)
    #expect(rows.count == 2)
    #expect(rows.first?.grade == .critical)
    let next = try await world.worklist.claimNext(kind: nil, by: reader.principal)
    #expect(next.reading.id == rows[0].id)

    let issued = try await world.issue(rows[0].id, by: reader)
    let page = try await world.delivering.page(after: 0, includesAcknowledged: false, limit: 10, wait: .seconds(0), by: .clinic(clinic.id))
    #expect(page.reports.map(\.pdfDigest) == [issued.signedDigest])
    let pdf = try await world.delivering.pdf(sequence: 1, by: .clinic(clinic.id))
    let result = SignedReportVerifier(roots: [world.authority.certificate]).verify(pdf: pdf, at: world.clock.now().wall)
    #expect(result.isValid, "\(result.faults)")
    #expect(result.content?.impression == "急性心肌梗死图形")

    let receipt = ReportAcknowledgement(pdfDigest: issued.signedDigest)
    let first = try await world.delivering.acknowledge(sequence: 1, receipt, by: .clinic(clinic.id))
    world.clock.advance(by: .seconds(5))
    let second = try await world.delivering.acknowledge(sequence: 1, receipt, by: .clinic(clinic.id))
    #expect(first.acknowledgedAt == second.acknowledgedAt)
    let after = try await world.delivering.page(after: 0, includesAcknowledged: false, limit: 10, wait: .seconds(0), by: .clinic(clinic.id))
    #expect(after.reports.isEmpty)
  }

  @Test("A reader is told how far the measurements may be trusted")
  func measurementStatus() async throws {
    let world = try await FlowWorld()
    try await world.addHospital()
    let clinic = try await world.addClinic("QINGSHAN").clinic
    let reader = try await world.enrol("陈静")
    var told: [String: String] = [:]
    for sample in ["ecg-normal", "ecg-bad-signal"] {
      try await world.upload("\(sample)/ecg.dcm", from: clinic)
      await world.settle()
      let known = Set(told.keys)
      for row in try await world.readings(by: reader) where !known.contains(row.id.description) {
        let detail = try await world.viewing.detail(row.id, by: reader.principal)
        told[row.id.description] = "\(detail.measurementStatus?.code ?? "") \(detail.measurementReasons.count) \(detail.remarks.count)"
      }
    }
    #expect(told.values.sorted() == ["measured 0 0", "notMeasured 1 0"])
  }

  @Test("The same bytes twice get the same receipt; other bytes under the same UID are a conflict and the first is kept")
  func repeatsAndConflicts() async throws {
    let world = try await FlowWorld()
    try await world.addHospital()
    let clinic = try await world.addClinic("QINGSHAN").clinic
    let other = try await world.addClinic("BAIHE").clinic
    let first = try await world.upload("ecg-normal/ecg.dcm", from: clinic)
    let again = try await world.upload("ecg-normal/ecg.dcm", from: clinic)
    #expect(again.result == .alreadyHeld && again.arrival == first.arrival)
    var bytes = try Data(contentsOf: Samples.studies.appendingPathComponent("ecg-normal/ecg.dcm"))
    bytes[bytes.count - 10] ^= 1
    await #expect(throws: HubError(.objectConflict)) { try await world.upload(bytes, from: clinic) }
    #expect(try await world.upload(bytes, from: other).result == .stored)
    let refusals = try await world.intake.refusals(by: .clinic(clinic.id), limit: 10)
    #expect(refusals.map(\.code) == ["object-conflict"])
    #expect(try await world.intake.refusals(by: .clinic(other.id), limit: 10).isEmpty)
  }

  @Test("A study with a manifest is ready when its last object is indexed; without one after the quiet period")
  func readiness() async throws {
    let world = try await FlowWorld()
    try await world.addHospital()
    let clinic = try await world.addClinic("QINGSHAN").clinic
    let reader = try await world.enrol("陈静")
    try await world.upload("xray-hip/xray.dcm", from: clinic, isComplete: true)
    try await world.upload("mr-abdomen/mr.dcm", from: clinic, isComplete: false)
    await world.settle()
    let early = try await world.readings(by: reader)
    #expect(early.first { $0.scope == .xray }?.readiness == .ready)
    let mr = try #require(early.first { $0.scope == .mr })
    #expect(mr.readiness == .receiving)
    await #expect(throws: HubError(.readingNotReady)) { try await world.worklist.claim(mr.id, by: reader.principal) }
    world.clock.advance(by: .seconds(2))
    await world.settle()
    #expect(try await world.readings(by: reader).allSatisfy { $0.readiness == .ready })
  }
}
