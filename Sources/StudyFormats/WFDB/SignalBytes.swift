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

  /// - Parameter offset: where the signals begin in the file.
  init(path: String, offset: Int) throws(HubError) {
    guard let handle = FileHandle(forReadingAtPath: path) else { throw HubError(.unreadableFile) }
    do {
      let end = try handle.seekToEnd()
      guard let size = Int(exactly: end), size >= offset else { throw HubError(.truncated, "signals") }
      try handle.seek(toOffset: UInt64(offset))
      count = size - offset
    } catch let error as HubError { throw error } catch { throw HubError(.unreadableFile) }
    source = .file(handle)
    position = 0
  }

  init(_ bytes: [UInt8], offset: Int) throws(HubError) {
    guard bytes.count >= offset else { throw HubError(.truncated, "signals") }
    count = bytes.count - offset
    source = .memory(bytes)
    position = offset
  }

  /// The next `length` bytes.
  ///
  /// - Throws: `truncated` when there are fewer.
  mutating func read(_ length: Int) throws(HubError) -> ArraySlice<UInt8> {
    switch source {
    case .memory(let bytes):
      guard bytes.count - position >= length else { throw HubError(.truncated, "signals") }
      defer { position += length }
      return bytes[position..<position + length]
    case .file(let handle):
      var data: Data?
      do { data = try handle.read(upToCount: length) } catch { throw HubError(.unreadableFile) }
      guard let data, data.count == length else { throw HubError(.truncated, "signals") }
      return Array(data)[...]
    }
  }
}
