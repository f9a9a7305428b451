import Foundation
import HubModel

/// Where the register lies, beside the objects it speaks of: `people.jsonl` is replaced as a whole, `objects.jsonl` only grows.
/// Every call blocks.
package struct RegisterFiles: Sendable {
  let folder: String
  private var people: String { folder + "/people.jsonl" }
  private var objects: String { folder + "/objects.jsonl" }
  private static let pieceBytes = 1 << 20
  /// Some hundred lines.
  private static let tailBytes: UInt64 = 256 << 10

  package init(folder: String) { self.folder = folder }

  /// All of it; what is not there says nothing.
  package func read() throws(HubError) -> RegisterContents {
    var contents = RegisterContents()
    for path in [people, objects] where FileManager.default.fileExists(atPath: path) {
      guard let handle = FileHandle(forReadingAtPath: path) else { throw HubError(.storageFailed, "owners' register") }
      defer { try? handle.close() }
      do { try Self.lines(of: handle) { Self.take($0, into: &contents) } } catch { throw HubError(.storageFailed, "owners' register") }
    }
    return contents
  }

  private static func take(_ line: ArraySlice<UInt8>, into contents: inout RegisterContents) {
    if line.isEmpty { return }
    if let entry = RegisterLine.decode(line) { contents.entries.append(entry) } else { contents.damagedLines += 1 }
  }

  private static func lines(of handle: FileHandle, _ take: (ArraySlice<UInt8>) -> Void) throws {
    var rest: [UInt8] = []
    while let piece = try handle.read(upToCount: pieceBytes), !piece.isEmpty {
      rest += piece
      guard let end = rest.lastIndex(of: 10) else { continue }
      for line in rest[..<end].split(separator: 10) { take(line) }
      rest = Array(rest[(end + 1)...])
    }
    // A line without an end was being written.
    take(rest[...])
  }

  /// The last object and the last head of the trail that were written down soundly, as far as they stand near the end.
  func end() throws(HubError) -> RegisterContents {
    var contents = RegisterContents()
    guard FileManager.default.fileExists(atPath: objects) else { return contents }
    do {
      let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: objects))
      defer { try? handle.close() }
      let size = try handle.seekToEnd()
      try handle.seek(toOffset: size > Self.tailBytes ? size - Self.tailBytes : 0)
      for line in Array(try handle.readToEnd() ?? Data()).split(separator: 10) { Self.take(line, into: &contents) }
      return contents
    } catch { throw HubError(.storageFailed, "owners' register") }
  }

  /// Durable when this returns.
  func append(_ entries: [RegisterEntry]) throws(HubError) {
    do {
      try makeFolder()
      // What a crash cut off stays a line of its own.
      var bytes: [UInt8] = [10]
      for entry in entries { bytes += try RegisterLine.encode(entry) }
      try FileCalls.write(bytes, to: objects, flags: O_APPEND, isDurable: true)
    } catch { throw HubError(wrapping: error) }
  }

  /// In one step; durable when this returns.
  func replacePeople(with entries: [RegisterEntry]) throws(HubError) {
    do {
      try makeFolder()
      let new = people + ".new"
      try FileCalls.write(entries.flatMap { try RegisterLine.encode($0) }, to: new, flags: O_TRUNC, isDurable: true)
      guard rename(new, people) == 0 else { throw HubError(fileErrno: errno) }
      try Self.syncFolder(folder)
    } catch { throw HubError(wrapping: error) }
  }

  private func makeFolder() throws {
    guard mkdir(folder, 0o700) != 0 else { return try Self.syncFolder((folder as NSString).deletingLastPathComponent) }
    guard errno == EEXIST else { throw HubError(fileErrno: errno) }
  }

  private static func syncFolder(_ path: String) throws {
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw HubError(fileErrno: errno) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw HubError(fileErrno: errno) }
  }
}
