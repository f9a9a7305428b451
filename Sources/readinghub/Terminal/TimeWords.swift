import Foundation
import HubModel

/// Lengths and moments of time as people read them.
enum TimeWords {
  /// `45s`, `12m`, `1h05m`, `3d04h`; in Chinese `45秒`, `12分`, `1时05分`, `3天04时`. A negative length reads as its size.
  static func short(_ span: TimeSpan, in language: Language) -> String {
    let seconds = span.microseconds.magnitude / 1_000_000
    let (second, minute, hour, day) = language == .zh ? ("秒", "分", "时", "天") : ("s", "m", "h", "d")
    switch seconds {
    case ..<60: return "\(seconds)\(second)"
    case ..<3600: return "\(seconds / 60)\(minute)"
    case ..<86_400: return "\(seconds / 3600)\(hour)\(twoDigits(seconds / 60 % 60))\(minute)"
    default: return "\(seconds / 86_400)\(day)\(twoDigits(seconds / 3600 % 24))\(hour)"
    }
  }

  /// `2026-11-22 12:34:56 +08:00` in the machine's zone.
  static func local(_ instant: Instant) -> String {
    let date = Date(timeIntervalSince1970: Double(instant.microseconds) / 1e6)
    let style = Date.ISO8601FormatStyle(dateTimeSeparator: .space, timeZoneSeparator: .colon, timeZone: .current)
    let text = date.formatted(style.year().month().day().dateSeparator(.dash).time(includingFractionalSeconds: false).timeSeparator(.colon))
    let offset = TimeZone.current.secondsFromGMT(for: date)
    let minutes = UInt64(abs(offset) / 60)
    return text + " " + (offset < 0 ? "-" : "+") + twoDigits(minutes / 60) + ":" + twoDigits(minutes % 60)
  }

  /// `2026-11-22T04:34:56Z`.
  static func utc(_ instant: Instant) -> String { Date(timeIntervalSince1970: Double(instant.microseconds) / 1e6).formatted(.iso8601) }

  private static func twoDigits(_ value: UInt64) -> String { value < 10 ? "0\(value)" : "\(value)" }
}
