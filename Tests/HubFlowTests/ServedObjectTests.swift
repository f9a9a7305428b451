import Foundation
import HubAPI
import HubFlow
import HubModel
import HubTesting
import Testing
import Trust

@Suite("Objects as they are served")
struct ServedObjectTests {
  /// An image whose preamble begins with `start`, and a private element that makes it `padding` bytes longer.
  private static func image(preamble start: [UInt8], padding: Int = 0) throws -> Data {
    var bytes = [UInt8](try Data(contentsOf: Samples.studies.appendingPathComponent("xray-hip/xray.dcm")))
    bytes.replaceSubrange(0..<start.count, with: start)
    if padding > 0 {
      let length = withUnsafeBytes(of: UInt32(padding).littleEndian) { Array($0) }
      bytes += [0xE1, 0x7F, 0x10, 0x00] + Array("LO".utf8) + [4, 0] + Array("TEST".utf8)
      bytes += [0xE1, 0x7F, 0x01, 0x10] + Array("OB".utf8) + [0, 0] + length + (0..<padding).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    }
    return Data(bytes)
  }

  private func served(_ bytes: Data) async throws -> (digest: String, bytes: [UInt8], pieces: Int, world: FlowWorld) {
    let world = try await FlowWorld()
    try await world.addHospital()
    let clinic = try await world.addClinic("QS").clinic
    let reader = try await world.enrol("李明")
    let receipt = try await world.upload(bytes, from: clinic)
    await world.settle()
    let reading = try #require(try await world.readings(by: reader).first)
    let object = try await world.viewing.object(reading.id, arrival: receipt.arrival, by: reader.principal)
    var (taken, pieces) = ([UInt8](), 0)
    try await object.pieces {
      taken += $0
      pieces += 1
    }
    #expect(Int64(taken.count) == object.sizeBytes)
    return (receipt.digest.rawValue, taken, pieces, world)
  }

  @Test(
    "a program's header before the magic word is kept as it came and zeroed on the way out; a TIFF header is left",
    arguments: [
      ("PE", Array("MZ".utf8), false), ("ELF", [0x7F, 0x45, 0x4C, 0x46], false), ("PDF", Array("%PDF-1.7".utf8), false),
      ("ZIP", Array("PK\u{3}\u{4}".utf8), false), ("HTML", Array("<html><script>".utf8), false), ("TIFF", [0x49, 0x49, 0x2A, 0], true),
    ] as [(String, [UInt8], Bool)])
  func preambles(name: String, start: [UInt8], isLeft: Bool) async throws {
    let sent = try Self.image(preamble: start)
    let (digest, bytes, _, world) = try await served(sent)
    #expect(digest == SHA256Digest(hashing: sent).hex, "\(name)")
    let key = try #require(BlobKey(rawValue: digest))
    #expect(try await world.blobs.read(key, range: nil) == [UInt8](sent))
    #expect(Array(bytes[128...]) == Array(sent[128...]))
    #expect(Array(bytes[..<128]) == (isLeft ? Array(sent[..<128]) : [UInt8](repeating: 0, count: 128)), "\(name)")
  }

  @Test("a large object is served in pieces, byte for byte; one flipped bit, and not one byte of it is served")
  func largeObject() async throws {
    let sent = try Self.image(preamble: [0], padding: 12 << 20)
    let (digest, bytes, pieces, world) = try await served(sent)
    #expect(bytes == [UInt8](sent) && pieces > 12)
    let reader = try await world.enrol("周敏")
    let reading = try #require(try await world.readings(by: reader).first)
    let path = world.folder.file("objects/\(digest.prefix(2))/\(digest)")
    var damaged = [UInt8](sent)
    damaged[damaged.count - 5] ^= 1
    chmod(path, 0o600)
    try Data(damaged).write(to: URL(fileURLWithPath: path))
    await #expect(throws: HubError(.storeDamaged)) {
      _ = try await world.viewing.object(reading.id, arrival: .init(rawValue: 1), by: reader.principal)
    }
  }
}
