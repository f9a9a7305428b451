import Foundation
import HubModel

/// Dates and times of day as files write them, and moments.
struct CivilTime: Equatable {
  var year: Int
  var month: Int
  var day: Int
  var hour = 0
  var minute = 0
  var second = 0
  var microsecond = 0

  /// `yyyy-MM-dd` of a DICOM date `yyyyMMdd` (or the old `yyyy.MM.dd`); `nil` for an impossible one.
  static func date(dicom text: String) -> CivilTime? {
    let digits = text.filter { $0 != "." }
    guard digits.utf8.count == 8, let number = Int(digits), number > 0 else { return nil }
    let time = CivilTime(year: number / 10_000, month: number / 100 % 100, day: number % 100)
    return time.isPossible ? time : nil
  }

  /// Adds a DICOM time of day `HH[MM[SS[.FFFFFF]]]` (or the old `HH:MM:SS`); an impossible one is left out.
  func at(dicom text: String?) -> CivilTime {
    guard let text else { return self }
    let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    let digits = (parts.first ?? "").filter { $0 != ":" }
    guard [2, 4, 6].contains(digits.utf8.count), let number = Int(digits + String(repeating: "0", count: 6 - digits.utf8.count)), number >= 0 else {
      return self
    }
    var time = self
    (time.hour, time.minute, time.second) = (number / 10_000, number / 100 % 100, min(number % 100, 59))
    if parts.count > 1 { time.microsecond = Int((parts[1].prefix(6) + "000000").prefix(6)) ?? 0 }
    return time.isPossible ? time : self
  }

  /// A moment; `offsetSeconds` is how far the place's clocks are ahead of UTC.
  func instant(offsetSeconds: Int) -> Instant {
    let seconds = Int64(dayNumber) * 86_400 + Int64(hour * 3600 + minute * 60 + second - offsetSeconds)
    return Instant(microseconds: seconds * 1_000_000 + Int64(microsecond))
  }

  /// A moment by the clocks of a zone.
  func instant(in zone: TimeZone) -> Instant {
    // The offset depends on the moment, which depends on the offset: the second step settles all but the hour of a change.
    let near = Double(instant(offsetSeconds: 0).microseconds) / 1e6
    let guess = zone.secondsFromGMT(for: Date(timeIntervalSince1970: near))
    return instant(offsetSeconds: zone.secondsFromGMT(for: Date(timeIntervalSince1970: near - Double(guess))))
  }

  /// The clock's reading in a zone.
  init(_ instant: Instant, in zone: TimeZone) {
    let offset = zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(instant.microseconds) / 1e6))
    let local = instant.microseconds + Int64(offset) * 1_000_000
    let dayMicroseconds: Int64 = 86_400_000_000
    let days = local >= 0 ? local / dayMicroseconds : (local - dayMicroseconds + 1) / dayMicroseconds
    let rest = Int(local - days * dayMicroseconds)
    self.init(dayNumber: Int(days))
    (hour, minute, second, microsecond) = (rest / 3_600_000_000, rest / 60_000_000 % 60, rest / 1_000_000 % 60, rest % 1_000_000)
  }

  init(year: Int, month: Int, day: Int) {
    self.year = year
    self.month = month
    self.day = day
  }

  var dateText: String { "\(Self.padded(year, 4))-\(Self.padded(month, 2))-\(Self.padded(day, 2))" }
  var timeText: String { "\(Self.padded(hour, 2)):\(Self.padded(minute, 2)):\(Self.padded(second, 2))" }

  var isPossible: Bool {
    guard (1...9999).contains(year), (1...12).contains(month), (0...23).contains(hour), (0...59).contains(minute) else { return false }
    let isLeap = year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
    let days = month == 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
    return (1...days).contains(day)
  }

  /// Days since 1970-01-01 in the Gregorian calendar, by eras of 400 years that begin in March.
  var dayNumber: Int {
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  private init(dayNumber: Int) {
    let days = dayNumber + 719_468
    let era = (days >= 0 ? days : days - 146_096) / 146_097
    let dayOfEra = days - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    self.init(year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month: month, day: dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
  }

  private static func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}
