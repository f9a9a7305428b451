import Foundation
import HubAPI
import HubClient
import Testing

@testable import readinghub

@Suite("Which profile is meant")
struct ProfileChoiceTests {
  private func choose(_ kept: [String: WhoAmI.Role?], asked: String? = nil, variable: String? = nil, role: WhoAmI.Role) throws -> String {
    let root = FileManager.default.temporaryDirectory.appendingPathComponent("readinghub-test-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: root) }
    let profiles = ProfileStore(root: root)
    for (name, role) in kept { try profiles.save(Profile(hub: "https://hub", role: role), named: name) }
    let environment = variable.map { ["READINGHUB_PROFILE": $0] } ?? [:]
    return try ProfileChoice(profiles: profiles, environment: environment).name(asked: asked, role: role)
  }

  @Test("Where several would do they are named, not guessed; a hub named by its address needs none")
  func several() throws {
    let error = #expect(throws: ClientError.self) { try choose(["wz": .clinic, "qh": .clinic, "admin": .administrator], role: .clinic) }
    #expect(error?.code == "several-profiles" && error?.detail == "qh, wz")
    #expect(throws: ClientError.self) { try choose(["a": .administrator, "b": .administrator], role: .auditor) }
    #expect(try choose(["a": .administrator, "b": .administrator, "c": .auditor], role: .auditor) == "c")
    #expect(try choose(["wz": .clinic, "qh": .clinic], asked: "wz", role: .clinic) == "wz")
  }

  @Test("Asked for, then the environment, then what fits the role")
  func order() throws {
    let kept: [String: WhoAmI.Role?] = ["default": .reader, "admin": .administrator, "wz": .clinic, "qh": .clinic, "other": nil]
    #expect(try choose(kept, asked: "x", variable: "y", role: .clinic) == "x")
    #expect(try choose(kept, variable: "y", role: .clinic) == "y")
    #expect(try choose(kept, variable: "", role: .reader) == "default")
    #expect(try choose(kept, role: .administrator) == "admin")
    #expect(try choose(kept, role: .auditor) == "admin")
    #expect(try choose([:], role: .clinic) == "default")
    #expect(try choose(["wz": .clinic], role: .clinic) == "wz")
    #expect(try choose(["default": nil, "wz": .clinic], role: .clinic) == "default")
  }
}
