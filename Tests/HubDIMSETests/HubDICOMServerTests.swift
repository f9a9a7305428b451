import Foundation
import HubFlow
import HubModel
import HubTesting
import Testing

@testable import DICOM
@testable import HubDIMSE

@Suite("DICOM listener of the hub", .enabled(if: Peer.isInstalled, "SKIPPED: DCMTK's storescu and echoscu are not installed"))
struct HubDICOMServerTests {
  private static let ecg = Samples.repository.appendingPathComponent("SampleStudies/ecg-old-infarct/ecg.dcm").path

  private func storeSCU(_ port: Int, _ files: [String], calling: String = "SQT_ECG", called: String = "READINGHUB") async throws -> Peer.Outcome {
    try await Peer.run("storescu", ["-d", "-aet", calling, "-aec", called, "127.0.0.1", String(port)] + files)
  }

  @Test("known titles are accepted, others rejected with the standard's reasons")
  func titles() async throws {
    let hub = try await DICOMHub()
    try await hub.listen { port async throws in
      func echo(_ calling: String, _ called: String) async throws -> Peer.Outcome {
        try await Peer.run("echoscu", ["-v", "-aet", calling, "-aec", called, "127.0.0.1", String(port)])
      }
      #expect(try await echo("SQT_ECG", "READINGHUB").exitCode == 0)
      #expect(try await echo("SQT_DR", "READINGHUB").exitCode == 0)
      for calling in ["NOBODY", "sqt_ecg", "SQT_ECG2", "*", "' OR 1=1--"] {
        let outcome = try await echo(calling, "READINGHUB")
        #expect(outcome.exitCode != 0 && outcome.output.contains("Calling AE Title Not Recognized"), "\(calling): \(outcome.output)")
      }
      for called in ["ANY-SCP", "../secret", "readinghub"] {
        let outcome = try await echo("SQT_ECG", called)
        #expect(outcome.exitCode != 0 && outcome.output.contains("Called AE Title Not Recognized"), "\(called): \(outcome.output)")
      }
    }
  }

