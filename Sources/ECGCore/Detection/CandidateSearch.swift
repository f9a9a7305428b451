#if canImport(Glibc)
  import Glibc
#endif

/// Natural logarithm of a height in microvolts; of less than one it is zero.
func logarithm(_ microvolts: Float) -> Float { logf(max(1, microvolts)) }

/// Natural logarithm of a ratio of two heights.
func logarithm(ratio: Float) -> Float { logf(ratio) }

/// Humps of the fused envelope: local maxima that are the highest within the separation on both sides, and what is measured at each.
struct CandidateSearch: Sendable {
  private(set) var candidates: [BeatCandidate] = []
  /// Shape of each candidate in each lead: slopes about the top, brought to unit length.
  private(set) var shapes: [SIMD16<Float>] = []
  /// Number of the first candidate still held.
  private(set) var firstCandidate = 0
  /// Every candidate before this working sample is known.
  private(set) var knownTo = 0
  /// Every candidate before this working sample has been measured, which takes its neighbours.
  private(set) var measuredTo = 0
  /// Number of the first candidate not yet measured.
  private(set) var measuredEnd = 0
  private let plan: DetectionPlan
  private let leadCount: Int
  private let lowest: Float
  private var pending: (position: Int, height: Float)?
  /// Humps of which only the height is known.
  private var tops: [(position: Int, height: Float)] = []
  /// Places of the candidates in work.
  private var chosen: [Int] = []
  private var scanned = 0

  init(plan: DetectionPlan, leadCount: Int) {
    self.plan = plan
    self.leadCount = leadCount
    lowest = Float(plan.settings.minimumEnvelopeMicrovolts)
  }

  /// - Parameter tracks: as many as there are leads.
  mutating func advance(_ fusion: LeadFusion, tracks: UnsafePointer<LeadTrack>, isEnded: Bool) {
    let end = fusion.envelope.end
    let to = isEnded ? end : end - 1
    if scanned < to { scan(fusion, to: to) }
    scanned = max(scanned, to)
    if let top = pending, isEnded || scanned - top.position >= plan.separation {
      tops.append(top)
      pending = nil
    }
    knownTo = isEnded ? end : min(pending?.position ?? scanned, scanned - plan.separation)
    takeTops(fusion)
    measuredTo = isEnded ? end : knownTo - plan.neighbourReach
    measure(fusion, tracks)
  }

  private mutating func scan(_ fusion: LeadFusion, to: Int) {
    let blocks = plan.block(of: scanned)...plan.block(of: to - 1)
    let least = blocks.reduce(Float.infinity) { min($0, lowestTop(fusion, block: $1)) }
    fusion.envelope.withUnsafeValues { values in
      let offset = fusion.envelope.start
      var index = scanned
      while index < to {
        if index > offset, index - offset + 8 < values.count {
          var tops = Self.tops(values, at: index - offset, least: least)
          while tops != 0 {
            let place = index + tops.trailingZeroBitCount
            take(place, values[place - offset], fusion)
            tops &= tops - 1
          }
          index += 8
        } else {
          if Self.isTop(values, at: index - offset, isFirst: index == 0) { take(index, values[index - offset], fusion) }
          index += 1
        }
      }
    }
  }

  private func lowestTop(_ fusion: LeadFusion, block: Int) -> Float {
    max(lowest, plan.settings.candidateShare * fusion.signal(of: block))
  }

  private static func isTop(_ values: UnsafeBufferPointer<Float>, at place: Int, isFirst: Bool) -> Bool {
    let height = values[place]
    return (isFirst || height > values[place - 1]) && (place + 1 == values.count || height >= values[place + 1])
  }

  /// Which of eight samples, all with a neighbour to both sides, are tops of `least` or more: a bit for each.
  @inline(__always)
  private static func tops(_ values: UnsafeBufferPointer<Float>, at place: Int, least: Float) -> UInt32 {
    let raw = UnsafeRawBufferPointer(values)
    func four(_ place: Int) -> SIMD4<Float> { raw.loadUnaligned(fromByteOffset: place * MemoryLayout<Float>.stride, as: SIMD4<Float>.self) }
    let lowest = SIMD4<Float>(repeating: least)
    let heights = (four(place), four(place + 4))
    let areHigh = (lowest .<= heights.0, lowest .<= heights.1)
    guard (areHigh.0 .| areHigh.1).isAnySet else { return 0 }
    let first = areHigh.0 .& (four(place - 1) .< heights.0) .& (four(place + 1) .<= heights.0)
    let second = areHigh.1 .& (four(place + 3) .< heights.1) .& (four(place + 5) .<= heights.1)
    return first.bits | second.bits << 4
  }

  private mutating func take(_ position: Int, _ height: Float, _ fusion: LeadFusion) {
    guard height >= lowestTop(fusion, block: plan.block(of: position)) else { return }
    if let top = pending {
      if position - top.position < plan.separation {
        if height > top.height { pending = (position, height) }
        return
      }
      tops.append(top)
    }
    pending = (position, height)
  }

  /// Humps become candidates, of which the fused envelopes' heights are known.
  private mutating func takeTops(_ fusion: LeadFusion) {
    let reach = plan.topReach
    for top in tops {
      let levels = fusion.levels(of: plan.block(of: top.position))
      var candidate = BeatCandidate(position: top.position, height: top.height)
      candidate.sharpHeight = fusion.sharpEnvelope.highest(from: top.position - reach, to: top.position + reach + 1)
      candidate.logHeight = logarithm(candidate.height)
      candidate.logSharp = logarithm(candidate.sharpHeight)
      candidate.isStrong = candidate.height >= levels.ground + plan.settings.strongShare * max(0, levels.signal - levels.ground)
      candidates.append(candidate)
      for _ in 0..<leadCount { shapes.append(.zero) }
    }
    tops.removeAll(keepingCapacity: true)
  }

