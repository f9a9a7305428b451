#if canImport(Glibc)
  import Glibc
#endif

/// Rates, intervals, variability and axes from beats and boundaries.
package struct GlobalMeasurer: Sendable {
  package init() {}

  /// `beats` are all beats of the recording, in order; `leads` what was measured of the single leads.
  package func measure(
    beat: AverageBeat, boundaries: BeatBoundaries, beats: [Beat], rateHertz: Double, leads: [LeadMeasurements] = []
  ) -> GlobalMeasurements {
    var result = GlobalMeasurements()
    measureRate(&result, beats, rateHertz)
    measureIntervals(&result, boundaries, millisecondsPerSample: 1000 / beat.rateHertz)
    correctQT(&result)
    let intervals = leads.compactMap(\.qtIntervalMilliseconds)
    if intervals.count >= Self.minimumLeadsOfDispersion, let longest = intervals.max(), let shortest = intervals.min() {
      result.qtDispersionMilliseconds = longest - shortest
    }
    let axes = FrontalAxes(beat: beat, boundaries: boundaries)
    result.pAxisDegrees = axes.p
    result.qrsAxisDegrees = axes.qrs
    result.tAxisDegrees = axes.t
    return result
  }

  /// QT dispersion is one of twelve leads, of which a few may show no end of T.
  static let minimumLeadsOfDispersion = 6

  private func measureIntervals(_ result: inout GlobalMeasurements, _ boundaries: BeatBoundaries, millisecondsPerSample: Double) {
    func interval(_ from: Int?, _ to: Int?) -> Double? {
      guard let from, let to, to > from else { return nil }
      return Double(to - from) * millisecondsPerSample
    }
    result.pDurationMilliseconds = interval(boundaries.pOnset, boundaries.pOffset)
    result.prIntervalMilliseconds = interval(boundaries.pOnset, boundaries.qrsOnset)
    result.qrsDurationMilliseconds = interval(boundaries.qrsOnset, boundaries.qrsOffset)
    result.qtIntervalMilliseconds = interval(boundaries.qrsOnset, boundaries.tOffset)
  }

  /// Bazett 1920, Fridericia 1920, Framingham (Sagie, Am. J. Cardiol. 70:797, 1992), Hodges (JACC 1:694, 1983); RR in seconds, QT in milliseconds.
  private func correctQT(_ result: inout GlobalMeasurements) {
    guard let qt = result.qtIntervalMilliseconds, let rr = result.rrMeanMilliseconds.map({ $0 / 1000 }), rr > 0 else { return }
    result.qtcBazettMilliseconds = qt / rr.squareRoot()
    result.qtcFridericiaMilliseconds = qt / cbrt(rr)
    result.qtcFraminghamMilliseconds = qt + 154 * (1 - rr)
    result.qtcHodgesMilliseconds = qt + 1.75 * (60 / rr - 60)
  }

  private func measureRate(_ result: inout GlobalMeasurements, _ beats: [Beat], _ rateHertz: Double) {
    let rr = zip(beats.dropFirst(), beats).map { Double($0.sample - $1.sample) * 1000 / rateHertz }
    guard !rr.isEmpty else { return }
    let average = mean(rr)
    result.rrMeanMilliseconds = average
    result.rrMinimumMilliseconds = rr.min()
    result.rrMaximumMilliseconds = rr.max()
    result.rrMedianMilliseconds = median(rr)
    result.rrStandardDeviationMilliseconds = sampleDeviation(rr)
    result.heartRatePerMinute = average > 0 ? 60_000 / average : nil
    let variability = HeartRateVariability(beats, rateHertz: rateHertz)
    result.nnIntervalCount = variability.intervalCount
    result.sdnnMilliseconds = variability.sdnnMilliseconds
    result.rmssdMilliseconds = variability.rmssdMilliseconds
    result.pnn50Percent = variability.pnn50Percent
  }
}
