import Foundation
import HubModel

// Dates and times of day as files write them, and as clocks of a zone show them.
extension CivilTime {
  /// The day of a DICOM date `yyyyMMdd` (or the old `yyyy.MM.dd`); `nil` for an impossible one.
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

  /// A moment by the clocks of a zone.
  func instant(in zone: TimeZone) -> Instant {
    // The offset depends on the moment, which depends on the offset: the second step settles all but the hour of a change.
    let near = Double(instant().microseconds) / 1e6
    let guess = zone.secondsFromGMT(for: Date(timeIntervalSince1970: near))
    return instant(offsetSeconds: zone.secondsFromGMT(for: Date(timeIntervalSince1970: near - Double(guess))))
  }

  /// The clock's reading in a zone.
  init(_ instant: Instant, in zone: TimeZone) {
    self.init(instant, offsetSeconds: zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(instant.microseconds) / 1e6)))
  }
}
