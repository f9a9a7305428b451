#if canImport(Glibc)
  import Glibc
#endif

/// Natural logarithm of a height in microvolts; of less than one it is zero.
func logarithm(_ microvolts: Float) -> Float { logf(max(1, microvolts)) }

/// Humps of the fused envelope: local maxima that are the highest within the separation on both sides, and what is measured at each.
struct CandidateSearch: Sendable {
  private(set) var candidates: [BeatCandidate] = []
  /// Shape of each candidate in each lead: slopes about the top, brought to unit length.
  private(set) var shapes: [SIMD16<Float>] = []
  /// Number of the first candidate still held.
  private(set) var firstCandidate = 0
  /// Every candidate before this working sample is known.
  private(set) var knownTo = 0
  private let plan: DetectionPlan
  private let leadCount: Int
  private let lowest: Float
  private var pending: (position: Int, height: Float)?
  /// Humps not yet measured.
  private var tops: [(position: Int, height: Float)] = []
  private var scanned = 0

  init(plan: DetectionPlan, leadCount: Int) {
    self.plan = plan
    self.leadCount = leadCount
    lowest = Float(plan.settings.minimumEnvelopeMicrovolts)
  }

  mutating func advance(_ fusion: LeadFusion, tracks: UnsafeBufferPointer<LeadTrack>, isEnded: Bool) {
    let end = fusion.envelope.end
    let to = isEnded ? end : end - 1
    fusion.envelope.values.withUnsafeBufferPointer { values in
      let offset = fusion.envelope.start
      var index = scanned
      while index < to {
        if index > offset, index + 8 < end {
          var tops = tops(values, at: index - offset)
          while tops != 0 {
            let place = index + tops.trailingZeroBitCount
            take(place, values[place - offset])
            tops &= tops - 1
          }
          index += 8
        } else {
          if isTop(values, at: index - offset, isFirst: index == 0) { take(index, values[index - offset]) }
          index += 1
        }
      }
    }
    scanned = max(scanned, to)
    if let top = pending, isEnded || scanned - top.position >= plan.separation {
      tops.append(top)
      pending = nil
    }
    knownTo = isEnded ? end : min(pending?.position ?? scanned, scanned - plan.separation)
    measureTops(fusion, tracks)
  }

  private func isTop(_ values: UnsafeBufferPointer<Float>, at place: Int, isFirst: Bool) -> Bool {
    let height = values[place]
    return height >= lowest && (isFirst || height > values[place - 1]) && (place + 1 == values.count || height >= values[place + 1])
  }

  /// Which of eight samples, all with a neighbour to both sides, are tops: a bit for each.
  @inline(__always)
  private func tops(_ values: UnsafeBufferPointer<Float>, at place: Int) -> UInt32 {
    let raw = UnsafeRawBufferPointer(values)
    func eight(_ place: Int) -> SIMD8<Float> { raw.loadUnaligned(fromByteOffset: place * MemoryLayout<Float>.stride, as: SIMD8<Float>.self) }
    let heights = eight(place)
    let least = SIMD8<Float>(repeating: lowest)
    let isTop = (eight(place - 1) .< heights) .& (eight(place + 1) .<= heights) .& (least .<= heights)
    return isTop.bits
  }

  private mutating func take(_ position: Int, _ height: Float) {
    if let top = pending {
      if position - top.position < plan.separation {
        if height > top.height { pending = (position, height) }
        return
      }
      tops.append(top)
    }
    pending = (position, height)
  }

  /// The humps found are measured and, if they may be beats at all, kept.
  private mutating func measureTops(_ fusion: LeadFusion, _ tracks: UnsafeBufferPointer<LeadTrack>) {
    let firstNew = candidates.count
    let reach = plan.topReach
    let share = plan.settings.candidateShare
    for top in tops {
      let levels = fusion.levels(of: plan.block(of: top.position))
      var candidate = BeatCandidate(position: top.position, height: top.height)
      candidate.sharpHeight = fusion.sharpEnvelope.highest(from: top.position - reach, to: top.position + reach + 1)
      guard candidate.height >= share * levels.signal || candidate.sharpHeight >= share * levels.sharpSignal else { continue }
      candidate.isStrong = candidate.height >= levels.ground + plan.settings.strongShare * max(0, levels.signal - levels.ground)
      candidates.append(candidate)
    }
    tops.removeAll(keepingCapacity: true)
    let count = candidates.count - firstNew
    guard count > 0 else { return }
    shapes.append(contentsOf: repeatElement(.zero, count: count * leadCount))
    Self.measure(&candidates, &shapes, from: firstNew, leadCount: leadCount, plan, fusion, tracks)
  }

  private static func measure(
    _ candidates: inout [BeatCandidate], _ shapes: inout [SIMD16<Float>], from firstNew: Int, leadCount: Int, _ plan: DetectionPlan,
    _ fusion: LeadFusion, _ tracks: UnsafeBufferPointer<LeadTrack>
  ) {
    candidates.withUnsafeMutableBufferPointer { all in
      let new = UnsafeMutableBufferPointer(rebasing: all[firstNew...])
      shapes.withUnsafeMutableBufferPointer { shapes in
        let room = UnsafeMutableBufferPointer(rebasing: shapes[(firstNew * leadCount)...])
        withUnsafeTemporaryAllocation(of: HeightAgreement.self, capacity: new.count) { agreements in
          agreements.initialize(repeating: HeightAgreement())
          for lead in 0..<leadCount { tracks[lead].measure(new, agreements, shapes: room, lead: lead, fusion) }
          for index in new.indices {
            let levels = fusion.levels(of: plan.block(of: new[index].position))
            finish(&new[index], agreements[index], levels, isAlone: leadCount == 1)
          }
        }
      }
    }
  }

  private static func finish(
    _ candidate: inout BeatCandidate, _ agreement: HeightAgreement, _ levels: LeadFusion.FusedLevels, isAlone: Bool
  ) {
    candidate.logHeight = logarithm(candidate.height)
    candidate.logSharp = logarithm(candidate.sharpHeight)
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
