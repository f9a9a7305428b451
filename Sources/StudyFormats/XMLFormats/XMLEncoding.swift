import DICOM
import HubModel

/// Text of eight-bit encodings to UTF-8, by the label where its reading is plausible.
///
/// Devices and export programs in Chinese clinics write GBK under any label, and pass UTF-8 on with the label of its source.
enum XMLEncoding {
  /// - Parameter declared: the encoding's name in lower case; `nil` means UTF-8.
  /// - Throws: `unsupported-waveform` for an encoding that is not read, `bad-waveform` for bytes that are not in it.
  static func utf8(_ bytes: [UInt8], declared: String?) throws(HubError) -> (bytes: [UInt8], isRepaired: Bool) {
    switch declared ?? "utf-8" {
    // Eight-bit text under a label of sixteen bits was converted without changing the label.
    case "utf-8", "utf8", "utf-16", "utf16", "utf-16le", "utf-16be", "ucs-2", "unicode": return unicode(bytes)
    case "gb2312", "gbk", "gb18030", "gb_2312-80", "cp936", "ms936", "windows-936", "x-gbk", "euc-cn": return chinese(bytes)
    case "iso-8859-1", "latin1", "iso_8859-1", "us-ascii", "ascii": return western(bytes, "LATIN1")
    case "iso-8859-15", "latin-9": return western(bytes, "ISO-8859-15")
    case "windows-1252", "cp1252": return western(bytes, "CP1252")
    case "big5", "cp950": return (try converted(bytes, "CP950"), false)
    case "windows-1251", "cp1251": return (try converted(bytes, "CP1251"), false)
    case "iso-8859-2": return (try converted(bytes, "ISO-8859-2"), false)
    case "iso-8859-9": return (try converted(bytes, "ISO-8859-9"), false)
    case "windows-1250", "cp1250": return (try converted(bytes, "CP1250"), false)
    case "shift_jis", "shift-jis", "sjis": return (try converted(bytes, "CP932"), false)
    case "euc-kr": return (try converted(bytes, "CP949"), false)
    default: throw HubError(.unsupportedWaveform, "XML encoding")
    }
  }

  private static func unicode(_ bytes: [UInt8]) -> (bytes: [UInt8], isRepaired: Bool) {
    if isUTF8(bytes) { return (bytes, false) }
    return (TextConverter.utf8(bytes, from: "GB18030") ?? latin1(bytes), true)
  }

  private static func chinese(_ bytes: [UInt8]) -> (bytes: [UInt8], isRepaired: Bool) {
    if isUTF8OfEastAsia(bytes) { return (bytes, true) }
    if let text = TextConverter.utf8(bytes, from: "GB18030") { return (text, false) }
    return (isUTF8(bytes) ? bytes : latin1(bytes), true)
  }

  private static func western(_ bytes: [UInt8], _ label: String) -> (bytes: [UInt8], isRepaired: Bool) {
    if isUTF8OfEastAsia(bytes) || isUTF8OfLatin(bytes) { return (bytes, true) }
    if isPairsOfGB2312(bytes), let text = TextConverter.utf8(bytes, from: "GB18030") { return (text, true) }
    return (TextConverter.utf8(bytes, from: label) ?? latin1(bytes), false)
  }

  private static func converted(_ bytes: [UInt8], _ label: String) throws(HubError) -> [UInt8] {
    guard let text = TextConverter.utf8(bytes, from: label) else { throw HubError(.badWaveform, "XML not in its declared encoding") }
    return text
  }

  private static func isUTF8(_ bytes: [UInt8]) -> Bool { String(validating: bytes, as: UTF8.self) != nil }

  /// Three bytes or four make each foreign character; GBK hardly ever falls into that pattern.
  private static func isUTF8OfEastAsia(_ bytes: [UInt8]) -> Bool { isUTF8(bytes) && !bytes.contains { (0xC2...0xDF).contains($0) } }

  /// Letters with accents only: U+00A0 to U+017F.
  private static func isUTF8OfLatin(_ bytes: [UInt8]) -> Bool { isUTF8(bytes) && !bytes.contains { $0 > 0xC5 } }

  /// Every run of upper-half bytes is pairs of GB 2312. A Latin letter with an accent stands alone as a rule.
  private static func isPairsOfGB2312(_ bytes: [UInt8]) -> Bool {
    var index = 0
    while index < bytes.count {
      guard bytes[index] >= 0x80 else {
        index += 1
        continue
      }
      guard index + 1 < bytes.count, (0xA1...0xF7).contains(bytes[index]), bytes[index + 1] >= 0xA1 else { return false }
      index += 2
    }
    return true
  }

  private static func latin1(_ bytes: [UInt8]) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count + bytes.count / 8)
    for byte in bytes {
      if byte < 0x80 { text.append(byte) } else { text += [0xC0 | byte >> 6, 0x80 | byte & 0x3F] }
    }
    return text
  }
}
