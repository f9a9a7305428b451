import Foundation
import HubAPI
import HubFlow
import HubModel
import HubTesting
import Testing

@Suite("Who may claim and sign")
struct EntitlementTests {
  private struct Scene {
    var world: FlowWorld
    var clinic: Clinic
    var reader: EnrolledReader
    var id: ReadingID

    func agree(_ agreement: Agreement) async throws {
      _ = try await world.administration.setAgreement(agreement, clinicCode: clinic.code, by: .administrator)
    }
    func licence(_ term: Term) async throws {
      let rights = ReaderRights(scopes: [.ecg], licence: Licence(number: "110330000012345", term: term))
      _ = try await world.administration.setRights(rights, of: reader.id, by: .administrator)
    }
    /// Today in the clinic's zone.
    func day(after days: Int) throws -> CivilDay {
      let now = world.clock.now().wall
      return try #require(CivilDay(CivilTime(unixSeconds: now.microseconds / 1_000_000 + Int64(days) * 86_400, offsetSeconds: 8 * 3600).dateText))
    }
    func claim() async throws -> Claimed { try await world.worklist.claim(id, by: reader.principal) }
    func next() async throws -> Claimed { try await world.worklist.claimNext(kind: nil, by: reader.principal) }
  }

  private func scene() async throws -> Scene {
    let world = try await FlowWorld()
    try await world.addHospital()
    let reader = try await world.enrol("陈静", scopes: [.ecg])
    let clinic = try await world.addClinic("QINGSHAN").clinic
    try await world.upload("ecg-normal/ecg.dcm", from: clinic)
    await world.settle()
    let id = try #require(try await world.readings(by: reader).first?.id)
    return Scene(world: world, clinic: clinic, reader: reader, id: id)
  }

  @Test("outside the agreement's term or kinds nothing is claimed, by name or as next, with the reason; all is still seen")
  func agreement() async throws {
    let scene = try await scene()
    for agreement in [
      Agreement(term: Term(last: try scene.day(after: -1))), Agreement(term: Term(first: try scene.day(after: 1))), Agreement(readScopes: [.ct]),
      Agreement(requiresLicence: true),
    ] {
      try await scene.agree(agreement)
      let code: ProblemCode = agreement.requiresLicence ? .licenceNotValid : .agreementNotInForce
      await #expect(throws: HubError(code)) { _ = try await scene.claim() }
      await #expect(throws: HubError(code)) { _ = try await scene.next() }
      #expect(try await scene.world.readings(by: scene.reader).map(\.id) == [scene.id])
    }
    try await scene.agree(Agreement(readScopes: [.ecg], term: Term(first: try scene.day(after: 0), last: try scene.day(after: 0))))
    #expect(try await scene.next().reading.id == scene.id)
  }

  @Test("what may be taken is offered before what may not, whatever its place in the list")
  func passesOver() async throws {
    let scene = try await scene()
    let other = try await scene.world.addClinic("BAIHE").clinic
    try await scene.world.upload("ecg-atrial-fibrillation/ecg.dcm", from: other)
    await scene.world.settle()
    let ids = try await scene.world.readings(by: scene.reader).map(\.id)
    try #require(ids.count == 2)
    for (clinic, left) in [(scene.clinic, ids.first { $0 != scene.id }), (other, scene.id)] {
      try await scene.agree(Agreement())
      _ = try await scene.world.administration.setAgreement(Agreement(), clinicCode: other.code, by: .administrator)
      let ended = Agreement(term: Term(last: try scene.day(after: -1)))
      _ = try await scene.world.administration.setAgreement(ended, clinicCode: clinic.code, by: .administrator)
      let claimed = try await scene.next()
      #expect(claimed.reading.id == left)
      try await scene.world.worklist.release(claimed.reading.id, leaseToken: claimed.leaseToken, by: scene.reader.principal)
    }
  }