  @Test("an object is stored for the clinic its title belongs to; the same again is success, the same for another clinic is its own")
  func stores() async throws {
    let hub = try await DICOMHub()
    let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: Self.ecg)))
    try await hub.listen { port async throws in
      for calling in ["SQT_ECG", "SQT_DR", "WG_ECG"] {
        let outcome = try await storeSCU(port, [Self.ecg], calling: calling)
        #expect(
          outcome.exitCode == 0 && outcome.output.contains("0x0000: Success"), "\(outcome.output)")
      }
    }
    let (first, second) = try await hub.store.read { store in
      (try store.arrival(ArrivalID(rawValue: 1)), try store.arrival(ArrivalID(rawValue: 2)))
    }
    #expect(first?.clinic == hub.region.clinic.id && first?.route == .dimse(callingAETitle: "SQT_ECG"))
    #expect(second?.clinic == hub.region.otherClinic.id)
    #expect(bytes.count > 1_000)
    #expect(try hub.stagedFiles().isEmpty)
  }

  @Test("the same UID with other bytes is refused as a conflict, by its status and code; the first stays")
  func conflict() async throws {
    let hub = try await DICOMHub()
    var bytes = try Data(contentsOf: URL(fileURLWithPath: Self.ecg))
    bytes[bytes.count - 1] ^= 1
    let changed = hub.folder.file("changed.dcm")
    try bytes.write(to: URL(fileURLWithPath: changed))
    try await hub.listen { port async throws in
      #expect(try await storeSCU(port, [Self.ecg]).exitCode == 0)
      let outcome = try await storeSCU(port, [changed])
      #expect(outcome.output.lowercased().contains("c011"), "\(outcome.output)")
    }
    #expect(hub.log.contains { $0.hasSuffix("object refused: object-conflict") })
    #expect(try hub.stagedFiles().isEmpty)
  }

  @Test("a damaged object is refused with a status of its kind, nothing is kept, and the next good one is stored on the same association")
  func damaged() async throws {
    let hub = try await DICOMHub()
    let bad = hub.folder.file("bad.dcm")
    try NestedDataSet.write(levels: 70, likeFileAt: Self.ecg, to: bad)
    try await hub.listen { port async throws in
      let outcome = try await storeSCU(port, ["-nh", bad, Self.ecg])
      #expect(outcome.output.lowercased().contains("c001"), "\(outcome.output)")
    }
    let arrival = try await hub.store.read { try $0.arrival(ArrivalID(rawValue: 1)) }
    #expect(arrival != nil)
    #expect(try await hub.store.read { try $0.arrival(ArrivalID(rawValue: 2)) } == nil)
    #expect(try hub.stagedFiles().isEmpty)
  }

  @Test("disabling a clinic takes effect at once")
  func disabling() async throws {
    let hub = try await DICOMHub()
    try await hub.listen { port async throws in
      #expect(try await storeSCU(port, [Self.ecg]).exitCode == 0)
      try await hub.store.write { store in
        var clinic = hub.region.clinic
        clinic.isDisabled = true
        try store.update(clinic)
      }
      let outcome = try await storeSCU(port, [Self.ecg])
      #expect(outcome.exitCode != 0 && outcome.output.contains("Calling AE Title Not Recognized"))
    }
  }

  @Test("an object on an association that began before its clinic was disabled is not authorised")
  func disabledInTheMiddle() async throws {
    let hub = try await DICOMHub()
    let handler = IntakeHandler(intake: hub.intake, aeTitle: "READINGHUB", log: { _ in })
    let association = AssociationRequest(number: 1, callingAE: "SQT_ECG", calledAE: "READINGHUB", peerAddress: "127.0.0.1")
    let path = hub.folder.file("incoming") + "/object"
    let sopInstanceUID = try DICOMScan.scan(path: Self.ecg).sopInstanceUID
    #expect(await onOwnThread { handler.decide(association) } == .accept)
    func store(_ sopInstanceUID: String) async throws -> StoreResponse {
      try FileManager.default.copyItem(atPath: Self.ecg, toPath: path)
      defer { try? FileManager.default.removeItem(atPath: path) }
      let request = StoreRequest(
        association: association, sopClassUID: "1.2.840.10008.5.1.4.1.1.9.1.1", sopInstanceUID: sopInstanceUID,
        transferSyntaxUID: "1.2.840.10008.1.2.1",
        object: .file(path: path), byteCount: 1)
      return await onOwnThread { handler.store(request) }
    }
    #expect(try await store("1.2.3") == StoreResponse(status: StoreStatus.dataSetDoesNotMatchSOPClass, errorComment: "uid-mismatch"))
    try await hub.store.write { store in
      var clinic = hub.region.clinic
      clinic.isDisabled = true
      try store.update(clinic)
    }
    #expect(try await store(sopInstanceUID) == StoreResponse(status: 0x0124, errorComment: "not-permitted"))
  }

  /// The handler blocks the thread it is called on.
  private func onOwnThread<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
    await withCheckedContinuation { continuation in DispatchQueue.global().async { continuation.resume(returning: body()) } }
  }

  @Test("off loopback, and with a title that is none, it does not listen")
  func refusesUnsafe() async throws {
    let hub = try await DICOMHub()
    #expect(throws: HubError(.unsafeConfiguration)) { try hub.server(address: ListenAddress(host: "0.0.0.0", port: 0)) }
    for title in ["", " ", "A\\B", String(repeating: "A", count: 17), "读片"] {
      #expect(throws: HubError(.badRequest)) { try hub.server(aeTitle: title) }
    }
  }

  @Test("a second listener on the port is refused with a code")
  func portInUse() async throws {
    let hub = try await DICOMHub()
    try await hub.listen { port async throws in
      #expect(throws: HubError(.listenerFailed)) { try hub.server(address: ListenAddress(host: "127.0.0.1", port: port)) }
    }
  }
}
