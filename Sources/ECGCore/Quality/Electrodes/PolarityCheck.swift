/// Whether every lead stands on its head: an amplifier or a file with the sign of all leads reversed. Which leads hang together does not tell, since
/// that does not change with the sign of all; the direction in which P, QRS and T point does.
struct PolarityCheck: Sendable {
  /// How far each wave's areas in I, II and V1 to V6 point where they usually do: 1 exactly so, −1 exactly the other way. `nil` without that wave.
  private let p: Double?
  private let qrs: Double?
  private let t: Double?

  /// P must be this far against its usual direction. An atrium driven from below does that too; then QRS and T point as usual.
  private static let mostP = -0.5
  /// The sum of QRS and T beside such a P; and where there is no P wave, where each must also be negative.
  private static let mostSum = 0.0
  private static let mostSumWithoutP = -1.0
  /// The mean direction of 360, 406 and 404 development records (LUDB, PTB-XL, Challenge), lead by lead.
  private static let usualP = [0.39, 0.62, -0.05, 0.17, 0.31, 0.35, 0.34, 0.32]
  private static let usualQRS = [0.32, 0.30, -0.36, -0.40, -0.07, 0.29, 0.46, 0.46]
  private static let usualT = [0.19, 0.28, 0.08, 0.53, 0.55, 0.41, 0.28, 0.22]

  /// - Parameter traces: I, II and V1 to V6 of an average beat.
  init(_ traces: [LeadTrace], boundaries: BeatBoundaries) {
    func agreement(_ usual: [Double], _ from: Int?, _ to: Int?, rest: (LeadTrace) -> (Float, Float)) -> Double? {
      guard let from, let to, from < to, traces.count == usual.count else { return nil }
      let areas = traces.map { Self.area($0, from: from, to: to, rest: rest($0)) }
      let size = areas.reduce(0) { $0 + $1 * $1 }.squareRoot()
      return size > 0 ? zip(areas, usual).reduce(0) { $0 + $1.0 * $1.1 } / size : nil
    }
    func beforeQRS(_ trace: LeadTrace) -> (Float, Float) {
      let level = boundaries.qrsOnset.map { trace.levelBeforeQRS($0) } ?? 0
      return (level, level)
    }
    p = agreement(Self.usualP, boundaries.pOnset, boundaries.pOffset) { trace in
      (trace.level(at: boundaries.pOnset ?? 0, halfSamples: 1), trace.level(at: boundaries.pOffset ?? 0, halfSamples: 1))
    }
    qrs = agreement(Self.usualQRS, boundaries.qrsOnset, boundaries.qrsOffset, rest: beforeQRS)
    // ST belongs to T only from 60 ms after QRS on.
    let start = boundaries.qrsOffset.map { offset in max(offset + (traces.first?.sampleCount(0.06) ?? 0), boundaries.tOnset ?? offset) }
    t = agreement(Self.usualT, start, boundaries.tOffset, rest: beforeQRS)
  }

  static let remarkCode = "leads-inverted"

  var isReversed: Bool {
    guard let qrs else { return false }
    let sum = qrs + (t ?? qrs)
    guard let p else { return qrs < 0 && (t ?? qrs) < 0 && sum < Self.mostSumWithoutP }
    return p < Self.mostP && sum < Self.mostSum
  }

  var remark: RecordingRemark? {
    guard isReversed else { return nil }
    func told(_ name: String, _ value: Double?) -> String? { value.map { "\(name) \(Evidence.tenths($0))" } }
    let evidence = [told("P", p), told("QRS", qrs), told("T", t)].compactMap { $0 }.joined(separator: ", ")
    return RecordingRemark(
      code: Self.remarkCode, text: BilingualText(chinese: "疑似全部导联极性相反", english: "All leads may be inverted"),
      evidence: ["agreement with the usual direction (1 to −1): \(evidence)"], leads: LeadName.standardTwelve)
  }

  private static func area(_ trace: LeadTrace, from: Int, to: Int, rest: (Float, Float)) -> Double {
    let range = trace.clamped(from, to + 1)
    let last = Float(max(1, range.count - 1))
    return range.reduce(0.0) { sum, index in
      sum + Double(trace.samples[index] - rest.0 - (rest.1 - rest.0) * Float(index - range.lowerBound) / last)
    }
  }
}
