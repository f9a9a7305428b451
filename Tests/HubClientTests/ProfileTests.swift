import Foundation
import HubAPI
import HubClient
import HubModel
import HubTesting
import Testing

@Suite("Profiles")
struct ProfileTests {
  private func mode(of path: String) throws -> Int {
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    return try #require(attributes[.posixPermissions] as? Int)
  }

  @Test("A profile comes back as it was saved, in files for the owner alone")
  func roundTrip() throws {
    let folder = try TemporaryFolder()
    let store = ProfileStore(root: folder.path + "/home")
    let paths = try store.saveKey("KEY", certificate: "CERTIFICATE", named: "li")
    let profile = Profile(
      hub: "https://hub.example", token: "rhr_x", role: .reader, name: "李明", readerID: 3, keyPath: paths.key, certificatePath: paths.certificate,
      rootCertificatePEM: "ROOT")
    try store.save(profile, named: "li")
    #expect(try store.profile(named: "li") == profile)
    #expect(try mode(of: store.path(of: "li")) == 0o600)
    #expect(try mode(of: paths.key) == 0o600)
    for name in ["", "/profiles", "/keys"] { #expect(try mode(of: store.root + name) == 0o700) }
    #expect(store.names() == ["li"])
  }

  @Test("A name that is taken stays taken unless somebody says that the profile may go")
  func takenNames() throws {
    let folder = try TemporaryFolder()
    let store = ProfileStore(root: folder.path)
    try store.requireFree("x", isReplacing: false)
    try store.save(Profile(hub: "https://a"), named: "x")
    #expect(throws: ClientError(HubError(.alreadyExists, "profile x; --replace"))) { try store.requireFree("x", isReplacing: false) }
    try store.requireFree("x", isReplacing: true)
  }

  @Test("A profile saved again stays closed even when its file was opened up")
  func modeIsRestored() throws {
    let folder = try TemporaryFolder()
    let store = ProfileStore(root: folder.path)
    try store.save(Profile(hub: "https://a"), named: "x")
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: store.path(of: "x"))
    try store.save(Profile(hub: "https://b"), named: "x")
    #expect(try mode(of: store.path(of: "x")) == 0o600)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/profiles") == ["x.json"])
  }

  @Test(
    "Names that would be paths are no names", arguments: ["", ".", "..", "../x", "a/b", ".hidden", "a b", "王", String(repeating: "x", count: 65)])
  func names(name: String) throws {
    let folder = try TemporaryFolder()
    let store = ProfileStore(root: folder.path)
    #expect(!ProfileStore.isUsable(name: name))
    #expect(throws: ClientError.self) { try store.save(Profile(hub: "https://a"), named: name) }
    #expect(throws: ClientError.self) { try store.profile(named: name) }
  }

  @Test("Absent and damaged profiles are told apart")
  func failures() throws {
    let folder = try TemporaryFolder()
    let store = ProfileStore(root: folder.path)
    #expect { try store.profile(named: "x") } throws: { ($0 as? ClientError)?.code == "no-profile" }
    try store.save(Profile(hub: "https://a"), named: "x")
    try Data("{".utf8).write(to: URL(fileURLWithPath: store.path(of: "x")))
    #expect { try store.profile(named: "x") } throws: { ($0 as? ClientError)?.code == "profile-unreadable" }
  }

  @Test("Where profiles live")
  func roots() {
    #expect(ProfileStore(environment: ["READINGHUB_HOME": "/a", "XDG_CONFIG_HOME": "/b", "HOME": "/c"]).root == "/a")
    #expect(ProfileStore(environment: ["READINGHUB_HOME": "", "XDG_CONFIG_HOME": "/b", "HOME": "/c"]).root == "/b/readinghub")
    #expect(ProfileStore(environment: ["HOME": "/c"]).root == "/c/.config/readinghub")
  }

  @Test("State changed by many at once loses nothing")
  func concurrentState() async throws {
    let folder = try TemporaryFolder()
    let store = ProfileStore(root: folder.path)
    let expiry = try #require(Timestamp(text: "2026-11-22T05:00:00Z"))
    try await withThrowingTaskGroup(of: Void.self) { group in
      for index in 0..<40 {
        group.addTask {
          try await OffloadedWork.run {
            try store.changeState(of: "x") { $0.leases["R\(index)"] = .init(token: Int64(index), expiresAt: expiry) }
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(store.state(of: "x").leases.count == 40)
    #expect(store.state(of: "x").leases["R7"]?.token == 7)
  }
}
