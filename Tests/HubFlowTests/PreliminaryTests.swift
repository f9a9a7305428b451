import HubAPI
import HubFlow
import HubModel
import HubTesting
import Reports
import Testing

@Suite("Preliminary reports")
struct PreliminaryTests {
  private static let critical = "ecg-acute-st-elevation/ecg.dcm"

  @Test("on an emergency pathway the first signature leaves at once and says what it is; the second follows, and both are acknowledged")
  func emergency() async throws {
    let scene = try await FlowScene(sample: Self.critical, agreement: Agreement(reviewedScopes: [.ecg]))
    let world = scene.world
    #expect(try await world.issue(scene.id, by: scene.reporter).status == .preliminary)
    let early = try #require(try await scene.reports().first)
    #expect(early.status == .preliminary && early.supersededBy == nil)
    let first = try await world.verified(1, of: scene.clinic)
    #expect(first.status == .preliminary && first.content?.needsReview == true && first.signers.count == 1)
    try await scene.acknowledge(early)
    let issued = try await world.review(scene.id, by: scene.other)
    let rows = try await scene.reports()
    #expect(rows.map(\.status) == [.preliminary, .final] && rows.map(\.version) == [1, 1] && rows.map(\.supersededBy) == [1, nil])
    #expect(rows[1].pdfDigest == issued.signedDigest && rows[1].acknowledgedAt == nil && rows[0].pdfDigest == early.pdfDigest)
    await #expect(throws: HubError(.digestMismatch)) {
      let wrong = ReportAcknowledgement(pdfDigest: early.pdfDigest)
      _ = try await world.delivering.acknowledge(sequence: 2, wrong, by: .clinic(scene.clinic.id))
    }
    try await scene.acknowledge(rows[1])
    let last = try await world.verified(2, of: scene.clinic)
    #expect(last.status == .final && last.signers.count == 2 && last.contentDigest == first.contentDigest)
    #expect(try await world.verified(1, of: scene.clinic).status == .preliminary)
  }

  @Test("of a routine reading, and where it was agreed so, nothing leaves before the second signature", arguments: [true, false])
  func keptBack(_ isRoutine: Bool) async throws {
    let scene = try await FlowScene(
      sample: isRoutine ? "ecg-normal/ecg.dcm" : Self.critical, agreement: Agreement(reviewedScopes: [.ecg], sendsPreliminary: isRoutine))
    #expect(try await scene.world.issue(scene.id, by: scene.reporter).status == .preliminary)
    #expect(try await scene.reports().isEmpty)
    await #expect(throws: HubError(.notFound)) { _ = try await scene.world.delivering.pdf(sequence: 1, by: .clinic(scene.clinic.id)) }
    _ = try await scene.world.review(scene.id, by: scene.other)
    #expect(try await scene.reports().map(\.status) == [.final])
  }

  @Test("given back after it left as preliminary: the clinic gets what was written anew, and sees which counts")
  func givenBack() async throws {
    let scene = try await FlowScene(sample: Self.critical, agreement: Agreement(reviewedScopes: [.ecg]))
    let world = scene.world
    _ = try await world.issue(scene.id, by: scene.reporter)
    let token = try await world.worklist.claim(scene.id, by: scene.other.principal).leaseToken
    try await world.signing.giveBack(ReviewReturn(leaseToken: token, reason: "请补充"), scene.id, by: scene.other.principal)
    _ = try await world.issue(scene.id, by: scene.reporter, impression: "急性前壁心梗")
    _ = try await world.review(scene.id, by: scene.other)
    let rows = try await scene.reports()
    #expect(rows.map(\.version) == [1, 2, 2] && rows.map(\.status) == [.preliminary, .preliminary, .final])
    #expect(rows.map(\.supersededBy) == [2, 2, nil])
  }

  @Test("an amendment is reviewed as agreed; on an emergency pathway it too leaves as preliminary first")
  func amendment() async throws {
    let scene = try await FlowScene(sample: Self.critical, agreement: Agreement(reviewedScopes: [.ecg]))
    let world = scene.world
    _ = try await world.issue(scene.id, by: scene.reporter)
    _ = try await world.review(scene.id, by: scene.other)
    try await world.amend(scene.id, .corrected, by: scene.reporter)
    #expect(try await world.issue(scene.id, by: scene.reporter, impression: "急性下壁心梗").status == .preliminary)
    await #expect(throws: HubError(.sameDoctor)) { _ = try await world.worklist.claim(scene.id, by: scene.reporter.principal) }
    #expect(try await world.review(scene.id, by: scene.other).status == .corrected)
    #expect(try await scene.reports().map(\.status) == [.preliminary, .final, .preliminary, .corrected])
    #expect(try await world.verified(4, of: scene.clinic).status == .corrected)
    #expect(try await world.verified(3, of: scene.clinic).status == .preliminary)
  }

  @Test("what was agreed otherwise between writing and signing is written anew: the document never says the wrong thing")
  func agreementChanged() async throws {
    let scene = try await FlowScene()
    let world = scene.world
    let claimed = try await world.worklist.claim(scene.id, by: scene.reporter.principal)
    let text = NewReportVersion(
      leaseToken: claimed.leaseToken, basedOnVersion: 0, studyRevision: 1, findings: "x", impression: "y", readerGrade: nil)
    _ = try await world.reporting.save(text, for: scene.id, by: scene.reporter.principal)
    _ = try await world.administration.setAgreement(Agreement(reviewedScopes: [.ecg]), clinicCode: scene.clinic.code, by: .administrator)
    await #expect(throws: HubError(.revisionConflict)) {
      _ = try await world.signing.prepare(scene.id, version: 1, leaseToken: claimed.leaseToken, by: scene.reporter.principal)
    }
    #expect(try await world.issue(scene.id, by: scene.reporter).status == .preliminary)
  }
}
