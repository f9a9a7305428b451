/// A character set DICOM can name (PS3.3 §C.12.1.1.2), with the iconv converter that reads it.
enum CharacterRepertoire: Hashable, Sendable {
  case ascii
  case utf8
  /// GB18030 and its subset GBK: no escapes, trail bytes may look like `\`, `^` or digits.
  case gb18030
  /// A single-byte set whose upper half is the named one.
  case upperHalf(String)
  /// JIS X 0201: katakana in the upper half.
  case jisX0201
  /// Two bytes a character, designated by escape: to G0 for JIS, to G1 for KS and GB.
  case jisX0208
  case jisX0212
  case ksX1001
  case gb2312

  /// A defined term of Specific Character Set, spelled as devices do spell it; `nil` when nobody knows it.
  init?(term: String) {
    let key = String(term.uppercased().map { $0 == "_" || $0 == "-" ? " " : $0 })
    guard let known = Self.terms[key] else { return nil }
    self = known
  }

  private static let terms: [String: CharacterRepertoire] = {
    var terms: [String: CharacterRepertoire] = [
      "": .ascii, "ISO IR 6": .ascii, "ISO 2022 IR 6": .ascii, "ISO IR 192": .utf8, "UTF 8": .utf8, "UTF8": .utf8,
      "GB18030": .gb18030, "GB 18030": .gb18030, "GBK": .gb18030, "GB2312": .gb18030,
      "ISO IR 13": .jisX0201, "ISO 2022 IR 13": .jisX0201, "ISO 2022 IR 87": .jisX0208, "ISO 2022 IR 159": .jisX0212,
      "ISO 2022 IR 149": .ksX1001, "ISO 2022 IR 58": .gb2312, "ISO IR 58": .gb2312, "ISO IR 149": .ksX1001, "ISO IR 87": .jisX0208,
    ]
    for (number, name) in upperHalves {
      terms["ISO IR \(number)"] = .upperHalf(name)
      terms["ISO 2022 IR \(number)"] = .upperHalf(name)
    }
    return terms
  }()

  private static let upperHalves = [
    (100, "ISO-8859-1"), (101, "ISO-8859-2"), (109, "ISO-8859-3"), (110, "ISO-8859-4"), (144, "ISO-8859-5"), (127, "ISO-8859-6"),
    (126, "ISO-8859-7"), (138, "ISO-8859-8"), (148, "ISO-8859-9"), (203, "ISO-8859-15"), (166, "TIS-620"),
  ]

  static let latin1 = CharacterRepertoire.upperHalf("ISO-8859-1")

  /// The repertoire an escape sequence designates, by the bytes after ESC, and whether to G0 (PS3.3 tables C.12-3 and C.12-4).
  static let escapes: [[UInt8]: (repertoire: CharacterRepertoire, isG0: Bool)] = [
    [0x28, 0x42]: (.ascii, true), [0x28, 0x4A]: (.ascii, true), [0x29, 0x49]: (.jisX0201, false),
    [0x2D, 0x41]: (.latin1, false), [0x2D, 0x42]: (.upperHalf("ISO-8859-2"), false), [0x2D, 0x43]: (.upperHalf("ISO-8859-3"), false),
    [0x2D, 0x44]: (.upperHalf("ISO-8859-4"), false), [0x2D, 0x4C]: (.upperHalf("ISO-8859-5"), false),
    [0x2D, 0x47]: (.upperHalf("ISO-8859-6"), false), [0x2D, 0x46]: (.upperHalf("ISO-8859-7"), false),
    [0x2D, 0x48]: (.upperHalf("ISO-8859-8"), false), [0x2D, 0x4D]: (.upperHalf("ISO-8859-9"), false),
    [0x2D, 0x62]: (.upperHalf("ISO-8859-15"), false), [0x2D, 0x54]: (.upperHalf("TIS-620"), false),
    [0x24, 0x42]: (.jisX0208, true), [0x24, 0x28, 0x44]: (.jisX0212, true),
    [0x24, 0x29, 0x43]: (.ksX1001, false), [0x24, 0x29, 0x41]: (.gb2312, false),
  ]

  /// Bytes of one run, wrapped as the converter wants them, and the converter's name.
  func converterInput(_ run: [UInt8]) -> (name: String, bytes: [UInt8]) {
    switch self {
    case .ascii: ("ASCII", run)
    case .utf8: ("UTF-8", run)
    case .gb18030, .gb2312: ("GB18030", run)
    case .upperHalf(let name): (name, run)
    case .jisX0201: ("SHIFT_JIS", run)
    case .jisX0208: ("ISO-2022-JP", [0x1B, 0x24, 0x42] + run + [0x1B, 0x28, 0x42])
    case .jisX0212: ("ISO-2022-JP-2", [0x1B, 0x24, 0x28, 0x44] + run + [0x1B, 0x28, 0x42])
    case .ksX1001: ("EUC-KR", run)
    }
  }
}
