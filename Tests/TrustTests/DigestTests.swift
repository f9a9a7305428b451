import Foundation
import Testing

@testable import Trust

@Suite("SHA-256 digests")
struct DigestTests {
  // FIPS 180-4 example messages (NIST CSRC "SHA256.pdf").
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    ("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"),
  ])
  func knownAnswers(message: String, expected: String) {
    #expect(SHA256Digest(hashing: message).hex == expected)
  }

  @Test func piecesGiveTheDigestOfTheWhole() {
    var hasher = SHA256Hasher()
    for _ in 0..<1_000_000 / 50 { hasher.update([UInt8](repeating: UInt8(ascii: "a"), count: 50)) }
    #expect(hasher.finalize().hex == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }

  @Test func aCopiedHasherGoesItsOwnWay() {
    var first = SHA256Hasher()
    first.update(Array("ab".utf8))
    var second = first
    second.update(Array("x".utf8))
    first.update(Array("c".utf8))
    #expect(first.finalize() == SHA256Digest(hashing: "abc"))
    #expect(second.finalize() == SHA256Digest(hashing: "abx"))
  }

  @Test func textFormsAndOrder() throws {
    let digest = SHA256Digest(hashing: "abc")
    #expect(SHA256Digest(hex: digest.hex) == digest)
    #expect(SHA256Digest(hex: digest.hex.uppercased()) == digest)
    #expect(SHA256Digest(bytes: digest.bytes) == digest)
    #expect(SHA256Digest(hex: "zz" + digest.hex.dropFirst(2)) == nil)
    #expect(SHA256Digest(hex: String(digest.hex.dropLast())) == nil)
    #expect(SHA256Digest(bytes: [1, 2, 3]) == nil)
    let coded = try JSONEncoder().encode([digest])
    #expect(String(decoding: coded, as: UTF8.self) == "[\"\(digest.hex)\"]")
    #expect(try JSONDecoder().decode([SHA256Digest].self, from: coded) == [digest])
    #expect(throws: DecodingError.self) { try JSONDecoder().decode([SHA256Digest].self, from: Data("[\"ab\"]".utf8)) }
    let digests = (0..<50).map { SHA256Digest(hashing: "\($0)") }
    #expect(digests.sorted() == digests.sorted { $0.hex < $1.hex })
    #expect(digest.equalsInConstantTime(digest) && !digest.equalsInConstantTime(digests[0]))
  }

  @Test func filesAndRanges() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "trust-digest-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let bytes = (0..<700_000).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 8) }
    let path = folder.appending(path: "bytes").path
    try Data(bytes).write(to: URL(filePath: path))
    #expect(try SHA256Digest(hashingFileAt: path) == SHA256Digest(hashing: bytes))
    #expect(try SHA256Digest(hashingFileAt: path, range: 3..<400_001) == SHA256Digest(hashing: bytes[3..<400_001]))
    #expect(try SHA256Digest(hashingFileAt: path, range: 5..<5) == SHA256Digest(hashing: ""))
    #expect(throws: TrustError(.fileUnreadable)) { try SHA256Digest(hashingFileAt: path, range: 0..<700_001) }
    #expect(throws: TrustError(.fileUnreadable)) { try SHA256Digest(hashingFileAt: path + ".absent") }
  }

  @Test func base32RoundTripsAndForgives() {
    for count in 0..<40 {
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 77 &+ count) }
      #expect(Base32.decode(Base32.encode(bytes)) == bytes)
      #expect(Base32.decode(Base32.encode(bytes).uppercased()) == bytes)
    }
    #expect(Base32.encode([0, 0, 0, 0, 0x1f]) == "0000000z")
    #expect(Base32.decode("oooooooz") == [0, 0, 0, 0, 0x1f])
    #expect(Base32.decode("u0") == nil)
    #expect(Base32.decode("0z") == nil)
  }
}
