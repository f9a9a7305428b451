#if canImport(Glibc)
  import Glibc
#endif

/// Axes of the frontal plane from the areas in I and aVF (aVF from II and I where it is not recorded), degrees, −180…180.
struct FrontalAxes: Sendable {
  private(set) var p: Double?
  private(set) var qrs: Double?
  private(set) var t: Double?

  init(beat: AverageBeat, boundaries: BeatBoundaries) {
    guard let i = Self.trace(beat, "I"), let aVF = Self.trace(beat, "aVF") ?? Self.derivedAVF(beat) else { return }
    func axis(_ from: Int?, _ to: Int?, restBefore rest: Int?) -> Double? {
      guard let from, let to, let rest, to > from else { return nil }
      let x = Self.area(i, from: from, to: to, restBefore: rest)
      // aVF is 0.866 of a bipolar lead's strength.
      let y = Self.area(aVF, from: from, to: to, restBefore: rest) * 2 / 3.0.squareRoot()
      guard x * x + y * y > 0 else { return nil }
      return atan2(y, x) * 180 / .pi
    }
    p = axis(boundaries.pOnset, boundaries.pOffset, restBefore: boundaries.pOnset)
    qrs = axis(boundaries.qrsOnset, boundaries.qrsOffset, restBefore: boundaries.qrsOnset)
    let tOnset = boundaries.tOnset ?? boundaries.tPeak.map { $0 - i.sampleCount(0.04) }
    t = axis(tOnset, boundaries.tOffset, restBefore: boundaries.qrsOnset)
  }

  private static func trace(_ beat: AverageBeat, _ name: String) -> LeadTrace? {
    beat.leads.firstIndex { $0.rawValue == name }.map { LeadTrace(beat, lead: $0) }
  }

  private static func derivedAVF(_ beat: AverageBeat) -> LeadTrace? {
    guard let i = beat.samples(of: "I"), let ii = beat.samples(of: "II") else { return nil }
    var only = beat
    only.samplesMicrovolts = [zip(i, ii).map { $1 - $0 / 2 }]
    return LeadTrace(only, lead: 0)
  }

  private static func area(_ trace: LeadTrace, from: Int, to: Int, restBefore rest: Int) -> Double {
    let level = trace.level(from: rest - max(1, trace.sampleCount(0.006)), to: rest)
    var sum = 0.0
    for index in trace.clamped(from, to) { sum += Double(trace.samples[index] - level) }
    return sum
  }
}

extension AverageBeat {
  func samples(of name: String) -> [Float]? {
    leads.firstIndex { $0.rawValue == name }.map { samplesMicrovolts[$0] }
  }
}
