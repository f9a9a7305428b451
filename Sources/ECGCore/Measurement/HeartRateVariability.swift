/// Time-domain variability of the intervals between normal beats (Task Force of the ESC and NASPE, Eur. Heart J. 17:354, 1996).
package struct HeartRateVariability: Sendable, Equatable {
  package private(set) var intervalCount = 0
  /// Standard deviation (n − 1) of the normal-to-normal intervals.
  package private(set) var sdnnMilliseconds: Double?
  /// Root mean square of the differences of successive such intervals.
  package private(set) var rmssdMilliseconds: Double?
  /// Share of those differences above 50 ms.
  package private(set) var pnn50Percent: Double?

  /// Fewer normal intervals than this say nothing of variability.
  static let minimumIntervals = 5

  package init(_ beats: [Beat], rateHertz: Double) {
    var intervals: [Double] = []
    var differences: [Double] = []
    var previous: Double?
    for index in beats.indices.dropFirst() {
      guard beats[index].kind == .normal, beats[index - 1].kind == .normal else {
        previous = nil
        continue
      }
      let interval = Double(beats[index].sample - beats[index - 1].sample) * 1000 / rateHertz
      intervals.append(interval)
      if let previous { differences.append(interval - previous) }
      previous = interval
    }
    intervalCount = intervals.count
    guard intervals.count >= Self.minimumIntervals else { return }
    sdnnMilliseconds = sampleDeviation(intervals)
    guard !differences.isEmpty else { return }
    rmssdMilliseconds = mean(differences.map { $0 * $0 }).squareRoot()
    pnn50Percent = 100 * Double(differences.filter { abs($0) > 50 }.count) / Double(differences.count)
  }
}

/// Standard deviation with n − 1; `nil` for less than two values.
func sampleDeviation(_ values: [Double]) -> Double? {
  guard values.count > 1 else { return nil }
  let centre = mean(values)
  return (values.reduce(0) { $0 + ($1 - centre) * ($1 - centre) } / Double(values.count - 1)).squareRoot()
}
