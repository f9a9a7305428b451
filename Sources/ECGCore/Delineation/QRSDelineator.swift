/// Onset and offset of the QRS over all leads, from the spatial velocity of the average beat.
struct QRSDelineator: Sendable {
  let settings: DelineationSettings

  /// Indices into the average beat, or `nil` when there is no QRS in it.
  func delineate(_ signals: SpatialSignals, fiducial: Int) -> (onset: Int, offset: Int)? {
    let velocity = signals.velocity
    let rate = signals.rateHertz
    let reach = Int(settings.qrsReachSeconds * rate)
    let from = max(0, fiducial - reach)
    let to = min(velocity.count - 1, fiducial + reach)
    guard from < fiducial, fiducial < to else { return nil }
    let near = Int(0.06 * rate)
    let core = max(from, fiducial - near)...min(to, fiducial + near)
    guard let fastest = core.max(by: { velocity[$0] < velocity[$1] }), velocity[fastest] > 0 else { return nil }
    let peak = velocity[fastest]
    let rest = quietest(velocity, from: max(0, fiducial - Int(0.3 * rate)), to: max(1, fiducial - Int(0.04 * rate)), span: Int(0.03 * rate))
    let onsetLevel = max(settings.qrsOnsetShare * peak, 2.5 * rest)
    let restAfter = quietest(
      velocity, from: min(fiducial + Int(0.04 * rate), to), to: min(velocity.count, fiducial + Int(0.2 * rate)), span: Int(0.03 * rate))
    let offsetLevel = max(settings.qrsOffsetShare * peak, 2 * min(restAfter, 0.05 * peak))
    let quiet = max(2, Int(settings.quietSeconds * rate))
    let onset = boundary(velocity, start: fastest, limit: from, step: -1, level: onsetLevel, quiet: quiet, reach: Int(settings.footSeconds * rate))
    let offset = boundary(velocity, start: fastest, limit: to, step: 1, level: offsetLevel, quiet: quiet, reach: Int(settings.footSeconds * rate))
    return onset < offset ? (onset, offset) : nil
  }

  /// Last sample above `level` before `quiet` samples in a row below it.
  private func boundary(_ values: [Float], start: Int, limit: Int, step: Int, level: Float, quiet: Int, reach: Int) -> Int {
    var last = start
    var index = start
    while index != limit {
      index += step
      if values[index] > level { last = index } else if abs(index - last) >= quiet { break }
    }
    // The foot: on while the wave still comes to rest.
    var foot = last
    while foot != limit, abs(foot - last) < reach, values[foot + step] < values[foot] { foot += step }
    return foot
  }

  /// Smallest mean over `span` samples: the rest's noise.
  private func quietest(_ values: [Float], from: Int, to: Int, span: Int) -> Float {
    guard span > 0, to - from >= span else { return 0 }
    var sum = values[from..<(from + span)].reduce(0, +)
    var least = sum
    var index = from + span
    while index < to {
      sum += values[index] - values[index - span]
      least = min(least, sum)
      index += 1
    }
    return max(0, least) / Float(span)
  }
}
