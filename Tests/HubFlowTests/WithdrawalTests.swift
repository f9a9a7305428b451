import HubAPI
import HubFlow
import HubModel
import HubTesting
import Reports
import Testing

@Suite("Withdrawal")
struct WithdrawalTests {
  @Test("a signed version that says in both languages that the report is withdrawn and why, and nothing of the patient's heart")
  func withdrawn() async throws {
    let scene = try await FlowScene()
    let world = scene.world
    _ = try await world.issue(scene.id, by: scene.reporter, impression: "急性心肌梗死图形")
    let issued = try await world.withdraw(scene.id, by: scene.other, reason: "误发给另一位患者")
    #expect(issued.status == .enteredInError && issued.version == 2)
    let rows = try await scene.reports()
    #expect(rows.map(\.status) == [.final, .enteredInError] && rows.map(\.supersededBy) == [2, nil])
    let result = try await world.verified(2, of: scene.clinic)
    let content = try #require(result.content)
    #expect(result.status == .enteredInError && content.amendment?.changes.isEmpty == true)
    #expect(content.impression.contains("已撤回") && content.impression.contains("withdrawn") && content.impression.contains("误发给另一位患者"))
    #expect(content.findings.isEmpty && content.measurements.isEmpty && content.screening == nil && !content.isCritical)
    #expect(try await world.verified(1, of: scene.clinic).content?.impression == "急性心肌梗死图形")
    await #expect(throws: HubError(.reportWithdrawn)) { try await world.amend(scene.id, .withdrawn, by: scene.reporter) }
    // What the patient needs is a right report: it may follow.
    try await world.amend(scene.id, .corrected, by: scene.reporter, reason: "正确报告")
    #expect(try await world.issue(scene.id, by: scene.reporter, impression: "正常心电图").status == .corrected)
    #expect(try await scene.reports().map(\.version) == [1, 2, 3])
  }

  @Test("it takes no text, waits for no second doctor, and is not stopped by what came late")
  func alone() async throws {
    let scene = try await FlowScene(agreement: Agreement(reviewedScopes: [.ecg]))
    let world = scene.world
    _ = try await world.issue(scene.id, by: scene.reporter)
    _ = try await world.review(scene.id, by: scene.other)
    let token = try await world.amend(scene.id, .withdrawn, by: scene.reporter).leaseToken
    let text = NewReportVersion(
      leaseToken: token, basedOnVersion: 2, studyRevision: 1, findings: "x", impression: "y", readerGrade: nil)
    await #expect(throws: HubError(.badRequest)) { _ = try await world.reporting.save(text, for: scene.id, by: scene.reporter.principal) }
    try await world.store.write { store in
      guard let reading = try store.reading(scene.id), var study = try store.study(reading.study) else { throw HubError(.notFound) }
      study.revision += 1
      try store.update(study)
    }
    #expect(try await world.signLast(scene.id, leaseToken: token, by: scene.reporter).status == .enteredInError)
    #expect(try await scene.reports().map(\.status) == [.final, .enteredInError])
  }

  @Test("a withdrawal that lapsed is written anew by the doctor who takes it over")
  func takenOver() async throws {
    let scene = try await FlowScene()
    let world = scene.world
    _ = try await world.issue(scene.id, by: scene.reporter)
    try await world.amend(scene.id, .withdrawn, by: scene.reporter, reason: "误发")
    world.clock.advance(by: .minutes(16))
    await world.housekeeping.tick()
    _ = try await world.worklist.claim(scene.id, by: scene.other.principal)
    let wish = NewAmendment(kind: .withdrawn, reason: "误发", basedOnVersion: 1)
    let claimed = try await world.reporting.amend(wish, of: scene.id, by: scene.other.principal)
    #expect(try await world.signLast(scene.id, leaseToken: claimed.leaseToken, by: scene.other).version == 3)
    #expect(try await world.verified(2, of: scene.clinic).content?.amendment?.version == 1)
  }

  @Test("what was issued under an agreement is withdrawn and put right after its end; nothing new is claimed")
  func afterTheAgreement() async throws {
    let scene = try await FlowScene()
    let world = scene.world
    _ = try await world.issue(scene.id, by: scene.reporter)
    let ended = Agreement(term: Term(last: CivilDay("2000-01-01")))
    _ = try await world.administration.setAgreement(ended, clinicCode: scene.clinic.code, by: .administrator)
    #expect(try await world.withdraw(scene.id, by: scene.other, reason: "误发").status == .enteredInError)
    let token = try await world.amend(scene.id, .corrected, by: scene.reporter, reason: "正确报告").leaseToken
    try await world.worklist.release(scene.id, leaseToken: token, by: scene.reporter.principal)
    #expect(try await world.issue(scene.id, by: scene.other, impression: "正常心电图").status == .corrected)
    try await world.upload("ecg-atrial-fibrillation/ecg.dcm", from: scene.clinic)
    await world.settle()
    await #expect(throws: HubError(.agreementNotInForce)) { _ = try await world.worklist.claimNext(kind: nil, by: scene.other.principal) }
  }
}
