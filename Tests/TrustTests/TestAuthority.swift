import Foundation

@testable import Trust

/// 2026-03-01T00:00:00Z.
let testNow: Int64 = 1_772_323_200

/// A root, a reader under it and a hub under it, made once for the tests.
struct TestAuthority {
  let authority: CertificateAuthority
  let readerKey: P256PrivateKey
  let reader: Certificate
  let hubKey: P256PrivateKey
  let hub: Certificate

  static let shared = try? TestAuthority()

  init() throws {
    let random = SystemRandomSource()
    authority = try .makeRoot(name: "测试区域根证书", organization: "浙江省测试中心", atUnixSeconds: testNow, random: random)
    readerKey = try P256PrivateKey(random: random)
    reader = try authority.issueReader(
      id: "R-1007", name: "李明", hospital: "温州第一医院", publicKey: readerKey.publicKey(), atUnixSeconds: testNow, random: random)
    hubKey = try P256PrivateKey(random: random)
    hub = try authority.issueHub(
      name: "hub", organization: "浙江省测试中心", publicKey: hubKey.publicKey(), atUnixSeconds: testNow, random: random)
  }

  var roots: [Certificate] { [authority.certificate] }
}

/// A folder that goes away with the closure.
func withTemporaryFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory.appending(path: "trust-tests-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder)
}

/// Runs a program of the system and gives its exit code and all it said.
func run(_ program: String, _ arguments: [String]) throws -> (code: Int32, output: String) {
  let process = Process()
  let pipe = Pipe()
  process.executableURL = URL(filePath: "/usr/bin/env")
  process.arguments = [program] + arguments
  process.standardOutput = pipe
  process.standardError = pipe
  process.standardInput = FileHandle.nullDevice
  try process.run()
  let output = pipe.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  return (process.terminationStatus, String(decoding: output, as: UTF8.self))
}

let opensslIsInstalled = (try? run("openssl", ["version"]).code) == 0
