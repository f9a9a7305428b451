import Foundation
import HubModel

/// Numbers in text, separated by spaces, line ends or commas, taken in as the text comes.
struct NumberList {
  private(set) var values: [Float] = []
  /// Samples that may still be taken.
  private var room: Int
  private var token: [UInt8] = []

  /// - Parameter room: how many values may come at most.
  init(room: Int = XMLLimits.samples) { self.room = room }

  /// - Throws: `bad-waveform` for what is no number, `object-too-large` beyond the room.
  mutating func take(_ piece: String) throws(HubError) {
    for byte in piece.utf8 {
      if byte > 0x20, byte != UInt8(ascii: ",") {
        guard token.count < 32 else { throw HubError(.badWaveform, "a sample is no number") }
        token.append(byte)
      } else if !token.isEmpty {
        try addToken()
      }
    }
  }

  /// The end of the text: the last number is complete.
  mutating func finish() throws(HubError) {
    if !token.isEmpty { try addToken() }
  }

  private mutating func addToken() throws(HubError) {
    guard room > 0 else { throw HubError(.objectTooLarge, "samples") }
    guard let value = Self.number(token), abs(value) < 1e12 else { throw HubError(.badWaveform, "a sample is no number") }
    room -= 1
    values.append(Float(value))
    token.removeAll(keepingCapacity: true)
  }

  private static func number(_ token: [UInt8]) -> Double? {
    let first = token[0]
    let isSigned = first == UInt8(ascii: "-") || first == UInt8(ascii: "+")
    let digits = token[(isSigned ? 1 : 0)...]
    guard !digits.isEmpty, digits.count <= 15, digits.allSatisfy({ (0x30...0x39).contains($0) }) else {
      return Double(String(decoding: token, as: UTF8.self)).flatMap { $0.isFinite ? $0 : nil }
    }
    let magnitude = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    return Double(first == UInt8(ascii: "-") ? -magnitude : magnitude)
  }
}

/// Samples as they stand in XML: Base64 of 16-bit integers, little end first.
enum Base64Samples {
  /// - Throws: `bad-waveform` for text that is not Base64.
  static func bytes(_ text: String) throws(HubError) -> [UInt8] {
    var compact = [UInt8](text.utf8)
    compact.removeAll { $0 <= 0x20 }
    guard let data = Data(base64Encoded: Data(compact)) else { throw HubError(.badWaveform, "samples are not Base64") }
    return [UInt8](data)
  }

  static func littleEndian(_ bytes: ArraySlice<UInt8>) -> [Float] {
    stride(from: bytes.startIndex, to: bytes.endIndex - 1, by: 2).map { Float(Int16(bitPattern: UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8)) }
  }
}
