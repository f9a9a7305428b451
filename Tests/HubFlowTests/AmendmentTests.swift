import Foundation
import HubAPI
import HubFlow
import HubModel
import HubTesting
import Reports
import Testing
import Trust

@Suite("Amendment")
struct AmendmentTests {
  @Test("corrected by another doctor: a new number for the clinic, acknowledged anew; the first version stays and can still be fetched")
  func corrected() async throws {
    let scene = try await FlowScene()
    let world = scene.world
    let first = try await world.issue(scene.id, by: scene.reporter, impression: "左前分支阻滞")
    let firstRow = try #require(try await scene.reports().first)
    try await scene.acknowledge(firstRow)
    let bytes = try await world.delivering.pdf(sequence: 1, by: .clinic(scene.clinic.id))
    let claimed = try await world.amend(scene.id, .corrected, by: scene.other)
    #expect(claimed.reading.task == .amendment && claimed.reading.amendment == .corrected && claimed.reading.holderName == "林涛")
    #expect(try await scene.reports().count == 1)
    let issued = try await world.issue(scene.id, by: scene.other, impression: "右束支阻滞")
    #expect(issued.status == .corrected && issued.version == 2)
    let rows = try await scene.reports()
    #expect(rows.map(\.sequence) == [1, 2] && rows.map(\.status) == [.final, .corrected] && rows.map(\.supersededBy) == [2, nil])
    #expect(rows.map { $0.acknowledgedAt == nil } == [false, true])
    #expect(try await world.delivering.pdf(sequence: 1, by: .clinic(scene.clinic.id)) == bytes)
    #expect(SHA256Digest(hashing: bytes).hex == first.signedDigest.rawValue)
    let content = try #require(try await world.verified(2, of: scene.clinic).content)
    let amendment = try #require(content.amendment)
    #expect(amendment.kind == .corrected && amendment.reason == "左右侧写反" && amendment.version == 1)
    #expect(amendment.digest == (try await world.verified(1, of: scene.clinic)).contentDigest && amendment.digest == content.previousDigest)
    #expect(amendment.changes == [.init(part: .impression, removed: ["左前分支阻滞"], added: ["右束支阻滞"])])
    try await scene.acknowledge(rows[1])
    #expect(try await scene.reports().allSatisfy { $0.acknowledgedAt != nil })
    let history = try await world.reporting.versions(of: scene.id, by: scene.reporter.principal).versions
    #expect(history.map(\.isLatest) == [false, true] && history.map(\.author) == ["陈静", "林涛"] && history[1].supersedes == 1)
    #expect(try await world.readings(by: scene.reporter).first?.state == .completed)
  }

