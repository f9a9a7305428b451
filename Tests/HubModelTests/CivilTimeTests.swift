import HubModel
import Testing

@Suite("The civil calendar")
struct CivilTimeTests {
  @Test(
    "Known moments (`date -u -d @N`), before and after the epoch, leap days, zones",
    arguments: [
      (0, 0, "1970-01-01", "00:00:00"), (-1, 0, "1969-12-31", "23:59:59"), (951_782_400, 0, "2000-02-29", "00:00:00"),
      (1_772_323_205, 28_800, "2026-03-01", "08:00:05"), (4_107_542_400, 0, "2100-03-01", "00:00:00"),
      (1_772_323_205, -12_600, "2026-02-28", "20:30:05"), (-62_135_596_800, 0, "0001-01-01", "00:00:00"),
    ])
  func known(seconds: Int64, offset: Int, date: String, time: String) {
    let civil = CivilTime(unixSeconds: seconds, offsetSeconds: offset)
    #expect(civil.dateText == date && civil.timeText == time)
    #expect(civil.unixSeconds(offsetSeconds: offset) == seconds)
    #expect(CivilTime(date: date)?.dayNumber == civil.dayNumber)
  }

  @Test("Every day of four centuries follows the one before and leads back to its number")
  func everyDay() {
    var last = CivilTime(dayNumber: -135_141)
    #expect(last.dateText == "1599-12-31")
    for number in -135_140...11_000 {
      let day = CivilTime(dayNumber: number)
      #expect(day.isPossible && day.dayNumber == number)
      let isNextDay = day.day == last.day + 1 && day.month == last.month && day.year == last.year
      let isNextMonth = day.day == 1 && (day.month == last.month + 1 || (day.month == 1 && last.month == 12 && day.year == last.year + 1))
      #expect(isNextDay || isNextMonth, "\(day.dateText) after \(last.dateText)")
      last = day
    }
  }

  @Test(
    "Days that are none, and other ways to write one, are refused",
    arguments: [
      "2026-02-29", "1900-02-29", "2026-00-01", "2026-13-01", "2026-04-31", "2026-4-01", "0000-01-01", "+026-01-01", "2026/01/01", "", "20260101",
    ])
  func impossible(text: String) {
    #expect(CivilTime(date: text) == nil)
  }

  @Test("Microseconds stay behind the second, before 1970 too")
  func microseconds() {
    #expect(Instant(microseconds: 1_772_323_205_000_123).rfc3339 == "2026-03-01T00:00:05.000123Z")
    #expect(Instant(microseconds: -1).rfc3339 == "1969-12-31T23:59:59.999999Z")
    #expect(CivilTime(Instant(microseconds: -1)).instant() == Instant(microseconds: -1))
    #expect(CivilTime(Instant(microseconds: .min)).instant().microseconds == .min)
  }
}
