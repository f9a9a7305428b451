import HubModel
import Synchronization

/// A disk whose room the test says.
package final class FixedSpace: SpaceGauge {
  private let now: Mutex<DiskSpace>
  package init(freeBytes: Int64 = 1 << 40, totalBytes: Int64 = 1 << 41) { now = Mutex(DiskSpace(freeBytes: freeBytes, totalBytes: totalBytes)) }
  package func space() throws(HubError) -> DiskSpace { now.withLock { $0 } }
  package func leave(_ freeBytes: Int64) { now.withLock { $0.freeBytes = freeBytes } }
}
