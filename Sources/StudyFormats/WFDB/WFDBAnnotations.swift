import Foundation
import HubModel

/// One label at one moment of a WFDB record.
package struct WFDBAnnotation: Sendable, Equatable {
  /// Sample (frame) of the record, from 0.
  package var sample: Int
  /// The type's number in the standard's table (ecgcodes.h): 1 normal beat, 5 ventricular, 28 rhythm change …
  package var code: Int
  package var subtype: Int
  package var channel: Int
  package var number: Int
  /// Text beside it: `(AFIB`, a comment; empty when there is none.
  package var text: String

  /// The letter people know the type by: `N`, `V`, `+`; the number in brackets where it has none.
  package var symbol: String { Self.symbols[code].map(String.init) ?? "[\(code)]" }

  /// Whether it marks a QRS complex (`isqrs` of ecgmap.h).
  package var isBeat: Bool { (1...13).contains(code) || [25, 30, 31, 34, 35, 38, 41].contains(code) }

  private static let symbols: [Int: Character] = [
    1: "N", 2: "L", 3: "R", 4: "a", 5: "V", 6: "F", 7: "J", 8: "A", 9: "S", 10: "E", 11: "j", 12: "/", 13: "Q", 14: "~", 16: "|", 18: "s",
    19: "T", 20: "*", 21: "D", 22: "\"", 23: "=", 24: "p", 25: "B", 26: "^", 27: "t", 28: "+", 29: "u", 30: "?", 31: "!", 32: "[", 33: "]",
    34: "e", 35: "n", 36: "@", 37: "x", 38: "f", 39: "(", 40: ")", 41: "r",
  ]
}

/// Reads annotation files in MIT format (annot(5) of the WFDB applications guide): 16-bit little-endian words, a type in the upper six
/// bits, an interval in the lower ten, with further words for long intervals and for the fields of the annotation before.
package enum WFDBAnnotations {
  /// An annotator's file of 48 h at 200 beats a minute holds 576,000.
  static let maximumCount = 4_000_000
  static let maximumBytes = 64 << 20

  private enum Word {
    static let skip = 59
    static let number = 60
    static let subtype = 61
    static let channel = 62
    static let text = 63
  }

  /// - Throws: `unreadable-file`, and what `parse` throws.
  package static func read(path: String) throws(HubError) -> [WFDBAnnotation] {
    guard let handle = FileHandle(forReadingAtPath: path) else { throw HubError(.unreadableFile) }
    let data: Data?
    do { data = try handle.read(upToCount: maximumBytes + 1) } catch { throw HubError(.unreadableFile) }
    return try parse(Array(data ?? Data()))
  }

  /// - Throws: `truncated` when the file ends within an annotation or without its end mark; `bad-waveform` for a type the standard does
  ///   not have or a moment before the record; `object-too-large`.
  package static func parse(_ bytes: [UInt8]) throws(HubError) -> [WFDBAnnotation] {
    guard bytes.count <= maximumBytes else { throw HubError(.objectTooLarge, "annotations") }
    var reading = Reading(bytes: bytes)
    while try reading.step() {}
    return reading.annotations
  }

  private struct Reading {
    let bytes: [UInt8]
    var annotations: [WFDBAnnotation] = []
    private var place = 0
    private var sample = 0
    // Channel and number hold until they are changed.
    private var channel = 0
    private var number = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    /// Takes one word with what belongs to it; false at the end mark.
    mutating func step() throws(HubError) -> Bool {
      let word = try word()
      let (type, value) = (word >> 10, word & 0x3FF)
      switch type {
      case 0 where value == 0: return false
      case Word.skip:
        // The high half first.
        let interval = Int(Int32(truncatingIfNeeded: try self.word() << 16 | self.word()))
        sample += interval
      case Word.number:
        number = Self.signed(value)
        change { $0.number = Self.signed(value) }
      case Word.subtype: change { $0.subtype = Self.signed(value) }
      case Word.channel:
        channel = value & 0xFF
        change { $0.channel = value & 0xFF }
      case Word.text: try takeText(value)
      case 0...49: try add(type, after: value)
      default: throw HubError(.badWaveform, "annotation type \(type)")
      }
      return true
    }

    private mutating func add(_ code: Int, after interval: Int) throws(HubError) {
      sample += interval
      guard sample >= 0 else { throw HubError(.badWaveform, "annotation before the record") }
      guard annotations.count < maximumCount else { throw HubError(.objectTooLarge, "annotations") }
      annotations.append(WFDBAnnotation(sample: sample, code: code, subtype: 0, channel: channel, number: number, text: ""))
    }

    private mutating func change(_ body: (inout WFDBAnnotation) -> Void) {
      guard !annotations.isEmpty else { return }
      body(&annotations[annotations.count - 1])
    }

    /// Padded to an even count; devices end it with a NUL.
    private mutating func takeText(_ length: Int) throws(HubError) {
      let padded = length + length % 2
      guard bytes.count - place >= padded else { throw HubError(.truncated, "annotations") }
      let text = String(decoding: bytes[place..<place + length].prefix { $0 != 0 }, as: UTF8.self)
      place += padded
      change { $0.text = text }
    }

    private mutating func word() throws(HubError) -> Int {
      guard bytes.count - place >= 2 else { throw HubError(.truncated, "annotations") }
      defer { place += 2 }
      return Int(bytes[place]) | Int(bytes[place + 1]) << 8
    }

    /// Fields are signed bytes.
    private static func signed(_ value: Int) -> Int { Int(Int8(truncatingIfNeeded: value)) }
  }
}
