import Foundation
import HubModel

/// The folder of profiles: `$READINGHUB_HOME`, else `$XDG_CONFIG_HOME/readinghub`, else `~/.config/readinghub`.
///
/// `profiles/NAME.json`, `state/NAME.json`, `keys/NAME.key.pem`, `keys/NAME.certificate.pem`: folders 0700, files 0600.
package struct ProfileStore: Sendable {
  package let root: String
  package static let defaultName = "default"

  package init(root: String) { self.root = root }

  package init(environment: [String: String]) {
    if let home = environment["READINGHUB_HOME"], !home.isEmpty {
      root = home
    } else if let configuration = environment["XDG_CONFIG_HOME"], !configuration.isEmpty {
      root = configuration + "/readinghub"
    } else {
      root = (environment["HOME"] ?? NSHomeDirectory()) + "/.config/readinghub"
    }
  }

  /// A name becomes a file name, so it is letters, digits, `-`, `_`, `.` and does not start with a dot.
  package static func isUsable(name: String) -> Bool {
    let isPlain = name.utf8.allSatisfy { byte in
      (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || [45, 46, 95].contains(byte)
    }
    return isPlain && !name.isEmpty && name.utf8.count <= 64 && !name.hasPrefix(".")
  }

  /// - Throws: `no-profile`, `profile-unreadable`.
  package func profile(named name: String) throws(ClientError) -> Profile {
    guard Self.isUsable(name: name), FileManager.default.fileExists(atPath: path(of: name)) else { throw ClientError(.noProfile, name) }
    guard let profile: Profile = read(path(of: name)) else { throw ClientError(.profileUnreadable, path(of: name)) }
    return profile
  }

  package func save(_ profile: Profile, named name: String) throws(ClientError) {
    guard Self.isUsable(name: name) else { throw ClientError(.fileUnwritable, name) }
    try write(profile, to: path(of: name))
  }

  /// - Throws: `already-exists` where a profile of this name is kept and nobody said that it may go: its token may be the only one there is.
  package func requireFree(_ name: String, isReplacing: Bool) throws(ClientError) {
    guard isReplacing || !names().contains(name) else { throw ClientError(HubError(.alreadyExists, "profile \(name); --replace")) }
  }

  /// Names of all profiles, in order.
  package func names() -> [String] {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: root + "/profiles")) ?? []
    return files.filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }.filter(Self.isUsable).sorted()
  }

  /// Empty when there is none yet or it cannot be read: it can always be made anew.
  package func state(of name: String) -> ProfileState { read(statePath(of: name)) ?? ProfileState() }

  /// Reads, changes and writes the state under a lock, so that two commands at once lose nothing.
  package func changeState(of name: String, _ change: (inout ProfileState) -> Void) throws(ClientError) {
    guard Self.isUsable(name: name) else { throw ClientError(.fileUnwritable, name) }
    try makeFolder(root + "/state")
    let lock = open(statePath(of: name) + ".lock", O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
    guard lock >= 0, flock(lock, LOCK_EX) == 0 else { throw ClientError(.fileUnwritable, statePath(of: name)) }
    defer { close(lock) }
    var state = state(of: name)
    change(&state)
    try write(state, to: statePath(of: name))
  }

  /// Writes a reader's key and certificate; returns their paths.
  package func saveKey(_ keyPEM: String, certificate: String, named name: String) throws(ClientError) -> (key: String, certificate: String) {
    guard Self.isUsable(name: name) else { throw ClientError(.fileUnwritable, name) }
    let stem = root + "/keys/" + name
    try makeFolder(root + "/keys")
    try AtomicFile.write(Array(keyPEM.utf8), to: stem + ".key.pem", mode: 0o600)
    try AtomicFile.write(Array(certificate.utf8), to: stem + ".certificate.pem", mode: 0o600)
    return (stem + ".key.pem", stem + ".certificate.pem")
  }

  package func path(of name: String) -> String { root + "/profiles/" + name + ".json" }
  private func statePath(of name: String) -> String { root + "/state/" + name + ".json" }

  private func makeFolder(_ path: String) throws(ClientError) {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch { throw ClientError(.fileUnwritable, path) }
  }

  private func read<Value: Decodable>(_ path: String) -> Value? {
    guard let data = FileManager.default.contents(atPath: path) else { return nil }
    return try? JSONDecoder().decode(Value.self, from: data)
  }

  private func write(_ value: some Encodable, to path: String) throws(ClientError) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(value) else { throw ClientError(.fileUnwritable, path) }
    try makeFolder((path as NSString).deletingLastPathComponent)
    try AtomicFile.write(Array(data), to: path, mode: 0o600)
  }
}
