#if canImport(Glibc)
  import Glibc
#endif

/// Episodes of atrial fibrillation from the beats alone: intervals that follow no pattern, and nothing in common before the QRS.
///
/// Irregularity is the least of four numbers: the median change of RR from one beat to the next, to the second next, third and fourth, over the median RR.
/// Bigeminy is regular from every second beat to the next, trigeminy from every third, so ectopic patterns do not look like fibrillation
/// (after the Lorenz plots of Sarkar 2008 and the normalised changes of Tateno & Glass 2001). Changes to or from a ventricular beat are left out.
/// The second witness is `ClassifiedBeat.atrialAgreement`. Both add to one score a beat; the most likely course of two states that change
/// rarely (Viterbi 1967) is the answer.
struct AtrialFibrillationEpisodes: Sendable {
  /// Beats looked at to both sides.
  var halfSpan = 12
  /// Irregularity that speaks neither for nor against; in sinus rhythm of the development records mostly 0.01–0.05, in fibrillation 0.05–0.3.
  var neutralIrregularity: Float = 0.07
  var irregularityWeight: Float = 2
  /// P agreement that speaks neither for nor against; without fibrillation mostly above 0.3, with it 0 ± 0.1.
  var neutralAgreement: Float = 0.25
  var agreementWeight: Float = 7
  /// No single beat says more than this.
  var largestScore: Float = 4
  /// What a change of state costs: three certain beats.
  var changeCost: Float = 12
  /// Where more than this share of the beats is ventricular, the atria cannot be told of.
  var largestVentricularShare = 0.6
  /// Shorter episodes are left out.
  var minimumSeconds = 10.0
  /// Fewer beats say nothing.
  var minimumBeats = 8

  /// `silenced`: sample ranges in which beats are not to be trusted.
  func find(_ beats: [ClassifiedBeat], sampleCount: Int, rateHertz: Double, silenced: [Range<Int>]) -> [Episode] {
    guard beats.count >= minimumBeats else { return [] }
    var scores = scores(beats)
    var span = 0
    for index in beats.indices {
      while span < silenced.count, silenced[span].upperBound <= beats[index].sample { span += 1 }
      if span < silenced.count, silenced[span].contains(beats[index].sample) { scores[index] = -largestScore }
    }
    let states = mostLikelyStates(scores)
    var episodes: [Episode] = []
    var first = 0
    while first < states.count {
      guard states[first] else {
        first += 1
        continue
      }
      var last = first
      while last + 1 < states.count, states[last + 1] { last += 1 }
      let start = first == 0 ? 0 : beats[first].sample
      let end = last + 1 == states.count ? sampleCount : beats[last].sample
      if Double(end - start) >= minimumSeconds * rateHertz { episodes.append(Episode(startSample: start, endSample: end, kind: .atrialFibrillation)) }
      first = last + 1
    }
    return episodes
  }

  /// Above zero speaks for fibrillation.
  func scores(_ beats: [ClassifiedBeat]) -> [Float] {
    let intervals = zip(beats.dropFirst(), beats).map { Float($0.sample - $1.sample) }
    let isOwn = zip(beats.dropFirst(), beats).map { $0.kind != .ventricular && $1.kind != .ventricular }
    return beats.indices.map { beat in
      let range = max(0, beat - halfSpan)..<min(intervals.count, beat + halfSpan)
      let foreign = range.filter { beats[$0].kind == .ventricular }.count
      guard Double(foreign) <= largestVentricularShare * Double(range.count) else { return -largestScore }
      let irregularity = min(max(irregularity(intervals[range], isOwn: isOwn[range]), 0.005), 0.4)
      // Hardly a beat around is of the heart's own shape: irregular are then the shapes, and no atria can be told of.
      guard beats[beat].atrialAgreement != 0 else { return -1 }
      let agreement = min(max(beats[beat].atrialAgreement, -0.05), 0.8)
      let score = irregularityWeight * log(irregularity / neutralIrregularity) + agreementWeight * (neutralAgreement - agreement)
      return min(max(score, -largestScore), largestScore)
    }
  }

  private func irregularity(_ intervals: ArraySlice<Float>, isOwn: ArraySlice<Bool>) -> Float {
    let own = zip(intervals, isOwn).filter(\.1).map(\.0)
    let usual = median(own.count >= 6 ? own : Array(intervals))
    guard usual > 0 else { return 0 }
    return (1...4).map { change(intervals, isOwn, lag: $0) }.reduce(1) { min($0, $1 / usual) }
  }

  private func change(_ intervals: ArraySlice<Float>, _ isOwn: ArraySlice<Bool>, lag: Int) -> Float {
    guard intervals.count > lag + 2 else { return .infinity }
    return withUnsafeTemporaryAllocation(of: Float.self, capacity: 2 * intervals.count) { room in
      var (own, all) = (0, 0)
      for index in (intervals.startIndex + lag)..<intervals.endIndex {
        let change = abs(intervals[index] - intervals[index - lag])
        room.initializeElement(at: intervals.count + all, to: change)
        all += 1
        guard isOwn[index], isOwn[index - lag] else { continue }
        room.initializeElement(at: own, to: change)
        own += 1
      }
      let values = own >= 5 ? room[..<own] : room[intervals.count..<(intervals.count + all)]
      return UnsafeMutableBufferPointer(rebasing: values).lowerMiddle()
    }
  }

  private func mostLikelyStates(_ scores: [Float]) -> [Bool] {
    var quiet: Float = 0
    var fibrillating: Float = 0
    // Whether each state was reached by a change.
    var changes: [(toQuiet: Bool, toFibrillating: Bool)] = []
    changes.reserveCapacity(scores.count)
    for score in scores {
      let toQuiet = fibrillating - changeCost > quiet
      let toFibrillating = quiet - changeCost > fibrillating
      changes.append((toQuiet, toFibrillating))
      let before = (quiet, fibrillating)
      quiet = (toQuiet ? before.1 - changeCost : before.0) - score / 2
      fibrillating = (toFibrillating ? before.0 - changeCost : before.1) + score / 2
      // Only the difference matters: a day's sum would lose its last digits.
      let level = max(quiet, fibrillating)
      quiet -= level
      fibrillating -= level
    }
    var states = [Bool](repeating: false, count: scores.count)
    var state = fibrillating > quiet
    for index in scores.indices.reversed() {
      states[index] = state
      if state ? changes[index].toFibrillating : changes[index].toQuiet { state.toggle() }
    }
    return states
  }
}
