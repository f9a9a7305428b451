/// A day of the calendar, without a zone; as text and JSON `yyyy-MM-dd`. Days are compared as the calendar orders them.
package struct CivilDay: Sendable, Hashable, Comparable, CustomStringConvertible {
  package let description: String

  /// `nil` for another form or a day that the calendar does not have.
  package init?(_ text: some StringProtocol) {
    guard CivilTime(date: String(text)) != nil else { return nil }
    description = String(text)
  }
  /// The day on which the time of day lies; years 1 to 9999.
  package init(_ time: CivilTime) { description = time.dateText }

  // Four digits of year, then month, then day: the order of the text is that of the calendar.
  package static func < (left: CivilDay, right: CivilDay) -> Bool { left.description < right.description }
}

extension CivilDay: Codable {
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let day = CivilDay(try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a day, yyyy-MM-dd")
    }
    self = day
  }
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

/// The days on which something counts, both ends included; an absent end is open.
package struct Term: Sendable, Equatable, Codable {
  package var first: CivilDay?
  package var last: CivilDay?
  package init(first: CivilDay? = nil, last: CivilDay? = nil) {
    self.first = first
    self.last = last
  }

  package static let open = Term()
  package var isPossible: Bool { first.flatMap { first in last.map { first <= $0 } } ?? true }
  package func contains(_ day: CivilDay) -> Bool { (first.map { $0 <= day } ?? true) && (last.map { day <= $0 } ?? true) }
}
