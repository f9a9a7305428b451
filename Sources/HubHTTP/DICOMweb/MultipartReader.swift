import HubModel
import Hummingbird
import NIOCore

/// Takes a multipart/related body (RFC 2046 §5.1, RFC 2387) apart while it arrives; memory stays at a few pieces whatever its size.
///
/// Ask for a part, then for its pieces until there are none, then for the next part. Pieces that were not asked for are passed over.
struct MultipartReader {
  /// Header fields of one part, names in lower case.
  typealias Fields = [String: String]

  static let maximumHeaderBytes = 16 << 10
  /// What may stand before the first boundary.
  static let maximumPreambleBytes = 64 << 10

  private enum Place { case preamble, inPart, behindDelimiter, atEnd }

  private var pieces: RequestBody.AsyncIterator
  private var pending = ByteBuffer()
  private var isBodyOver = false
  private var place = Place.preamble
  /// CRLF and two hyphens before the boundary; the CRLF belongs to the delimiter, not to the part.
  private let delimiter: [UInt8]

  /// - Throws: `bad-request` for a boundary that is none: 1 to 70 printable characters.
  init(_ body: RequestBody, boundary: String) throws(HubError) {
    guard (1...70).contains(boundary.utf8.count), boundary.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
      throw HubError(.badRequest, "boundary")
    }
    pieces = body.makeAsyncIterator()
    delimiter = Array("\r\n--\(boundary)".utf8)
    // The first delimiter may open the body, without the line end before it.
    pending.writeString("\r\n")
  }

  /// The header of the next part, `nil` behind the last.
  ///
  /// - Throws: `bad-request` for a body that is no multipart, `length-mismatch` where it breaks off.
  mutating func nextPart() async throws(HubError) -> Fields? {
    if place == .atEnd { return nil }
    var skipped = 0
    let isPreamble = place == .preamble
    while let piece = try await nextPiece() {
      skipped += piece.readableBytes
      guard !isPreamble || skipped <= Self.maximumPreambleBytes else { throw HubError(.badRequest, "no boundary") }
    }
    // Behind a delimiter: two hyphens end the body, a line end begins a part.
    try await fill(2)
    let mark = pending.readBytes(length: 2) ?? []
    if mark == Array("--".utf8) {
      place = .atEnd
      return nil
    }
    try await skipPadding(mark)
    place = .inPart
    return try await fields()
  }

  /// The next piece of the part's content, `nil` at its end. Before the first part it gives what stands there.
  mutating func nextPiece() async throws(HubError) -> ByteBuffer? {
    while place == .preamble || place == .inPart {
      if let found = position(of: delimiter) {
        if found > 0 { return pending.readSlice(length: found) }
        pending.moveReaderIndex(forwardBy: delimiter.count)
        place = .behindDelimiter
        return nil
      }
      // All but what may be the beginning of a delimiter is content.
      let safe = pending.readableBytes - (delimiter.count - 1)
      if safe > 0 { return pending.readSlice(length: safe) }
      try await fill(pending.readableBytes + 1)
    }
    return nil
  }

  private mutating func skipPadding(_ mark: [UInt8]) async throws(HubError) {
    var last = mark
    // RFC 2046 allows blanks between the boundary and its line end.
    while last != [0x0D, 0x0A] {
      guard last[0] == 0x20 || last[0] == 0x09 else { throw HubError(.badRequest, "boundary line") }
      try await fill(1)
      last = [last[1]] + (pending.readBytes(length: 1) ?? [])
    }
  }

  private mutating func fields() async throws(HubError) -> Fields {
    var fields: Fields = [:]
    var total = 0
    while true {
      let line = try await line(atMost: Self.maximumHeaderBytes - total)
      total += line.utf8.count + 2
      if line.isEmpty { return fields }
      guard let colon = line.firstIndex(of: ":") else { throw HubError(.badRequest, "part header") }
      fields[line[..<colon].lowercased()] = line[line.index(after: colon)...].trimmingBlanks
    }
  }

  private mutating func line(atMost limit: Int) async throws(HubError) -> String {
    while true {
      if let end = position(of: [0x0D, 0x0A]) {
        let bytes = pending.readBytes(length: end) ?? []
        pending.moveReaderIndex(forwardBy: 2)
        guard bytes.count <= limit else { throw HubError(.requestTooLarge, "part header") }
        return String(decoding: bytes, as: UTF8.self)
      }
      guard pending.readableBytes <= limit else { throw HubError(.requestTooLarge, "part header") }
      try await fill(pending.readableBytes + 1)
    }
  }

  /// Until this many bytes are there.
  private mutating func fill(_ count: Int) async throws(HubError) {
    while pending.readableBytes < count {
      guard !isBodyOver else { throw HubError(.lengthMismatch, "the body ends before its last boundary") }
      let piece: ByteBuffer?
      do { piece = try await pieces.next() } catch { throw HubError(.lengthMismatch, "the body broke off") }
      guard let piece else {
        isBodyOver = true
        continue
      }
      pending.discardReadBytes()
      pending.writeImmutableBuffer(piece)
    }
  }

  /// Where a run of bytes begins among those that are there.
  private func position(of wanted: [UInt8]) -> Int? {
    pending.withUnsafeReadableBytes { raw -> Int? in
      guard let first = wanted.first, raw.count >= wanted.count else { return nil }
      var start = 0
      while start <= raw.count - wanted.count {
        guard let found = raw[start...].firstIndex(of: first), found <= raw.count - wanted.count else { return nil }
        if wanted.indices.allSatisfy({ raw[found + $0] == wanted[$0] }) { return found }
        start = found + 1
      }
      return nil
    }
  }
}

extension Substring {
  var trimmingBlanks: String {
    let start = drop { $0 == " " || $0 == "\t" }
    return String(start.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
  }
}
