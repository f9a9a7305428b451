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
  /// Bytes that share one sync at most.
  var maximumGroupBytes = 16 << 20
}

/// Where small objects become durable: appended to one file, whatever waits together with one sync. Later, when it is calm, each is
/// folded into a file of its own and the log's files are used again, as a database folds its write-ahead log.
///
/// Nothing is answered before the sync that covers it; after a failed one the segment takes no more.
final class ObjectLog: @unchecked Sendable {
  enum Outcome: Sendable {
    case durable
    /// The log is full or cannot grow: the object needs its own file at once.
    case noRoom
    case failed(FileFailure)
  }

  /// An object and the thread that waits for it.
  private final class Waiting: @unchecked Sendable {
    let bytes: [UInt8]
    let key: BlobKey
    let wakeUp = DispatchSemaphore(value: 0)
    /// Set before `wakeUp`; without it the thread has been woken to write for all that wait.
    var outcome: Outcome?
    var spanBytes: Int64 { LogRecord.spanBytes(of: Int64(bytes.count)) }
    init(bytes: [UInt8], key: BlobKey) { (self.bytes, self.key) = (bytes, key) }
  }

  let limits: ObjectLogLimits
  let index: LogIndex
  private let segments: SegmentPool
  private let folder: LogFolding
  private let lock = NSLock()
  // Guarded by `lock`.
  private var waiting: [Waiting] = []
  private var isWriting = false

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

  /// Appends an object; blocks until it is durable. The first of those that wait writes for all, so that a lone sender costs no
  /// change of thread; while it syncs, the next group gathers by itself.
  func append(_ bytes: [UInt8], key: BlobKey) -> Outcome {
    guard bytes.count <= limits.maximumObjectBytes else { return .noRoom }
    let object = Waiting(bytes: bytes, key: key)
    let isFirst = lock.withLock {
      waiting.append(object)
      defer { isWriting = true }
      return !isWriting
    }
    if !isFirst { object.wakeUp.wait() }
    if object.outcome == nil { writeGroup() }
    return object.outcome ?? .noRoom
  }

  /// Gives everything in the log a file of its own. Blocks.
  func foldAll() throws { try folder.foldAll() }

  /// Lets the folding thread end; does not wait.
  func stop() { folder.stop() }

  /// Writes what waits, tells everybody, and wakes the first of those that came meanwhile to go on.
  private func writeGroup() {
    let group = lock.withLock { nextGroup() }
    write(group)
    for object in group.dropFirst() { object.wakeUp.signal() }
    let next = lock.withLock {
      isWriting = !waiting.isEmpty
      return waiting.first
    }
    next?.wakeUp.signal()
  }

  /// The thread that writes has the first place in the queue, so its object is among them.
  private func nextGroup() -> [Waiting] {
    var bytes = 0
    let count = waiting.prefix { waiting in
      defer { bytes += waiting.bytes.count }
      return bytes < limits.maximumGroupBytes
    }.count
    defer { waiting.removeFirst(count) }
    return Array(waiting.prefix(count))
  }

  private func write(_ group: [Waiting]) {
    var rest = group[...]
    while let first = rest.first {
      let written = segments.appending(roomFor: first.spanBytes) { segment in
        var room = segment.capacityBytes - segment.endBytes
        let fitting = rest.prefix { object in
          room -= object.spanBytes
          return room >= 0
        }
        return write(fitting, to: segment)
      }
      guard let written else {
        for object in rest { object.outcome = .noRoom }
        return
      }
      for object in rest.prefix(written.count) { object.outcome = written.outcome }
      rest = rest.dropFirst(written.count)
    }
    folder.noteAppended()
  }

  private func write(_ objects: ArraySlice<Waiting>, to segment: LogSegment) -> SegmentPool.Written {
    do throws(FileFailure) {
      var entries: [(key: BlobKey, place: LogIndex.Place)] = []
      for object in objects {
        let start = try segment.append(object.bytes, key: object.key)
        entries.append((object.key, .init(segment: segment, range: start..<start + Int64(object.bytes.count))))
      }
      try segment.sync()
      index.add(entries)
      return (objects.count, .durable)
    } catch { return (objects.count, .failed(error)) }
  }
}
