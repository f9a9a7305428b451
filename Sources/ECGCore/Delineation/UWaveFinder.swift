/// A hint of U waves: a bump of its own between the end of T and the next P, in beats of a calm sinus rhythm. Where T ends is left as it is.
///
/// U follows the end of T by some 100 ms and is seen best in V2 to V4 at slow rates (AHA/ACCF/HRS recommendations, part IV, J. Am. Coll. Cardiol.
/// 53:982, 2009). Only upright ones are looked for.
struct UWaveFinder: Sendable {
  /// Faster hearts hide U in the next P.
  var minimumRRSeconds = 0.75
  /// Its top above the rest before the next P, and above the valley that parts it from T.
  var minimumMicrovolts: Float = 40
  var minimumValleyMicrovolts: Float = 15
  /// The valley, and the fall after the top, as shares of the top.
  var valleyShare: Float = 0.3
  var fallShare: Float = 0.6
  /// Time of the top after the end of T.
  var topSeconds = 0.03...0.2
  /// Half width of the moving average.
  var smoothingSeconds = 0.012
  /// Odd and even beats each show this share of it.
  var repeatedShare: Float = 0.5
  /// Tops of two leads lie this near.
  var supportSeconds = 0.05
  /// Fewer beats do not show that it repeats.
  var minimumBeats = 4

  /// One of these must show it where they are recorded.
  private static let tallestLeads: Set = ["V2", "V3", "V4"]

  /// Of one lead; samples relative to the fiducial.
  struct Bump: Sendable, Equatable {
    var lead: Int
    var top: Int
    var valley: Int
    var amplitudeMicrovolts: Float
  }

  /// Bumps that repeat from beat to beat and, where there are several leads, show in two; in order of leads.
  ///
  /// - Parameters:
  ///   - matrix: the single beats of the average, of all its leads.
  ///   - chosen: leads that can be read.
  func find(_ beat: AverageBeat, matrix: BeatMatrix, boundaries: BeatBoundaries, chosen: [Int], rrSeconds: Double) -> [Bump] {
    guard beat.beatCount >= minimumBeats, rrSeconds >= minimumRRSeconds else { return [] }
    guard let window = window(beat, boundaries: boundaries, rrSeconds: rrSeconds) else { return [] }
    let found = chosen.compactMap { bump(beat, lead: $0, window: window) }
    guard !found.isEmpty else { return [] }
    let halves = [0, 1].map { AverageBeat(matrix.everySecond(from: $0), leads: beat.leads) }
    let repeated = found.filter { bump in halves.allSatisfy { shows($0, bump) } }
    guard chosen.count > 1 else { return repeated }
    let reach = samples(supportSeconds, beat)
    let supported = repeated.filter { bump in repeated.contains { $0.lead != bump.lead && abs($0.top - bump.top) <= reach } }
    let isSeenWhereItIsTallest = supported.contains { Self.tallestLeads.contains(beat.leads[$0.lead].rawValue) }
    return isSeenWhereItIsTallest || !chosen.contains { Self.tallestLeads.contains(beat.leads[$0].rawValue) } ? supported : []
  }

  /// The middle one of the leads' tops.
  static func commonTop(_ bumps: [Bump]) -> Int? {
    let tops = bumps.map(\.top).sorted()
    return tops.isEmpty ? nil : tops[(tops.count - 1) / 2]
  }

  private func samples(_ seconds: Double, _ beat: AverageBeat) -> Int { Int((seconds * beat.rateHertz).rounded()) }

  /// Where the valley may begin, where the top may lie, and where the next P begins; indices into the average beat. Without a P wave nobody can tell
  /// U from an atrium that goes its own way.
  private func window(_ beat: AverageBeat, boundaries: BeatBoundaries, rrSeconds: Double) -> (start: Int, tops: ClosedRange<Int>, end: Int)? {
    guard let tEnd = boundaries.tOffset, let pOnset = boundaries.pOnset, let count = beat.samplesMicrovolts.first?.count else { return nil }
    let end = min(count - 1, beat.fiducial + samples(rrSeconds, beat) + pOnset - samples(0.01, beat))
    let start = beat.fiducial + tEnd - samples(0.03, beat)
    let first = beat.fiducial + tEnd + samples(topSeconds.lowerBound, beat)
    let last = min(beat.fiducial + tEnd + samples(topSeconds.upperBound, beat), end - samples(0.05, beat))
    guard start > beat.fiducial, first < last else { return nil }
    return (start, first...last, end)
  }

  private func bump(_ beat: AverageBeat, lead: Int, window: (start: Int, tops: ClosedRange<Int>, end: Int)) -> Bump? {
    let values = smoothed(beat.samplesMicrovolts[lead], halfWidth: max(1, samples(smoothingSeconds, beat)))
    guard let top = window.tops.max(by: { values[$0] < values[$1] }), top != window.tops.lowerBound, top != window.tops.upperBound,
      let valley = (window.start..<top).min(by: { values[$0] < values[$1] })
    else { return nil }
    let rest = values[(window.end - samples(0.03, beat))...window.end]
    let amplitude = values[top] - rest.reduce(0, +) / Float(rest.count)
    let fall = values[top] - (values[top...window.end].min() ?? values[top])
    guard amplitude >= minimumMicrovolts, values[top] - values[valley] >= max(minimumValleyMicrovolts, valleyShare * amplitude),
      fall >= fallShare * amplitude
    else { return nil }
    return Bump(lead: lead, top: top - beat.fiducial, valley: valley - beat.fiducial, amplitudeMicrovolts: amplitude)
  }

  private func shows(_ half: AverageBeat, _ bump: Bump) -> Bool {
    let values = smoothed(half.samplesMicrovolts[bump.lead], halfWidth: max(1, samples(smoothingSeconds, half)))
    let rise = values[half.fiducial + bump.top] - values[half.fiducial + bump.valley]
    return rise >= repeatedShare * max(minimumValleyMicrovolts, valleyShare * bump.amplitudeMicrovolts)
  }
}

extension BeatMatrix {
  /// Every second beat, beginning with the first or the second.
  func everySecond(from start: Int) -> BeatMatrix {
    let chosen = Array(stride(from: start, to: beatIndices.count, by: 2))
    let size = leadCount * length
    return BeatMatrix(
      rateHertz: rateHertz, before: before, length: length, leadCount: leadCount, beatIndices: chosen.map { beatIndices[$0] },
      fiducials: chosen.map { fiducials[$0] }, values: chosen.flatMap { values[($0 * size)..<(($0 + 1) * size)] })
  }
}
