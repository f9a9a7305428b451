import BlobStores
import Foundation
import HubFlow
import HubModel
import HubTesting
import StoreSQLite
import Testing

/// The index brought back from objects, owners' register and signed reports, stage by stage; as a program it is tested end to end.
@Suite struct IndexRebuildTests {
  private static func rebuild(_ world: FlowWorld, into name: String, register: RegisterContents) async throws -> (SQLiteHubStore, RebuildResult) {
    let store = try SQLiteHubStore(path: world.folder.file(name))
    let rebuild = IndexRebuild(
      store: store, blobs: world.blobs, clock: world.clock, random: world.random, clocks: world.clocks,
      stagingDirectory: world.folder.file("incoming"), register: register, root: world.authority.certificate, fallbackCode: nil)
    return (store, try await rebuild.run(isStoreWhole: false))
  }

  @Test("issued, amended and withdrawn versions come back in order with their deliveries; stated identities and notes with their uploads")
  func reports() async throws {
    let world = try await FlowWorld()
    try await world.addHospital()
    let reader = try await world.enrol("李明")
    let clinic = try await world.addClinic("QINGSHAN").clinic
    let other = try await world.addClinic("BAIHE").clinic
    try await world.upload("ecg-normal/ecg.dcm", from: clinic)
    try await world.upload("ecg-paced/ecg.dcm", from: other)
    await world.settle()
    let id = try #require(try await world.readings(by: reader).first { $0.clinicName == clinic.name }?.id)
    _ = try await world.issue(id, by: reader)
    try await world.amend(id, .amended, by: reader, reason: "补充")
    _ = try await world.issue(id, by: reader, impression: "修订后")
    let files = RegisterFiles(folder: world.folder.file("objects/owners"))
    try await OwnerRegister(store: world.store, files: files).follow()
    let (store, result) = try await Self.rebuild(world, into: "new.sqlite", register: try files.read())
    #expect(result.restoredObjects == 2 && result.restoredReports == 2 && result.unplacedReports == 0 && result.ownerlessObjects == 0, "\(result)")
    #expect(result.addedClinics == 2 && result.addedReaders == 1 && result.studies == 2)
    let before = try await world.store.read { try $0.reportVersions(of: id) }
    let (reading, versions, deliveries) = try await store.read { store in
      let study = try #require(try store.study(clinic: clinic.id, studyInstanceUID: Self.uid(of: before), kind: .ecg))
      let reading = try #require(try store.reading(of: study.id))
      return (reading, try store.reportVersions(of: reading.id), try store.deliveries(of: reading.id))
    }
    #expect(reading.state == .completed && reading.clinic == clinic.id && reading.id != id)
    #expect(versions.map(\.number) == before.filter { $0.signature != nil }.map(\.number))
    #expect(versions.map(\.status) == [.final, .amended])
    #expect(versions.map { $0.signature?.signedPDF } == before.compactMap(\.signature).map(\.signedPDF))
    #expect(deliveries.map(\.sequence) == [1_000_001, 1_000_002] && deliveries.allSatisfy { $0.acknowledgedAt == nil })
    let check = try await StoreCheck(store: store, blobs: world.blobs).run()
    #expect(check.isSound, "\(check)")
    await store.close()
  }

  @Test("an amendment that waits for its second doctor comes back as one, and all count the late objects alike")
  func waitingAmendment() async throws {
    let world = try await FlowWorld()
    try await world.addHospital()
    let (reporter, other) = (try await world.enrol("李明"), try await world.enrol("林涛"))
    let clinic = try await world.addClinic("QINGSHAN").clinic
    let files = try FileManager.default.contentsOfDirectory(atPath: Samples.studies.appendingPathComponent("ct-chest").path)
      .filter { $0.hasSuffix(".dcm") }.sorted().map { "ct-chest/\($0)" }
    for file in files.dropLast(2) { try await world.upload(file, from: clinic) }
    await world.settle()
    let id = try #require(try await world.readings(by: reporter).first?.id)
    _ = try await world.issue(id, by: reporter)
    _ = try await world.administration.setAgreement(Agreement(reviewedScopes: [.ct]), clinicCode: clinic.code, by: .administrator)
    for file in files.suffix(2) {
      try await world.upload(file, from: clinic)
      await world.settle()
      guard file != files.last else { break }
      try await world.amend(id, .corrected, by: reporter, reason: "补收一层图像")
      #expect(try await world.issue(id, by: reporter, impression: "加阅一层").status == .preliminary)
    }
    #expect(try await world.readings(by: other).map(\.lateObjectCount) == [2])
    let register = RegisterFiles(folder: world.folder.file("objects/owners"))
    try await OwnerRegister(store: world.store, files: register).follow()
    let (store, result) = try await Self.rebuild(world, into: "new.sqlite", register: try register.read())
    #expect(result.restoredReports == 2 && result.restoredObjects == files.count, "\(result)")
    let worklist = Worklist(store: store, clock: world.clock, clocks: world.clocks)
    _ = try await Indexing(store: store, clock: world.clock, clocks: world.clocks).closeQuietStudies()
    let row = try #require(try await worklist.page(kind: nil, includesFinished: true, limit: 9, by: other.principal).readings.first)
    #expect(row.lateObjectCount == 2 && row.task == .review && row.amendment == .corrected && row.amendmentReason == "补收一层图像")
    let claimed = try await worklist.claim(row.id, by: other.principal).reading
    #expect(claimed.lateObjectCount == 2)
    await store.close()
  }

  private static func uid(of versions: [ReportVersion]) throws -> String {
    let json = try JSONSerialization.jsonObject(with: Data(try #require(versions.first).contentJSON)) as? [String: Any]
    return try #require((json?["study"] as? [String: Any])?["instanceUID"] as? String)
  }

  @Test("the register follows the store; a torn line costs nothing; a store without its last entry is behind")
  func register() async throws {
    let world = try await FlowWorld()
    try await world.addHospital()
    let clinic = try await world.addClinic("QINGSHAN").clinic
    try await world.upload("ecg-normal/ecg.dcm", from: clinic)
    let files = RegisterFiles(folder: world.folder.file("objects/owners"))
    try await OwnerRegister(store: world.store, files: files).follow()
    let path = world.folder.file("objects/owners/objects.jsonl")
    // Cut within its last line, as a crash leaves it.
    let whole = try Data(contentsOf: URL(fileURLWithPath: path))
    #expect(truncate(path, off_t(whole.count - 20)) == 0)
    let register = OwnerRegister(store: world.store, files: files)
    try await register.requireKnown()
    try await world.upload("ecg-paced/ecg.dcm", from: clinic)
    try await register.follow()
    try await register.follow()
    let contents = try files.read()
    #expect(contents.damagedLines == 1)
    #expect(Set(contents.objects.map(\.arrival.rawValue)) == [1, 2] && contents.objects.allSatisfy { $0.clinic == clinic.id })
    #expect(contents.entries.contains { if case .clinic(let one) = $0 { one.code == "QINGSHAN" } else { false } })
    try await register.requireKnown()
    let empty = try SQLiteHubStore(path: world.folder.file("other.sqlite"))
    await #expect(throws: HubError(.storeBehindRegister)) { try await OwnerRegister(store: empty, files: files).requireKnown() }
    let check = try await StoreCheck(store: empty, blobs: world.blobs, register: contents).run()
    #expect(check.flaws.map(\.kind) == [.objectUnlisted, .objectUnlisted, .storeBehind] && check.damagedRegisterLines == 1, "\(check)")
    await empty.close()
  }
}
