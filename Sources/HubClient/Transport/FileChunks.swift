import Foundation
import NIOCore

/// Files as a stream of buffers for a request body, read on threads of their own.
///
/// The stream fails with `TransportFailure.fileChanged` when a file cannot be read or is not as long as was said.
struct FileChunks: AsyncSequence, Sendable {
  typealias Element = ByteBuffer
  let parts: [FilePart]
  let onSent: (@Sendable (Int64) -> Void)?
  static let chunkBytes = 256 * 1024

  func makeAsyncIterator() -> Iterator { Iterator(parts: parts, onSent: onSent) }

  struct Iterator: AsyncIteratorProtocol {
    private let parts: [FilePart]
    private let onSent: (@Sendable (Int64) -> Void)?
    private var partIndex = 0
    private var offset: Int64 = 0
    private var open: OpenFile?

    init(parts: [FilePart], onSent: (@Sendable (Int64) -> Void)?) {
      self.parts = parts
      self.onSent = onSent
    }

    mutating func next() async throws -> ByteBuffer? {
      while partIndex < parts.count {
        let part = parts[partIndex]
        guard offset < part.sizeBytes else {
          (partIndex, offset, open) = (partIndex + 1, 0, nil)
          continue
        }
        let file = try open ?? OpenFile(part)
        open = file
        let from = offset
        let count = Int(Swift.min(Int64(FileChunks.chunkBytes), part.sizeBytes - from))
        let buffer = try await OffloadedWork.run { try file.read(count, at: from) }
        offset += Int64(buffer.readableBytes)
        onSent?(Int64(buffer.readableBytes))
        return buffer
      }
      return nil
    }
  }
}

private final class OpenFile: Sendable {
  private let descriptor: Int32

  init(_ part: FilePart) throws {
    let file = open(part.path, O_RDONLY | O_CLOEXEC)
    var status = stat()
    guard file >= 0 else { throw TransportFailure.fileChanged }
    guard fstat(file, &status) == 0, Int64(status.st_size) == part.sizeBytes else {
      close(file)
      throw TransportFailure.fileChanged
    }
    descriptor = file
  }

  deinit { close(descriptor) }

  func read(_ count: Int, at offset: Int64) throws -> ByteBuffer {
    var buffer = ByteBufferAllocator().buffer(capacity: count)
    let got = buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: count) { space in
      Swift.max(0, pread(descriptor, space.baseAddress, count, off_t(offset)))
    }
    guard got > 0 else { throw TransportFailure.fileChanged }
    return buffer
  }
}
