import HubModel

/// UIDs for objects that bring none: `2.25.` and a UUID in decimal (PS3.5 §B.2), made from the content, so that the same
/// upload makes the same study.
enum ContentUID {
  /// From the first half of the digest.
  static func study(_ digest: BlobKey) -> String { uid(digest.rawValue.prefix(32)) }

  /// From the second half.
  static func instance(_ digest: BlobKey) -> String { uid(digest.rawValue.suffix(32)) }

  /// The digits become a UUID of version 8, variant 1 (RFC 9562 §5.8: bits by the maker's own rule).
  private static func uid(_ hexadecimal: Substring) -> String {
    let bits = UInt128(hexadecimal, radix: 16) ?? 0
    let version = UInt128(0xF) << 76
    let variant = UInt128(0x3) << 62
    return "2.25." + String(bits & ~version & ~variant | UInt128(8) << 76 | UInt128(2) << 62)
  }
}
