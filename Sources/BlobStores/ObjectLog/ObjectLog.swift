import Dispatch
import Foundation
import HubModel

/// Bounds of the log.
struct ObjectLogLimits: Sendable {
  /// Length of a segment file.
  var segmentBytes: Int64 = 64 << 20
  var maximumSegments = 16
  /// So many full segments are folded even while objects keep coming.
  var segmentsBeforeFolding = 12
  /// Larger objects get their own file at once.
  var maximumObjectBytes = 1 << 20
  /// The log is folded when nothing came for so long.
  var idleSeconds = 2.0
}

/// Where small objects become durable: appended to one file, whatever waits together with one sync. Later, when it is calm, each is
/// folded into a file of its own and the log's files are used again, as a database folds its write-ahead log.
///
/// Each object's bytes go to the disk while they are still examined; what makes a record of them, and the sync, is done by the first of
/// those that wait for all. Nothing is answered before the sync that covers it; after a failed one the segment takes no more.
final class ObjectLog: @unchecked Sendable {
  enum Outcome: Sendable {
    case durable(BlobKey)
    /// The log is full or cannot grow: the object needs its own file at once. It has not been examined.
    case noRoom
    case failed(FileFailure)
  }

  /// An object in its place and the thread that waits for the sync.
  private final class Waiting: @unchecked Sendable {
    let slot: LogSlot
    let key: BlobKey
    let wakeUp = DispatchSemaphore(value: 0)
    /// Set before `wakeUp`; without it the thread has been woken to lead.
    var outcome: Outcome?
    init(slot: LogSlot, key: BlobKey) { (self.slot, self.key) = (slot, key) }
  }

  let limits: ObjectLogLimits
  let index: LogIndex
  private let segments: SegmentPool
  private let folder: LogFolding
  private let lock = NSLock()
  // Guarded by `lock`.
  private var waiting: [Waiting] = []
  private var isLed = false

  /// Opens the log; what an earlier run left in it is there again and will be folded.
  ///
  /// - Parameter fold: gives the objects files of their own, durably; called on the log's folding thread.
  init(root: String, limits: ObjectLogLimits, calls: any FileCalls, fold: @escaping LogFolding.Fold) throws {
    self.limits = limits
    index = LogIndex()
    segments = try SegmentPool(root: root, limits: limits, calls: calls, index: index)
    folder = LogFolding(segments: segments, index: index, limits: limits, fold: fold)
    folder.start()
  }

  /// Appends an object that `examine` finds sound; blocks until it is durable.
  ///
  /// - Throws: what `examine` throws; then the object is none of the log's.
  func append(_ bytes: [UInt8], examine: () throws(HubError) -> BlobKey) throws(HubError) -> Outcome {
    guard bytes.count <= limits.maximumObjectBytes, let slot = segments.openSlot(sizeBytes: Int64(bytes.count)) else { return .noRoom }
    defer { segments.close(slot) }
    do throws(FileFailure) { try slot.segment.write(bytes, at: slot) } catch {
      segments.noteFailure(of: slot.segment, isSync: false)
      return .failed(error)
    }
    return outcome(of: Waiting(slot: slot, key: try examine()))
  }

  /// Gives everything in the log a file of its own. Blocks.
  func foldAll() throws { try folder.foldAll() }

  /// Lets the folding thread end; does not wait.
  func stop() { folder.stop() }

  /// The first of those that wait leads, so that a lone sender costs no change of thread; while it syncs, the next group gathers by itself.
  private func outcome(of object: Waiting) -> Outcome {
    let isFirst = lock.withLock {
      waiting.append(object)
      defer { isLed = true }
      return !isLed
    }
    if !isFirst { object.wakeUp.wait() }
    if object.outcome == nil { lead() }
    return object.outcome ?? .noRoom
  }

  /// Makes all that waits durable, tells everybody, and wakes the first of those that came meanwhile to go on. The leader has the first
  /// place in the queue.
  private func lead() {
    let group = lock.withLock {
      defer { waiting = [] }
      return waiting
    }
    for (_, objects) in Dictionary(grouping: group, by: { ObjectIdentifier($0.slot.segment) }) { makeDurable(objects) }
    folder.noteAppended()
    for object in group.dropFirst() { object.wakeUp.signal() }
    let next = lock.withLock {
      isLed = !waiting.isEmpty
      return waiting.first
    }
    next?.wakeUp.signal()
  }

  /// Objects of one segment.
  private func makeDurable(_ objects: [Waiting]) {
    guard let segment = objects.first?.slot.segment else { return }
    do throws(FileFailure) {
      if segments.hasFailed(segment) { throw FileFailure(errno: EIO) }
      for object in objects { try segment.writeHeader(of: object.key, at: object.slot) }
      try segment.sync()
      index.add(objects.map { ($0.key, $0.slot.place) })
      for object in objects { object.outcome = .durable(object.key) }
    } catch {
      segments.noteFailure(of: segment, isSync: true)
      for object in objects { object.outcome = .failed(error) }
    }
  }
}
