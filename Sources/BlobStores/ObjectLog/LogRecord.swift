import Foundation
import HubModel
import Trust

/// What stands before an object's bytes in the log.
///
/// A record begins on a block of 4,096 bytes and ends with one, so that no write ever touches a block of an earlier record:
/// `RHOBJECT`, generation, length, SHA-256 of the bytes, check (8 bytes of SHA-256 over what stands before); then the bytes.
struct LogRecord: Equatable {
  static let blockBytes = 4096
  static let headerBytes = 64
  private static let magic = Array("RHOBJECT".utf8)

  /// That of the segment when the record was written; records of an earlier use of the file are none.
  var generation: UInt64
  var key: BlobKey
  var sizeBytes: Int64

  /// How far the next record is away.
  var spanBytes: Int64 { Self.spanBytes(of: sizeBytes) }

  static func spanBytes(of sizeBytes: Int64) -> Int64 {
    let block = Int64(blockBytes)
    return (Int64(headerBytes) + sizeBytes + block - 1) / block * block
  }

  func encoded() -> [UInt8] {
    let digest = SHA256Digest(hex: key.rawValue)?.bytes ?? []
    return Self.checked(Self.magic + Self.bytes(generation) + Self.bytes(UInt64(sizeBytes)) + digest)
  }

  /// `nil` for anything but a whole header.
  init?(_ bytes: ArraySlice<UInt8>) {
    guard bytes.count == Self.headerBytes, bytes.starts(with: Self.magic), Self.isSound(bytes),
      let key = BlobKey(rawValue: Self.hex(bytes.dropFirst(24).prefix(32)))
    else { return nil }
    generation = Self.number(bytes.dropFirst(8))
    guard let size = Int64(exactly: Self.number(bytes.dropFirst(16))) else { return nil }
    sizeBytes = size
    self.key = key
  }

  init(generation: UInt64, key: BlobKey, sizeBytes: Int64) { (self.generation, self.key, self.sizeBytes) = (generation, key, sizeBytes) }

  // MARK: Parts shared with the segment's own header

  static func bytes(_ number: UInt64) -> [UInt8] { withUnsafeBytes(of: number.bigEndian) { Array($0) } }
  static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) } }
  static func checked(_ bytes: [UInt8]) -> [UInt8] { bytes + SHA256Digest(hashing: bytes).bytes.prefix(8) }
  static func isSound(_ bytes: ArraySlice<UInt8>) -> Bool {
    bytes.suffix(8).elementsEqual(SHA256Digest(hashing: Array(bytes.dropLast(8))).bytes.prefix(8))
  }
  private static func hex(_ bytes: ArraySlice<UInt8>) -> String { SHA256Digest(bytes: bytes)?.hex ?? "" }
}
