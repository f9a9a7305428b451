/// The hub's own number for one `Owner`; it says nothing of the person behind it.
package struct Identifier<Owner>: RawRepresentable, Hashable, Sendable, Codable, Comparable, CustomStringConvertible {
  package let rawValue: Int64
  package init(rawValue: Int64) { self.rawValue = rawValue }
  package init(from decoder: any Decoder) throws { rawValue = try decoder.singleValueContainer().decode(Int64.self) }
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(rawValue)
  }
  package var description: String { String(rawValue) }
  package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

package typealias HospitalID = Identifier<Hospital>
package typealias ClinicID = Identifier<Clinic>
package typealias ReaderID = Identifier<Reader>
package typealias UploadID = Identifier<Upload>
package typealias ArrivalID = Identifier<Arrival>
package typealias PatientID = Identifier<Patient>
package typealias StudyID = Identifier<Study>
package typealias ReportVersionID = Identifier<ReportVersion>
package typealias JobID = Identifier<Job>

/// The number of a reading, shown to people as six unambiguous characters (Crockford base 32: no I, L, O, U).
///
/// The text is a fixed permutation of the number, so neighbouring readings look different and a mistyped
/// character rarely names another open reading. Numbers of 2³⁰ and above are shown in plain decimal after `N`.
package struct ReadingID: RawRepresentable, Hashable, Sendable, Codable, Comparable, CustomStringConvertible {
  package let rawValue: Int64
  package init(rawValue: Int64) { self.rawValue = rawValue }

  private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
  private static let alphabetBytes = alphabet.compactMap(\.asciiValue)
  private static let bits: UInt64 = 30
  private static let mask: UInt64 = (1 << bits) - 1
  /// Odd, hence invertible modulo 2³⁰; the inverse is checked by a test.
  private static let multiplier: UInt64 = 0x2545_F491
  private static let inverse: UInt64 = {
    var inverse = multiplier
    for _ in 0..<5 { inverse = inverse &* (2 &- multiplier &* inverse) }
    return inverse & mask
  }()

  package init?(text: String) {
    let upper = text.uppercased()
    if upper.hasPrefix("N"), upper.count > 6, let number = Int64(upper.dropFirst()) {
      self.init(rawValue: number)
      return
    }
    guard upper.count == 6 else { return nil }
    var scrambled: UInt64 = 0
    for character in upper {
      let folded: Character = character == "O" ? "0" : (character == "I" || character == "L") ? "1" : character
      guard let digit = Self.alphabet.firstIndex(of: folded) else { return nil }
      scrambled = scrambled << 5 | UInt64(digit)
    }
    self.init(rawValue: Int64((scrambled &* Self.inverse) & Self.mask))
  }

  package var description: String {
    guard rawValue >= 0, UInt64(rawValue) <= Self.mask else { return "N" + String(rawValue) }
    let scrambled = (UInt64(rawValue) &* Self.multiplier) & Self.mask
    return String(unsafeUninitializedCapacity: 6) { buffer in
      for place in 0..<6 { buffer[place] = Self.alphabetBytes[Int(scrambled >> UInt64(25 - 5 * place)) & 31] }
      return 6
    }
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let id = ReadingID(text: try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a reading id")
    }
    self = id
  }
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
  package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
