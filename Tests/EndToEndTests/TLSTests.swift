import Foundation
import HubModel
import HubTesting
import Testing

/// A hub that makes its own certificate, seen by its own clients and by OpenSSL and Python.
@Suite("HTTPS of the hub's own", .ownThread)
struct TLSTests {
  @Test("profiles pin the root; old TLS, weak ciphers, other authorities and other names are refused; plain HTTP is told where to go")
  func ownCertificate() throws {
    try SecureHub.run { hub in
      #expect(try hub.tool.run(["admin", "hospital", "list"], profile: "admin").status == 0)
      // The profile's root is the only one that counts.
      let stranger = hub.folder.file("stranger")
      try hub.tool.expect(["init", "--data", stranger, "--profile", "stranger", "--url", hub.url])
      let foreign = try hub.tool.run(["admin", "hospital", "list"], profile: "stranger")
      #expect(foreign.status == 6 && foreign.errors.contains("root-not-trusted"), "\(foreign.all)")
      let peer = try hub.python(["check", "127.0.0.1", "\(hub.port)", hub.root, stranger + "/keys/root.pem"])
      let expected = """
        pinned root: TLSv1.3 200
        other root: certificate verify failed
        other name: certificate verify failed
        TLSv1.2: TLSv1.2 200
        TLSv1.1: refused
        TLSv1: refused
        NULL-SHA256: refused
        AES128-SHA: refused
        ECDHE-ECDSA-AES128-SHA: refused
        ECDHE-ECDSA-AES256-GCM-SHA384: TLSv1.2 200
        ahead of its time: certificate verify failed
        plain: HTTP/1.1 400 Bad Request https://

        """
      #expect(peer.output == expected, "\(peer.all)")
      #expect(!hub.log.contains("rror"), "\(hub.log)")
      try hub.stop()
      // Made anew, because it is to be called something else; and then it is not who the profile asks for.
      try hub.start(["--tls", "own", "--tls-name", "hub.example"], place: hub.folder.path + "/keys")
      let misnamed = try hub.tool.run(["admin", "hospital", "list"], profile: "admin")
      #expect(misnamed.status == 6, "\(misnamed.all)")
    }
  }

  @Test("SIGHUP and changed files bring a new certificate into force while a connection lives on; a pair that does not fit is refused")
  func reload() throws {
    try SecureHub.run { hub in
      let given = hub.folder.file("given")
      try hub.stop()
      let other = try hub.python(["issue", hub.data + "/keys", given, "30"])
      #expect(other.status == 0, "\(other.all)")
      try hub.start(["--tls-cert", given + "/1.pem", "--tls-key", given + "/1.key"], place: given)
      let peer = try hub.python(["reload", "127.0.0.1", "\(hub.port)", hub.root, given, "\(hub.process?.pid ?? 0)"])
      let expected = """
        first: 1
        mixed pair after SIGHUP: 1
        whole pair after SIGHUP: 2
        connection from before: 1 200
        files alone: 3
        ended certificate after SIGHUP: 3

        """
      #expect(peer.output == expected, "\(peer.all)")
      #expect(hub.log.contains("tls: a new certificate is in force"), "\(hub.log)")
      #expect(hub.log.contains("tls: the new certificate is refused, the old one stays: unsafe-configuration"), "\(hub.log)")
      #expect(hub.process?.poll() == nil)
      try hub.stop()
    }
  }
}

/// A hub behind TLS, made and stopped for one test.
final class SecureHub {
  let folder: TemporaryFolder
  let tool: CommandLineTool
  let port: Int
  let data: String
  private(set) var process: ChildProcess?
  var url: String { "https://127.0.0.1:\(port)" }
  var root: String { data + "/keys/root.pem" }
  var log: String { TextFile.read(folder.file("err")) }

  private init() throws {
    folder = try TemporaryFolder()
    tool = CommandLineTool(folder: folder.path)
    port = try LoopbackSocket.freePort()
    data = folder.file("hub")
  }

  static func run(_ body: (SecureHub) throws -> Void) throws {
    let hub = try SecureHub()
    defer { hub.process?.end() }
    try hub.tool.expect(["init", "--data", hub.data, "--url", hub.url])
    try hub.start(["--tls", "own"], place: hub.folder.path)
    try body(hub)
  }

  func start(_ arguments: [String], place: String) throws {
    try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
    let output = place + "/out"
    let process = try ChildProcess(
      CommandLineTool.program, ["serve", "--data", data, "--http", "127.0.0.1:\(port)", "--dicom", "off"] + arguments,
      environment: tool.environment, output: output, errors: folder.file("err"))
    self.process = process
    try Wait.untilTrue("the hub's ready line", seconds: 30) {
      if let status = process.poll() { throw HarnessFailure("the hub ended with \(status): \(log)") }
      return TextFile.read(output).contains("http \(url)\n")
    }
  }

  func stop() throws {
    process?.signal(SIGTERM)
    #expect(try process?.wait(seconds: 30) == 0)
  }

  /// The system's own Python and OpenSSL.
  func python(_ arguments: [String]) throws -> Outcome {
    let script = Samples.repository.appendingPathComponent("Tests/Peers/tls.py").path
    return try Programs.run("/usr/bin/env", ["python3", "-B", script] + arguments, in: folder.path, seconds: 120)
  }
}
