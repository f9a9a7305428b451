/// A date and a time of day in the (proleptic) Gregorian calendar, without a zone: what files write and people read.
///
/// Days are counted by Howard Hinnant's `days_from_civil`, in eras of 400 years that begin in March.
package struct CivilTime: Sendable, Hashable {
  package var year: Int
  package var month: Int
  package var day: Int
  package var hour: Int
  package var minute: Int
  package var second: Int
  package var microsecond: Int

  package init(year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0, microsecond: Int = 0) {
    (self.year, self.month, self.day) = (year, month, day)
    (self.hour, self.minute, self.second, self.microsecond) = (hour, minute, second, microsecond)
  }

  /// Midnight of the day that is so many days after 1970-01-01.
  package init(dayNumber: Int) {
    let days = dayNumber + 719_468
    let era = days.flooredDivision(by: 146_097)
    let dayOfEra = days - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    self.init(year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month: month, day: dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
  }

  /// What clocks show that are `offsetSeconds` ahead of UTC.
  package init(unixSeconds: Int64, offsetSeconds: Int = 0) {
    let local = Int(unixSeconds) + offsetSeconds
    let days = local.flooredDivision(by: 86_400)
    let rest = local - days * 86_400
    self.init(dayNumber: days)
    (hour, minute, second) = (rest / 3_600, rest / 60 % 60, rest % 60)
  }

  /// What clocks show that are `offsetSeconds` ahead of UTC.
  package init(_ instant: Instant, offsetSeconds: Int = 0) {
    let microseconds = Int(instant.microseconds)
    self.init(unixSeconds: Int64(microseconds.flooredDivision(by: 1_000_000)), offsetSeconds: offsetSeconds)
    microsecond = (microseconds % 1_000_000 + 1_000_000) % 1_000_000
  }

  /// Reads exactly `yyyy-MM-dd`; `nil` for another form or a day that the calendar does not have.
  package init?(date text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count == 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-") else { return nil }
    func number(_ range: Range<Int>) -> Int? {
      bytes[range].allSatisfy { (48...57).contains($0) } ? Int(String(decoding: bytes[range], as: UTF8.self)) : nil
    }
    guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10) else { return nil }
    self.init(year: year, month: month, day: day)
    guard isPossible else { return nil }
  }

  /// Whether there is such a day (years 1 to 9999) and such a time of day; leap seconds are not counted.
  package var isPossible: Bool {
    guard (1...9999).contains(year), (1...12).contains(month), (0...23).contains(hour), (0...59).contains(minute), (0...59).contains(second),
      (0..<1_000_000).contains(microsecond)
    else { return false }
    let isLeap = year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
    let days = month == 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
    return (1...days).contains(day)
  }

  /// Days since 1970-01-01.
  package var dayNumber: Int {
    let shifted = month <= 2 ? year - 1 : year
    let era = shifted.flooredDivision(by: 400)
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  /// Seconds since 1970-01-01T00:00:00Z, where clocks are `offsetSeconds` ahead of UTC.
  package func unixSeconds(offsetSeconds: Int = 0) -> Int64 {
    Int64(dayNumber * 86_400 + hour * 3_600 + minute * 60 + second - offsetSeconds)
  }

  /// The moment, where clocks are `offsetSeconds` ahead of UTC.
  package func instant(offsetSeconds: Int = 0) -> Instant {
    Instant(microseconds: unixSeconds(offsetSeconds: offsetSeconds) &* 1_000_000 &+ Int64(microsecond))
  }

  /// `2026-03-01`.
  package var dateText: String { [Self.padded(year, 4), Self.padded(month, 2), Self.padded(day, 2)].joined(separator: "-") }
  /// `08:00:05`.
  package var timeText: String { [hour, minute, second].map { Self.padded($0, 2) }.joined(separator: ":") }

  /// Decimal digits, zeros in front.
  package static func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}

extension Instant {
  /// RFC 3339 in UTC with microseconds: `2026-03-01T00:00:05.000123Z`.
  package var rfc3339: String {
    let time = CivilTime(self)
    guard (0...9999).contains(time.year) else {
      return time.dateText + "T" + time.timeText + "." + CivilTime.padded(time.microsecond, 6) + "Z"
    }
    return String(unsafeUninitializedCapacity: 27) { buffer in
      var place = 0
      func put(_ number: Int, _ width: Int, then mark: Unicode.Scalar) {
        var rest = number
        for digit in stride(from: place + width - 1, through: place, by: -1) {
          buffer[digit] = 48 + UInt8(rest % 10)
          rest /= 10
        }
        buffer[place + width] = UInt8(ascii: mark)
        place += width + 1
      }
      put(time.year, 4, then: "-")
      put(time.month, 2, then: "-")
      put(time.day, 2, then: "T")
      put(time.hour, 2, then: ":")
      put(time.minute, 2, then: ":")
      put(time.second, 2, then: ".")
      put(time.microsecond, 6, then: "Z")
      return place
    }
  }
}

extension Int {
  fileprivate func flooredDivision(by divisor: Int) -> Int {
    let (quotient, rest) = quotientAndRemainder(dividingBy: divisor)
    return rest < 0 ? quotient - 1 : quotient
  }
}
