import HubModel

/// Ages from dates. Dates are civil (`yyyy-MM-dd`), so a year is counted by the calendar in UTC, exact to a day.
enum AgeRule {
  static func isDate(_ text: String) -> Bool { CivilTime(date: text) != nil }

  /// Whole and fractional years between a birth date and a moment; `nil` for an impossible date or a birth after the moment.
  static func years(from birthDate: String, to moment: Instant) -> Double? {
    guard let birth = CivilTime(date: birthDate) else { return nil }
    let days = Double(CivilTime(moment).dayNumber - birth.dayNumber)
    return days >= 0 && days < 130 * 366 ? days / 365.2425 : nil
  }
}
