/// 95 % confidence intervals by resampling (Efron 1979, percentile method): the units, which are whole records because the beats of one record are not
/// independent, are drawn with replacement two thousand times.
enum Bootstrap {
  static let resamples = 2_000
  private static let seed: UInt64 = 20_261_122

  /// - Parameters:
  ///   - units: each one's additive parts.
  ///   - statistic: the figure from the sums of the parts; a value that is not finite leaves the resample out.
  /// - Returns: the 2.5th and the 97.5th percentile; nothing for fewer than three units.
  static func interval(_ units: [[Double]], statistic: ([Double]) -> Double) -> ClosedRange<Double>? {
    guard units.count >= 3, let width = units.first?.count else { return nil }
    var state = seed
    var values: [Double] = []
    for _ in 0..<resamples {
      var sums = [Double](repeating: 0, count: width)
      for _ in units.indices {
        let unit = units[Int(next(&state) % UInt64(units.count))]
        for place in sums.indices { sums[place] += unit[place] }
      }
      let value = statistic(sums)
      if value.isFinite { values.append(value) }
    }
    guard values.count > resamples / 2 else { return nil }
    values.sort()
    func percentile(_ share: Double) -> Double { values[min(values.count - 1, Int((share * Double(values.count)).rounded(.down)))] }
    return percentile(0.025)...percentile(0.975)
  }

  /// SplitMix64 (Steele, Lea & Flood 2014).
  private static func next(_ state: inout UInt64) -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
