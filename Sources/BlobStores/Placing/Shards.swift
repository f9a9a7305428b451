import Foundation
import HubModel

/// Where a blob lies: `ab/<digest>`, one level of 256 folders, all made at the start so that no put ever has to.
struct Shards: Sendable {
  static let count = 256
  let root: String
  private let syncs: [SharedFolderSync]

  /// Makes what is missing and syncs the parents of what it made.
  init(root: String, calls: any FileCalls) throws(FileFailure) {
    self.root = root
    if try calls.ensureFolder(root) { try calls.syncFolder(at: (root as NSString).deletingLastPathComponent) }
    var isAnyNew = false
    for index in 0..<Self.count where try calls.ensureFolder(root + "/" + Self.name(index)) { isAnyNew = true }
    if isAnyNew { try calls.syncFolder(at: root) }
    syncs = (0..<Self.count).map { SharedFolderSync(path: root + "/" + Self.name($0), calls: calls) }
  }

  func path(of key: BlobKey) -> String { "\(root)/\(key.rawValue.prefix(2))/\(key.rawValue)" }

  /// Makes the entries of the key's folder durable.
  func sync(folderOf key: BlobKey) throws(FileFailure) { try syncs[Self.index(of: key)].sync() }

  /// Keys in a folder, ascending; names that are no keys are none of ours.
  func keys(inFolder index: Int) throws(FileFailure) -> [BlobKey] {
    do {
      let names = try FileManager.default.contentsOfDirectory(atPath: root + "/" + Self.name(index))
      return names.compactMap(BlobKey.init(rawValue:)).filter { Self.index(of: $0) == index }.sorted()
    } catch { throw FileFailure(errno: EIO) }
  }

  static func index(of key: BlobKey) -> Int { Int(key.rawValue.prefix(2), radix: 16) ?? 0 }

  private static func name(_ index: Int) -> String {
    let digits = String(index, radix: 16)
    return digits.count == 1 ? "0" + digits : digits
  }
}
