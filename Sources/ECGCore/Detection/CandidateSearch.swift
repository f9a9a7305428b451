#if canImport(Glibc)
  import Glibc
#endif

/// Natural logarithm of a height in microvolts; of less than one it is zero.
func logarithm(_ microvolts: Float) -> Float { logf(max(1, microvolts)) }

/// Humps of the fused envelope: local maxima that are the highest within the separation on both sides, and what is measured at each.
struct CandidateSearch: Sendable {
  /// Working samples to either side that a shape takes in.
  private static let shapeReach = 9

  var candidates: [BeatCandidate] = []
  /// Shape of each candidate in each lead: slopes about the top, brought to unit length.
  private(set) var shapes: [SIMD16<Float>] = []
  /// Number of the first candidate still held.
  private(set) var firstCandidate = 0
  /// Every candidate before this working sample is known.
  private(set) var knownTo = 0
  private let plan: DetectionPlan
  private let leadCount: Int
  private var pending: (position: Int, height: Float)?
  private var scanned = 0

  init(plan: DetectionPlan, leadCount: Int) {
    self.plan = plan
    self.leadCount = leadCount
  }

  mutating func advance(_ fusion: LeadFusion, tracks: UnsafeBufferPointer<LeadTrack>, isEnded: Bool) {
    let end = fusion.envelope.end
    let to = isEnded ? end : end - 1
    let offset = fusion.envelope.start
    let values = fusion.envelope.values
    let lowest = Float(plan.settings.minimumEnvelopeMicrovolts)
    var index = scanned
    while index < to {
      let height = values[index - offset]
      let isTop =
        height >= lowest && (index == 0 || height > values[index - offset - 1]) && (index + 1 == end || height >= values[index - offset + 1])
      if isTop { take(index, height, fusion, tracks) }
      index += 1
    }
    scanned = max(scanned, to)
    if let top = pending, isEnded || scanned - top.position >= plan.separation { settle(fusion, tracks) }
    knownTo = isEnded ? end : min(pending?.position ?? scanned, scanned - plan.separation)
  }

  private mutating func take(_ position: Int, _ height: Float, _ fusion: LeadFusion, _ tracks: UnsafeBufferPointer<LeadTrack>) {
    if let top = pending {
      if position - top.position < plan.separation {
        if height > top.height { pending = (position, height) }
        return
      }
      settle(fusion, tracks)
    }
    pending = (position, height)
  }

  /// The pending hump is measured and, if it may be a beat at all, kept.
  private mutating func settle(_ fusion: LeadFusion, _ tracks: UnsafeBufferPointer<LeadTrack>) {
    guard let top = pending else { return }
    pending = nil
    let levels = fusion.levels(of: plan.block(of: top.position))
    var candidate = BeatCandidate(position: top.position, height: top.height)
    let reach = Int(0.05 * plan.rateHertz)
    let sharp = fusion.sharpEnvelope
    for index in max(sharp.start, top.position - reach)...min(sharp.end - 1, top.position + reach) {
      candidate.sharpHeight = max(candidate.sharpHeight, sharp[index])
    }
    let share = plan.settings.candidateShare
    guard candidate.height >= share * levels.signal || candidate.sharpHeight >= share * levels.sharpSignal else { return }
    candidate.isStrong = candidate.height >= levels.ground + plan.settings.strongShare * max(0, levels.signal - levels.ground)
    measureShapes(&candidate, levels.gains, tracks)
    candidate.logHeight = logarithm(candidate.height)
    candidate.logSharp = logarithm(candidate.sharpHeight)
    candidate.logSlow = logarithm(candidate.slowHeight)
    measureAgreement(&candidate, levels, tracks)
    candidates.append(candidate)
  }

  private mutating func measureShapes(_ candidate: inout BeatCandidate, _ gains: [Float], _ tracks: UnsafeBufferPointer<LeadTrack>) {
    let half = max(plan.slowWavelet.halfLength, Self.shapeReach)
    withUnsafeTemporaryAllocation(of: Float.self, capacity: 2 * half + 1 + plan.slowWavelet.windowLength) { window in
      guard let start = window.baseAddress else { return }
      window[(2 * half + 1)...].initialize(repeating: 0)
      for lead in gains.indices {
        guard gains[lead] > 0 else {
          shapes.append(.zero)
          continue
        }
        tracks[lead].copy(about: candidate.position, half: half, into: start)
        candidate.slowHeight += gains[lead] * plan.slowWavelet.modulus(of: start + (half - plan.slowWavelet.halfLength))
        shapes.append(Self.shape(of: start + (half - Self.shapeReach)))
      }
    }
  }

  private func measureAgreement(_ candidate: inout BeatCandidate, _ levels: LeadFusion.FusedLevels, _ tracks: UnsafeBufferPointer<LeadTrack>) {
    guard levels.gains.count > 1, levels.signal > 0 else {
      candidate.leadLogHeight = candidate.logHeight - levels.logSignal
      return
    }
    let block = plan.block(of: candidate.position)
    let reach = Int(0.05 * plan.rateHertz)
    var squares: Float = 0
    var total: Float = 0
    for lead in levels.gains.indices where levels.gains[lead] > 0 {
      let envelope = tracks[lead].envelope
      var height: Float = 0
      for index in max(envelope.start, candidate.position - reach)...min(envelope.end - 1, candidate.position + reach) {
        height = max(height, envelope[index])
      }
      let signal = tracks[lead].levels.signal(of: block)
      let share = levels.gains[lead] * signal
      let ratio = logarithm(height) - logarithm(signal)
      candidate.leadLogHeight += share * ratio
      squares += share * ratio * ratio
      total += share
    }
    guard total > 0 else { return }
    candidate.leadLogHeight /= total
    candidate.leadLogSpread = max(0, squares / total - candidate.leadLogHeight * candidate.leadLogHeight).squareRoot()
  }

  /// The slope at sixteen places about the middle of `window`, brought to unit length.
  private static func shape(of window: UnsafePointer<Float>) -> SIMD16<Float> {
    let raw = UnsafeRawPointer(window)
    let slope = raw.loadUnaligned(fromByteOffset: 8, as: SIMD16<Float>.self) - raw.loadUnaligned(as: SIMD16<Float>.self)
    let length = (slope * slope).total.squareRoot()
    return length > 0 ? slope / length : .zero
  }

  /// Place of the first candidate held at or after a working sample.
  func firstIndex(at position: Int) -> Int {
    var low = 0
    var high = candidates.count
    while low < high {
      let middle = (low + high) / 2
      if candidates[middle].position < position { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Forgets candidates before a working sample.
  mutating func forget(before position: Int) {
    let count = firstIndex(at: position)
    candidates.removeFirst(count)
    shapes.removeFirst(count * leadCount)
    firstCandidate += count
  }
}
