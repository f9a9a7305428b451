import ArgumentParser
import Foundation
import HubClient
import HubModel
import Trust

struct EnrollCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "enroll", abstract: "Make this machine a reader's: key, certificate, profile. / 医师注册。",
    discussion: """
      The code comes from the administrator, works once and lives 24 hours. The private key is made here and never leaves this machine.
      Example:
        readinghub enroll rhe_7k2…@hub.example:8443
      """)
  @Argument(help: "The code.") var code: String
  @Option(help: ArgumentHelp("File whose first line is the key's passphrase.", valueName: "file")) var passphraseFile: String?
  @Flag(help: "Keep the key without a passphrase (demonstrations only).") var noPassphrase = false
  @Option(help: ArgumentHelp("Profile to make (default: $READINGHUB_PROFILE, else \"default\").", valueName: "name")) var profile: String?
  @Option(help: ArgumentHelp("PEM file of another authority for the hub's TLS certificate.", valueName: "file")) var tlsCa: String?
  @Flag(help: "Replace a profile of this name.") var replace = false
  @OptionGroup var options: ScreenOptions

  func validate() throws {
    if noPassphrase && passphraseFile != nil { throw ValidationError("--no-passphrase and --passphrase-file exclude each other") }
  }

  func run() async throws {
    let screen = options.screen
    try await Workplace.saying(on: screen) {
      let environment = ProcessInfo.processInfo.environment
      let profiles = ProfileStore(environment: environment)
      let name = ProfileChoice(profiles: profiles, environment: environment).name(asked: profile)
      guard ProfileStore.isUsable(name: name) else { throw ClientError(.fileUnwritable, name) }
      try profiles.requireFree(name, isReplacing: replace)
      let authority = try tlsCa.map { (path) throws(ClientError) in try TextFile.read(path) }
      let steps = try EnrolmentSteps(text: code, authorityPEM: authority, pacing: Workplace.pacing)
      let passphrase = noPassphrase ? nil : try Passphrase.new(file: passphraseFile, screen: screen)
      let root = try await steps.fetchRoot()
      let key: P256PrivateKey
      let keyPEM: [UInt8]
      do throws(TrustError) {
        key = try P256PrivateKey(random: SystemRandomSource())
        keyPEM = try key.pem(passphrase: passphrase)
      } catch { throw ClientError(error) }
      let result = try await steps.enrol(key: key, root: root)
      let paths = try profiles.saveKey(String(decoding: keyPEM, as: UTF8.self), certificate: result.certificatePEM, named: name)
      let made = Profile(
        hub: steps.code.hubURL, token: result.token, role: .reader, name: result.name, readerID: result.readerID, keyPath: paths.key,
        certificatePath: paths.certificate, rootCertificatePEM: root.pem, tlsAuthorityPath: tlsCa.map(TextFile.absolute))
      try profiles.save(made, named: name)
      if screen.isJSON { return try screen.emit(ProfileRow(name: name, profile: made)) }
      let person = PlainText.escaped(result.name) + " · " + PlainText.escaped(result.hospital)
      screen.say("已注册：\(person)（配置 \(name)）", "Enrolled: \(person) (profile \(name))")
    }
  }
}

/// Where a key's passphrase comes from: a file, else the terminal.
enum Passphrase {
  /// For an existing key; `nil` when there is neither file nor terminal.
  static func known(file: String?, screen: Screen) throws(ClientError) -> String? {
    if let file { return try firstLine(of: file) }
    return Prompt.secret(screen.text("密钥口令：", "Passphrase of the key: "))
  }

  /// For a new key: typed twice.
  static func new(file: String?, screen: Screen) throws(ClientError) -> String {
    if let file { return try firstLine(of: file) }
    guard let first = Prompt.secret(screen.text("为密钥设定口令：", "New passphrase for the key: ")), !first.isEmpty else {
      throw ClientError(.passphraseNeeded)
    }
    guard Prompt.secret(screen.text("再输入一次：", "Again: ")) == first else { throw ClientError(TrustError(.wrongPassphrase)) }
    return first
  }

  private static func firstLine(of file: String) throws(ClientError) -> String {
    let line = try TextFile.read(file).split(separator: "\n", omittingEmptySubsequences: false).first.map(String.init) ?? ""
    guard !line.isEmpty else { throw ClientError(.passphraseNeeded, file) }
    return line.hasSuffix("\r") ? String(line.dropLast()) : line
  }
}

enum TextFile {
  /// - Throws: `file-unreadable`.
  static func read(_ path: String) throws(ClientError) -> String {
    // By a handle: a pipe such as /dev/stdin has no contents to `FileManager`.
    guard let handle = FileHandle(forReadingAtPath: path), let data = try? handle.readToEnd() ?? Data(),
      let text = String(validating: data, as: UTF8.self)
    else { throw ClientError(.fileUnreadable, path) }
    return text
  }

  static func absolute(_ path: String) -> String {
    path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
  }
}
