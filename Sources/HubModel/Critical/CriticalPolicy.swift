/// When a critical value that nobody has answered is escalated, counted from its discovery (docs/clocks.md).
package struct CriticalPolicy: Sendable, Equatable, Codable {
  package var escalations = [TimeSpan.minutes(5), .minutes(10)]
  package init() {}

  /// The moment of the escalation after `level` of them; `nil` after the last.
  package func escalation(after level: Int, from discovery: Instant) -> Instant? {
    escalations.indices.contains(level) ? discovery + escalations[level] : nil
  }
}

/// Somebody to turn to when a critical value is not answered.
package struct Contact: Sendable, Equatable, Codable {
  package var name: String
  package var phone: String
  /// The escalation from which they are named: 1 for the first.
  package var level: Int
  package init(name: String, phone: String, level: Int) {
    self.name = name
    self.phone = phone
    self.level = level
  }
}