  /// Candidates whose neighbours are known are measured in each lead, unless overshadowed.
  private mutating func measure(_ fusion: LeadFusion, _ tracks: UnsafePointer<LeadTrack>) {
    let first = measuredEnd - firstCandidate
    var end = first
    while end < candidates.count, candidates[end].position < measuredTo { end += 1 }
    guard end > first else { return }
    measuredEnd += end - first
    chosen.removeAll(keepingCapacity: true)
    candidates.withUnsafeMutableBufferPointer { Self.choose($0, from: first, to: end, plan, fusion, into: &chosen) }
    guard !chosen.isEmpty else { return }
    Self.measure(chosen, of: &candidates, &shapes, leadCount: leadCount, plan, fusion, tracks)
    Self.refine(&candidates, chosen, plan, fusion, tracks)
  }

  private static func choose(
    _ candidates: UnsafeMutableBufferPointer<BeatCandidate>, from first: Int, to end: Int, _ plan: DetectionPlan, _ fusion: LeadFusion,
    into chosen: inout [Int]
  ) {
    for index in first..<end {
      let before = neighbour(candidates, index, step: -1, plan)
      let after = neighbour(candidates, index, step: 1, plan)
      (candidates[index].before, candidates[index].after) = (before, after)
      let levels = fusion.levels(of: plan.block(of: candidates[index].position))
      candidates[index].isOvershadowed =
        max(before.height, after.height) > plan.logShadowRatio && candidates[index].logHeight - levels.logSignal < plan.logShadowShare
        && candidates[index].logSharp - levels.logSharpSignal < plan.logShadowSharpShare
      if !candidates[index].isOvershadowed { chosen.append(index) }
    }
  }

  private static func neighbour(_ candidates: UnsafeMutableBufferPointer<BeatCandidate>, _ index: Int, step: Int, _ plan: DetectionPlan)
    -> BeatCandidate.Neighbour
  {
    let (position, logHeight, logSharp) = (candidates[index].position, candidates[index].logHeight, candidates[index].logSharp)
    var result = BeatCandidate.Neighbour()
    var other = index + step
    while other >= 0, other < candidates.count {
      let distance = abs(candidates[other].position - position)
      guard distance <= plan.neighbourReach else { break }
      let height = candidates[other].logHeight - logHeight
      if height > result.height {
        result = BeatCandidate.Neighbour(
          height: height, distance: Float(distance) / Float(plan.rateHertz), sharpness: max(-3, candidates[other].logSharp - logSharp))
      }
      other += step
    }
    return result
  }

  private static func refine(
    _ candidates: inout [BeatCandidate], _ chosen: [Int], _ plan: DetectionPlan, _ fusion: LeadFusion, _ tracks: UnsafePointer<LeadTrack>
  ) {
    for index in chosen {
      let position = candidates[index].position
      let coarse = Int(plan.decimation.inputSample(of: Double(position)).rounded())
      let lead = fusion.levels(of: plan.block(of: position)).clearestLead
      candidates[index].peak = PeakRefinement().refine(coarse, samples: tracks[lead].history, samplingRateHertz: plan.inputRateHertz)
    }
  }

  private static func measure(
    _ chosen: [Int], of candidates: inout [BeatCandidate], _ shapes: inout [SIMD16<Float>], leadCount: Int, _ plan: DetectionPlan,
    _ fusion: LeadFusion, _ tracks: UnsafePointer<LeadTrack>
  ) {
    candidates.withUnsafeMutableBufferPointer { candidates in
      shapes.withUnsafeMutableBufferPointer { shapes in
        withUnsafeTemporaryAllocation(of: HeightAgreement.self, capacity: chosen.count) { agreements in
          agreements.initialize(repeating: HeightAgreement())
          for lead in 0..<leadCount {
            LeadTrack.measure(tracks + lead, chosen, of: candidates, agreements, shapes: shapes, lead: lead, of: leadCount, fusion, plan)
          }
          for (number, index) in chosen.enumerated() {
            let levels = fusion.levels(of: plan.block(of: candidates[index].position))
            finish(&candidates[index], agreements[number], levels, isAlone: leadCount == 1)
          }
        }
      }
    }
  }

  private static func finish(
    _ candidate: inout BeatCandidate, _ agreement: HeightAgreement, _ levels: LeadFusion.FusedLevels, isAlone: Bool
  ) {
    candidate.logSlow = logarithm(candidate.slowHeight)
    guard !isAlone, levels.signal > 0 else {
      candidate.leadLogHeight = candidate.logHeight - levels.logSignal
      return
    }
    guard agreement.total > 0 else { return }
    candidate.leadLogHeight = agreement.sum / agreement.total
    candidate.leadLogSpread = max(0, agreement.squares / agreement.total - candidate.leadLogHeight * candidate.leadLogHeight).squareRoot()
  }

  /// Place of the first candidate held at or after a working sample.
  func firstIndex(at position: Int) -> Int { candidates.sortedIndex(notBefore: { $0.position < position }) }

  /// Candidates to be judged in place, their shapes, and the number of the first of them.
  mutating func withScores(
    _ body: (UnsafeMutableBufferPointer<BeatCandidate>, UnsafeBufferPointer<SIMD16<Float>>, Int) -> Void
  ) {
    let first = firstCandidate
    candidates.withUnsafeMutableBufferPointer { candidates in
      shapes.withUnsafeBufferPointer { body(candidates, $0, first) }
    }
  }

  /// Forgets candidates before a working sample.
  mutating func forget(before position: Int) {
    let count = firstIndex(at: position)
    candidates.removeFirst(count)
    shapes.removeFirst(count * leadCount)
    firstCandidate += count
  }
}
