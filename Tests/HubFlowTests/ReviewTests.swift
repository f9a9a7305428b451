import Foundation
import HubAPI
import HubFlow
import HubModel
import HubTesting
import Reports
import Testing
import Trust

@Suite("Second doctor")
struct ReviewTests {
  /// Every ECG needs a second doctor; `scene.other` is that one.
  private func scene() async throws -> FlowScene { try await FlowScene(agreement: Agreement(reviewedScopes: [.ecg])) }

  @Test("accepted unchanged: both signatures stand on one file, the clinic gets it once, after the second")
  func accepted() async throws {
    let scene = try await scene()
    let world = scene.world
    let submitted = try await world.issue(scene.id, by: scene.reporter)
    #expect(submitted.status == .preliminary)
    #expect(try await scene.reports().isEmpty)
    let row = try #require(try await world.readings(by: scene.other).first)
    #expect(row.state == .scheduled && row.task == .review)
    let issued = try await world.review(scene.id, by: scene.other)
    #expect(issued.status == .final && issued.version == submitted.version)
    let report = try #require(try await scene.reports().first)
    #expect(try await scene.reports().count == 1 && report.status == .final && report.pdfDigest == issued.signedDigest)
    let pdf = try await world.delivering.pdf(sequence: report.sequence, by: .clinic(scene.clinic.id))
    let proof = SignedReportVerifier(roots: [world.authority.certificate]).verify(pdf: pdf, at: world.clock.now().wall)
    #expect(proof.isValid && proof.signers.count == 2)
    #expect(try await world.readings(by: scene.reporter).first?.state == .completed)
  }

