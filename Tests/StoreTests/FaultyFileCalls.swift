import BlobStores
import Foundation

/// Real file calls that are counted and noted, and of which chosen ones fail.
final class FaultyFileCalls: FileCalls, @unchecked Sendable {
  private let base = POSIXFileCalls()
  private let lock = NSLock()
  // Guarded by `lock`.
  private var events: [String] = []
  private var failing: (call: Int, errno: Int32)?
  private var failingName: (name: String, errno: Int32)?
  private var openDescriptors = 0
  private let folderSyncSeconds: Double

  /// - Parameter folderSyncSeconds: How long a folder's sync takes at least.
  init(folderSyncSeconds: Double = 0) { self.folderSyncSeconds = folderSyncSeconds }

  /// Names of the calls so far.
  var log: [String] { lock.withLock { events } }
  var openCount: Int { lock.withLock { openDescriptors } }

  /// The call after `successes` more fails; `nil` heals.
  func fail(after successes: Int?, errno: Int32 = EIO) {
    lock.withLock { failing = successes.map { (events.count + $0, errno) } }
  }

  /// Every call of this name fails; `nil` heals.
  func failAll(_ name: String?, errno: Int32 = EIO) { lock.withLock { failingName = name.map { ($0, errno) } } }

  private func step(_ name: String) throws(FileFailure) {
    let failure: Int32? = lock.withLock {
      defer { events.append(name) }
      if let failingName, failingName.name == name { return failingName.errno }
      return failing?.call == events.count ? failing?.errno : nil
    }
    if let failure { throw FileFailure(errno: failure) }
  }

  func open(_ path: String, flags: Int32) throws(FileFailure) -> Int32 {
    try step("open")
    let descriptor = try base.open(path, flags: flags)
    lock.withLock { openDescriptors += 1 }
    return descriptor
  }
  func openOrCreate(_ path: String) throws(FileFailure) -> Int32 {
    try step("create")
    let descriptor = try base.openOrCreate(path)
    lock.withLock { openDescriptors += 1 }
    return descriptor
  }
  func allocate(_ descriptor: Int32, bytes: Int64) throws(FileFailure) {
    try step("allocate")
    try base.allocate(descriptor, bytes: bytes)
  }
  func write(_ descriptor: Int32, _ pieces: [[UInt8]], offset: Int64) throws(FileFailure) {
    try step("write")
    try base.write(descriptor, pieces, offset: offset)
  }
  func close(_ descriptor: Int32) {
    lock.withLock { openDescriptors -= 1 }
    base.close(descriptor)
  }
  func sizeBytes(of descriptor: Int32) throws(FileFailure) -> Int64 {
    try step("size")
    return try base.sizeBytes(of: descriptor)
  }
  func setMode(_ mode: mode_t, of descriptor: Int32) throws(FileFailure) {
    try step("mode")
    try base.setMode(mode, of: descriptor)
  }
  func startWriteback(_ descriptor: Int32, _ range: Range<Int64>) { base.startWriteback(descriptor, range) }
  func syncData(_ descriptor: Int32) throws(FileFailure) {
    try step("sync data")
    try base.syncData(descriptor)
  }
  func syncFolder(_ descriptor: Int32) throws(FileFailure) {
    try step("sync folder")
    if folderSyncSeconds > 0 { Thread.sleep(forTimeInterval: folderSyncSeconds) }
    try base.syncFolder(descriptor)
  }
  func link(_ path: String, to newPath: String) throws(FileFailure) {
    try step("link")
    try base.link(path, to: newPath)
  }
  func rename(_ path: String, to newPath: String) throws(FileFailure) {
    try step("rename")
    try base.rename(path, to: newPath)
  }
  func unlink(_ path: String) throws(FileFailure) {
    try step("unlink")
    try base.unlink(path)
  }
  func makeFolder(_ path: String) throws(FileFailure) {
    try step("make folder")
    try base.makeFolder(path)
  }
  func read(_ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer, offset: Int64) throws(FileFailure) -> Int {
    try step("read")
    return try base.read(descriptor, into: buffer, offset: offset)
  }
}
