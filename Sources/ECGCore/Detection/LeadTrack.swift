/// One lead on its way from samples to envelopes: invalid samples held, pacing spikes bridged, averaged down, filtered.
struct LeadTrack: Sendable {
  /// Valid samples at the recording's rate, spikes bridged.
  private(set) var samples = SlidingSeries()
  /// The same at the working rate.
  private(set) var slow = SlidingSeries()
  /// Modulus at the QRS frequency and at the sharp frequency.
  private(set) var envelope = SlidingSeries()
  private(set) var sharpEnvelope = SlidingSeries()
  private(set) var levels: BlockLevels
  private(set) var sharpLevels: BlockLevels
  private let plan: DetectionPlan
  /// Samples before this one have been searched for spikes.
  private var searched = 0

  init(plan: DetectionPlan) {
    self.plan = plan
    levels = BlockLevels(halfSpanBlocks: plan.halfSpanBlocks)
    sharpLevels = BlockLevels(halfSpanBlocks: plan.halfSpanBlocks)
  }

  /// Takes the next samples in and computes all that can be known then.
  mutating func append(_ piece: UnsafeBufferPointer<Float>, isEnded: Bool) {
    if isValid(piece) {
      samples.append(contentsOf: piece)
    } else {
      appendHolding(piece)
    }
    if let spikes = plan.spikes {
      spikes.bridge(&samples, searched: &searched, isEnded: isEnded)
    } else {
      searched = samples.end
    }
    averageDown(isEnded: isEnded)
    filter(isEnded: isEnded)
    measureBlocks(isEnded: isEnded)
  }

  /// Whether a piece holds only what can be a body-surface potential.
  private func isValid(_ piece: UnsafeBufferPointer<Float>) -> Bool {
    let raw = UnsafeRawBufferPointer(piece)
    let limit = SIMD16<Float>(repeating: Decimation.largestMicrovolts * Decimation.largestMicrovolts)
    var isInside = SIMDMask<SIMD16<Int32>>(repeating: true)
    let groups = piece.count / 16
    for group in 0..<groups {
      let values = raw.loadUnaligned(fromByteOffset: group * 64, as: SIMD16<Float>.self)
      isInside = isInside .& (values * values .<= limit)
    }
    return all(isInside) && piece[(groups * 16)...].allSatisfy { abs($0) <= Decimation.largestMicrovolts }
  }

  private mutating func appendHolding(_ piece: UnsafeBufferPointer<Float>) {
    var value = samples.values.last ?? piece.first { abs($0) <= Decimation.largestMicrovolts } ?? 0
    for sample in piece {
      if abs(sample) <= Decimation.largestMicrovolts { value = sample }
      samples.append(value)
    }
  }

  private mutating func averageDown(isEnded: Bool) {
    let factor = plan.decimation.factor
    let from = slow.end * factor
    let whole = (searched - from) / factor
    let start = from - samples.start
    samples.values.withUnsafeBufferPointer { values in
      slow.append(count: whole) { output in
        guard let input = values.baseAddress else { return }
        Decimation.average(input + start, factor: factor, into: output)
      }
    }
    let rest = samples.end - slow.end * factor
    if isEnded, rest > 0 {
      var sum: Float = 0
      for index in (samples.end - rest)..<samples.end { sum += samples[index] }
      slow.append(sum / Float(rest))
    }
  }

  /// Ends are held: what lies before the first sample or beyond the last is taken to be like them.
  private mutating func filter(isEnded: Bool) {
    let half = plan.envelopes.halfLength
    let from = envelope.end
    let count = (isEnded ? slow.end : slow.end - half) - from
    guard count > 0, let last = slow.values.last else { return }
    let first = from - half - slow.start
    slow.values.withUnsafeBufferPointer { values in
      // Eight outputs are made at a time: whole groups that lie within the series are read where they are.
      let direct = first >= 0 ? max(0, min(count, values.count - first - 2 * half) / 8 * 8) : 0
      if direct > 0, let source = values.baseAddress { extend(from: source + first, count: direct) }
      let rest = count - direct
      guard rest > 0 else { return }
      withUnsafeTemporaryAllocation(of: Float.self, capacity: rest + 2 * half + 16) { window in
        for place in window.indices {
          let index = first + direct + place
          window[place] = index < 0 ? values[0] : index < values.count ? values[index] : last
        }
        guard let source = window.baseAddress else { return }
        extend(from: UnsafePointer(source), count: rest)
      }
    }
  }

  private mutating func extend(from source: UnsafePointer<Float>, count: Int) {
    withUnsafeTemporaryAllocation(of: Float.self, capacity: 2 * (count + 8)) { room in
      guard let first = room.baseAddress else { return }
      let second = first + (count + 8)
      plan.envelopes.moduli(of: source, outputs: count, into: first, second)
      envelope.append(contentsOf: UnsafeBufferPointer(start: first, count: count))
      sharpEnvelope.append(contentsOf: UnsafeBufferPointer(start: second, count: count))
    }
  }

  /// The last block takes in what is left of the recording.
  private mutating func measureBlocks(isEnded: Bool) {
    let length = plan.blockLength
    let available = envelope.end
    while true {
      let block = levels.statisticsEnd
      let isLast = isEnded && (block + 2) * length > available
      guard isLast || (block + 2) * length <= available else { break }
      let end = isLast ? available : (block + 1) * length
      levels.append(BlockStatistics(envelope, from: block * length, to: end))
      sharpLevels.append(BlockStatistics(sharpEnvelope, from: block * length, to: end))
      if isLast { break }
    }
    levels.advance(isEnded: isEnded)
    sharpLevels.advance(isEnded: isEnded)
  }

  var heldSampleCount: Int { samples.values.count + slow.values.count + envelope.values.count + sharpEnvelope.values.count }

  /// Forgets what lies before a block.
  mutating func forget(before block: Int) {
    let first = block * plan.blockLength
    samples.forget(before: first * plan.decimation.factor)
    slow.forget(before: first)
    envelope.forget(before: first)
    sharpEnvelope.forget(before: first)
    levels.forget(before: block)
    sharpLevels.forget(before: block)
  }

  /// Copies the slow samples about `position` into `window`, ends held.
  func copy(about position: Int, half: Int, into window: UnsafeMutablePointer<Float>) {
    slow.values.withUnsafeBufferPointer { values in
      let first = position - half - slow.start
      let last = values.count - 1
      if first >= 0, first + 2 * half <= last {
        for place in 0...(2 * half) { window[place] = values[first + place] }
      } else {
        for place in 0...(2 * half) { window[place] = values[min(max(0, first + place), last)] }
      }
    }
  }
}
