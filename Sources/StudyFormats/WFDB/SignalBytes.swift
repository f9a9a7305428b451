import Foundation
import HubModel

/// The bytes of signals, read once from front to back: from a file, so that a day's recording needs little memory, or from memory.
struct SignalBytes {
  private enum Source {
    case file(FileHandle)
    case memory([UInt8])
  }

  /// Bytes from the first signal byte to the end.
  let count: Int
  private let source: Source
  private var position: Int

  /// - Parameters:
  ///   - offset: where the signals begin in the file.
  ///   - length: how many bytes belong to them; to the file's end when `nil`.
  init(path: String, offset: Int, length: Int? = nil) throws(HubError) {
    guard let handle = FileHandle(forReadingAtPath: path) else { throw HubError(.unreadableFile) }
    let size: Int
    do {
      size = Int(clamping: try handle.seekToEnd())
      try handle.seek(toOffset: UInt64(offset))
    } catch { throw HubError(.unreadableFile) }
    count = try Self.count(size: size, offset: offset, length: length)
    source = .file(handle)
    position = 0
  }

  init(_ bytes: [UInt8], offset: Int, length: Int? = nil) throws(HubError) {
    count = try Self.count(size: bytes.count, offset: offset, length: length)
    source = .memory(bytes)
    position = offset
  }

  private static func count(size: Int, offset: Int, length: Int?) throws(HubError) -> Int {
    guard offset >= 0, size >= offset, size - offset >= length ?? 0 else { throw HubError(.truncated, "signals") }
    return length ?? size - offset
  }

  /// The next `length` bytes.
  ///
  /// - Throws: `truncated` when there are fewer.
  mutating func read(_ length: Int) throws(HubError) -> [UInt8] {
    switch source {
    case .memory(let bytes):
      guard bytes.count - position >= length else { throw HubError(.truncated, "signals") }
      defer { position += length }
      return Array(bytes[position..<position + length])
    case .file(let handle):
      var data: Data?
      do { data = try handle.read(upToCount: length) } catch { throw HubError(.unreadableFile) }
      guard let data, data.count == length else { throw HubError(.truncated, "signals") }
      return Array(data)
    }
  }
}
