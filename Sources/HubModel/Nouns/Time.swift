/// A moment of wall-clock time: microseconds since 1970-01-01T00:00:00Z.
package struct Instant: Hashable, Sendable, Comparable, Codable {
  package let microseconds: Int64
  package init(microseconds: Int64) { self.microseconds = microseconds }
  package init(from decoder: any Decoder) throws { microseconds = try decoder.singleValueContainer().decode(Int64.self) }
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(microseconds)
  }
  package static func < (left: Instant, right: Instant) -> Bool { left.microseconds < right.microseconds }
  package static func + (left: Instant, right: TimeSpan) -> Instant { Instant(microseconds: left.microseconds &+ right.microseconds) }
  package static func - (left: Instant, right: TimeSpan) -> Instant { Instant(microseconds: left.microseconds &- right.microseconds) }
  package static func - (left: Instant, right: Instant) -> TimeSpan { TimeSpan(microseconds: left.microseconds &- right.microseconds) }
}

/// A moment of a clock that never steps back and is comparable only within one boot of one machine. Leases use it.
package struct MonotonicInstant: Hashable, Sendable, Comparable, Codable {
  package let microseconds: Int64
  package init(microseconds: Int64) { self.microseconds = microseconds }
  package static func < (left: Self, right: Self) -> Bool { left.microseconds < right.microseconds }
  package static func + (left: Self, right: TimeSpan) -> Self { Self(microseconds: left.microseconds &+ right.microseconds) }
  package static func - (left: Self, right: Self) -> TimeSpan { TimeSpan(microseconds: left.microseconds &- right.microseconds) }
}

/// A length of time in microseconds.
package struct TimeSpan: Hashable, Sendable, Comparable, Codable {
  package let microseconds: Int64
  package init(microseconds: Int64) { self.microseconds = microseconds }
  package static func milliseconds(_ value: Int64) -> TimeSpan { TimeSpan(microseconds: value * 1_000) }
  package static func seconds(_ value: Int64) -> TimeSpan { TimeSpan(microseconds: value * 1_000_000) }
  package static func minutes(_ value: Int64) -> TimeSpan { .seconds(value * 60) }
  package static func hours(_ value: Int64) -> TimeSpan { .minutes(value * 60) }
  package static func < (left: TimeSpan, right: TimeSpan) -> Bool { left.microseconds < right.microseconds }
  package var seconds: Double { Double(microseconds) / 1e6 }
}
