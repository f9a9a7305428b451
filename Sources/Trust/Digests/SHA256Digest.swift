import COpenSSL
import Foundation

/// A SHA-256 digest (FIPS 180-4): 32 bytes. Its text and JSON form is 64 lower-case hexadecimal digits; order is by bytes.
package struct SHA256Digest: Sendable, Hashable {
  package static let byteCount = 32

  // Big-endian words, so that comparing words compares bytes.
  private let word0: UInt64
  private let word1: UInt64
  private let word2: UInt64
  private let word3: UInt64

  /// `nil` unless there are exactly 32 bytes.
  package init?(bytes: some Collection<UInt8>) {
    guard bytes.count == Self.byteCount else { return nil }
    var words: [UInt64] = [0, 0, 0, 0]
    for (index, byte) in bytes.enumerated() { words[index / 8] = words[index / 8] << 8 | UInt64(byte) }
    (word0, word1, word2, word3) = (words[0], words[1], words[2], words[3])
  }

  /// `nil` unless the text is 64 hexadecimal digits.
  package init?(hex: some StringProtocol) {
    guard hex.utf8.count == Self.byteCount * 2, let bytes = Hexadecimal.decode(hex.utf8) else { return nil }
    self.init(bytes: bytes)
  }

  /// The digest of bytes already in memory.
  package init(hashing bytes: some ContiguousBytes) {
    var hasher = SHA256Hasher()
    hasher.update(bytes)
    self = hasher.finalize()
  }

  /// The digest of a text's UTF-8 bytes.
  package init(hashing text: String) { self.init(hashing: Array(text.utf8)) }

  init(words word0: UInt64, _ word1: UInt64, _ word2: UInt64, _ word3: UInt64) {
    (self.word0, self.word1, self.word2, self.word3) = (word0, word1, word2, word3)
  }

  init(raw: UnsafeRawBufferPointer) {
    func word(_ index: Int) -> UInt64 { UInt64(bigEndian: raw.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self)) }
    (word0, word1, word2, word3) = (word(0), word(1), word(2), word(3))
  }

  package var bytes: [UInt8] {
    [word0, word1, word2, word3].flatMap { word in withUnsafeBytes(of: word.bigEndian) { Array($0) } }
  }

  package var hex: String { Hexadecimal.encode(bytes) }
}

extension SHA256Digest: Comparable {
  package static func < (left: Self, right: Self) -> Bool {
    (left.word0, left.word1, left.word2, left.word3) < (right.word0, right.word1, right.word2, right.word3)
  }

  /// Equality in time that does not depend on where the digests differ: for hashes of secrets.
  package func equalsInConstantTime(_ other: Self) -> Bool {
    (word0 ^ other.word0) | (word1 ^ other.word1) | (word2 ^ other.word2) | (word3 ^ other.word3) == 0
  }
}

extension SHA256Digest: CustomStringConvertible {
  package var description: String { hex }
}

extension SHA256Digest: Codable {
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let digest = Self(hex: try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "a SHA-256 digest is 64 hexadecimal digits")
    }
    self = digest
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(hex)
  }
}
