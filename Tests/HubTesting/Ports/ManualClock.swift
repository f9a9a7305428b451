import Foundation
import HubModel

/// A clock that moves only when told to. Starts at 2026-01-01T00:00:00Z and one hour after an imagined boot.
package final class ManualClock: HubClock, @unchecked Sendable {
  private let lock = NSLock()
  // Guarded by `lock`.
  private var moment: Moment

  package init(
    wall: Instant = Instant(microseconds: 1_767_225_600_000_000), monotonic: MonotonicInstant = MonotonicInstant(microseconds: 3_600_000_000)
  ) {
    moment = Moment(wall: wall, monotonic: monotonic)
  }

  package func now() -> Moment { lock.withLock { moment } }

  /// Time passes on both clocks.
  package func advance(by span: TimeSpan) {
    lock.withLock { moment = Moment(wall: moment.wall + span, monotonic: moment.monotonic + span) }
  }

  /// Somebody sets the wall clock; the monotonic one does not care.
  package func stepWall(by span: TimeSpan) {
    lock.withLock { moment.wall = moment.wall + span }
  }
}
