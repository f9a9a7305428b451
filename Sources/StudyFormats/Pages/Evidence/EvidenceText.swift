import ECGCore
import Foundation

/// A statement's numbers as a legend shows them: the core's own words, each followed by the limit it is held against.
package enum EvidenceText {
  package static func numbers(of statement: ECGStatement) -> [String] {
    var values = statement.measured.filter { $0.limit != nil }
    let lines = statement.evidence.map { line -> String in
      for (place, value) in values.enumerated() {
        guard let words = limit(of: value, in: line) else { continue }
        values.remove(at: place)
        return "\(line) (\(words))"
      }
      return line
    }
    return lines + values.compactMap { value in limit(of: value, unit: value.unit).map { "\(number(value.value)) \(value.unit) (\($0))" } }
  }

  /// The limit in the unit of a line that tells this value; `nil` for a line about something else.
  private static func limit(of value: EvidenceValue, in line: String) -> String? {
    for unit in units(of: value) where line.contains(number(abs(value.value) / unit.divisor, digits: unit.digits) + unit.space + unit.name) {
      return limit(of: value, unit: unit.name, divisor: unit.divisor)
    }
    return nil
  }

  private struct Unit {
    let name: String
    let divisor: Double
    let digits: Int
    var space = " "
  }

  /// The units in which the core writes a value of this unit (100 µV are one millimetre at standard gain).
  private static func units(of value: EvidenceValue) -> [Unit] {
    switch value.unit {
    case "µV": [Unit(name: "mm", divisor: 100, digits: 1), Unit(name: "mV", divisor: 1_000, digits: 1), Unit(name: "mV", divisor: 1_000, digits: 2)]
    case "µV·s": [Unit(name: "µV·s", divisor: 1, digits: 1), Unit(name: "mV·ms", divisor: 1, digits: 0)]
    case "/min", "°": [Unit(name: value.unit, divisor: 1, digits: 0, space: "")]
    case "": [Unit(name: "", divisor: 1, digits: 1, space: ""), Unit(name: "", divisor: 1, digits: 0, space: "")]
    default:
      [Unit(name: value.unit, divisor: 1, digits: 0), Unit(name: value.unit, divisor: 1, digits: 1), Unit(name: value.unit, divisor: 1, digits: 2)]
    }
  }

  private static func limit(of value: EvidenceValue, unit: String, divisor: Double = 1) -> String? {
    guard let limit = value.limit, limit.isFinite else { return nil }
    let sign = value.side == .below ? "≤" : "≥"
    return "\(sign) \(number(limit / divisor))" + (unit.isEmpty || unit.hasPrefix("/") || unit == "°" ? unit : " \(unit)")
  }

  private static func number(_ value: Double, digits: Int) -> String { String(format: "%.\(digits)f", value) }

  /// As many decimals as the number needs, up to two.
  private static func number(_ value: Double) -> String {
    guard value.isFinite, abs(value) < 1e9 else { return "—" }
    for digits in 0...1 where abs(value - (Double(number(value, digits: digits)) ?? .nan)) < 0.005 { return number(value, digits: digits) }
    return number(value, digits: 2)
  }
}
