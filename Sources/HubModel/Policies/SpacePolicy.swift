/// Room on the disk that holds the hub's folder.
package struct DiskSpace: Sendable, Equatable {
  package var freeBytes: Int64
  package var totalBytes: Int64
  package init(freeBytes: Int64, totalBytes: Int64) {
    self.freeBytes = freeBytes
    self.totalBytes = totalBytes
  }
}

/// Measures the room on the disk.
package protocol SpaceGauge: Sendable {
  /// - Throws: `storage-failed` when the disk does not answer.
  func space() throws(HubError) -> DiskSpace
}

/// Three alarms for a disk that fills; below the last nothing new is taken in, while all that is here goes on being read and signed.
package struct SpacePolicy: Sendable, Equatable, Codable {
  package enum Level: Int, Sendable, Codable, Comparable, CaseIterable {
    case enough = 0
    case notice, warning, refusing
    package static func < (left: Level, right: Level) -> Bool { left.rawValue < right.rawValue }
  }

  /// Below a tenth and a twentieth of the disk, but never while there is more than `plentyBytes`.
  package var noticeShare = 0.10
  package var warningShare = 0.05
  package var plentyBytes: Int64 = 100 << 30
  /// Kept free for the store's own log, for reports and signatures.
  package var reserveBytes: Int64 = 128 << 20
  package init() {}

  package func level(of space: DiskSpace) -> Level {
    if space.freeBytes < reserveBytes { return .refusing }
    guard space.freeBytes < plentyBytes, space.totalBytes > 0 else { return .enough }
    let share = Double(space.freeBytes) / Double(space.totalBytes)
    return share < warningShare ? .warning : share < noticeShare ? .notice : .enough
  }
}
