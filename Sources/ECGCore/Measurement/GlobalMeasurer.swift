#if canImport(Glibc)
  import Glibc
#endif

/// Rates, intervals and axes from beats and boundaries.
package struct GlobalMeasurer: Sendable {
  package init() {}

  /// `rrMilliseconds`: every RR interval of the recording, in order.
  package func measure(beat: AverageBeat, boundaries: BeatBoundaries, rrMilliseconds: [Double]) -> GlobalMeasurements {
    var result = GlobalMeasurements()
    measureRate(&result, rrMilliseconds)
    let millisecondsPerSample = 1000 / beat.rateHertz
    func interval(_ from: Int?, _ to: Int?) -> Double? {
      guard let from, let to, to > from else { return nil }
      return Double(to - from) * millisecondsPerSample
    }
    result.pDurationMilliseconds = interval(boundaries.pOnset, boundaries.pOffset)
    result.prIntervalMilliseconds = interval(boundaries.pOnset, boundaries.qrsOnset)
    result.qrsDurationMilliseconds = interval(boundaries.qrsOnset, boundaries.qrsOffset)
    result.qtIntervalMilliseconds = interval(boundaries.qrsOnset, boundaries.tOffset)
    if let qt = result.qtIntervalMilliseconds, let rr = result.rrMeanMilliseconds, rr > 0 {
      // Fridericia 1920 and Bazett 1920, RR in seconds.
      result.qtcFridericiaMilliseconds = qt / cbrt(rr / 1000)
      result.qtcBazettMilliseconds = qt / (rr / 1000).squareRoot()
    }
    let axes = FrontalAxes(beat: beat, boundaries: boundaries)
    result.pAxisDegrees = axes.p
    result.qrsAxisDegrees = axes.qrs
    result.tAxisDegrees = axes.t
    return result
  }

  private func measureRate(_ result: inout GlobalMeasurements, _ rr: [Double]) {
    guard !rr.isEmpty else { return }
    let average = mean(rr)
    result.rrMeanMilliseconds = average
    result.rrMinimumMilliseconds = rr.min()
    result.rrMaximumMilliseconds = rr.max()
    result.heartRatePerMinute = average > 0 ? 60_000 / average : nil
  }
}

/// Axes of the frontal plane from the areas in I and aVF (aVF from II and I where it is not recorded), degrees, −180…180.
struct FrontalAxes: Sendable {
  private(set) var p: Double?
  private(set) var qrs: Double?
  private(set) var t: Double?

  init(beat: AverageBeat, boundaries: BeatBoundaries) {
    guard let i = beat.samples(of: "I"), let aVF = beat.samples(of: "aVF") ?? Self.derived(i, beat.samples(of: "II")) else { return }
    func axis(_ from: Int?, _ to: Int?, restAt: Int?) -> Double? {
      guard let from, let to, let restAt, to > from else { return nil }
      let range = ((beat.fiducial + from)..<(beat.fiducial + to)).clamped(to: 0..<i.count)
      let rest = max(0, beat.fiducial + restAt - 3)..<max(1, beat.fiducial + restAt)
      let x = Self.area(i, range, rest: rest)
      // aVF is 0.866 of a bipolar lead's strength.
      let y = Self.area(aVF, range, rest: rest) * 2 / 3.0.squareRoot()
      guard x * x + y * y > 0 else { return nil }
      return atan2(y, x) * 180 / .pi
    }
    p = axis(boundaries.pOnset, boundaries.pOffset, restAt: boundaries.pOnset)
    qrs = axis(boundaries.qrsOnset, boundaries.qrsOffset, restAt: boundaries.qrsOnset)
    t = axis(boundaries.tOnset ?? boundaries.tPeak.map { $0 - 20 }, boundaries.tOffset, restAt: boundaries.qrsOnset)
  }

  private static func derived(_ i: [Float], _ ii: [Float]?) -> [Float]? {
    ii.map { ii in zip(i, ii).map { $1 - $0 / 2 } }
  }

  private static func area(_ samples: [Float], _ range: Range<Int>, rest: Range<Int>) -> Double {
    let restRange = rest.clamped(to: 0..<samples.count)
    guard !restRange.isEmpty else { return 0 }
    let level = samples[restRange].reduce(0, +) / Float(restRange.count)
    return Double(samples[range].reduce(0) { $0 + ($1 - level) })
  }
}

extension AverageBeat {
  func samples(of name: String) -> [Float]? {
    leads.firstIndex { $0.rawValue == name }.map { samplesMicrovolts[$0] }
  }
}
