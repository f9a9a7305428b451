import Foundation
import HubModel

/// The log's files: one that is appended to, full ones that wait to be folded, and free ones.
final class SegmentPool: @unchecked Sendable {
  private let root: String
  private let limits: ObjectLogLimits
  private let calls: any FileCalls
  private let condition = NSCondition()
  // Guarded by `condition`, as is each segment's state.
  private var active: LogSegment?
  private var sealed: [LogSegment] = []
  private var free: [LogSegment] = []
  private var segmentCount = 0
  private var lastGeneration: UInt64 = 0

  /// Makes the folder, opens its segments, and puts what they hold into the index.
  init(root: String, limits: ObjectLogLimits, calls: any FileCalls, index: LogIndex) throws {
    (self.root, self.limits, self.calls) = (root, limits, calls)
    if try calls.ensureFolder(root) { try calls.syncFolder(at: (root as NSString).deletingLastPathComponent) }
    for name in try FileManager.default.contentsOfDirectory(atPath: root).sorted() {
      if name.hasSuffix(".part") { try calls.unlink(root + "/" + name) }
      guard name.hasSuffix(".log"), let number = Int(name.dropLast(4)) else { continue }
      segmentCount = max(segmentCount, number + 1)
      try take(LogSegment(path: root + "/" + name, capacityBytes: limits.segmentBytes, calls: calls), into: index)
    }
    sealed.sort { $0.generation < $1.generation }
  }

  private func take(_ segment: LogSegment, into index: LogIndex) throws {
    let records = try segment.soundRecords()
    lastGeneration = max(lastGeneration, segment.generation)
    index.add(records.map { ($0.record.key, .init(segment: segment, range: $0.offset..<$0.offset + $0.record.sizeBytes)) })
    if records.isEmpty { free.append(segment) } else { sealed.append(segment) }
  }

  var sealedCount: Int { condition.withLock { sealed.count } }

  /// The oldest sealed segment, once nobody writes to a place in it any more.
  func nextSettled() -> LogSegment? {
    condition.lock()
    defer { condition.unlock() }
    while let segment = sealed.first {
      if segment.openSlotCount == 0 { return segment }
      condition.wait()
    }
    return nil
  }

  /// A place for an object; to be given back with `close`. `nil` when the log cannot grow.
  func openSlot(sizeBytes: Int64) -> LogSlot? {
    let spanBytes = LogRecord.spanBytes(of: sizeBytes)
    return condition.withLock {
      guard let segment = current(roomFor: spanBytes) else { return nil }
      return LogSlot(segment: segment, offset: segment.takeSlot(spanBytes: spanBytes), sizeBytes: sizeBytes)
    }
  }

  /// The object is durable, or will never be.
  func close(_ slot: LogSlot) {
    condition.withLock {
      slot.segment.openSlotCount -= 1
      condition.broadcast()
    }
  }

  /// A segment takes no more after a failure.
  ///
  /// - Parameter isSync: nothing of it that is not durable yet will be: a later sync may say that all is well, and be wrong.
  func noteFailure(of segment: LogSegment, isSync: Bool) {
    condition.withLock {
      if isSync { segment.hasFailed = true }
      if segment === active { seal() }
    }
  }

  func hasFailed(_ segment: LogSegment) -> Bool { condition.withLock { segment.hasFailed } }

  /// Nothing more goes into the segment that is appended to.
  func sealCurrent() { condition.withLock { seal() } }

  private func current(roomFor spanBytes: Int64) -> LogSegment? {
    if let active, active.hasRoom(for: spanBytes) { return active }
    seal()
    active = try? begin()
    return active.flatMap { $0.hasRoom(for: spanBytes) ? $0 : nil }
  }

  /// The segment's objects have files of their own.
  func reuse(_ segment: LogSegment) {
    condition.withLock {
      sealed.removeAll { $0 === segment }
      free.append(segment)
    }
  }

  /// Damaged ones stay as they are, out of the way of the others.
  func setAside(_ segment: LogSegment) { condition.withLock { sealed.removeAll { $0 === segment } } }

  private func seal() {
    if let active { if active.isEmpty { free.append(active) } else { sealed.append(active) } }
    active = nil
  }

  private func begin() throws(FileFailure) -> LogSegment? {
    let segment: LogSegment
    if let last = free.popLast() {
      segment = last
    } else {
      guard segmentCount < limits.maximumSegments else { return nil }
      segment = try LogSegment(path: "\(root)/\(segmentCount).log", capacityBytes: limits.segmentBytes, calls: calls)
      segmentCount += 1
    }
    lastGeneration += 1
    try segment.begin(generation: lastGeneration)
    return segment
  }
}
