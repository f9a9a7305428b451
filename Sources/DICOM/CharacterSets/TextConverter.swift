import Glibc

/// Bytes to text by the C library's iconv.
package enum TextConverter {
  /// `nil` when the bytes are not valid in the repertoire.
  static func text(_ run: [UInt8], in repertoire: CharacterRepertoire) -> String? {
    switch repertoire {
    case .ascii: return run.allSatisfy { $0 < 0x80 } ? String(decoding: run, as: UTF8.self) : nil
    case .utf8: return String(validating: run, as: UTF8.self)
    default: break
    }
    let (name, input) = repertoire.converterInput(run)
    guard let bytes = utf8(input, from: name) else { return nil }
    return String(validating: bytes, as: UTF8.self)
  }

  /// The same, with U+FFFD for each byte that cannot be read.
  static func lenientText(_ run: [UInt8], in repertoire: CharacterRepertoire) -> String {
    if let text = text(run, in: repertoire) { return text }
    if repertoire == .utf8 { return String(decoding: run, as: UTF8.self) }
    return String(run.map { $0 < 0x80 ? Character(UnicodeScalar($0)) : "\u{FFFD}" })
  }

  /// Bytes of the encoding iconv calls `name` as UTF-8; `nil` for an encoding it does not know or a byte that cannot be read.
  package static func utf8(_ input: [UInt8], from name: String) -> [UInt8]? {
    guard let converter = iconv_open("UTF-8", name), converter != iconv_t(bitPattern: -1) else { return nil }
    defer { iconv_close(converter) }
    var text: [UInt8] = []
    var piece = [CChar](repeating: 0, count: min(64 << 10, input.count * 4 + 16))
    var source = input.map { CChar(bitPattern: $0) }
    return source.withUnsafeMutableBufferPointer { source -> [UInt8]? in
      var from = source.baseAddress
      var left = source.count
      while left > 0 {
        let (produced, isReadable) = piece.withUnsafeMutableBufferPointer { piece in
          var to = piece.baseAddress
          var room = piece.count
          let before = left
          // iconv counts characters it could only replace; those are not read either.
          let result = iconv(converter, &from, &left, &to, &room)
          // Not to be read: a failure for another reason than the piece being full, or one that took nothing.
          return (piece.count - room, result == 0 || (errno == E2BIG && left < before))
        }
        guard isReadable else { return nil }
        text += piece[..<produced].lazy.map { UInt8(bitPattern: $0) }
      }
      return text
    }
  }
}