  @Test("any number of studies whose agreement has ended stand in nobody's way")
  func manyClosed() async throws {
    let scene = try await scene()
    let world = scene.world
    let other = try await world.addClinic("BAIHE").clinic
    let last = try await world.store.write { store in
      for number in 1...700 { _ = try store.addInventedReading(number, clinic: scene.clinic, priority: .critical) }
      return try store.addInventedReading(701, clinic: other).id
    }
    try await scene.agree(Agreement(term: Term(last: try scene.day(after: -1))))
    #expect(try await scene.next().reading.id == last)
    await #expect(throws: HubError(.agreementNotInForce)) { _ = try await scene.next() }
    try await scene.agree(Agreement())
    #expect(try await scene.next().reading.priority == .critical)
  }

  @Test("a licence that ends while the report is written stops the signature; the draft stays and is signed once it counts again")
  func licenceEndsWhileWriting() async throws {
    let scene = try await scene()
    try await scene.licence(Term(first: try scene.day(after: -30), last: try scene.day(after: 0)))
    let (world, principal) = (scene.world, scene.reader.principal)
    let token = try await scene.claim().leaseToken
    let detail = try await world.viewing.detail(scene.id, by: principal)
    let draft = NewReportVersion(
      leaseToken: token, basedOnVersion: 0, studyRevision: detail.studyRevision, findings: "所见", impression: "窦性心律", readerGrade: nil)
    _ = try await world.reporting.save(draft, for: scene.id, by: principal)
    let submission = try await world.prepared(scene.id, version: 1, leaseToken: token, by: scene.reader)
    try await scene.licence(Term(first: nil, last: try scene.day(after: -1)))
    await #expect(throws: HubError(.licenceNotValid)) { _ = try await world.signing.submit(submission, for: scene.id, version: 1, by: principal) }
    await #expect(throws: HubError(.licenceNotValid)) { _ = try await world.prepared(scene.id, version: 1, leaseToken: token, by: scene.reader) }
    await #expect(throws: HubError(.licenceNotValid)) { _ = try await scene.claim() }
    try await scene.licence(.open)
    #expect(try await world.signing.submit(submission, for: scene.id, version: 1, by: principal).status == .final)
  }

  @Test("a kind of study that a reader does not read is refused with that reason, also once it is held")
  func scope() async throws {
    let scene = try await scene()
    let radiologist = try await scene.world.enrol("林涛", scopes: [.ct])
    await #expect(throws: HubError(.outsideScope)) { _ = try await scene.world.worklist.claim(scene.id, by: radiologist.principal) }
    #expect(try await scene.world.readings(by: radiologist).isEmpty)
    _ = try await scene.claim()
    let narrowed = try await scene.world.administration.setRights(ReaderRights(scopes: [.ct], licence: nil), of: scene.reader.id, by: .administrator)
    #expect(narrowed.scopes == [.ct])
    await #expect(throws: HubError(.outsideScope)) { _ = try await scene.world.viewing.detail(scene.id, by: scene.reader.principal) }
  }

  @Test("rights and agreements that cannot be meant are refused and change nothing; only the administrator sets them")
  func refusals() async throws {
    let scene = try await scene()
    let world = scene.world
    let backwards = Term(first: try scene.day(after: 1), last: try scene.day(after: 0))
    for rights in [
      ReaderRights(scopes: [], licence: nil), ReaderRights(scopes: [.ecg], licence: Licence(number: " ")),
      ReaderRights(scopes: [.ecg], licence: Licence(number: "1", term: backwards)),
    ] {
      await #expect(throws: HubError(.badRequest)) { _ = try await world.administration.setRights(rights, of: scene.reader.id, by: .administrator) }
    }
    for agreement in [Agreement(readScopes: []), Agreement(term: backwards)] {
      await #expect(throws: HubError(.badRequest)) { try await scene.agree(agreement) }
    }
    #expect(try await world.administration.agreement(clinicCode: scene.clinic.code, by: .administrator) == Agreement())
    for principal in [scene.reader.principal, .clinic(scene.clinic.id), .auditor] {
      await #expect(throws: HubError(.notPermitted)) {
        _ = try await world.administration.setRights(ReaderRights(scopes: [.ecg], licence: nil), of: scene.reader.id, by: principal)
      }
    }
    #expect(try await scene.claim().reading.id == scene.id)
  }
}
