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

  private struct Waiting {
    let bytes: [UInt8]
    let key: BlobKey
    let answer: @Sendable (Outcome) -> Void
    var spanBytes: Int64 { LogRecord.spanBytes(of: Int64(bytes.count)) }
  }

  let limits: ObjectLogLimits
  let index: LogIndex
  private let segments: SegmentPool
  private let folder: LogFolding
  private let condition = NSCondition()
  // Guarded by `condition`.
  private var waiting: [Waiting] = []
  private var isStopping = false

  /// Opens the log; what an earlier run left in it is there again and will be folded.
  ///
  /// - Parameter fold: gives the objects files of their own, durably; called on the log's folding thread.
  init(root: String, limits: ObjectLogLimits, calls: any FileCalls, fold: @escaping LogFolding.Fold) throws {
    self.limits = limits
    index = LogIndex()
    segments = try SegmentPool(root: root, limits: limits, calls: calls, index: index)
    folder = LogFolding(segments: segments, index: index, limits: limits, fold: fold)
    let thread = Thread { [self] in serve() }
    thread.name = "object-log"
    thread.start()
    folder.start()
  }

  /// Appends an object and says when it is durable.
  func append(_ bytes: [UInt8], key: BlobKey) async -> Outcome {
    guard bytes.count <= limits.maximumObjectBytes else { return .noRoom }
    return await withCheckedContinuation { continuation in
      condition.lock()
      let isAccepted = !isStopping
      if isAccepted {
        waiting.append(Waiting(bytes: bytes, key: key) { continuation.resume(returning: $0) })
        condition.signal()
      }
      condition.unlock()
      if !isAccepted { continuation.resume(returning: .noRoom) }
    }
  }

  /// Gives everything in the log a file of its own. Blocks.
  func foldAll() throws { try folder.foldAll() }

  /// Lets the threads end once what waits is written; does not wait.
  func stop() {
    condition.lock()
    isStopping = true
    condition.broadcast()
    condition.unlock()
    folder.stop()
  }

  private func serve() {
    while let group = nextGroup() { write(group) }
  }

  private func nextGroup() -> [Waiting]? {
    condition.lock()
    defer { condition.unlock() }
    while waiting.isEmpty {
      if isStopping { return nil }
      condition.wait()
    }
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
        for object in rest { object.answer(.noRoom) }
        return
      }
      for object in rest.prefix(written.count) { object.answer(written.outcome) }
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
