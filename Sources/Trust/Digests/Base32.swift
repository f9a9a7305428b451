/// Crockford's base 32 in lower case: no letter that reads like a digit, safe in shells, URLs and over the telephone.
/// Decoding accepts either case and reads `o` as 0, `i` and `l` as 1; encoding has one spelling.
package enum Base32 {
  private static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)

  package static func encode(_ bytes: some Sequence<UInt8>) -> String {
    var text: [UInt8] = []
    var pending: UInt32 = 0
    var pendingBits = 0
    for byte in bytes {
      pending = pending << 8 | UInt32(byte)
      pendingBits += 8
      while pendingBits >= 5 {
        pendingBits -= 5
        text.append(alphabet[Int(pending >> UInt32(pendingBits)) & 31])
      }
      pending &= (1 << UInt32(pendingBits)) - 1
    }
    if pendingBits > 0 { text.append(alphabet[Int(pending << UInt32(5 - pendingBits)) & 31]) }
    return String(decoding: text, as: UTF8.self)
  }

  /// `nil` for a foreign character, or when bits that encode nothing are set.
  package static func decode(_ text: some StringProtocol) -> [UInt8]? {
    var bytes: [UInt8] = []
    var pending: UInt32 = 0
    var pendingBits = 0
    for character in text.utf8 {
      guard let value = value(of: character) else { return nil }
      pending = pending << 5 | UInt32(value)
      pendingBits += 5
      if pendingBits >= 8 {
        pendingBits -= 8
        bytes.append(UInt8(truncatingIfNeeded: pending >> UInt32(pendingBits)))
        pending &= (1 << UInt32(pendingBits)) - 1
      }
    }
    return pendingBits < 5 && pending == 0 ? bytes : nil
  }

  private static func value(of character: UInt8) -> UInt8? {
    let isUpper = character >= UInt8(ascii: "A") && character <= UInt8(ascii: "Z")
    let lower = isUpper ? character + 32 : character
    switch lower {
    case UInt8(ascii: "o"): return 0
    case UInt8(ascii: "i"), UInt8(ascii: "l"): return 1
    default: return alphabet.firstIndex(of: lower).map(UInt8.init)
    }
  }
}
