import Foundation

/// Errors of one kind of mark over many records.
struct DelineationScore {
  private var references = 0
  private var falsePositives = 0
  private var errorsMilliseconds: [Double] = []
  private var recordDeviations: [Double] = []
  /// Where marks that were not annotated are no errors (QTDB), +P has no meaning.
  private let countsFalsePositives: Bool

  init(countsFalsePositives: Bool) { self.countsFalsePositives = countsFalsePositives }

  mutating func add(references: Int, falsePositives: Int, errors: [Double]) {
    self.references += references
    self.falsePositives += falsePositives
    errorsMilliseconds += errors
    if errors.count > 1 { recordDeviations.append(Self.deviation(errors)) }
  }

  /// Number of references, Se, +P, mean, SD pooled, mean of the records' SDs.
  func row(_ key: String) -> String {
    func padded(_ text: String, _ width: Int) -> String { String(repeating: " ", count: max(0, width - text.count)) + text }
    let found = errorsMilliseconds.count
    let predictivity = 100 * Double(found) / Double(max(1, found + falsePositives))
    let values = [100 * Double(found) / Double(max(1, references)), countsFalsePositives ? predictivity : .nan]
    let times = [Self.mean(errorsMilliseconds), Self.deviation(errorsMilliseconds), Self.mean(recordDeviations)]
    return padded(key, 10) + padded(String(references), 7) + values.map { padded(String(format: "%.2f", $0), 8) }.joined()
      + times.map { padded(String(format: "%.1f", $0), 8) }.joined()
  }

  private static func mean(_ values: [Double]) -> Double { values.isEmpty ? .nan : values.reduce(0, +) / Double(values.count) }

  private static func deviation(_ values: [Double]) -> Double {
    let centre = mean(values)
    return mean(values.map { ($0 - centre) * ($0 - centre) }).squareRoot()
  }
}

/// One record's marks of one kind against the reference.
struct MarkComparison {
  /// Error in milliseconds for each reference that was found, by its index; late is positive.
  private(set) var errors: [Int: Double] = [:]
  private(set) var falsePositives = 0

  /// Pairs lie within 150 ms, one to one; nothing outside the annotated span counts as false.
  init(reference: [Double], found: [Double], span: ClosedRange<Double>, rateHertz: Double) {
    let window = 0.15 * rateHertz
    let inside = Set(found).sorted().filter { $0 >= span.lowerBound - window && $0 <= span.upperBound + window }
    var used: Set<Int> = []
    for (i, j) in Self.pairs(reference, inside, window: window) {
      errors[i] = (inside[j] - reference[i]) * 1000 / rateHertz
      used.insert(j)
    }
    falsePositives = inside.indices.filter { !used.contains($0) && span.contains(inside[$0]) }.count
  }

  /// One-to-one matching of two rising series; where two compete for one, the nearer pair wins (as for beats).
  private static func pairs(_ reference: [Double], _ found: [Double], window: Double) -> [(Int, Int)] {
    var pairs: [(Int, Int)] = []
    var i = 0
    var j = 0
    while i < reference.count, j < found.count {
      let distance = found[j] - reference[i]
      if abs(distance) > window {
        if distance > 0 { i += 1 } else { j += 1 }
      } else if distance > 0, i + 1 < reference.count, abs(found[j] - reference[i + 1]) < abs(distance) {
        i += 1
      } else if distance < 0, j + 1 < found.count, abs(found[j + 1] - reference[i]) < abs(distance) {
        j += 1
      } else {
        pairs.append((i, j))
        i += 1
        j += 1
      }
    }
    return pairs
  }
}
