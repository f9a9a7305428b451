import BlobStores
import Foundation
import HubDIMSE
import HubFlow
import HubModel
import HubTesting
import StoreSQLite
import Synchronization
import Trust

/// An intake in a folder of its own with a DICOM listener before it.
final class DICOMHub: Sendable {
  let folder: TemporaryFolder
  let store: SQLiteHubStore
  let intake: Intake
  let region: InventedRegion
  private let kept = Mutex<[String]>([])

  init(limits: IntakeLimits = IntakeLimits()) async throws {
    folder = try TemporaryFolder()
    store = try SQLiteHubStore(path: folder.file("hub.sqlite"))
    let blobs = try FileBlobStore(root: folder.file("objects"))
    try FileManager.default.createDirectory(atPath: folder.file("incoming"), withIntermediateDirectories: true)
    let random = SystemRandomSource()
    let clock = ManualClock()
    let authority = try CertificateAuthority.makeRoot(name: "test root", organization: "test", atUnixSeconds: 1_767_225_600, random: random)
    let heads = AuditHeads(store: store, clock: clock, key: authority.key, certificate: authority.certificate)
    intake = Intake(
      store: store, blobs: blobs, clock: clock, random: random, stagingDirectory: folder.file("incoming"), limits: limits,
      space: SpaceGuard(gauge: FixedSpace()), tally: OperationTally(), auditHeads: heads, wake: {})
    region = try await store.write { try InventedRegion.add(to: $0) }
  }

  var log: [String] { kept.withLock { $0 } }

  func stagedFiles() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: folder.file("incoming")) }

  func server(address: ListenAddress = ListenAddress(host: "127.0.0.1", port: 0), aeTitle: String = "READINGHUB") throws -> HubDICOMServer {
    try HubDICOMServer(intake: intake, address: address, aeTitle: aeTitle, logger: { line in self.kept.withLock { $0.append(line) } })
  }

  /// Listens while `body` runs.
  func listen(_ body: @Sendable (Int) async throws -> Void) async throws {
    let server = try server()
    let running = Task { try await server.run() }
    do { try await body(server.port) } catch {
      running.cancel()
      throw error
    }
    running.cancel()
    try await running.value
  }
}

/// DCMTK's own tools as peers.
enum Peer {
  static let isInstalled = ["storescu", "echoscu"].allSatisfy { FileManager.default.isExecutableFile(atPath: "/usr/bin/" + $0) }

  struct Outcome: Sendable {
    var exitCode: Int32
    var output: String
  }

  static func run(_ tool: String, _ arguments: [String]) async throws -> Outcome {
    try await withCheckedThrowingContinuation { continuation in
      DispatchQueue.global().async { continuation.resume(with: Result { try runBlocking(tool, arguments) }) }
    }
  }

  private static func runBlocking(_ tool: String, _ arguments: [String]) throws -> Outcome {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/" + tool)
    process.arguments = arguments
    var environment = ProcessInfo.processInfo.environment
    environment["TCP_NODELAY"] = "1"
    process.environment = environment
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return Outcome(exitCode: process.terminationStatus, output: output)
  }
}
