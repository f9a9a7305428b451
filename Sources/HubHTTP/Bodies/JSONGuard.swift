import HubModel

/// Looks over JSON before it is decoded: Foundation's decoder recurses, so depth is bounded here, without recursion; keys that occur
/// twice in an object are refused, because two programs may each take another one (RFC 8259 §4).
///
/// This is no validator: what passes may still be refused by the decoder.
enum JSONGuard {
  static let maximumDepth = 64

  /// - Throws: `bad-request`.
  static func check(_ bytes: some Sequence<UInt8>) throws(HubError) {
    var scan = Scan()
    for byte in bytes { try scan.take(byte) }
    guard scan.isFinished else { throw HubError(.badRequest, "JSON ends early") }
  }

  private struct Scan {
    /// For each open bracket: the keys seen so far, `nil` for an array.
    private var levels: [Set<[UInt8]>?] = []
    private var isInString = false
    private var isEscaped = false
    /// True where a string would be a key.
    private var isKeyNext = false
    private var key: [UInt8] = []
    private var hasContent = false

    var isFinished: Bool { levels.isEmpty && !isInString && hasContent }

    mutating func take(_ byte: UInt8) throws(HubError) {
      if isInString { return try takeInString(byte) }
      switch byte {
      case UInt8(ascii: "\""):
        isInString = true
        key = []
      case UInt8(ascii: "{"):
        try open(Set())
        isKeyNext = true
      case UInt8(ascii: "["):
        try open(nil)
        isKeyNext = false
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        guard let level = levels.popLast(), (level != nil) == (byte == UInt8(ascii: "}")) else { throw HubError(.badRequest, "JSON brackets") }
        isKeyNext = false
      case UInt8(ascii: ","): isKeyNext = levels.last.map { $0 != nil } ?? false
      case UInt8(ascii: ":"): isKeyNext = false
      case 9, 10, 13, 32: return
      // Also what UTF-16 and UTF-32 look like: only UTF-8 is JSON between systems (RFC 8259 §8.1).
      case 0..<32, 127...: throw HubError(.badRequest, "JSON text")
      default: break
      }
      hasContent = true
    }

    private mutating func takeInString(_ byte: UInt8) throws(HubError) {
      if isEscaped {
        isEscaped = false
        return
      }
      switch byte {
      case UInt8(ascii: "\\"):
        // No name of ours needs an escape, and an escaped key could be a double in disguise.
        guard !isKeyNext else { throw HubError(.badRequest, "JSON key with an escape") }
        isEscaped = true
      case UInt8(ascii: "\""):
        isInString = false
        if isKeyNext { try closeKey() }
      case 0..<32: throw HubError(.badRequest, "JSON text")
      default: if isKeyNext { key.append(byte) }
      }
    }

    private mutating func open(_ level: Set<[UInt8]>?) throws(HubError) {
      guard levels.count < maximumDepth else { throw HubError(.badRequest, "JSON nested deeper than \(maximumDepth)") }
      levels.append(level)
    }

    private mutating func closeKey() throws(HubError) {
      guard levels[levels.count - 1]?.insert(key).inserted == true else { throw HubError(.badRequest, "JSON key given twice") }
    }
  }
}
