import HubModel
import HubTesting
import Hummingbird
import NIOCore
import Testing

@testable import HubHTTP

@Suite("Multipart bodies")
struct MultipartReaderTests {
  private func parts(_ bytes: [UInt8], pieceBytes: Int, boundary: String = "xyz") async throws -> [(MultipartReader.Fields, [UInt8])] {
    let pieces = stride(from: 0, to: bytes.count, by: pieceBytes).map { ByteBuffer(bytes: bytes[$0..<min($0 + pieceBytes, bytes.count)]) }
    let stream = AsyncStream { continuation in
      for piece in pieces { continuation.yield(piece) }
      continuation.finish()
    }
    var reader = try MultipartReader(RequestBody(asyncSequence: stream), boundary: boundary)
    var found: [(MultipartReader.Fields, [UInt8])] = []
    while let fields = try await reader.nextPart() {
      var content: [UInt8] = []
      while let piece = try await reader.nextPiece() { content += piece.readableBytesView }
      found.append((fields, content))
    }
    return found
  }

  @Test("the same parts however the bytes arrive, with what looks like a boundary inside", arguments: [1, 2, 3, 5, 7, 11, 64, 10_000])
  func anyPieces(pieceBytes: Int) async throws {
    let tricky = Array("\r\n--xy\r\n-\r\r\n--x\r\n--xy z".utf8) + [0, 255, 13, 10]
    let body =
      Array("hello\r\n--xyz \t\r\nContent-Type: a/b;  c=\"d\"\r\nX:1\r\n\r\n".utf8) + tricky
      + Array("\r\n--xyz\r\n\r\n\r\n--xyz--tail".utf8)
    let found = try await parts(body, pieceBytes: pieceBytes)
    #expect(found.count == 2)
    #expect(found[0].0 == ["content-type": "a/b;  c=\"d\"", "x": "1"] && found[0].1 == tricky)
    #expect(found[1].0.isEmpty && found[1].1.isEmpty)
    #expect(try await parts(Array("--xyz\r\n\r\nA\r\n--xyz--".utf8), pieceBytes: pieceBytes).map(\.1) == [[65]])
  }

  @Test("random cuts and flips never crash and never go on for ever")
  func mutations() async throws {
    let whole = Array("--xyz\r\nContent-Type: application/dicom\r\n\r\nabcdefgh\r\n--xyz\r\n\r\nijk\r\n--xyz--".utf8)
    let random = SeededRandom(seed: 7)
    var refused = 0
    for _ in 0..<3_000 {
      var bytes = whole
      for _ in 0..<Int(random.next() % 4) + 1 { bytes[Int(random.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: random.next()) }
      if random.next() % 3 == 0 { bytes.removeLast(Int(random.next() % UInt64(bytes.count))) }
      do { _ = try await parts(bytes, pieceBytes: Int(random.next() % 20) + 1) } catch let error as HubError {
        refused += 1
        #expect([.badRequest, .lengthMismatch, .requestTooLarge].contains(error.code))
      }
    }
    #expect(refused > 100)
  }

  @Test("headers and preambles without end are refused")
  func limits() async throws {
    let endless = Array("--xyz\r\n".utf8) + [UInt8](repeating: 97, count: 20_000)
    await #expect(throws: HubError(.requestTooLarge)) { _ = try await parts(endless, pieceBytes: 1_000) }
    await #expect(throws: HubError(.badRequest)) { _ = try await parts([UInt8](repeating: 97, count: 200_000), pieceBytes: 1_000) }
    for boundary in ["", String(repeating: "a", count: 71), "a\u{7}"] {
      await #expect(throws: HubError(.badRequest)) { _ = try await parts([1], pieceBytes: 1, boundary: boundary) }
    }
  }

  @Test("media types with quoted and escaped parameters")
  func mediaTypes() {
    #expect(
      MediaType("multipart/related; TYPE=\"application/dicom\"; boundary=\"a;b\"")?.parameters == ["type": "application/dicom", "boundary": "a;b"])
    #expect(MediaType(" Application/DICOM ")?.name == "application/dicom")
    for text in ["", "x", "/", "a/", "a/b; c=\"d", "a/b/c"] { #expect(MediaType(text) == nil, "\(text)") }
  }
}
