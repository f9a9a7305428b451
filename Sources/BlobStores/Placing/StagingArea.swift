import Foundation
import HubModel

/// Where bytes arrive before they have a name: a folder on the file system of the blob store.
package struct StagingArea: Sendable {
  package let root: String

  /// Makes the folder when it is missing.
  ///
  /// - Parameter blobRoot: The blob store's folder, which must exist and be on the same file system.
  /// - Throws: `unsafe-configuration` on another file system; `storage-full`, `storage-failed`.
  package init(root: String, blobRoot: String, calls: any FileCalls = POSIXFileCalls()) throws(HubError) {
    self.root = root
    do {
      try calls.ensureFolder(root)
      guard try Self.device(of: root) == Self.device(of: blobRoot) else {
        throw HubError(.unsafeConfiguration, "incoming files and objects must be on one file system")
      }
    } catch { throw HubError(fileError: error) }
  }

  /// Removes what an earlier run left behind. Only before the first file of this run arrives.
  ///
  /// - Returns: how many files and bytes were removed.
  package func sweep() throws(HubError) -> (files: Int, bytes: Int64) {
    var swept: (files: Int, bytes: Int64) = (0, 0)
    do {
      for name in try FileManager.default.contentsOfDirectory(atPath: root) {
        let path = root + "/" + name
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { continue }
        try POSIXFileCalls().unlink(path)
        swept = (swept.files + 1, swept.bytes + Int64(status.st_size))
      }
    } catch { throw HubError(fileError: error) }
    return swept
  }

  private static func device(of path: String) throws(FileFailure) -> dev_t {
    var status = stat()
    guard stat(path, &status) == 0 else { throw FileFailure(errno: errno) }
    return status.st_dev
  }
}