  @Test("nobody reviews their own report, by claim, by next, or under an old lease")
  func ownReport() async throws {
    let scene = try await scene()
    let world = scene.world
    _ = try await world.issue(scene.id, by: scene.reporter)
    await #expect(throws: HubError(.sameDoctor)) { _ = try await world.worklist.claim(scene.id, by: scene.reporter.principal) }
    await #expect(throws: HubError(.nothingToClaim)) { _ = try await world.worklist.claimNext(kind: nil, by: scene.reporter.principal) }
    await #expect(throws: HubError(.leaseNotHeld)) {
      _ = try await world.signing.prepareReview(scene.id, version: 1, leaseToken: 1, by: scene.reporter.principal)
    }
    #expect(try await world.worklist.claimNext(kind: nil, by: scene.other.principal).reading.id == scene.id)
  }

  @Test("given back with a reason it is reported anew; the first version stays as it was signed")
  func returned() async throws {
    let scene = try await scene()
    let world = scene.world
    _ = try await world.issue(scene.id, by: scene.reporter)
    let token = try await world.worklist.claim(scene.id, by: scene.other.principal).leaseToken
    await #expect(throws: HubError(.badRequest)) {
      try await world.signing.giveBack(ReviewReturn(leaseToken: token, reason: " "), scene.id, by: scene.other.principal)
    }
    try await world.signing.giveBack(ReviewReturn(leaseToken: token, reason: "请补充比较"), scene.id, by: scene.other.principal)
    let row = try #require(try await world.readings(by: scene.reporter).first)
    #expect(row.task == .report && row.state == .scheduled && row.returnReason == "请补充比较")
    await #expect(throws: HubError(.leaseNotHeld)) {
      _ = try await world.signing.prepareReview(scene.id, version: 1, leaseToken: token, by: scene.other.principal)
    }
    #expect(try await world.issue(scene.id, by: scene.reporter, impression: "正常，与前次无变化").status == .preliminary)
    #expect(try await world.review(scene.id, by: scene.other).version == 2)
    let versions = try await world.reporting.versions(of: scene.id, by: scene.reporter.principal).versions
    #expect(versions.map(\.status) == [.preliminary, .final] && versions.map(\.author) == ["陈静", "陈静"])
    #expect(try await scene.reports().map(\.version) == [2])
  }

  @Test("given back, then issued without a second doctor since that is agreed no more: the finished reading shows no reason of return")
  func returnedThenFinal() async throws {
    let scene = try await scene()
    let world = scene.world
    _ = try await world.issue(scene.id, by: scene.reporter)
    let token = try await world.worklist.claim(scene.id, by: scene.other.principal).leaseToken
    try await world.signing.giveBack(ReviewReturn(leaseToken: token, reason: "请补充比较"), scene.id, by: scene.other.principal)
    _ = try await world.administration.setAgreement(Agreement(), clinicCode: scene.clinic.code, by: .administrator)
    #expect(try await world.issue(scene.id, by: scene.reporter).status == .final)
    #expect(try await world.readings(by: scene.reporter).first?.returnReason == nil)
  }

  @Test("who changes a word issues a version of their own, and the reporter sees it")
  func edited() async throws {
    let scene = try await scene()
    let world = scene.world
    _ = try await world.issue(scene.id, by: scene.reporter)
    let issued = try await world.issue(scene.id, by: scene.other, impression: "窦性心律，正常心电图")
    #expect(issued.status == .final && issued.version == 2)
    let versions = try await world.reporting.versions(of: scene.id, by: scene.reporter.principal).versions
    #expect(versions.map(\.author) == ["陈静", "林涛"] && versions.map(\.impression) == ["急性心肌梗死图形", "窦性心律，正常心电图"])
    #expect(try await scene.reports().map(\.version) == [2])
    func told(_ reader: EnrolledReader) async throws -> [WorklistPage.Changed]? {
      try await world.worklist.page(kind: nil, includesFinished: false, limit: 10, by: reader.principal).changed
    }
    let changed = try #require(try await told(scene.reporter)?.first)
    #expect(changed.reading == scene.id && changed.version == 2 && changed.by == "林涛" && changed.signedAt == issued.signedAt)
    #expect(try await told(scene.other) == [])
    world.clock.advance(by: .hours(25))
    #expect(try await told(scene.reporter) == [])
  }

  @Test("a repeated acceptance has the same answer and no second effect; another one after it is refused")
  func repeated() async throws {
    let scene = try await scene()
    let world = scene.world
    _ = try await world.issue(scene.id, by: scene.reporter)
    let token = try await world.worklist.claim(scene.id, by: scene.other.principal).leaseToken
    let first = try await world.preparedReview(scene.id, version: 1, leaseToken: token, by: scene.other)
    let issued = try await world.signing.submitReview(first, for: scene.id, version: 1, by: scene.other.principal)
    #expect(try await world.signing.submitReview(first, for: scene.id, version: 1, by: scene.other.principal).signedDigest == issued.signedDigest)
    #expect(try await scene.reports().count == 1)
    var other = first
    other.preparedDigest = .invented(3)
    let wrong = other
    await #expect(throws: HubError(.alreadySigned)) {
      _ = try await world.signing.submitReview(wrong, for: scene.id, version: 1, by: scene.other.principal)
    }
    // A stranger's key under the reviewer's name is no signature of theirs.
    let again = try await self.scene()
    _ = try await again.world.issue(again.id, by: again.reporter)
    let claim = try await again.world.worklist.claim(again.id, by: again.other.principal).leaseToken
    let pdf = try await again.world.signing.prepareReview(again.id, version: 1, leaseToken: claim, by: again.other.principal)
    let digest = try #require(BlobKey(rawValue: SHA256Digest(hashing: pdf).hex))
    await #expect(throws: HubError(.signatureInvalid)) {
      let forged = SignatureSubmission(leaseToken: claim, preparedDigest: digest, cms: first.cms)
      _ = try await again.world.signing.submitReview(forged, for: again.id, version: 1, by: again.other.principal)
    }
  }

  @Test("without an agreement, and for scopes it does not name, one signature issues")
  func unagreed() async throws {
    let scene = try await scene()
    _ = try await scene.world.administration.setAgreement(Agreement(reviewedScopes: [.ct]), clinicCode: scene.clinic.code, by: .administrator)
    #expect(try await scene.world.issue(scene.id, by: scene.reporter).status == .final)
    #expect(try await scene.world.administration.agreement(clinicCode: scene.clinic.code, by: .administrator).reviewedScopes == [.ct])
  }
}
