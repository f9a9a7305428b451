/// Bimodal compression (§5.9, clause 6): samples in protected areas at the full rate, one mean of `factor` samples elsewhere.
///
/// A stretch between protected areas holds a whole number of means, and behind them, one by one, the samples that fill no mean.
struct SCPReducedRate {
  /// How many samples of the full rate one stored sample stands for, outside protected areas.
  let factor: Int
  private let stretches: [(isProtected: Bool, count: Int)]

  /// - Parameter protected: in order, without overlap.
  init(lead: ClosedRange<Int>, protected: [ClosedRange<Int>], factor: Int) {
    self.factor = factor
    var stretches: [(isProtected: Bool, count: Int)] = []
    var place = lead.lowerBound
    for area in protected where area.overlaps(lead) {
      let inside = area.clamped(to: lead)
      if inside.lowerBound > place { stretches.append((false, inside.lowerBound - place)) }
      stretches.append((true, inside.count))
      place = inside.upperBound + 1
    }
    if place <= lead.upperBound { stretches.append((false, lead.upperBound - place + 1)) }
    self.stretches = stretches
  }

  var storedCount: Int {
    stretches.reduce(0) { $0 + ($1.isProtected ? $1.count : $1.count / factor + $1.count % factor) }
  }

  /// All samples at the full rate. Means are joined by straight lines; before the first and behind the last the line is level.
  ///
  /// - Parameter stored: `storedCount` samples.
  func restored(_ stored: [Float]) -> [Float] {
    var samples: [Float] = []
    var place = 0
    for stretch in stretches {
      let means = stretch.isProtected ? 0 : stretch.count / factor
      appendLine(stored[place..<place + means], to: &samples)
      let single = stretch.count - means * factor
      samples += stored[place + means..<place + means + single]
      place += means + single
    }
    return samples
  }

  private func appendLine(_ means: ArraySlice<Float>, to samples: inout [Float]) {
    guard let first = means.first, let last = means.last else { return }
    samples += repeatElement(first, count: factor / 2)
    for (mean, next) in zip(means, means.dropFirst()) {
      for step in 0..<factor { samples.append(mean + (next - mean) * Float(step) / Float(factor)) }
    }
    samples += repeatElement(last, count: factor - factor / 2)
  }
}
