import Foundation
import HubAPI
import HubFlow
import HubModel
import HubTesting
import Reports
import Testing

@Suite("Critical values")
struct CriticalTests {
  private func critical(_ world: FlowWorld) async throws -> (clinic: Clinic, reader: EnrolledReader, row: CriticalRow) {
    try await world.addHospital()
    let reader = try await world.enrol("陈静")
    let clinic = try await world.addClinic("QINGSHAN").clinic
    try await world.upload("ecg-acute-st-elevation/ecg.dcm", from: clinic)
    await world.settle()
    let row = try #require(try await world.critical.page(includesClosed: false, limit: 10, by: .clinic(clinic.id)).episodes.first)
    return (clinic, reader, row)
  }

  private func poll(_ world: FlowWorld, _ clinic: Clinic, alarms: Int64?, wait: TimeSpan = .seconds(0)) async throws -> ReportPage {
    try await world.delivering.page(after: 0, alarms: alarms, includesAcknowledged: false, limit: 10, wait: wait, by: .clinic(clinic.id))
  }

  @Test("of two ECGs the first is critical and the last ordinary: the report is of a critical study")
  func criticalBeforeOrdinary() async throws {
    let world = try await FlowWorld()
    let (clinic, reader, _) = try await critical(world)
    func study(_ sample: String) throws -> (bytes: Data, uid: Range<Data.Index>) {
      let bytes = try Data(contentsOf: Samples.studies.appendingPathComponent(sample + "/ecg.dcm"))
      let start = try #require(bytes.range(of: Data([0x20, 0, 0x0D, 0]) + Data("UI".utf8))).upperBound + 2
      return (bytes, start..<(start + 44))
    }
    let first = try study("ecg-acute-st-elevation")
    var second = try study("ecg-normal")
    second.bytes.replaceSubrange(second.uid, with: first.bytes[first.uid])
    try await world.upload(second.bytes, from: clinic)
    await world.settle()
    let readings = try await world.readings(by: reader)
    #expect(readings.map(\.grade) == [.critical])
    let id = try #require(readings.first?.id)
    #expect(try await world.viewing.detail(id, by: reader.principal).screeningGrade == .ordinary)
    _ = try await world.issue(id, by: reader)
    let version = try #require(try await world.store.read { try $0.reportVersions(of: id) }.last)
    #expect(try CanonicalJSON.decode(ReportContent.self, from: version.contentJSON).isCritical)
  }

