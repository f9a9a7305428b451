import HubModel

/// A moment with the offset from UTC of the clocks it is told by: for texts, without time zone tables or locale.
package struct OffsetTime: Sendable, Equatable {
  package let unixSeconds: Int64
  package let offsetSeconds: Int64

  package init(unixSeconds: Int64, offsetSeconds: Int64 = 0) {
    self.unixSeconds = unixSeconds
    self.offsetSeconds = offsetSeconds
  }

  private var civil: CivilTime { CivilTime(unixSeconds: unixSeconds, offsetSeconds: Int(offsetSeconds)) }

  private func offset(separator: String) -> String {
    let minutes = Int(abs(offsetSeconds) / 60)
    return (offsetSeconds < 0 ? "-" : "+") + CivilTime.padded(minutes / 60, 2) + separator + CivilTime.padded(minutes % 60, 2)
  }

  /// `2026-03-01T08:00:05+08:00`; `Z` for UTC (RFC 3339).
  package var rfc3339: String {
    civil.dateText + "T" + civil.timeText + (offsetSeconds == 0 ? "Z" : offset(separator: ":"))
  }

  /// `2026-03-01 08:00:05 +08:00`, for people.
  package var display: String { civil.dateText + " " + civil.timeText + " " + offset(separator: ":") }

  /// `D:20260301080005+08'00'` (ISO 32000-1, 7.9.4).
  package var pdfDate: String {
    "D:" + (civil.dateText + civil.timeText).filter { $0 != "-" && $0 != ":" } + offset(separator: "'") + "'"
  }

  /// Reads exactly the form `pdfDate` writes.
  package init?(pdfDate: String) {
    let bytes = Array(pdfDate.utf8)
    guard bytes.count == 23, bytes.starts(with: "D:".utf8) else { return nil }
    func number(_ range: Range<Int>) -> Int { Int(String(decoding: bytes[range], as: UTF8.self)) ?? -1 }
    let numbers = [2..<6, 6..<8, 8..<10, 10..<12, 12..<14, 14..<16, 17..<19, 20..<22].map(number)
    guard numbers.allSatisfy({ $0 >= 0 }) else { return nil }
    let time = CivilTime(year: numbers[0], month: numbers[1], day: numbers[2], hour: numbers[3], minute: numbers[4], second: numbers[5])
    let offset = (bytes[16] == UInt8(ascii: "-") ? -1 : 1) * (numbers[6] * 3600 + numbers[7] * 60)
    offsetSeconds = Int64(offset)
    unixSeconds = time.unixSeconds(offsetSeconds: offset)
    // A date such as the 30th of February reads as another day: refuse what would not be written so again.
    guard self.pdfDate == pdfDate else { return nil }
  }
}
