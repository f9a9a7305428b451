/// Several leads' envelopes made one: each lead weighs by how far its beats stand above its ground. One block at a time.
struct LeadFusion: Sendable {
  private(set) var envelope = SlidingSeries()
  private(set) var sharpEnvelope = SlidingSeries()
  /// Levels of the fused envelopes, and the ground within each block alone.
  private(set) var levels: [FusedLevels] = []
  /// What each lead is multiplied by, and its share: for each block one after the other.
  private(set) var gains: [Float] = []
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
    var clearestLead: Int
    /// Natural logarithms.
    var logSignal: Float
    var logGround: Float
    var logSharpSignal: Float
    var logSharpGround: Float
    var logLocalGround: Float
  }

  private let leadCount: Int

  init(plan: DetectionPlan, leadCount: Int) {
    self.plan = plan
    self.leadCount = leadCount
  }

  var blocksEnd: Int { firstBlock + levels.count }

  private func place(of block: Int) -> Int { min(max(0, block - firstBlock), levels.count - 1) }
  func levels(of block: Int) -> FusedLevels { levels[place(of: block)] }
  /// Where the gains of a block begin in ``gains``.
  func gainsStart(of block: Int) -> Int { place(of: block) * leadCount }

  /// Fuses every block whose levels all leads know.
  mutating func advance(_ tracks: UnsafeBufferPointer<LeadTrack>, isEnded: Bool) {
    guard let first = tracks.first else { return }
    while blocksEnd < first.levels.levelsEnd {
      let block = blocksEnd
      let isLast = isEnded && block + 1 == first.levels.levelsEnd
      let from = block * plan.blockLength
      let to = isLast ? first.envelope.end : from + plan.blockLength
      let start = gains.count
      weigh(tracks, block: block)
      let gains = gains[start...]
      envelope.append(count: to - from) { target in
        for lead in 0..<leadCount { tracks[lead].envelope.add(from: from, gain: gains[start + lead], to: target) }
      }
      sharpEnvelope.append(count: to - from) { target in
        for lead in 0..<leadCount { tracks[lead].sharpEnvelope.add(from: from, gain: gains[start + lead], to: target) }
      }
      levels.append(fusedLevels(tracks, gains: gains, block: block))
    }
  }

  /// Gains bring each lead to its own signal level, weigh it by its contrast, and bring the sum back to microvolts by the mean level.
  private mutating func weigh(_ tracks: UnsafeBufferPointer<LeadTrack>, block: Int) {
    let start = gains.count
    guard leadCount > 1 else {
      gains.append(1)
      return
    }
    let floor = Float(plan.settings.minimumEnvelopeMicrovolts)
    var total: Float = 0
    var meanLevel: Float = 0
    for lead in 0..<leadCount {
      let levels = tracks[lead].levels.levels(of: block)
      let excess = max(0, levels.x / max(levels.y, 1) - 1)
      let weight = levels.x < floor ? 0 : excess * excess
      gains.append(weight)
      total += weight
      meanLevel += weight * levels.x
    }
    chooseClearest(weights: gains[start...])
    if total > 0 {
      meanLevel /= total
      for lead in 0..<leadCount { gains[start + lead] = gains[start + lead] / total * meanLevel / max(tracks[lead].levels.signal(of: block), 1) }
    } else {
      for lead in 0..<leadCount { gains[start + lead] = 1 / Float(leadCount) }
    }
  }

  /// The clearest lead stays until another is clearly better: positions must not jump between R of one lead and S of another.
  private mutating func chooseClearest(weights: ArraySlice<Float>) {
    guard let best = weights.indices.max(by: { weights[$0] < weights[$1] }) else { return }
    if levels.isEmpty && firstBlock == 0 || weights[best] > 3 * weights[weights.startIndex + clearestLead] {
      clearestLead = best - weights.startIndex
    }
  }

  private func fusedLevels(_ tracks: UnsafeBufferPointer<LeadTrack>, gains: ArraySlice<Float>, block: Int) -> FusedLevels {
    var fused = SIMD4<Float>.zero
    var localGround: Float = 0
    for lead in 0..<leadCount {
      let gain = gains[gains.startIndex + lead]
      fused += gain * tracks[lead].levels.levels(of: block)
      localGround += gain * tracks[lead].levels.localFloor(about: block)
    }
    return FusedLevels(
      signal: fused.x, ground: fused.y, sharpSignal: fused.z, sharpGround: fused.w, localGround: localGround, clearestLead: clearestLead,
      logSignal: logarithm(fused.x), logGround: logarithm(fused.y), logSharpSignal: logarithm(fused.z), logSharpGround: logarithm(fused.w),
      logLocalGround: logarithm(localGround))
  }

  mutating func forget(before block: Int, envelopesBefore envelopeBlock: Int) {
    let count = min(max(0, block - firstBlock), levels.count)
    guard count > 0 else { return }
    levels.removeFirst(count)
    gains.removeFirst(count * leadCount)
    firstBlock += count
    envelope.forget(before: envelopeBlock * plan.blockLength)
    sharpEnvelope.forget(before: envelopeBlock * plan.blockLength)
  }
}
