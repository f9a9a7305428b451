import Foundation
import HubModel

/// A date and time of day as an XML document writes it.
struct StatedTime {
  var civil: CivilTime
  /// Ahead of UTC; `nil` where the document names no zone.
  var offsetSeconds: Int?

  /// HL7 TS: `YYYYMMDD[HH[MM[SS[.f…]]]][±ZZZZ]`; `nil` for less than a date or an impossible one.
  static func hl7(_ text: String) -> StatedTime? {
    guard let match = FieldText.cleaned(text).wholeMatch(of: /([0-9]{8})([0-9]{2}){0,3}(?:\.([0-9]+))?(?:([+-])([0-9]{2})([0-9]{2}))?/) else {
      return nil
    }
    let digits = FieldText.cleaned(text).prefix { $0.isNumber }
    guard let day = CivilTime.date(dicom: String(match.1)) else { return nil }
    let clock = String(digits.dropFirst(8)) + (match.3.map { "." + $0 } ?? "")
    var offset: Int?
    if let sign = match.4, let hours = match.5.flatMap({ Int($0) }), let minutes = match.6.flatMap({ Int($0) }), hours <= 14, minutes < 60 {
      offset = (sign == "-" ? -1 : 1) * (hours * 3600 + minutes * 60)
    }
    return StatedTime(civil: digits.count > 8 ? day.at(dicom: clock) : day, offsetSeconds: offset)
  }

  /// `yyyy-MM-dd`, `yyyyMMdd`, or `MM-dd-yyyy` as in the United States; `nil` for an impossible date.
  static func date(_ text: String) -> CivilTime? {
    let cleaned = FieldText.cleaned(text)
    if let match = cleaned.wholeMatch(of: /([0-9]{4})[-\/.]?([0-9]{2})[-\/.]?([0-9]{2})/) {
      return CivilTime.date(dicom: "\(match.1)\(match.2)\(match.3)")
    }
    guard let match = cleaned.wholeMatch(of: /([0-9]{2})[-\/.]([0-9]{2})[-\/.]([0-9]{4})/) else { return nil }
    return CivilTime.date(dicom: "\(match.3)\(match.1)\(match.2)")
  }

  /// By the clocks of `timeZone` where the document names no zone.
  func instant(timeZone: String) -> Instant {
    offsetSeconds.map { civil.instant(offsetSeconds: $0) } ?? civil.instant(in: TimeZone(identifier: timeZone) ?? .gmt)
  }
}
