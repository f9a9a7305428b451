import Glibc

/// Bytes to text by the C library's iconv.
enum TextConverter {
  /// `nil` when the bytes are not valid in the repertoire.
  static func text(_ run: [UInt8], in repertoire: CharacterRepertoire) -> String? {
    switch repertoire {
    case .ascii: return run.allSatisfy { $0 < 0x80 } ? String(decoding: run, as: UTF8.self) : nil
    case .utf8: return String(validating: run, as: UTF8.self)
    default: break
    }
    let (name, input) = repertoire.converterInput(run)
    guard let bytes = convert(input, from: name) else { return nil }
    return String(validating: bytes, as: UTF8.self)
  }

  /// The same, with U+FFFD for each byte that cannot be read.
  static func lenientText(_ run: [UInt8], in repertoire: CharacterRepertoire) -> String {
    if let text = text(run, in: repertoire) { return text }
    if repertoire == .utf8 { return String(decoding: run, as: UTF8.self) }
    return String(run.map { $0 < 0x80 ? Character(UnicodeScalar($0)) : "\u{FFFD}" })
  }

  private static func convert(_ input: [UInt8], from name: String) -> [UInt8]? {
    guard let converter = iconv_open("UTF-8", name), converter != iconv_t(bitPattern: -1) else { return nil }
    defer { iconv_close(converter) }
    var output = [UInt8](repeating: 0, count: input.count * 4 + 16)
    var source = input.map { CChar(bitPattern: $0) }
    var produced = 0
    let result = source.withUnsafeMutableBufferPointer { source in
      output.withUnsafeMutableBytes { output in
        var from = source.baseAddress
        var fromLeft = source.count
        var to = output.baseAddress?.assumingMemoryBound(to: CChar.self)
        var toLeft = output.count
        let result = iconv(converter, &from, &fromLeft, &to, &toLeft)
        produced = output.count - toLeft
        return fromLeft == 0 ? result : Int.max
      }
    }
    // iconv counts characters it could only replace; those are not read either.
    return Int(bitPattern: UInt(bitPattern: result)) == 0 ? Array(output[..<produced]) : nil
  }
}
