/// P wave over all leads, between the last beat's T end and this beat's QRS.
struct PDelineator: Sendable {
  let settings: DelineationSettings

  struct Wave: Sendable {
    var onset: Int
    var peak: Int
    var offset: Int
    /// Root mean square over the leads at the peak, above the line between the window's ends.
    var heightMicrovolts: Float
  }

  /// `earliest` is the first sample that can belong to P (after the T wave before).
  func delineate(_ signals: SpatialSignals, qrsOnset: Int, earliest: Int) -> Wave? {
    let rate = signals.rateHertz
    let from = max(0, max(earliest, qrsOnset - Int(settings.pReachSeconds * rate)))
    let to = qrsOnset - Int(settings.pMarginSeconds * rate)
    guard to - from > Int(0.06 * rate) else { return nil }
    let course = course(signals, from: from, to: to, rate: rate)
    guard let peak = tallest(course, from: from + Int(0.015 * rate), to: to - Int(0.015 * rate)) else { return nil }
    let height = course[peak]
    let noise = roughness(course, from: from, to: to)
    guard height >= settings.pMinimumMicrovolts, height >= settings.pNoiseRatio * noise else { return nil }
    let onset = edge(course, peak: peak, limit: from, step: -1, rate: rate)
    let offset = edge(course, peak: peak, limit: to, step: 1, rate: rate)
    guard offset - onset >= Int(0.03 * rate) else { return nil }
    return Wave(onset: onset, peak: peak, offset: offset, heightMicrovolts: height)
  }

  /// Distance from the straight line between the window's two ends, lead by lead.
  private func course(_ signals: SpatialSignals, from: Int, to: Int, rate: Double) -> [Float] {
    let edge = max(2, Int(0.01 * rate))
    let first = signals.levels(over: from..<(from + edge))
    let last = signals.levels(over: (to - edge)..<to)
    let raw = signals.distance(
      from: { lead, index in first[lead] + (last[lead] - first[lead]) * Float(index - from) / Float(to - from) }, over: from..<to)
    return smoothed(raw, halfWidth: max(1, Int(0.008 * rate)))
  }

  private func tallest(_ course: [Float], from: Int, to: Int) -> Int? {
    guard from + 2 < to else { return nil }
    let peak = (from..<to).max { course[$0] < course[$1] }
    guard let peak, peak > from, peak < to - 1 else { return nil }
    return peak
  }

  /// Mean size of the course's second differences over 10 ms steps: noise, not wave.
  private func roughness(_ course: [Float], from: Int, to: Int) -> Float {
    let step = 5
    guard to - from > 2 * step + 1 else { return 0 }
    var sum: Float = 0
    for index in (from + step)..<(to - step) { sum += abs(course[index - step] - 2 * course[index] + course[index + step]) }
    return sum / Float(to - from - 2 * step) / 2
  }

  /// Where the tangent at the flank's steepest slope meets the ground.
  private func edge(_ course: [Float], peak: Int, limit: Int, step direction: Int, rate: Double) -> Int {
    let half = max(1, Int(0.006 * rate))
    let start = flank(course, peak: peak, limit: limit, step: direction, rate: rate)
    let reach = Int(0.09 * rate)
    var steepest = start
    var slope: Float = 0
    var index = start
    while direction < 0 ? index > limit : index < limit, abs(index - start) <= reach {
      if index - half >= 0, index + half < course.count {
        let fall = Float(direction) * (course[index + half] - course[index - half]) / Float(2 * half)
        if fall < slope {
          slope = fall
          steepest = index
        }
      }
      // Stop in the valley after the flank: what follows is another wave.
      if course[index] < 0.15 * course[peak] { break }
      index += direction
    }
    guard slope < 0 else { return start }
    let distance = Int(((course[steepest] / -slope) + Float(settings.pFootSeconds * rate)).rounded())
    let position = steepest + direction * distance
    return direction < 0 ? max(limit, position) : min(limit, position)
  }

  /// The outermost place where the wave is still high, over short dips between two humps.
  private func flank(_ course: [Float], peak: Int, limit: Int, step direction: Int, rate: Double) -> Int {
    let reach = Int(settings.pFlankSeconds * rate)
    let dip = Int(settings.pDipSeconds * rate)
    var high = peak
    var index = peak
    while direction < 0 ? index > limit : index < limit, abs(index - peak) <= reach {
      if course[index] >= settings.pFlankShare * course[peak], abs(index - high) <= dip { high = index }
      index += direction
    }
    return high
  }
}
