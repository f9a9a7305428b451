import Foundation

/// Errors of one kind of mark over many records.
struct DelineationScore {
  /// What one record adds.
  private struct Part {
    var references = 0
    var falsePositives = 0
    var errorsMilliseconds: [Double] = []
    /// Of each comparison of the record (a lead, or all leads) with two errors and more.
    var deviations: [Double] = []

    /// References, found, false, sum of errors, of their squares, sum of SDs, number of SDs.
    var sums: [Double] {
      let found = Double(errorsMilliseconds.count)
      let squares = errorsMilliseconds.reduce(0) { $0 + $1 * $1 }
      return [
        Double(references), found, Double(falsePositives), errorsMilliseconds.reduce(0, +), squares, deviations.reduce(0, +),
        Double(deviations.count),
      ]
    }
  }

  private var parts: [String: Part] = [:]
  /// Where marks that were not annotated are no errors (QTDB), +P has no meaning.
  private let countsFalsePositives: Bool

  init(countsFalsePositives: Bool) { self.countsFalsePositives = countsFalsePositives }

  mutating func add(record: String, references: Int, falsePositives: Int, errors: [Double]) {
    var part = parts[record] ?? Part()
    part.references += references
    part.falsePositives += falsePositives
    part.errorsMilliseconds += errors
    if errors.count > 1 { part.deviations.append(Self.deviation(errors)) }
    parts[record] = part
  }

  /// Parts of each record, for resampling.
  var units: [[Double]] { parts.sorted { $0.key < $1.key }.map(\.value.sums) }
  private var sums: [Double] { units.reduce([Double](repeating: 0, count: 7)) { zip($0, $1).map(+) } }
  var count: String { "\(Int(sums[0])) marks, \(parts.count) records" }

  static func sensitivity(_ sums: [Double]) -> Double { 100 * sums[1] / max(1, sums[0]) }
  static func positivePredictivity(_ sums: [Double]) -> Double { 100 * sums[1] / max(1, sums[1] + sums[2]) }
  static func bias(_ sums: [Double]) -> Double { sums[1] > 0 ? sums[3] / sums[1] : .nan }
  /// Of all errors together.
  static func pooledDeviation(_ sums: [Double]) -> Double {
    sums[1] > 0 ? max(0, sums[4] / sums[1] - bias(sums) * bias(sums)).squareRoot() : .nan
  }
  /// Mean of the records' own (the custom of papers on QTDB).
  static func recordDeviation(_ sums: [Double]) -> Double { sums[6] > 0 ? sums[5] / sums[6] : .nan }

  /// Number of references, Se, +P, mean, SD pooled, mean of the records' SDs.
  func row(_ key: String) -> String {
    func padded(_ text: String, _ width: Int) -> String { String(repeating: " ", count: max(0, width - text.count)) + text }
    let sums = sums
    let values = [Self.sensitivity(sums), countsFalsePositives ? Self.positivePredictivity(sums) : .nan]
    let times = [Self.bias(sums), Self.pooledDeviation(sums), Self.recordDeviation(sums)]
    return padded(key, 10) + padded(String(Int(sums[0])), 7) + values.map { padded(String(format: "%.2f", $0), 8) }.joined()
      + times.map { padded(String(format: "%.1f", $0), 8) }.joined()
  }

  private static func deviation(_ values: [Double]) -> Double {
    let centre = values.reduce(0, +) / Double(values.count)
    return (values.reduce(0) { $0 + ($1 - centre) * ($1 - centre) } / Double(values.count)).squareRoot()
  }
}

/// One record's marks of one kind against the reference.
struct MarkComparison {
  /// Error in milliseconds for each reference that was found, by its index; late is positive.
  private(set) var errors: [Int: Double] = [:]
  private(set) var falseMarks: [Double] = []

  /// Pairs lie within 150 ms, one to one; nothing outside the annotated span counts as false.
  init(reference: [Double], found: [Double], span: ClosedRange<Double>, rateHertz: Double) {
    let window = 0.15 * rateHertz
    let inside = Set(found).sorted().filter { $0 >= span.lowerBound - window && $0 <= span.upperBound + window }
    var used: Set<Int> = []
    for (i, j) in Score.pairs(reference, inside, window: window) {
      errors[i] = (inside[j] - reference[i]) * 1000 / rateHertz
      used.insert(j)
    }
    falseMarks = inside.indices.filter { !used.contains($0) && span.contains(inside[$0]) }.map { inside[$0] }
  }
}
