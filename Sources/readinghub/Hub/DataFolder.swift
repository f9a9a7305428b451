import Foundation
import HubModel

/// The layout of a hub's data folder (docs/storage.md).
struct DataFolder: Sendable {
  let root: String
  var settings: String { root + "/hub.json" }
  var lock: String { root + "/hub.lock" }
  var database: String { root + "/hub.sqlite" }
  var objects: String { root + "/objects" }
  var incoming: String { root + "/incoming" }
  /// Whose the objects are (decision 0013).
  var owners: String { objects + "/owners" }
  var keys: String { root + "/keys" }
  var rootCertificate: String { keys + "/root.pem" }
  var rootKey: String { keys + "/root-key.pem" }
  var hubCertificate: String { keys + "/hub.pem" }
  var hubKey: String { keys + "/hub-key.pem" }
  /// For TLS, where the hub makes its own certificate.
  var serverCertificate: String { keys + "/tls.pem" }
  var serverKey: String { keys + "/tls-key.pem" }

  /// What `init` wrote and `serve` reads.
  struct Settings: Codable, Sendable {
    var layoutVersion = 1
    var name: String
    /// Under which address clients reach this hub: it goes into enrolment codes.
    var publicURL: String
    var dicomAETitle: String
    var clocks = ClockPolicy()
    /// Folders made by an older program have none of the next two: the defaults count.
    var critical: CriticalPolicy? = CriticalPolicy()
    var space: SpacePolicy? = SpacePolicy()
  }

  /// - Throws: `not-a-hub-folder`.
  func readSettings() throws(HubError) -> Settings {
    guard let data = FileManager.default.contents(atPath: settings), let settings = try? JSONDecoder().decode(Settings.self, from: data),
      settings.layoutVersion == 1
    else { throw HubError(.notAHubFolder) }
    return settings
  }

  /// Absent or empty.
  var isFree: Bool {
    let contents = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
    return contents.isEmpty
  }

  /// - Throws: `already-exists` where there is a hub, or anything else, in the folder.
  func create(_ settings: Settings) throws(HubError) {
    let files = FileManager.default
    guard isFree else { throw HubError(.alreadyExists, "the folder is not empty") }
    do {
      for folder in [root, objects, incoming, keys] {
        try files.createDirectory(atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      }
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      try writePrivately(Array(try encoder.encode(settings)), to: self.settings)
      // An empty file is a new database to SQLite, which gives its log files the same mode.
      try writePrivately([], to: database)
    } catch { throw HubError(.storageFailed, "cannot make the folder") }
  }

  /// Mode 0600 from the first byte.
  func writePrivately(_ bytes: [UInt8], to path: String) throws(HubError) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw HubError(.storageFailed, "cannot write \((path as NSString).lastPathComponent)") }
    defer { close(descriptor) }
    guard write(descriptor, bytes, bytes.count) == bytes.count, fsync(descriptor) == 0 else { throw HubError(.storageFailed) }
  }

  /// A new content under an old name, in one step.
  func replace(_ path: String, with bytes: [UInt8]) throws {
    let new = path + ".new"
    try? FileManager.default.removeItem(atPath: new)
    try writePrivately(bytes, to: new)
    guard rename(new, path) == 0 else { throw HubError(.storageFailed, "errno \(errno)") }
  }

  func read(_ path: String) throws(HubError) -> [UInt8] {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw HubError(.notAHubFolder, "\((path as NSString).lastPathComponent) is missing")
    }
    return Array(data)
  }
}

/// Held as long as a process works on the folder; the kernel lets go of it however the process ends.
final class FolderLock: Sendable {
  private let descriptor: Int32

  /// - Throws: `folder-in-use`.
  init(_ folder: DataFolder) throws(HubError) {
    descriptor = open(folder.lock, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw HubError(.notAHubFolder) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw HubError(.folderInUse)
    }
  }

  deinit { close(descriptor) }
}