  @Test("of twenty amendments at once one is opened; the others lose nothing, and an old view of the report is refused")
  func race() async throws {
    let scene = try await FlowScene()
    let world = scene.world
    _ = try await world.issue(scene.id, by: scene.reporter)
    var readers = [scene.other]
    for number in 1..<5 { readers.append(try await world.enrol("医师\(number)")) }
    let wish = NewAmendment(kind: .corrected, reason: "更正", basedOnVersion: 1)
    let outcomes = try await withThrowingTaskGroup(of: EnrolledReader?.self) { group in
      for number in 0..<20 {
        let reader = readers[number % readers.count]
        group.addTask {
          do {
            _ = try await world.reporting.amend(wish, of: scene.id, by: reader.principal)
            return reader
          } catch let error as HubError where error.code == .amendmentOpen { return nil }
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    // The winner may have asked again, and keeps what they hold.
    let winners = Set(outcomes.compactMap { $0?.id })
    #expect(winners.count == 1)
    let winner = try #require(readers.first { winners.contains($0.id) })
    #expect(try await world.issue(scene.id, by: winner, impression: "第二版").version == 2)
    let loser = try #require(readers.first { !winners.contains($0.id) })
    await #expect(throws: HubError(.revisionConflict)) { _ = try await world.reporting.amend(wish, of: scene.id, by: loser.principal) }
    try await world.amend(scene.id, .amended, by: loser)
    #expect(try await world.issue(scene.id, by: loser, impression: "第三版").status == .amended)
    let versions = try await world.store.read { try $0.reportVersions(of: scene.id) }
    #expect(versions.map(\.number) == [1, 2, 3])
    #expect(zip(versions, versions.dropFirst()).allSatisfy { $1.previousDigest == $0.contentDigest })
    #expect(try await scene.reports().map(\.supersededBy) == [3, 3, nil])
  }

  @Test("a clinic that polls while amendments are issued gets every version once, in order, the latest last")
  func duringDelivery() async throws {
    let scene = try await FlowScene()
    let world = scene.world
    _ = try await world.issue(scene.id, by: scene.reporter)
    let polling = Task {
      var seen: [Int64] = []
      while seen.count < 6 {
        let page = try await world.delivering.page(
          after: seen.last ?? 0, includesAcknowledged: false, limit: 2, wait: .seconds(20), by: .clinic(scene.clinic.id))
        seen += page.reports.map(\.sequence)
        for row in page.reports { try await scene.acknowledge(row) }
      }
      return seen
    }
    for number in 2...6 {
      let reader = number % 2 == 0 ? scene.other : scene.reporter
      try await world.amend(scene.id, .amended, by: reader)
      _ = try await world.issue(scene.id, by: reader, impression: "第 \(number) 版")
    }
    #expect(try await polling.value == [1, 2, 3, 4, 5, 6])
    #expect(try await scene.reports().map(\.version) == [1, 2, 3, 4, 5, 6])
  }

  @Test("appended keeps every word that was said")
  func appended() async throws {
    let scene = try await FlowScene()
    let world = scene.world
    _ = try await world.issue(scene.id, by: scene.reporter, impression: "窦性心律")
    try await world.amend(scene.id, .appended, by: scene.reporter)
    await #expect(throws: HubError(.appendedChanges)) { _ = try await world.issue(scene.id, by: scene.reporter, impression: "正常") }
    let issued = try await world.issue(scene.id, by: scene.reporter, impression: "窦性心律\n与前次比较无变化")
    #expect(issued.status == .appended && issued.version == 2)
    #expect(try await world.verified(2, of: scene.clinic).content?.amendment?.changes.map(\.added) == [["与前次比较无变化"]])
  }

  @Test("nothing to amend before a report is issued; strangers and other hospitals find nothing; a reason is needed")
  func refused() async throws {
    let scene = try await FlowScene()
    let world = scene.world
    let wish = NewAmendment(kind: .corrected, reason: "更正", basedOnVersion: 0)
    await #expect(throws: HubError(.reportNotIssued)) { _ = try await world.reporting.amend(wish, of: scene.id, by: scene.reporter.principal) }
    _ = try await world.issue(scene.id, by: scene.reporter)
    try await world.addHospital("别的医院")
    let stranger = try await world.enrol("外人", hospital: "别的医院")
    let unfit = try await world.enrol("影像医师", scopes: [.ct])
    for (reader, code) in [(stranger, ProblemCode.notFound), (unfit, .outsideScope)] {
      await #expect(throws: HubError(code)) { _ = try await world.reporting.amend(wish, of: scene.id, by: reader.principal) }
    }
    for principal in [Principal.clinic(scene.clinic.id), .administrator, .auditor] {
      await #expect(throws: HubError(.notPermitted)) { _ = try await world.reporting.amend(wish, of: scene.id, by: principal) }
    }
    await #expect(throws: HubError(.badRequest)) { try await world.amend(scene.id, .corrected, by: scene.other, reason: " ") }
    #expect(try await world.readings(by: scene.reporter).first?.state == .completed)
  }

  @Test("given up, the issued version stands; lapsed, another doctor goes on; the first doctor's token is worth nothing then")
  func givenUp() async throws {
    let scene = try await FlowScene()
    let world = scene.world
    _ = try await world.issue(scene.id, by: scene.reporter)
    let token = try await world.amend(scene.id, .corrected, by: scene.reporter).leaseToken
    await #expect(throws: HubError(.leaseNotHeld)) {
      try await world.reporting.cancelAmendment(of: scene.id, leaseToken: token, by: scene.other.principal)
    }
    try await world.reporting.cancelAmendment(of: scene.id, leaseToken: token, by: scene.reporter.principal)
    #expect(try await world.readings(by: scene.reporter).first?.state == .completed)
    let old = try await world.amend(scene.id, .corrected, by: scene.reporter).leaseToken
    world.clock.advance(by: .minutes(16))
    await world.housekeeping.tick()
    let row = try #require(try await world.readings(by: scene.other).first)
    #expect(row.state == .scheduled && row.task == .amendment && row.amendmentReason == "左右侧写反")
    #expect(try await world.worklist.claimNext(kind: nil, by: scene.other.principal).reading.id == scene.id)
    await #expect(throws: HubError(.leaseNotHeld)) {
      try await world.reporting.cancelAmendment(of: scene.id, leaseToken: old, by: scene.reporter.principal)
    }
    #expect(try await world.issue(scene.id, by: scene.other, impression: "更正后").status == .corrected)
    #expect(try await scene.reports().map(\.version) == [1, 2])
  }

  @Test("a draft written for an amendment that was given up is not signed under another: it would speak of another reason")
  func givenUpDraft() async throws {
    let scene = try await FlowScene()
    let world = scene.world
    _ = try await world.issue(scene.id, by: scene.reporter)
    let openings: [(AmendmentKind, String)] = [(.withdrawn, "误发"), (.corrected, "左右侧写反"), (.corrected, "另一处有误"), (.appended, "补充")]
    for (kind, reason) in openings {
      let token = try await world.amend(scene.id, kind, by: scene.reporter, reason: reason).leaseToken
      if kind != .withdrawn {
        await #expect(throws: HubError(.revisionConflict, "amendment")) {
          _ = try await world.signLast(scene.id, leaseToken: token, by: scene.reporter)
        }
        let last = try #require(try await world.reporting.versions(of: scene.id, by: scene.reporter.principal).versions.last).number
        let draft = NewReportVersion(
          leaseToken: token, basedOnVersion: last, studyRevision: 1, findings: "所见", impression: "急性心肌梗死图形\n\(reason)", readerGrade: nil)
        _ = try await world.reporting.save(draft, for: scene.id, by: scene.reporter.principal)
      }
      try await world.reporting.cancelAmendment(of: scene.id, leaseToken: token, by: scene.reporter.principal)
    }
    // Taken up again for the same reason, the draft may be signed.
    let token = try await world.amend(scene.id, .appended, by: scene.reporter, reason: "补充").leaseToken
    #expect(try await world.signLast(scene.id, leaseToken: token, by: scene.reporter).status == .appended)
    #expect(try await scene.reports().map(\.status) == [.final, .appended])
  }

