import HubAPI
import HubFlow
import HubModel
import HubTesting
import Testing

@Suite("A critical value is told again after an amendment")
struct ReopeningTests {
  /// A reported critical ECG whose clinic has heard and answered.
  private func answered() async throws -> (FlowScene, CriticalEpisodeID) {
    let scene = try await FlowScene(sample: "ecg-acute-st-elevation/ecg.dcm")
    _ = try await scene.world.issue(scene.id, by: scene.reporter)
    let id = try #require(try await heard(scene).first?.id)
    try await answer(scene, id, "张护士")
    return (scene, id)
  }

  private func heard(_ scene: FlowScene) async throws -> [CriticalRow] {
    try await scene.world.delivering.page(
      after: 0, alarms: 0, includesAcknowledged: false, limit: 10, wait: .seconds(0), by: .clinic(scene.clinic.id)
    ).alarms ?? []
  }

  private func answer(_ scene: FlowScene, _ id: CriticalEpisodeID, _ name: String) async throws {
    let answer = CriticalAcknowledgement(name: name, action: "转院")
    _ = try await scene.world.critical.acknowledge(id, answer, by: .clinic(scene.clinic.id))
  }

  @Test(
    "answered or closed: it rings again from the amendment, escalates again, is answered again; the export shows both rounds",
    arguments: [false, true])
  func bothRounds(_ isClosed: Bool) async throws {
    let (scene, id) = try await answered()
    let world = scene.world
    if isClosed { _ = try await world.critical.close(id, CriticalClosure(note: "已到院"), by: scene.reporter.principal) }
    world.clock.advance(by: .hours(2))
    try await world.amend(scene.id, .corrected, by: scene.other)
    #expect(try await world.critical.episode(id, by: scene.other.principal).state == (isClosed ? .closed : .acknowledged), "opening is no telling")
    world.clock.advance(by: .minutes(1))
    _ = try await world.issue(scene.id, by: scene.other, impression: "急性下壁心肌梗死图形")
    let open = try await world.critical.episode(id, by: scene.other.principal)
    #expect(open.state == .raised && open.discoveredAt == Timestamp(world.clock.now().wall) && open.level == 0)
    let told = try #require(try await heard(scene).first)
    #expect(told.id == id && told.state == .notified && told.findings.last?.chinese == "报告已更正：左右侧写反")
    world.clock.advance(by: .minutes(5))
    #expect(try await world.critical.escalateDue() == 1)
    try await answer(scene, id, "李护士")
    let row = try #require(try await world.critical.page(includesClosed: true, limit: 10, by: scene.other.principal).episodes.first)
    #expect(row.state == .acknowledged)
    #expect(row.events.filter { $0.kind == .acknowledged }.compactMap(\.personName) == ["张护士", "李护士"])
    #expect(row.events.filter { $0.kind == .notified }.count == 2 && row.events.contains { $0.kind == .reopened && $0.text == "左右侧写反" })
    let actions = try await world.auditing.entries(after: 0, limit: 5_000, by: .auditor).entries.map(\.event).filter {
      $0.subject == "critical:\(id)"
    }
    #expect(actions.filter { $0.action == .criticalAcknowledged }.count == 2)
    #expect(actions.allSatisfy { !$0.detail.contains("左右侧写反") }, "no words of a report in the trail")
  }

  @Test("a withdrawal does; an appended report only when it says so")
  func kinds() async throws {
    let (scene, id) = try await answered()
    let world = scene.world
    let state: () async throws -> CriticalEpisode.State = { try await world.critical.episode(id, by: scene.other.principal).state }
    try await world.amend(scene.id, .appended, by: scene.other)
    _ = try await world.issue(scene.id, by: scene.other, impression: "急性心肌梗死图形\n建议复查")
    #expect(try await state() == .acknowledged)
    try await world.amend(scene.id, .appended, by: scene.other, tellsAgain: true)
    _ = try await world.issue(scene.id, by: scene.other, impression: "急性心肌梗死图形\n建议复查\n立即溶栓")
    #expect(try await state() == .raised)
    _ = try await heard(scene)
    try await answer(scene, id, "李护士")
    _ = try await world.withdraw(scene.id, by: scene.reporter)
    #expect(try await state() == .raised)
  }

  @Test("once for a version, though it leaves twice; and nothing for a patient without a critical value")
  func once() async throws {
    let (scene, id) = try await answered()
    let world = scene.world
    _ = try await world.administration.setAgreement(Agreement(reviewedScopes: [.ecg]), clinicCode: scene.clinic.code, by: .administrator)
    try await world.amend(scene.id, .corrected, by: scene.reporter)
    _ = try await world.issue(scene.id, by: scene.reporter, impression: "急性下壁心梗")
    _ = try await heard(scene)
    try await answer(scene, id, "李护士")
    _ = try await world.review(scene.id, by: scene.other)
    #expect(try await world.critical.episode(id, by: scene.other.principal).state == .acknowledged)
    let calm = try await FlowScene()
    _ = try await calm.world.issue(calm.id, by: calm.reporter)
    try await calm.world.amend(calm.id, .corrected, by: calm.reporter)
    _ = try await calm.world.issue(calm.id, by: calm.reporter, impression: "正常")
    #expect(try await calm.world.critical.page(includesClosed: true, limit: 10, by: calm.reporter.principal).episodes.isEmpty)
  }
}