  @Test("a critical ECG is raised by the core, told by the poll, answered, closed; the audit trail holds every step")
  func wholeWay() async throws {
    let world = try await FlowWorld()
    let (clinic, reader, row) = try await critical(world)
    #expect(row.state == .raised && row.findings.contains { $0.code == "STEMI" })
    // A poll that does not listen for alarms tells nobody.
    #expect(try await poll(world, clinic, alarms: nil).alarms == nil)
    #expect(try await world.critical.episode(row.id, by: reader.principal).state == .raised)
    let heard = try await poll(world, clinic, alarms: 0)
    #expect(heard.alarms?.map(\.id) == [row.id] && heard.alarms?.first?.state == .notified)
    let cursor = try #require(heard.alarmCursor)
    #expect(try await poll(world, clinic, alarms: cursor).alarms?.isEmpty == true)
    await #expect(throws: HubError(.episodeWaiting)) { _ = try await world.critical.close(row.id, CriticalClosure(note: nil), by: reader.principal) }
    await #expect(throws: HubError(.badRequest)) {
      _ = try await world.critical.acknowledge(row.id, CriticalAcknowledgement(name: "张护士", action: " "), by: .clinic(clinic.id))
    }
    let answer = CriticalAcknowledgement(name: "张护士", action: "立即转院")
    let answered = try await world.critical.acknowledge(row.id, answer, by: .clinic(clinic.id))
    #expect(answered.state == .acknowledged)
    #expect(try await world.critical.acknowledge(row.id, answer, by: .clinic(clinic.id)) == answered)
    #expect(try await world.critical.close(row.id, CriticalClosure(note: "已到院"), by: reader.principal).state == .closed)
    #expect(try await world.critical.page(includesClosed: false, limit: 10, by: reader.principal).episodes.isEmpty)
    let actions = try await world.auditing.entries(after: 0, limit: 5_000, by: .auditor).entries.map(\.event)
      .filter { $0.subject == "critical:\(row.id)" }.map(\.action)
    #expect(actions.first == .criticalRaised && actions.suffix(3) == [.criticalNotified, .criticalAcknowledged, .criticalClosed])
  }

  @Test("a second critical ECG of the same patient joins the open episode; another patient has their own")
  func joins() async throws {
    let world = try await FlowWorld()
    let (clinic, reader, row) = try await critical(world)
    let raised = try await world.critical.raise(
      NewCritical(text: "主动脉夹层可能"), of: try #require(row.findings.first?.reading), by: reader.principal)
    #expect(raised.id == row.id && raised.findings.last?.chinese == "主动脉夹层可能")
    try await world.upload("ecg-normal/ecg.dcm", from: clinic)
    await world.settle()
    let other = try #require(try await world.readings(by: reader).first { $0.grade == .ordinary })
    let second = try await world.critical.raise(NewCritical(text: "请复查"), of: other.id, by: reader.principal)
    #expect(second.id != row.id)
  }

  @Test("nobody answers: escalated at 5 and at 10 minutes, naming the clinic's contacts; the poll rings each time")
  func escalates() async throws {
    let world = try await FlowWorld()
    let (clinic, _, row) = try await critical(world)
    let contacts = ClinicContacts(contacts: [Contact(name: "李院长", phone: "139", level: 2), Contact(name: "王主任", phone: "138", level: 1)])
    _ = try await world.administration.setContacts(contacts, clinicCode: clinic.code, by: .administrator)
    var cursor = try #require(try await poll(world, clinic, alarms: 0).alarmCursor)
    for (seconds, level) in [(299, 0), (1, 1), (299, 1), (1, 2), (3_600, 2)] {
      world.clock.advance(by: .seconds(Int64(seconds)))
      await world.housekeeping.tick()
      let page = try await poll(world, clinic, alarms: cursor)
      let isRinging = seconds == 1
      #expect(page.alarms?.isEmpty == !isRinging, "after \(seconds) s")
      cursor = page.alarmCursor ?? cursor
      let now = try await world.critical.episode(row.id, by: .clinic(clinic.id))
      #expect(now.level == level)
      if isRinging { #expect(now.events.last?.personName == (level == 1 ? "王主任 138" : "王主任 138, 李院长 139")) }
    }
  }

  @Test("a poll that is waiting is woken by a critical ECG, not by its own answer")
  func wakes() async throws {
    let world = try await FlowWorld()
    try await world.addHospital()
    let clinic = try await world.addClinic("QINGSHAN").clinic
    async let waiting = poll(world, clinic, alarms: 0, wait: .seconds(60))
    try await Task.sleep(for: .milliseconds(100))
    try await world.upload("ecg-acute-st-elevation/ecg.dcm", from: clinic)
    await world.settle()
    #expect(try await waiting.alarms?.count == 1)
  }

  @Test("another hospital's doctor and another clinic find nothing; an administrator may not")
  func tenancy() async throws {
    let world = try await FlowWorld()
    let (_, _, row) = try await critical(world)
    try await world.addHospital("白鹤县人民医院")
    let stranger = try await world.enrol("赵强", hospital: "白鹤县人民医院")
    let other = try await world.addClinic("SONGLIN", hospital: "白鹤县人民医院").clinic
    for principal in [stranger.principal, .clinic(other.id)] {
      #expect(try await world.critical.page(includesClosed: true, limit: 10, by: principal).episodes.isEmpty)
      await #expect(throws: HubError(.notFound)) { _ = try await world.critical.episode(row.id, by: principal) }
    }
    await #expect(throws: HubError(.notPermitted)) { _ = try await world.critical.episode(row.id, by: .administrator) }
    await #expect(throws: HubError(.notPermitted)) {
      _ = try await world.critical.acknowledge(row.id, CriticalAcknowledgement(name: "x", action: "y"), by: stranger.principal)
    }
  }
}
