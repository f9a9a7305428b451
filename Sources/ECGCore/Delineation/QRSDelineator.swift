/// Onset and offset of the QRS over all leads of the average beat.
///
/// Each lead is asked where its slope comes to rest. The onset is the earliest of them that neighbours in time support, as the CSE working
/// party defined it (Eur. Heart J. 6:815, 1985); the offset lies half-way between the latest supported one and where all leads together rest,
/// since ST slopes in single leads.
struct QRSDelineator: Sendable {
  let settings: DelineationSettings

  /// Indices into the average beat, or `nil` when there is no QRS in it. A paced QRS does not begin before its spike ends.
  func delineate(_ signals: SpatialSignals, fiducial: Int, spikeEnd: Int? = nil) -> (onset: Int, offset: Int)? {
    let velocity = signals.velocity
    let rate = signals.rateHertz
    let near = Int(settings.qrsCoreSeconds * rate)
    let core = max(0, fiducial - near)...max(0, min(velocity.count - 1, fiducial + near))
    guard let fastest = core.max(by: { velocity[$0] < velocity[$1] }), velocity[fastest] > 0 else { return nil }
    let onsets = signals.slopes.map { slope in
      edge(slope, from: steepest(slope, near: fastest, rate: rate), fiducial: fiducial, rate: rate, rule: settings.qrsOnset, step: -1)
    }
    let offsets = signals.slopes.map { slope in
      edge(slope, from: steepest(slope, near: fastest, rate: rate), fiducial: fiducial, rate: rate, rule: settings.qrsOffset, step: 1)
    }
    let common = edge(velocity, from: fastest, fiducial: fiducial, rate: rate, rule: settings.qrsCommonOffset, step: 1)
    let onset = Double(supported(onsets, earliest: true, rate: rate)) - settings.qrsOnsetFootSeconds * rate
    let offset = Double(supported(offsets, earliest: false, rate: rate) + common) / 2 + settings.qrsOffsetFootSeconds * rate
    let spike = spikeEnd.map { $0 < fastest ? $0 : 0 } ?? 0
    let from = max(0, spike, Int(onset.rounded()))
    let to = min(velocity.count - 1, Int(offset.rounded()))
    return from < to ? (from, to) : nil
  }

  /// Where a lead is steepest near the steepest place of all.
  private func steepest(_ slope: [Float], near centre: Int, rate: Double) -> Int {
    let reach = Int(settings.qrsSteepestSeconds * rate)
    let range = max(0, centre - reach)...min(slope.count - 1, centre + reach)
    return range.max { slope[$0] < slope[$1] } ?? centre
  }

  /// Last sample on the way out before the slope stays below the rule's level.
  private func edge(_ slope: [Float], from start: Int, fiducial: Int, rate: Double, rule: DelineationSettings.RestRule, step: Int) -> Int {
    let resting: Range<Int> =
      step < 0
      ? max(0, fiducial - Int(0.3 * rate))..<max(1, fiducial - Int(0.04 * rate))
      : min(slope.count, fiducial + Int(0.04 * rate))..<min(slope.count, fiducial + Int(0.2 * rate))
    // A broad QRS that leaves no rest in its neighbourhood must not raise the level into itself.
    let noise = min(quietest(slope, range: resting, span: Int(0.03 * rate)), 0.04 * slope[start])
    let level = max(rule.share * slope[start], rule.microvoltsPerMillisecond, rule.noiseRatio * noise)
    let reach = Int(settings.qrsReachSeconds * rate)
    let limit = step < 0 ? max(0, fiducial - reach) : min(slope.count - 1, fiducial + reach)
    let rest = walk(slope, from: start, to: limit, level: level, rate: rate)
    guard step > 0 else { return rest }
    // ST may slope without rest; a QRS tails off within a limited time.
    let steepEnd = walk(slope, from: start, to: limit, level: max(level, settings.qrsTailShare * slope[start]), rate: rate)
    return min(rest, steepEnd + Int(settings.qrsTailSeconds * rate))
  }

  private func walk(_ slope: [Float], from start: Int, to limit: Int, level: Float, rate: Double) -> Int {
    let quiet = max(2, Int(settings.quietSeconds * rate))
    let step = limit < start ? -1 : 1
    var last = start
    var index = start
    while index != limit {
      index += step
      if slope[index] > level { last = index } else if abs(index - last) >= quiet { break }
    }
    return last
  }

  /// The outermost edge that enough others lie near; the middle one where none is supported.
  private func supported(_ edges: [Int], earliest: Bool, rate: Double) -> Int {
    let ordered = earliest ? edges.sorted() : edges.sorted(by: >)
    let tolerance = Int(settings.supportSeconds * rate)
    let needed = min(settings.supportingLeads, ordered.count)
    return ordered.first { edge in ordered.filter { abs($0 - edge) <= tolerance }.count >= needed } ?? ordered[ordered.count / 2]
  }

  /// Smallest mean over `span` samples: the rest's noise.
  private func quietest(_ values: [Float], range: Range<Int>, span: Int) -> Float {
    guard span > 0, range.count >= span else { return 0 }
    var sum = values[range.lowerBound..<(range.lowerBound + span)].reduce(0, +)
    var least = sum
    for index in (range.lowerBound + span)..<max(range.lowerBound + span, range.upperBound) {
      sum += values[index] - values[index - span]
      least = min(least, sum)
    }
    return max(0, least) / Float(span)
  }
}
