import Dispatch
import Foundation
import HubModel

/// Gives the log's objects files of their own while it is calm, or when too many segments are full.
final class LogFolding: @unchecked Sendable {
  /// Makes files of the objects, durably, names and all.
  typealias Fold = @Sendable ([(key: BlobKey, place: LogIndex.Place)]) throws -> Void

  private static let secondsBeforeAnotherTry = 30.0

  private let segments: SegmentPool
  private let index: LogIndex
  private let limits: ObjectLogLimits
  private let fold: Fold
  private let wakeUp = DispatchSemaphore(value: 0)
  /// Held for a round: one folds at a time.
  private let round = NSLock()
  private let lock = NSLock()
  // Guarded by `lock`.
  private var appendCount = 0
  private var isStopping = false

  init(segments: SegmentPool, index: LogIndex, limits: ObjectLogLimits, fold: @escaping Fold) {
    (self.segments, self.index, self.limits, self.fold) = (segments, index, limits, fold)
  }

  func start() {
    let thread = Thread { [self] in serve() }
    thread.name = "object-fold"
    thread.start()
  }

  func stop() {
    lock.withLock { isStopping = true }
    wakeUp.signal()
  }

  /// Called after each sync of the log.
  func noteAppended() {
    let isFirst = lock.withLock {
      appendCount += 1
      return appendCount == 1
    }
    if isFirst || isPressing { wakeUp.signal() }
  }

  /// Folds everything on the calling thread.
  func foldAll() throws {
    try round.withLock {
      segments.sealCurrent()
      while let segment = segments.nextSettled() { try fold(segment) }
    }
  }

  private var isPressing: Bool { segments.sealedCount >= limits.segmentsBeforeFolding }

  private func serve() {
    var seen = 0
    var hasFailed = false
    while true {
      let isTimedOut = wait(hasFailed ? Self.secondsBeforeAnotherTry : limits.idleSeconds)
      let (count, isStopping) = lock.withLock { (appendCount, self.isStopping) }
      if isStopping { return }
      let isCalm = isTimedOut && count == seen
      seen = count
      guard isCalm || isPressing else { continue }
      do {
        if isCalm { try foldAll() } else { try foldHalf() }
        hasFailed = false
      } catch { hasFailed = true }
    }
  }

  /// While objects keep coming: no more than makes room.
  private func foldHalf() throws {
    try round.withLock {
      while segments.sealedCount > limits.segmentsBeforeFolding / 2, let segment = segments.nextSettled() { try fold(segment) }
    }
  }

  /// True when nobody woke us meanwhile. Sleeps for ever while there is nothing to fold.
  private func wait(_ seconds: Double) -> Bool {
    if index.isEmpty, segments.sealedCount == 0 {
      lock.withLock { appendCount = 0 }
      // An append between the two lines has not called us.
      guard index.isEmpty else { return false }
      wakeUp.wait()
      return false
    }
    return wakeUp.wait(timeout: .now() + seconds) == .timedOut
  }

  private func fold(_ segment: LogSegment) throws {
    do { try fold(index.entries(of: segment)) } catch {
      if (error as? HubError)?.code == .storeDamaged { segments.setAside(segment) }
      throw error
    }
    index.forget(segment)
    try segment.retire()
    segments.reuse(segment)
  }
}
