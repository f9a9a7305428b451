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
    withUnsafeTemporaryAllocation(of: Float.self, capacity: max(1, candidates.count)) { intervals in
      var count = 0
      var last: (position: Int, score: Float)?
      for candidate in candidates where candidate.score > 0 {
        if candidate.position >= to { break }
        if let previous = last {
          let distance = candidate.position - previous.position
          if distance < refractory {
            if candidate.score > previous.score { last = (candidate.position, candidate.score) }
            continue
          }
          intervals.initializeElement(at: count, to: Float(distance))
          count += 1
        }
        last = (candidate.position, candidate.score)
      }
      guard count > 0 else { return }
      let found = UnsafeMutableBufferPointer(rebasing: intervals[..<count])
      interval = Self.median(sorting: found)
      for index in found.indices { found[index] = abs(found[index] - interval) }
      spread = Self.median(sorting: found) / interval
    }
  }

  /// The lower middle value; a few dozen values are sorted where they lie.
  private static func median(sorting values: UnsafeMutableBufferPointer<Float>) -> Float {
    for index in values.indices.dropFirst() {
      let value = values[index]
      var slot = index
      while slot > 0, values[slot - 1] > value {
        values[slot] = values[slot - 1]
        slot -= 1
      }
      values[slot] = value
    }
    return values[(values.count - 1) / 2]
  }
}
