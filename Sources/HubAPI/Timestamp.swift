import Foundation
import HubModel

/// A moment on the wire: RFC 3339 in UTC with microseconds, `2026-11-22T04:32:39.123456Z`.
package struct Timestamp: Sendable, Hashable, Codable, Comparable {
  package let instant: Instant
  package init(_ instant: Instant) { self.instant = instant }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let parsed = Timestamp(text: try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an RFC 3339 time in UTC")
    }
    self = parsed
  }
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
  package static func < (left: Timestamp, right: Timestamp) -> Bool { left.instant < right.instant }

  package init?(text: String) {
    guard text.hasSuffix("Z") else { return nil }
    let parts = text.dropLast().split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count <= 2, let seconds = try? Date(parts[0] + "Z", strategy: .iso8601) else { return nil }
    var micros: Int64 = 0
    if parts.count == 2 {
      guard (1...6).contains(parts[1].count), let value = Int64(parts[1]), value >= 0 else { return nil }
      micros = value * Int64(pow(10, Double(6 - parts[1].count)))
    }
    instant = Instant(microseconds: Int64(seconds.timeIntervalSince1970.rounded()) * 1_000_000 + micros)
  }

  package var text: String { instant.rfc3339 }
}
