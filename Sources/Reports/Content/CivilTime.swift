import HubModel

/// A moment as date and time of day in a zone given by its offset from UTC: for texts, without time zone tables or locale.
/// The calendar arithmetic is Howard Hinnant's `days_from_civil` (proleptic Gregorian).
package struct CivilTime: Sendable, Equatable {
  package let unixSeconds: Int64
  package let offsetSeconds: Int64

  package init(unixSeconds: Int64, offsetSeconds: Int64 = 0) {
    self.unixSeconds = unixSeconds
    self.offsetSeconds = offsetSeconds
  }

  private static func floorDivision(_ value: Int64, _ divisor: Int64) -> Int64 {
    value >= 0 ? value / divisor : -((-value + divisor - 1) / divisor)
  }

  private static func padded(_ value: Int64, _ width: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }

  private var parts: (date: (year: Int64, month: Int64, day: Int64), secondOfDay: Int64) {
    let local = unixSeconds + offsetSeconds
    let days = Self.floorDivision(local, 86_400)
    let shifted = days + 719_468
    let era = Self.floorDivision(shifted, 146_097)
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    return ((yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day), local - days * 86_400)
  }

  private func text(date: String, separator: String, time: String) -> String {
    let (day, second) = parts
    let dateParts = [Self.padded(day.year, 4), Self.padded(day.month, 2), Self.padded(day.day, 2)]
    let timeParts = [second / 3600, second / 60 % 60, second % 60].map { Self.padded($0, 2) }
    return dateParts.joined(separator: date) + separator + timeParts.joined(separator: time)
  }

  private func offset(separator: String) -> String {
    let minutes = abs(offsetSeconds) / 60
    return (offsetSeconds < 0 ? "-" : "+") + Self.padded(minutes / 60, 2) + separator + Self.padded(minutes % 60, 2)
  }

  /// `2026-03-01T08:00:05+08:00`; `Z` for UTC (RFC 3339).
  package var rfc3339: String {
    text(date: "-", separator: "T", time: ":") + (offsetSeconds == 0 ? "Z" : offset(separator: ":"))
  }

  /// `2026-03-01 08:00:05 +08:00`, for people.
  package var display: String { text(date: "-", separator: " ", time: ":") + " " + offset(separator: ":") }

  /// `D:20260301080005+08'00'` (ISO 32000-1, 7.9.4).
  package var pdfDate: String { "D:" + text(date: "", separator: "", time: "") + offset(separator: "'") + "'" }

  /// Reads exactly the form `pdfDate` writes.
  package init?(pdfDate: String) {
    let bytes = Array(pdfDate.utf8)
    guard bytes.count == 23, bytes.starts(with: "D:".utf8) else { return nil }
    func number(_ range: Range<Int>) -> Int64 { Int64(String(decoding: bytes[range], as: UTF8.self)) ?? -1 }
    let numbers = [2..<6, 6..<8, 8..<10, 10..<12, 12..<14, 14..<16, 17..<19, 20..<22].map(number)
    guard numbers.allSatisfy({ $0 >= 0 }) else { return nil }
    let sign: Int64 = bytes[16] == UInt8(ascii: "-") ? -1 : 1
    let year = numbers[1] <= 2 ? numbers[0] - 1 : numbers[0]
    let era = Self.floorDivision(year, 400)
    let yearOfEra = year - era * 400
    let dayOfYear = (153 * (numbers[1] > 2 ? numbers[1] - 3 : numbers[1] + 9) + 2) / 5 + numbers[2] - 1
    let days = era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    offsetSeconds = sign * (numbers[6] * 3600 + numbers[7] * 60)
    unixSeconds = days * 86_400 + numbers[3] * 3600 + numbers[4] * 60 + numbers[5] - offsetSeconds
    // A date such as the 30th of February reads as another day: refuse what would not be written so again.
    guard self.pdfDate == pdfDate else { return nil }
  }
}

extension Instant {
  /// RFC 3339 in UTC with microseconds: `2026-03-01T00:00:05.000123Z`.
  package var rfc3339: String {
    let seconds = microseconds >= 0 ? microseconds / 1_000_000 : -((-microseconds + 999_999) / 1_000_000)
    let digits = String(microseconds - seconds * 1_000_000)
    let whole = CivilTime(unixSeconds: seconds).rfc3339.dropLast()
    return whole + "." + String(repeating: "0", count: 6 - digits.count) + digits + "Z"
  }
}
