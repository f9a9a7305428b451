import HubFlow
import HubModel
import Hummingbird
import NIOCore

/// Streams one announced object from a request into a staging file, hashing on the way. Files are written on threads of their own.
///
/// Memory stays at a few chunks whatever the object's size: the next piece is asked of the connection only when the last is written.
struct ObjectSpool: Sendable {
  let path: String
  let expectedBytes: Int64
  let files: BlockingWork
  /// Throws `storage-full` when there is no room for more.
  let requireRoom: @Sendable () throws(HubError) -> Void

  private static let chunkBytes = 256 << 10

  /// The body in the file at `path`; at most one byte more than expected is counted, none of it kept. Whether the length is right is for
  /// the intake to say, which records a refusal; making the file durable is the blob store's work.
  ///
  /// - Throws: `length-mismatch` when the connection breaks off (nobody's refusal: the sender goes on later), `storage-full`,
  ///   `storage-failed`. The caller removes the file.
  func receive(_ body: RequestBody) async throws(HubError) -> StagedFile {
    let path = path
    let file = try await files.run { try SpoolFile(path: path) }
    var pieces = body.makeAsyncIterator()
    var pending = ByteBuffer()
    var received: Int64 = 0
    var room = RoomWatch(requireRoom: requireRoom)
    while let piece = try await next(&pieces) {
      guard received + Int64(piece.readableBytes) <= expectedBytes else {
        received = expectedBytes + 1
        break
      }
      received += Int64(piece.readableBytes)
      pending.writeImmutableBuffer(piece)
      if pending.readableBytes >= Self.chunkBytes {
        try room.grew(to: received)
        try await write(pending, to: file)
        pending.clear()
      }
    }
    if pending.readableBytes > 0 { try await write(pending, to: file) }
    let digest = try await files.run { try file.close() }
    return StagedFile(path: path, digest: digest, sizeBytes: received)
  }

  private func next(_ pieces: inout RequestBody.AsyncIterator) async throws(HubError) -> ByteBuffer? {
    do { return try await pieces.next() } catch { throw HubError(.lengthMismatch, "the body broke off") }
  }

  private func write(_ bytes: ByteBuffer, to file: SpoolFile) async throws(HubError) {
    try await files.run { try file.append(bytes) }
  }
}

/// Looks at the disk's room now and then while a file grows.
struct RoomWatch {
  /// How much is written before the room is looked at again.
  private static let stretchBytes: Int64 = 16 << 20

  let requireRoom: @Sendable () throws(HubError) -> Void
  private var lookedAtBytes: Int64 = 0

  init(requireRoom: @escaping @Sendable () throws(HubError) -> Void) { self.requireRoom = requireRoom }

  /// - Throws: `storage-full`.
  mutating func grew(to bytes: Int64) throws(HubError) {
    guard bytes - lookedAtBytes >= Self.stretchBytes else { return }
    try requireRoom()
    lookedAtBytes = bytes
  }
}
