import Glibc
import HubModel

/// Room on the disk that a folder lies on, as an ordinary user may use it.
struct FolderSpace: SpaceGauge {
  let folder: String

  func space() throws(HubError) -> DiskSpace {
    var facts = statvfs()
    guard statvfs(folder, &facts) == 0 else { throw HubError(.storageFailed, "error \(errno)") }
    let block = Int64(facts.f_frsize)
    return DiskSpace(freeBytes: Int64(facts.f_bavail) * block, totalBytes: Int64(facts.f_blocks) * block)
  }
}
