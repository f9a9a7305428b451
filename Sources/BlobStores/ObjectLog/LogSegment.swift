import Foundation
import HubModel
import Trust

/// One file of the log: a header block, then records. Its length is laid out once; when its objects have their own files it is
/// used again under a new generation, so that appending changes nothing but data and one sync is all it costs.
///
/// Places in it are given out under the pool's lock; each is written by the thread that got it, and read by any.
final class LogSegment: @unchecked Sendable {
  private static let magic = Array("RHOBJLOG".utf8)
  private static let headerBytes = 24

  let path: String
  private let descriptor: Int32
  private let calls: any FileCalls
  /// Length of the file.
  let capacityBytes: Int64
  /// 0: nothing in it counts.
  private(set) var generation: UInt64
  /// The block that says which use of the file this is does not read; then its last records tell.
  private let isHeaderDamaged: Bool
  /// Where the next record goes. Guarded by the pool.
  private(set) var endBytes = Int64(LogRecord.blockBytes)
  /// Places given out whose objects are neither durable nor given up. Guarded by the pool.
  var openSlotCount = 0
  /// A sync failed: what the disk holds of it is unknown. Guarded by the pool.
  var hasFailed = false

  /// Opens a segment, or lays a new one out and makes its name durable.
  init(path: String, capacityBytes: Int64, calls: any FileCalls) throws(FileFailure) {
    self.path = path
    self.calls = calls
    let descriptor = try calls.openOrCreate(path)
    self.descriptor = descriptor
    do throws(FileFailure) {
      let size = try calls.sizeBytes(of: descriptor)
      // New, or cut short by somebody: what is missing reads as nothing.
      if size < capacityBytes {
        try calls.allocate(descriptor, bytes: capacityBytes)
        try calls.syncData(descriptor)
        try calls.syncFolder(at: (path as NSString).deletingLastPathComponent)
      }
      self.capacityBytes = max(size, capacityBytes)
      let found = try Self.generation(in: descriptor, calls: calls)
      generation = found ?? 0
      isHeaderDamaged = found == nil
    } catch {
      calls.close(descriptor)
      throw error
    }
  }

  deinit { calls.close(descriptor) }

  var isEmpty: Bool { endBytes == Int64(LogRecord.blockBytes) }
  func hasRoom(for spanBytes: Int64) -> Bool { endBytes + spanBytes <= capacityBytes }

  // MARK: Writing

  /// Begins a new use of the file. Durable with the first `sync`.
  func begin(generation: UInt64) throws(FileFailure) {
    try writeHeader(generation: generation)
    self.generation = generation
    endBytes = Int64(LogRecord.blockBytes)
    hasFailed = false
  }

  /// Gives out the place behind the last record.
  func takeSlot(spanBytes: Int64) -> Int64 {
    defer { endBytes += spanBytes }
    openSlotCount += 1
    return endBytes
  }

  /// Writes an object's bytes to its place, behind an empty header; until the header is written they are none of the log's. The disk
  /// begins with all but the block of the header.
  func write(_ bytes: [UInt8], at slot: LogSlot) throws(FileFailure) {
    let padding = Int(slot.spanBytes) - LogRecord.headerBytes - bytes.count
    try calls.write(
      descriptor, [[UInt8](repeating: 0, count: LogRecord.headerBytes), bytes, [UInt8](repeating: 0, count: padding)], offset: slot.offset)
    calls.startWriteback(descriptor, slot.offset + Int64(LogRecord.blockBytes)..<slot.offset + slot.spanBytes)
  }

  /// Makes a record of what lies at the place. Durable with the next `sync`.
  func writeHeader(of key: BlobKey, at slot: LogSlot) throws(FileFailure) {
    let record = LogRecord(generation: generation, key: key, sizeBytes: slot.sizeBytes)
    try calls.write(descriptor, [record.encoded()], offset: slot.offset)
  }

  func sync() throws(FileFailure) { try calls.syncData(descriptor) }

  /// Says for good that nothing in the file counts any more.
  func retire() throws(FileFailure) {
    try writeHeader(generation: 0)
    try calls.syncData(descriptor)
    generation = 0
  }

  private func writeHeader(generation: UInt64) throws(FileFailure) {
    let header = LogRecord.checked(Self.magic + LogRecord.bytes(generation))
    let padding = [UInt8](repeating: 0, count: LogRecord.blockBytes - header.count)
    try calls.write(descriptor, [header, padding], offset: 0)
  }

  // MARK: Reading

  func read(_ range: Range<Int64>) throws -> [UInt8] { try calls.readWhole(range, of: descriptor) }

  /// The records of this use of the file whose bytes have the digest they claim; an unfinished one at the end is passed over.
  /// A damaged one costs nothing but itself: the search goes on block by block. Under a damaged header those of the latest use that any
  /// record names are found; at worst objects that have files already get them again.
  func soundRecords() throws -> [(record: LogRecord, offset: Int64)] {
    guard isHeaderDamaged else { return generation > 0 ? try records { $0 == self.generation } : [] }
    let all = try records { _ in true }
    generation = all.map(\.record.generation).max() ?? 0
    return all.filter { $0.record.generation == generation }
  }

  private func records(of isWanted: (UInt64) -> Bool) throws -> [(record: LogRecord, offset: Int64)] {
    var found: [(LogRecord, Int64)] = []
    var offset = Int64(LogRecord.blockBytes)
    while offset + Int64(LogRecord.headerBytes) <= capacityBytes {
      let start = offset + Int64(LogRecord.headerBytes)
      let record = LogRecord(try read(offset..<start)[...])
      guard let record, isWanted(record.generation), record.sizeBytes >= 0, start + record.sizeBytes <= capacityBytes else {
        offset += Int64(LogRecord.blockBytes)
        continue
      }
      let isSound = try SHA256Digest(hashing: read(start..<start + record.sizeBytes)).hex == record.key.rawValue
      if isSound { found.append((record, start)) }
      offset += isSound ? record.spanBytes : Int64(LogRecord.blockBytes)
    }
    return found
  }

  /// - Returns: 0 for a file that was never used, `nil` for a header that is not as it was written.
  private static func generation(in descriptor: Int32, calls: any FileCalls) throws(FileFailure) -> UInt64? {
    let bytes: [UInt8]
    do { bytes = try calls.readWhole(0..<Int64(headerBytes), of: descriptor) } catch {
      guard let failure = error as? FileFailure else { return nil }
      throw failure
    }
    if bytes.allSatisfy({ $0 == 0 }) { return 0 }
    guard bytes.starts(with: magic), LogRecord.isSound(bytes[...]) else { return nil }
    return LogRecord.number(bytes.dropFirst(8))
  }
}
