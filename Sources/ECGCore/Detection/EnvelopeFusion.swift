/// One envelope out of several: each lead scaled to the strongest lead's level and weighted by how far its beats stand above its ground.
struct EnvelopeFusion: Sendable {
  let envelope: [Float]
  let levels: EnvelopeLevels
  /// Each lead by itself, in the order given.
  let leadEnvelopes: [[Float]]
  let leadLevels: [EnvelopeLevels]
  /// Leads in order of how far their beats stand out, clearest first.
  let leadsByClarity: [Int]
  /// The lead whose beats stand out most.
  var bestLead: Int { leadsByClarity.first ?? 0 }

  init(envelopes: [[Float]], rateHertz: Double, settings: DetectionSettings) {
    let levels = envelopes.map { EnvelopeLevels(envelope: $0, rateHertz: rateHertz, halfSpanSeconds: settings.levelHalfSpanSeconds) }
    leadEnvelopes = envelopes
    leadLevels = levels
    guard envelopes.count > 1 else {
      envelope = envelopes[0]
      self.levels = levels[0]
      leadsByClarity = [0]
      return
    }
    let clarity = levels.map { Self.clarity($0) }
    leadsByClarity = clarity.indices.sorted { (clarity[$0], $1) > (clarity[$1], $0) }
    envelope = Self.fused(envelopes, levels: levels, floor: Float(settings.minimumEnvelopeMicrovolts))
    self.levels = EnvelopeLevels(envelope: envelope, rateHertz: rateHertz, halfSpanSeconds: settings.levelHalfSpanSeconds)
  }

  /// Median ratio of signal to ground level.
  private static func clarity(_ levels: EnvelopeLevels) -> Float {
    median(zip(levels.signal, levels.ground).map { $0 / max($1, 1) })
  }

  /// Weighted mean of the envelopes, each relative to its own signal level, brought back to microvolts by the mean level.
  private static func fused(_ envelopes: [[Float]], levels: [EnvelopeLevels], floor: Float) -> [Float] {
    let count = envelopes.map(\.count).min() ?? 0
    var result = [Float](repeating: 0, count: count)
    let blocks = levels[0].signal.count
    for block in 0..<blocks {
      let gains = blockGains(levels, block: block, floor: floor)
      let from = levels[0].firstSample(of: block)
      let to = block == blocks - 1 ? count : levels[0].firstSample(of: block + 1)
      for (lead, gain) in gains.enumerated() where gain > 0 {
        envelopes[lead].withUnsafeBufferPointer { values in
          for index in from..<to { result[index] += gain * values[index] }
        }
      }
    }
    return result
  }

  private static func blockGains(_ levels: [EnvelopeLevels], block: Int, floor: Float) -> [Float] {
    var weights: [Float] = []
    var meanLevel: Float = 0
    for level in levels {
      let contrast = level.signal[block] / max(level.ground[block], 1)
      let weight = level.signal[block] < floor ? 0 : max(0, contrast - 1) * max(0, contrast - 1)
      weights.append(weight)
      meanLevel += weight * level.signal[block]
    }
    let total = weights.reduce(0, +)
    guard total > 0 else { return levels.map { _ in 1 / Float(levels.count) } }
    meanLevel /= total
    return zip(weights, levels).map { $0 / total * meanLevel / max($1.signal[block], 1) }
  }
}
