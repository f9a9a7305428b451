import HubModel

/// Ages from dates. Dates are civil (`yyyy-MM-dd`), so a year is counted by the calendar in UTC, exact to a day.
enum AgeRule {
  static func isDate(_ text: String) -> Bool { civilDay(text) != nil }

  /// Whole and fractional years between a birth date and a moment; `nil` for an impossible date or a birth after the moment.
  static func years(from birthDate: String, to moment: Instant) -> Double? {
    guard let birth = civilDay(birthDate) else { return nil }
    let days = Double(moment.microseconds / 86_400_000_000 - birth)
    return days >= 0 && days < 130 * 366 ? days / 365.2425 : nil
  }

  /// Days since 1970-01-01 (Howard Hinnant's civil calendar algorithm).
  private static func civilDay(_ text: String) -> Int64? {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0].count == 4, parts[1].count == 2, parts[2].count == 2,
      let year = Int64(parts[0]), let month = Int64(parts[1]), let day = Int64(parts[2]),
      (1...12).contains(month), (1...daysInMonth(month, year)).contains(day)
    else { return nil }
    let shiftedYear = month <= 2 ? year - 1 : year
    let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
    let yearOfEra = shiftedYear - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  private static func daysInMonth(_ month: Int64, _ year: Int64) -> Int64 {
    switch month {
    case 2: (year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}
