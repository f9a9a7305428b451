import HubModel

/// A person's age when the recording was made.
enum AgeAtRecording {
  /// From dates by the calendar; `nil` when one is missing, or the age is none a person reaches.
  static func years(birth: CivilTime?, recorded: CivilTime?) -> Double? {
    guard let birth, let recorded else { return nil }
    let years = Double(recorded.dayNumber - birth.dayNumber) / 365.2425
    return (0...130).contains(years) ? years : nil
  }

  /// A stated age, where a person can have it.
  static func years(stated: Double) -> Double? { (0...130).contains(stated) ? stated : nil }
}
