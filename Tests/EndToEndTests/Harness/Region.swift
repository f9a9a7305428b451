import Foundation
import HubAPI
import HubModel
import HubTesting

/// A hub with one hospital, two clinics and two enrolled doctors, made with the commands an administrator types.
final class Region {
  static let hospital = "青山县人民医院"
  static let qingshan = Party(profile: "qingshan", name: "青山镇卫生院", aeTitle: "QINGSHAN")
  static let baihe = Party(profile: "baihe", name: "白鹤乡卫生院", aeTitle: "BAIHE")
  static let cardiologist = Party(profile: "cardiologist", name: "陈静", aeTitle: "")
  static let radiologist = Party(profile: "radiologist", name: "李明", aeTitle: "")

  struct Party: Sendable {
    var profile: String
    var name: String
    var aeTitle: String
  }

  let folder: TemporaryFolder
  let tool: CommandLineTool
  let hub: HubProcess

  private init(quietSeconds: Int) throws {
    folder = try TemporaryFolder()
    tool = CommandLineTool(folder: folder.path)
    hub = try HubProcess(in: folder.path, tool: tool, quietSeconds: quietSeconds)
  }

  /// Runs `body` on a fresh, running region and takes everything away afterwards, whatever happened.
  ///
  /// - Parameters:
  ///   - environment: of the hub alone.
  ///   - prepare: called before the hub starts.
  static func run(
    quietSeconds: Int = 1, environment: [String: String] = [:], prepare: (Region) throws -> Void = { _ in }, _ body: (Region) throws -> Void
  ) throws {
    let region = try Region(quietSeconds: quietSeconds)
    defer {
      region.hub.killHard()
      try? FileManager.default.removeItem(atPath: region.folder.path)
    }
    try prepare(region)
    try region.hub.start(environment: environment)
    try region.populate()
    do { try body(region) } catch {
      // The hub's own last words often say more than the failed call.
      let state = region.hub.isRunning ? "running" : "gone"
      throw HarnessFailure("\(error)\n-- the hub is \(state); its last words:\n\(region.hub.logs.suffix(1_500))")
    }
  }

  private func populate() throws {
    try tool.expect(["admin", "hospital", "add", Self.hospital], profile: "admin")
    for clinic in [Self.qingshan, Self.baihe] { try addClinic(clinic) }
    try addReader(Self.cardiologist, reads: "ecg")
    try addReader(Self.radiologist, reads: "ct,mr,xray,ultrasound,other")
  }

  func addClinic(_ clinic: Party, readBy hospital: String = hospital) throws {
    try tool.expect(
      ["admin", "clinic", "add", clinic.name, "--code", clinic.profile.uppercased(), "--ae", clinic.aeTitle, "--read-by", hospital]
        + ["--save-profile", clinic.profile], profile: "admin")
  }

  /// A clinic with nothing in it, for a test of its own.
  func freshClinic(_ name: String) throws -> Party {
    let clinic = Party(profile: name, name: name, aeTitle: String(name.uppercased().prefix(16)))
    try addClinic(clinic)
    return clinic
  }

  func addReader(_ reader: Party, reads scopes: String, hospital: String = hospital) throws {
    let created: ReaderCreated = try tool.json(["admin", "reader", "add", reader.name, "--hospital", hospital, "--reads", scopes], profile: "admin")
    try tool.expect(["enroll", created.enrolmentCode, "--no-passphrase", "--profile", reader.profile])
  }

  /// A client with the token of a profile.
  func client(_ party: Party) throws -> WireClient { try client(profile: party.profile) }
  func client(profile: String) throws -> WireClient { WireClient(port: hub.httpPort, token: try tool.token(of: profile)) }

  func file(_ name: String) -> String { folder.file(name) }

  /// Writes bytes into the region's folder and returns the path.
  @discardableResult
  func write(_ bytes: [UInt8], to name: String) throws -> String {
    let url = URL(fileURLWithPath: file(name))
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: url)
    return url.path
  }
}
