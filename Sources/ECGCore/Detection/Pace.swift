/// Usual interval between likely beats of a stretch, and how much intervals differ.
struct Pace: Sendable {
  /// Working samples; one second where nothing is known.
  var interval: Float
  /// Median absolute difference of an interval from the usual one, over the usual one.
  var spread: Float = 0

  /// - Parameters:
  ///   - candidates: in order, judged; from `start` on.
  ///   - to: working sample after the stretch.
  init(_ candidates: ArraySlice<BeatCandidate>, to: Int, plan: DetectionPlan) {
    interval = Float(plan.rateHertz)
    let refractory = Int(plan.settings.refractorySeconds * plan.rateHertz)
    var intervals = SlidingMedian()
    var last: (position: Int, score: Float)?
    for candidate in candidates where candidate.score > 0 {
      if candidate.position >= to { break }
      if let previous = last {
        let distance = candidate.position - previous.position
        if distance < refractory {
          if candidate.score > previous.score { last = (candidate.position, candidate.score) }
          continue
        }
        intervals.insert(Float(distance))
      }
      last = (candidate.position, candidate.score)
    }
    guard !intervals.isEmpty else { return }
    interval = intervals.value
    spread = intervals.medianDeviation / interval
  }
}
