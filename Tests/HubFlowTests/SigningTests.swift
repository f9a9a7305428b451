import Foundation
import HubAPI
import HubModel
import HubTesting
import Reports
import Testing
import Trust

@Suite("Signing")
struct SigningTests {
  private func claimedDraft(_ world: FlowWorld, _ reader: EnrolledReader) async throws -> (
    id: ReadingID, token: Int64, submission: SignatureSubmission
  ) {
    let clinic = try await world.addClinic("QINGSHAN").clinic
    try await world.upload("ecg-normal/ecg.dcm", from: clinic)
    await world.settle()
    let id = try #require(try await world.readings(by: reader).first?.id)
    let token = try await world.worklist.claim(id, by: reader.principal).leaseToken
    _ = try await world.reporting.save(
      NewReportVersion(leaseToken: token, basedOnVersion: 0, studyRevision: 1, findings: "所见", impression: "正常心电图", readerGrade: .ordinary),
      for: id, by: reader.principal)
    return (id, token, try await world.prepared(id, version: 1, leaseToken: token, by: reader))
  }

  @Test("A repeated submission has the same answer and no second effect")
  func repeated() async throws {
    let world = try await FlowWorld()
    try await world.addHospital()
    let reader = try await world.enrol("陈静")
    let (id, _, submission) = try await claimedDraft(world, reader)
    let first = try await world.signing.submit(submission, for: id, version: 1, by: reader.principal)
    let second = try await world.signing.submit(submission, for: id, version: 1, by: reader.principal)
    #expect(first.signedDigest == second.signedDigest)
    let signed = try await world.auditing.entries(after: 0, limit: 5_000, by: .auditor).entries.filter { $0.event.action == .reportSigned }
    #expect(signed.count == 1)
  }

  @Test("A signed reading says that it is finished, whoever asks to sign it and under whatever token; the old submission keeps its answer")
  func finished() async throws {
    let world = try await FlowWorld()
    try await world.addHospital()
    let (reader, other) = try await (world.enrol("陈静"), world.enrol("林涛"))
    let (id, token, submission) = try await claimedDraft(world, reader)
    let issued = try await world.signing.submit(submission, for: id, version: 1, by: reader.principal)
    for person in [reader, other] {
      for token in [token, token + 1, 0] {
        await #expect(throws: HubError(.readingFinished)) {
          _ = try await world.signing.prepare(id, version: 1, leaseToken: token, by: person.principal)
        }
      }
    }
    var stale = submission
    stale.leaseToken = 0
    let repeated = stale
    #expect(try await world.signing.submit(repeated, for: id, version: 1, by: reader.principal).signedDigest == issued.signedDigest)
  }

  @Test("A doctor's grade is one of the three, or none")
  func grades() async throws {
    let world = try await FlowWorld()
    try await world.addHospital()
    let reader = try await world.enrol("陈静")
    let (id, token, _) = try await claimedDraft(world, reader)
    func save(_ grade: Grade?) async throws -> ReportVersionRow {
      let last = try await world.viewing.detail(id, by: reader.principal).lastVersion
      return try await world.reporting.save(
        NewReportVersion(leaseToken: token, basedOnVersion: last, studyRevision: 1, findings: "所见", impression: "诊断", readerGrade: grade), for: id,
        by: reader.principal)
    }
    await #expect(throws: HubError(.badRequest, "readerGrade")) { _ = try await save(.ungraded) }
    #expect(try await save(.warning).readerGrade == .warning)
    #expect(try await save(nil).readerGrade == nil)
  }

  @Test("Forty submissions at once make one signature and one delivery")
  func concurrent() async throws {
    let world = try await FlowWorld()
    try await world.addHospital()
    let reader = try await world.enrol("陈静")
    let (id, _, submission) = try await claimedDraft(world, reader)
    let digests = try await withThrowingTaskGroup(of: BlobKey.self) { group in
      for _ in 0..<40 { group.addTask { try await world.signing.submit(submission, for: id, version: 1, by: reader.principal).signedDigest } }
      return try await group.reduce(into: Set<BlobKey>()) { $0.insert($1) }
    }
    #expect(digests.count == 1)
    let clinic = try #require(try await world.administration.clinics(by: .administrator).first)
    let page = try await world.delivering.page(after: 0, includesAcknowledged: true, limit: 10, wait: .seconds(0), by: .clinic(clinic.id))
    #expect(page.reports.count == 1)
  }

  @Test("A signature made with another reader's key is refused and nothing is issued")
  func foreignKey() async throws {
    let world = try await FlowWorld()
    try await world.addHospital()
    let (reader, other) = try await (world.enrol("陈静"), world.enrol("林涛"))
    let (id, _, prepared) = try await claimedDraft(world, reader)
    var submission = prepared
    let pdf = try await world.blobs.read(submission.preparedDigest, range: nil)
    let digest = try PreparedSignature(reading: pdf).digest
    submission.cms = Data(try DetachedSignature.make(over: digest, key: other.key, certificate: other.certificate)).base64EncodedString()
    let forged = submission
    await #expect(throws: HubError(.signatureInvalid)) {
      _ = try await world.signing.submit(forged, for: id, version: 1, by: reader.principal)
    }
    let clinic = try #require(try await world.administration.clinics(by: .administrator).first)
    let page = try await world.delivering.page(after: 0, includesAcknowledged: true, limit: 10, wait: .seconds(0), by: .clinic(clinic.id))
    #expect(page.reports.isEmpty)
  }

  @Test("What arrived after the doctor looked blocks the signature")
  func studyChanged() async throws {
    let world = try await FlowWorld()
    try await world.addHospital()
    let reader = try await world.enrol("陈静")
    let (id, _, submission) = try await claimedDraft(world, reader)
    try await world.store.write { store in
      guard let reading = try store.reading(id), var study = try store.study(reading.study) else { return }
      study.revision += 1
      try store.update(study)
    }
    await #expect(throws: HubError(.revisionConflict)) { try await world.signing.submit(submission, for: id, version: 1, by: reader.principal) }
  }
}
