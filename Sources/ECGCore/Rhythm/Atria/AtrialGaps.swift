/// The time between two beats with the atrial waves in it.
struct AtrialGap: Sendable {
  /// Of the first of the two beats.
  var beat: Int
  var rrSeconds: Double
  /// The waves that go before either beat, and those between that no QRS follows.
  var firstP: Double
  var nextP: Double
  var blocked: [Double]
  /// Top of P to R of either beat, seconds.
  var firstPR: Double
  var nextPR: Double

  var ppSeconds: Double { nextP - firstP }
}

extension AtrialMark {
  /// A blocked P wave looks as the others do. Of 1,433 conducted ones in 165 development records 95 % are so large and so alike; of 70 U waves and
  /// humps of T after its end that resemble P, two.
  var isPlain: Bool { likeness >= 0.85 && (0.7...1.6).contains(size) }
}

extension MeasuredECG {
  /// Gaps between beats of the heart's own that both have a P wave.
  var atrialGaps: [AtrialGap] {
    let times = beats.map { Double($0.sample) / rateHertz }
    let conducted = times.indices.map { beat -> Double? in
      let earliest = max(times[beat] - SecondDegreeRules.longestPRSeconds, beat > 0 ? times[beat - 1] : -1)
      return rhythm.atrialMarks.last { $0.seconds > earliest && $0.seconds < times[beat] }?.seconds
    }
    return times.indices.dropLast().compactMap { beat in
      guard let first = conducted[beat], let next = conducted[beat + 1], beats[beat].kind == .normal,
        beats[beat + 1].kind == .normal
      else { return nil }
      let quiet = times[beat] + Double(boundaries.tOffset ?? 0) / rateHertz + SecondDegreeRules.afterTSeconds
      let blocked = rhythm.atrialMarks.filter { $0.isPlain && $0.seconds > quiet && $0.seconds < next }.map(\.seconds)
      return AtrialGap(
        beat: beat, rrSeconds: times[beat + 1] - times[beat], firstP: first, nextP: next, blocked: blocked, firstPR: times[beat] - first,
        nextPR: times[beat + 1] - next)
    }
  }
}
