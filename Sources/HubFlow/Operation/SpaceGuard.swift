import HubModel

/// Keeps the last room on the disk for what is here already.
package struct SpaceGuard: Sendable {
  private let gauge: any SpaceGauge
  package let policy: SpacePolicy

  package init(gauge: any SpaceGauge, policy: SpacePolicy = SpacePolicy()) {
    self.gauge = gauge
    self.policy = policy
  }

  package func space() throws(HubError) -> DiskSpace { try gauge.space() }
  package func level() throws(HubError) -> SpacePolicy.Level { policy.level(of: try gauge.space()) }

  /// - Parameter bytes: how many are about to be written.
  /// - Throws: `storage-full` when they do not fit above the reserve.
  func requireRoom(for bytes: Int64 = 0) throws(HubError) {
    let space = try gauge.space()
    guard space.freeBytes - bytes >= policy.reserveBytes else { throw HubError(.storageFull, "the reserve is reached") }
  }
}
