import BlobStores
import DICOM
import Foundation
import HubAPI
import HubFlow
import HubModel
import HubTesting
import Hummingbird
import HummingbirdTesting
import Logging
import StoreSQLite
import Trust

@testable import HubHTTP

/// A whole hub in a folder of its own, with two hospitals, two clinics and somebody in every role.
final class TestHub: Sendable {
  enum Person: String, CaseIterable { case clinic, otherClinic, reader, otherReader, administrator, auditor, nobody }

  let folder: TemporaryFolder
  let store: SQLiteHubStore
  let stages: HubHTTPStages
  let bell: DeliveryBell
  let clock = ManualClock()
  let log = CollectedLog()
  let region: InventedRegion
  /// A doctor of a hospital that reads for nobody here.
  let farReader: Reader
  private let tokens: [Person: String]

  init(limits: IntakeLimits = IntakeLimits()) async throws {
    folder = try TemporaryFolder()
    let built = try TestStages.build(in: folder, clock: clock, limits: limits)
    (store, stages, bell) = (built.store, built.stages, built.bell)
    (region, farReader) = try await store.write { store in
      let region = try InventedRegion.add(to: store)
      let far = try store.add(Hospital(id: .unassigned, name: "台州医院"))
      let reader = try store.add(Reader(id: .unassigned, name: "周敏", hospital: far.id, scopes: Set(ReadingScope.allCases)))
      return (region, reader)
    }
    var tokens: [Person: String] = [:]
    let principals: [(Person, SecretToken.Kind, Principal)] = [
      (.clinic, .clinic, .clinic(region.clinic.id)), (.otherClinic, .clinic, .clinic(region.otherClinic.id)),
      (.reader, .reader, .reader(region.reader.id)), (.otherReader, .reader, .reader(farReader.id)),
      (.administrator, .administrator, .administrator), (.auditor, .auditor, .auditor),
    ]
    for (person, kind, principal) in principals {
      let token = try SecretToken(kind: kind, random: SystemRandomSource())
      tokens[person] = token.text
      try await store.write { try $0.setToken(SecretDigest(bytes: token.tokenHash.bytes), of: principal) }
    }
    self.tokens = tokens
  }

  var stagingFolder: String { folder.file("incoming") }

  func token(of person: Person) -> String { tokens[person] ?? "" }

  func server(_ configuration: HubHTTPConfiguration? = nil, onListening: @escaping @Sendable (Int) async -> Void = { _ in }) throws
    -> HubHTTPServer
  {
    let loopback = HubHTTPConfiguration(address: ListenAddress(host: "127.0.0.1", port: 0))
    return try HubHTTPServer(stages: stages, configuration: configuration ?? loopback, logger: log.logger, onListening: onListening)
  }

  /// Requests without a socket, handled as `run()` would.
  func serve<Value>(_ body: @Sendable (HubCaller) async throws -> Value) async throws -> Value {
    try await server().application().test(.router) { client in try await body(HubCaller(client: client, hub: self)) }
  }

  /// What lies unfinished in the staging area.
  func stagedFiles() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: stagingFolder) }
}

/// Builds the stages as the program does.
enum TestStages {
  static func build(in folder: TemporaryFolder, clock: ManualClock, limits: IntakeLimits) throws
    -> (store: SQLiteHubStore, stages: HubHTTPStages, bell: DeliveryBell)
  {
    let store = try SQLiteHubStore(path: folder.file("hub.sqlite"))
    let blobs = try FileBlobStore(root: folder.file("objects"))
    let staging = folder.file("incoming")
    try FileManager.default.createDirectory(atPath: staging, withIntermediateDirectories: true)
    let random = SystemRandomSource()
    let seconds = clock.now().wall.microseconds / 1_000_000
    let authority = try CertificateAuthority.makeRoot(name: "test root", organization: "test", atUnixSeconds: seconds, random: random)
    let key = try P256PrivateKey(random: random)
    let hubCertificate = try authority.issueHub(
      name: "test hub", organization: "test", publicKey: key.publicKey(), atUnixSeconds: seconds, random: random)
    let heads = AuditHeads(store: store, clock: clock, key: key, certificate: hubCertificate)
    let bell = DeliveryBell()
    let tally = OperationTally()
    let clocks = ClockPolicy()
    let pictures = StudyPictures(
      blobs: blobs, stagingDirectory: staging, random: random, decoder: SandboxedFrameDecoder(executablePath: "/nonexistent"))
    let stages = HubHTTPStages(
      authentication: Authentication(store: store),
      administration: Administration(
        store: store, clock: clock, random: random, hubURL: "http://127.0.0.1:8080", rootFingerprint: authority.certificate.fingerprint,
        clocks: clocks),
      enrolling: Enrolling(store: store, clock: clock, random: random, authority: authority),
      intake: Intake(
        store: store, blobs: blobs, clock: clock, random: random, stagingDirectory: staging, limits: limits,
        space: SpaceGuard(gauge: FixedSpace()), tally: tally, auditHeads: heads, wake: {}),
      worklist: Worklist(store: store, clock: clock, clocks: clocks),
      viewing: Viewing(store: store, blobs: blobs, clock: clock, clocks: clocks, pictures: pictures, backlog: AuditBacklog { _ in }),
      reporting: Reporting(store: store, clock: clock, clocks: clocks), overriding: Overriding(store: store, clock: clock),
      signing: Signing(
        store: store, blobs: blobs, clock: clock, random: random, clocks: clocks, stagingDirectory: staging, root: authority.certificate,
        pictures: pictures, bell: bell, critical: CriticalPolicy()),
      delivering: Delivering(store: store, blobs: blobs, clock: clock, auditHeads: heads, bell: bell, backlog: AuditBacklog { _ in }),
      critical: CriticalValues(store: store, clock: clock, policy: CriticalPolicy(), bell: bell),
      auditing: Auditing(store: store, heads: heads, hubCertificatePEM: hubCertificate.pem),
      operating: OperatingView(store: store, clock: clock, space: SpaceGuard(gauge: FixedSpace()), tally: tally),
      backingUp: BackingUp(store: store, blobs: blobs, clock: clock, folder: nil), clock: clock)
    return (store, stages, bell)
  }
}
