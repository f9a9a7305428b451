import Foundation
import HubModel
import HubTesting

/// The sender's own book: everything the hub said was safe, with its digest. What is in here must never be missing again.
final class KillLedger: @unchecked Sendable {
  private let lock = NSLock()
  // Guarded by `lock`.
  private var byUpload: [String: BlobKey] = [:]
  private var byDICOM: [String: String] = [:]

  /// An upload answered 2xx: the file as a whole.
  func acknowledgeUpload(uid: String, digest: BlobKey) { lock.withLock { byUpload[uid] = digest } }
  /// A C-STORE answered 0000: the data set (the file around it is the hub's).
  func acknowledgeDICOM(uid: String, dataSetDigest: String) { lock.withLock { byDICOM[uid] = dataSetDigest } }

  var count: Int { lock.withLock { byUpload.count + byDICOM.count } }

  /// Every acknowledged object that `arrivals` and `objects` do not hold as it was sent; empty when all is well.
  func losses(in arrivals: [String: StoredArrival], objects: [String: ObjectDigests]) -> [String] {
    func fault(_ uid: String, _ isSame: (ObjectDigests) -> Bool) -> String? {
      guard let arrival = arrivals[uid] else { return "\(uid): no row" }
      guard let actual = objects[arrival.blob] else { return "\(uid): no file" }
      guard actual.whole == arrival.blob else { return "\(uid): other bytes in the file" }
      return isSame(actual) ? nil : "\(uid): not what was sent"
    }
    return lock.withLock {
      byUpload.compactMap { uid, digest in fault(uid) { $0.whole == digest.rawValue } }
        + byDICOM.compactMap { uid, digest in fault(uid) { $0.dataSet == digest } }
    }
  }

  var uids: Set<String> { lock.withLock { Set(byUpload.keys).union(byDICOM.keys) } }
}

/// One row of the store as `Tests/Peers/read-store.py` reads it from a copy.
struct StoredArrival: Decodable {
  var number: Int64
  var uid: String
  var blob: String
  var isIndexed: Bool
  var hasReading: Bool
  var code: String?

  /// Reads a stopped hub's store through a copy, so that recovery stays the hub's own work.
  static func all(of hub: HubProcess, after number: Int64 = 0, in region: Region) throws -> [StoredArrival] {
    guard !hub.isRunning else { throw HarnessFailure("the store of a running hub is not to be read") }
    let copy = region.file("store-copy")
    try? FileManager.default.removeItem(atPath: copy)
    try FileManager.default.createDirectory(atPath: copy, withIntermediateDirectories: true)
    for name in ["hub.sqlite", "hub.sqlite-wal"] where FileManager.default.fileExists(atPath: hub.data + "/" + name) {
      try FileManager.default.copyItem(atPath: hub.data + "/" + name, toPath: copy + "/" + name)
    }
    let outcome = try SystemPython.run("read-store.py", ["arrivals", copy + "/hub.sqlite", "\(number)"], in: region)
    return try outcome.output.split(separator: "\n").map { try JSONDecoder().decode(StoredArrival.self, from: Data($0.utf8)) }
  }
}

/// Scripts that need nothing but Debian's own Python.
enum SystemPython {
  static func run(_ script: String, _ arguments: [String], in region: Region) throws -> Outcome {
    let path = Samples.repository.appendingPathComponent("Tests/Peers/" + script).path
    let outcome = try Programs.run("/usr/bin/python3", ["-B", path] + arguments, in: region.folder.path)
    guard outcome.status == 0 else { throw HarnessFailure("\(script): \(outcome.all)") }
    return outcome
  }
}
