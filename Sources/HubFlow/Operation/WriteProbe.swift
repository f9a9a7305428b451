import Foundation
import HubModel
import Synchronization

/// Whether the hub can keep its promise now: a small file and a small commit, made durable every few seconds. A disk that is full, read-only or
/// broken is seen so before the next sender finds it; one that gets well again is seen too.
package actor WriteProbe {
  private let store: any HubStore
  private let path: String
  private let clock: any HubClock
  private let backlog: AuditBacklog
  private let tell: @Sendable (ProblemCode?) -> Void
  private let work = BlockingWork(label: "probe", width: 1)
  private let found = Mutex<ProblemCode?>(nil)
  private var lastLook: MonotonicInstant?
  private static let interval = TimeSpan.seconds(10)
  private static let intervalOfFailing = TimeSpan.seconds(2)
  private static let setting = "write-probe"

  /// - Parameters:
  ///   - folder: the file is made there; what a crash leaves is written over and removed by the next look.
  ///   - backlog: what waits for the audit trail enters it as soon as something can be kept again.
  ///   - tell: called when it begins to fail, fails otherwise, or works again (`nil`).
  package init(
    store: any HubStore, folder: String, clock: any HubClock, backlog: AuditBacklog, tell: @escaping @Sendable (ProblemCode?) -> Void
  ) {
    self.store = store
    self.backlog = backlog
    path = folder + "/write-probe"
    self.clock = clock
    self.tell = tell
  }

  /// What stands in the way of keeping anything; `nil` when nothing did at the last look.
  package nonisolated var failure: ProblemCode? { found.withLock { $0 } }

  /// Looks that the audit trail does not hold yet.
  package nonisolated var waitingLooks: Int { backlog.count }

  /// Looks when it is time to.
  func look() async {
    let now = clock.now()
    if let lastLook, now.monotonic - lastLook < (failure == nil ? Self.interval : Self.intervalOfFailing) { return }
    lastLook = now.monotonic
    var result: ProblemCode?
    do throws(HubError) {
      let path = path
      try await work.run { try Self.writeFile(at: path) }
      try await store.commit { try $0.set(String(now.wall.microseconds), forSetting: Self.setting) }
      try await backlog.enter(into: store)
    } catch { result = error.code }
    let isNews = found.withLock { found in
      defer { found = result }
      return found != result
    }
    if isNews { tell(result) }
  }

  /// Before the process ends: what waits for the audit trail enters it, if it can.
  func finish() async { try? await backlog.enter(into: store) }

  private static func writeFile(at path: String) throws {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw HubError(fileErrno: errno) }
    defer {
      close(descriptor)
      unlink(path)
    }
    let block = [UInt8](repeating: 0, count: 4_096)
    guard write(descriptor, block, block.count) == block.count, fdatasync(descriptor) == 0 else { throw HubError(fileErrno: errno) }
  }
}