  @Test("an object that comes after the signature is told to the reader; the amendment speaks of it, the signed report stays")
  func lateObject() async throws {
    let world = try await FlowWorld()
    try await world.addHospital()
    let reader = try await world.enrol("李明")
    let clinic = try await world.addClinic("QINGSHAN").clinic
    let files = try FileManager.default.contentsOfDirectory(atPath: Samples.studies.appendingPathComponent("ct-chest").path)
      .filter { $0.hasSuffix(".dcm") }.sorted().map { "ct-chest/\($0)" }
    for file in files.dropLast() { try await world.upload(file, from: clinic) }
    await world.settle()
    let id = try #require(try await world.readings(by: reader).first?.id)
    _ = try await world.issue(id, by: reader)
    let bytes = try await world.delivering.pdf(sequence: 1, by: .clinic(clinic.id))
    #expect(try await world.viewing.detail(id, by: reader.principal).lateObjectCount == 0)
    try await world.upload(try #require(files.last), from: clinic)
    await world.settle()
    #expect(try await world.viewing.detail(id, by: reader.principal).lateObjectCount == 1)
    #expect(try await world.readings(by: reader).map(\.state) == [.completed])
    #expect(try await world.readings(by: reader).map(\.lateObjectCount) == [1])
    #expect(try await world.delivering.pdf(sequence: 1, by: .clinic(clinic.id)) == bytes)
    try await world.amend(id, .amended, by: reader, reason: "补收一层图像")
    _ = try await world.issue(id, by: reader, impression: "加阅一层，结论不变")
    let content = try #require(try await world.verified(2, of: clinic).content)
    #expect(content.study.objects.count == files.count && content.studyRevision > 1)
    #expect(try await world.viewing.detail(id, by: reader.principal).lateObjectCount == 0)
  }
}
