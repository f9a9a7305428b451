import ArgumentParser
import Foundation
import HubAPI
import HubClient
import HubModel
import Trust

struct ProfileCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "profile", abstract: "Profiles on this machine: which hub, as whom. / 本机配置。", subcommands: [Add.self, List.self])

  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "add", abstract: "Keep a token (clinic, administrator, auditor) as a profile.",
      discussion: """
        The hub's root certificate is fetched and kept; compare the printed fingerprint with the administrator's, or give it with \
        --root-fingerprint.
        Example:
          readinghub profile add wangzhuang --hub https://hub.example:8443 --token-file token.txt
        """)
    @Argument(help: "Name of the profile.") var name: String
    @Option(help: "Address of the hub.") var hub: String
    @Option(help: ArgumentHelp("File with the token; without it, standard input.", valueName: "file")) var tokenFile: String?
    @Option(help: ArgumentHelp("SHA-256 of the hub's root certificate, or its first half.", valueName: "hex")) var rootFingerprint: String?
    @Option(help: ArgumentHelp("PEM file of another authority for the hub's TLS certificate.", valueName: "file")) var tlsCa: String?
    @Flag(help: "Replace a profile of this name.") var replace = false
    @OptionGroup var options: ScreenOptions

    func validate() throws {
      guard ProfileStore.isUsable(name: name) else { throw ValidationError("name: letters, digits, - _ . only") }
      if let rootFingerprint, rootFingerprint.count < 32 { throw ValidationError("--root-fingerprint: at least 32 hexadecimal digits") }
    }

    func run() async throws {
      let screen = options.screen
      try await Workplace.saying(on: screen) {
        let profiles = ProfileStore(environment: ProcessInfo.processInfo.environment)
        try profiles.requireFree(name, isReplacing: replace)
        let token = try tokenFile.map { (path) throws(ClientError) in try TextFile.read(path) } ?? readLine() ?? ""
        let root = try await EnrolmentSteps.fetchRoot(of: hub, pacing: Workplace.pacing)
        if let rootFingerprint, !root.fingerprint.hex.hasPrefix(rootFingerprint.lowercased()) { throw ClientError(.rootNotTrusted) }
        var profile = Profile(hub: hub, token: token.trimmingCharacters(in: .whitespacesAndNewlines), rootCertificatePEM: root.pem)
        profile.tlsAuthorityPath = tlsCa.map(TextFile.absolute)
        let exchange = try Workplace.exchange(with: profile)
        let who: WhoAmI
        do {
          who = try await HubSession(hub: hub, token: profile.token, exchange: exchange).whoAmI()
        } catch {
          await exchange.transport.close()
          throw error
        }
        await exchange.transport.close()
        profile.role = who.role
        profile.name = who.name
        try profiles.save(profile, named: name)
        if screen.isJSON { return try screen.emit(ProfileRow(name: name, profile: profile)) }
        screen.say(
          "已保存配置 \(name)：\(PlainText.escaped(who.name))（\(who.role.rawValue)）",
          "Profile \(name) kept: \(PlainText.escaped(who.name)) (\(who.role.rawValue))")
        if rootFingerprint == nil {
          screen.remark(
            "中心根证书指纹，请与管理员核对：\(root.fingerprint.hex)", "Fingerprint of the hub's root, compare it with the administrator's: \(root.fingerprint.hex)")
        }
      }
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "List the profiles of this machine.", discussion: "Example:\n  readinghub profile list")
    @OptionGroup var options: ScreenOptions

    func run() async throws {
      let screen = options.screen
      let store = ProfileStore(environment: ProcessInfo.processInfo.environment)
      let rows = store.names().compactMap { name in (try? store.profile(named: name)).map { ProfileRow(name: name, profile: $0) } }
      if screen.isJSON { return try screen.emit(rows) }
      var table = TextTable([
        .init(title: screen.text("配置", "PROFILE")), .init(title: screen.text("角色", "ROLE")), .init(title: screen.text("名称", "NAME"), limit: 28),
        .init(title: screen.text("中心", "HUB")),
      ])
      for row in rows { table.add([.init(row.profile), .init(row.role ?? ""), .init(row.name ?? ""), .init(row.hub)]) }
      screen.show(table)
    }
  }
}

/// A profile without its secrets.
struct ProfileRow: Codable {
  var profile: String
  var hub: String
  var role: String?
  var name: String?
  var readerID: Int64?
  var rootFingerprint: String?

  init(name: String, profile: Profile) {
    self.profile = name
    hub = profile.hub
    role = profile.role?.rawValue
    self.name = profile.name
    readerID = profile.readerID
    rootFingerprint = profile.rootCertificatePEM.flatMap { try? Certificate(pem: $0) }?.fingerprint.hex
  }
}
