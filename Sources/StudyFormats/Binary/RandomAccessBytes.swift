import Foundation
import HubModel

/// Bytes of a file or in memory, any stretch of which can be read.
struct RandomAccessBytes {
  private enum Source {
    case file(FileHandle)
    case memory([UInt8])
  }

  let count: Int
  private let source: Source

  init(_ bytes: [UInt8]) {
    count = bytes.count
    source = .memory(bytes)
  }

  /// - Throws: `unreadable-file`.
  init(path: String) throws(HubError) {
    guard let handle = FileHandle(forReadingAtPath: path) else { throw HubError(.unreadableFile) }
    do {
      guard let end = Int(exactly: try handle.seekToEnd()) else { throw HubError(.unreadableFile) }
      count = end
    } catch { throw HubError(.unreadableFile) }
    source = .file(handle)
  }

  /// - Throws: `truncated` when the stretch reaches beyond the end.
  func read(at place: Int, count length: Int) throws(HubError) -> [UInt8] {
    guard place >= 0, length >= 0, place <= count, length <= count - place else { throw HubError(.truncated, "\(count) bytes") }
    switch source {
    case .memory(let bytes): return Array(bytes[place..<place + length])
    case .file(let handle):
      let data: Data?
      do {
        try handle.seek(toOffset: UInt64(place))
        data = try handle.read(upToCount: length)
      } catch { throw HubError(.unreadableFile) }
      guard let data, data.count == length else {
        if length == 0 { return [] }
        throw HubError(.truncated, "file changed")
      }
      return Array(data)
    }
  }
}
