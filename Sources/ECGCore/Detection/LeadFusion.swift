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
  @inline(__always)
  func signal(of block: Int) -> Float { levels[place(of: block)].signal }
  @inline(__always)
  func gain(of block: Int, lead: Int) -> Float { gains[place(of: block) * leadCount + lead] }
  /// Where the gains of a block begin in ``gains``.
  func gainsStart(of block: Int) -> Int { place(of: block) * leadCount }

  /// Fuses every block whose levels all leads know.
  ///
  /// - Parameter tracks: as many as there are leads.
  mutating func advance(_ tracks: UnsafePointer<LeadTrack>, isEnded: Bool) {
    let levelsEnd = tracks.pointee.levels.levelsEnd
    while blocksEnd < levelsEnd {
      let block = blocksEnd
      let isLast = isEnded && block + 1 == levelsEnd
      let from = block * plan.blockLength
      let to = isLast ? tracks.pointee.envelope.end : from + plan.blockLength
      let start = gains.count
      weigh(tracks, block: block)
      Self.fuse(tracks, gains: gains, start: start, from: from, to: to, into: &envelope, &sharpEnvelope)
      levels.append(fusedLevels(tracks, start: start, block: block))
    }
  }

  private static func fuse(
    _ tracks: UnsafePointer<LeadTrack>, gains: [Float], start: Int, from: Int, to: Int, into envelope: inout SlidingSeries,
    _ sharp: inout SlidingSeries
  ) {
    envelope.append(count: to - from) { target in
      for place in start..<gains.count {
        tracks[place - start].envelope.scale(from: from, gain: gains[place], into: target, isAdded: place > start)
      }
    }
    sharp.append(count: to - from) { target in
      for place in start..<gains.count {
        tracks[place - start].sharpEnvelope.scale(from: from, gain: gains[place], into: target, isAdded: place > start)
      }
    }
  }

  /// Gains bring each lead to its own signal level, weigh it by its contrast, and bring the sum back to microvolts by the mean level.
  private mutating func weigh(_ tracks: UnsafePointer<LeadTrack>, block: Int) {
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
    chooseClearest(start: start)
    if total > 0 {
      meanLevel /= total
      for lead in 0..<leadCount { gains[start + lead] = gains[start + lead] / total * meanLevel / max(tracks[lead].levels.signal(of: block), 1) }
    } else {
      for lead in 0..<leadCount { gains[start + lead] = 1 / Float(leadCount) }
    }
  }

  /// The clearest lead stays until another is clearly better: positions must not jump between R of one lead and S of another.
  private mutating func chooseClearest(start: Int) {
    var best = 0
    for lead in 1..<leadCount where gains[start + lead] > gains[start + best] { best = lead }
    if levels.isEmpty && firstBlock == 0 || gains[start + best] > 3 * gains[start + clearestLead] { clearestLead = best }
  }

  private func fusedLevels(_ tracks: UnsafePointer<LeadTrack>, start: Int, block: Int) -> FusedLevels {
    var fused = SIMD4<Float>.zero
    var localGround: Float = 0
    for lead in 0..<leadCount {
      let gain = gains[start + lead]
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
