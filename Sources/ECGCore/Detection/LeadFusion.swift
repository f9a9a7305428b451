/// Several leads' envelopes made one: each lead weighs by how far its beats stand above its ground. One block at a time.
struct LeadFusion: Sendable {
  private(set) var envelope = SlidingSeries()
  private(set) var sharpEnvelope = SlidingSeries()
  /// Levels of the fused envelopes, and the ground within each block alone.
  private(set) var levels: [FusedLevels] = []
  private(set) var firstBlock = 0
  private let plan: DetectionPlan
  private(set) var clearestLead = 0

  struct FusedLevels: Sendable {
    var signal: Float
    var ground: Float
    var sharpSignal: Float
    var sharpGround: Float
    /// Ground of this block by itself.
    var localGround: Float
    /// What each lead is multiplied by, and its share.
    var gains: [Float]
    var clearestLead: Int
    /// Natural logarithms.
    var logSignal: Float = 0
    var logGround: Float = 0
    var logSharpSignal: Float = 0
    var logSharpGround: Float = 0
    var logLocalGround: Float = 0
  }

  init(plan: DetectionPlan) { self.plan = plan }

  var blocksEnd: Int { firstBlock + levels.count }

  func levels(of block: Int) -> FusedLevels { levels[min(max(0, block - firstBlock), levels.count - 1)] }

  /// Fuses every block whose levels all leads know.
  mutating func advance(_ tracks: UnsafeBufferPointer<LeadTrack>, isEnded: Bool) {
    guard let first = tracks.first else { return }
    while blocksEnd < first.levels.levelsEnd {
      let block = blocksEnd
      let isLast = isEnded && block + 1 == first.levels.levelsEnd
      let from = block * plan.blockLength
      let to = isLast ? first.envelope.end : from + plan.blockLength
      let fused = weigh(tracks, block: block)
      let gains = fused.gains
      envelope.append(count: to - from) { target in
        for lead in gains.indices where gains[lead] > 0 { tracks[lead].envelope.add(from: from, gain: gains[lead], to: target) }
      }
      sharpEnvelope.append(count: to - from) { target in
        for lead in gains.indices where gains[lead] > 0 { tracks[lead].sharpEnvelope.add(from: from, gain: gains[lead], to: target) }
      }
      levels.append(fused)
    }
  }

  /// Gains bring each lead to its own signal level, weigh it by its contrast, and bring the sum back to microvolts by the mean level.
  private mutating func weigh(_ tracks: UnsafeBufferPointer<LeadTrack>, block: Int) -> FusedLevels {
    let floor = Float(plan.settings.minimumEnvelopeMicrovolts)
    var gains = [Float](repeating: 1 / Float(tracks.count), count: tracks.count)
    if tracks.count == 1 {
      gains[0] = 1
    } else {
      var total: Float = 0
      var meanLevel: Float = 0
      for lead in gains.indices {
        let signal = tracks[lead].levels.signal(of: block)
        let excess = max(0, signal / max(tracks[lead].levels.ground(of: block), 1) - 1)
        gains[lead] = signal < floor ? 0 : excess * excess
        total += gains[lead]
        meanLevel += gains[lead] * signal
      }
      chooseClearest(weights: gains)
      if total > 0 {
        meanLevel /= total
        for lead in gains.indices { gains[lead] = gains[lead] / total * meanLevel / max(tracks[lead].levels.signal(of: block), 1) }
      } else {
        gains = gains.map { _ in 1 / Float(tracks.count) }
      }
    }
    return fusedLevels(tracks, gains: gains, block: block)
  }

  /// The clearest lead stays until another is clearly better: positions must not jump between R of one lead and S of another.
  private mutating func chooseClearest(weights: [Float]) {
    guard let best = weights.indices.max(by: { weights[$0] < weights[$1] }) else { return }
    if levels.isEmpty && firstBlock == 0 || weights[best] > 3 * weights[clearestLead] { clearestLead = best }
  }

  private func fusedLevels(_ tracks: UnsafeBufferPointer<LeadTrack>, gains: [Float], block: Int) -> FusedLevels {
    var fused = FusedLevels(signal: 0, ground: 0, sharpSignal: 0, sharpGround: 0, localGround: 0, gains: gains, clearestLead: clearestLead)
    for (lead, gain) in gains.enumerated() {
      fused.signal += gain * tracks[lead].levels.signal(of: block)
      fused.ground += gain * tracks[lead].levels.ground(of: block)
      fused.sharpSignal += gain * tracks[lead].levels.sharpSignal(of: block)
      fused.sharpGround += gain * tracks[lead].levels.sharpGround(of: block)
      fused.localGround += gain * tracks[lead].levels.localFloor(about: block)
    }
    fused.logSignal = logarithm(fused.signal)
    fused.logGround = logarithm(fused.ground)
    fused.logSharpSignal = logarithm(fused.sharpSignal)
    fused.logSharpGround = logarithm(fused.sharpGround)
    fused.logLocalGround = logarithm(fused.localGround)
    return fused
  }

  mutating func forget(before block: Int) {
    let count = min(max(0, block - firstBlock), levels.count)
    guard count > 0 else { return }
    levels.removeFirst(count)
    firstBlock += count
    envelope.forget(before: block * plan.blockLength)
    sharpEnvelope.forget(before: block * plan.blockLength)
  }
}
