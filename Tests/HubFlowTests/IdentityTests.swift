import Foundation
import HubAPI
import HubModel
import HubTesting
import Testing

@Suite("Whose ECG it is")
struct IdentityTests {
  private func send(_ identity: PatientIdentity?, in world: FlowWorld, from clinic: Clinic) async throws -> ObjectReceipt {
    let folder = Samples.studies.appendingPathComponent("ecg-right-bundle-branch-block")
    let header = try Data(contentsOf: folder.appendingPathComponent("rbbb.hea"))
    let bytes = header + (try Data(contentsOf: folder.appendingPathComponent("rbbb.dat")))
    return try await world.upload(bytes, from: clinic, format: .wfdb, headerBytes: Int64(header.count), identity: identity)
  }

  @Test("An identity that was pending is completed by sending the record again with it; another person's is refused")
  func completing() async throws {
    let world = try await FlowWorld()
    try await world.addHospital()
    let clinic = try await world.addClinic("QINGSHAN").clinic
    let reader = try await world.enrol("陈静")
    #expect(try await send(nil, in: world, from: clinic).result == .stored)
    await world.settle()
    let pending = try #require(try await world.readings(by: reader).first)
    #expect(pending.isIdentityPending)

    let chen = PatientIdentity(externalID: "1", name: "陈德福")
    #expect(try await send(chen, in: world, from: clinic).result == .alreadyHeld)
    let known = try #require(try await world.readings(by: reader).first)
    #expect(!known.isIdentityPending && known.patientName == "陈德福" && known.id == pending.id)
    #expect(try await send(chen, in: world, from: clinic).result == .alreadyHeld)

    await #expect(throws: HubError(.identityMismatch)) {
      _ = try await send(PatientIdentity(externalID: "2", name: "王秀英"), in: world, from: clinic)
    }
    #expect(try await world.readings(by: reader).first?.patientName == "陈德福")
    #expect(try await world.intake.refusals(by: .clinic(clinic.id), limit: 5).map(\.code) == ["identity-mismatch"])
  }

  @Test("A held record whose person is not settled is asked for again")
  func askedAgain() async throws {
    let world = try await FlowWorld()
    try await world.addHospital()
    let clinic = try await world.addClinic("QINGSHAN").clinic
    let receipt = try await send(nil, in: world, from: clinic)
    await world.settle()
    let item = Upload.Item(digest: receipt.digest, sizeBytes: receipt.sizeBytes, format: .wfdb, headerBytes: 10)
    func held(_ identity: PatientIdentity?) async throws -> [BlobKey] {
      try await world.intake.openUpload(
        NewUpload(isUrgent: false, note: nil, identity: identity, isComplete: false, items: [item]), by: .clinic(clinic.id)
      ).held
    }
    #expect(try await held(nil) == [receipt.digest])
    #expect(try await held(PatientIdentity(externalID: "1", name: "陈德福")).isEmpty)
  }
}
