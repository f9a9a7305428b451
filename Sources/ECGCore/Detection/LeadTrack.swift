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
  let plan: DetectionPlan
  /// Samples before this one have been searched for spikes.
  private var searched = 0
  /// Stretches not yet searched that may hold spikes, in order.
  private var restless: [Range<Int>] = []

  init(plan: DetectionPlan) {
    self.plan = plan
    levels = BlockLevels(halfSpanBlocks: plan.halfSpanBlocks)
  }

  /// Takes the next samples in and computes all that can be known then.
  mutating func append(_ piece: UnsafeBufferPointer<Float>, isEnded: Bool) {
    let first = samples.end
    samples.append(contentsOf: piece)
    lookThrough(from: first)
    bridgeSpikes(isEnded: isEnded)
    averageDown(isEnded: isEnded)
    filter(isEnded: isEnded)
    measureBlocks(isEnded: isEnded)
  }

  /// Holds invalid samples and finds out where spikes may be.
  private mutating func lookThrough(from first: Int) {
    var place = plan.calm.firstRestless(samples, from: first)
    while place < samples.end {
      let end = min(place + CalmSamples.groupLength, samples.end)
      if !samples.withUnsafeSamples(from: place, to: end, CalmSamples.areValid) { holdLastValid(from: place, to: end) }
      if let last = restless.last, last.upperBound == place {
        restless[restless.count - 1] = last.lowerBound..<end
      } else {
        restless.append(place..<end)
      }
      place = plan.calm.firstRestless(samples, from: end)
    }
  }

  /// Before the first valid sample that one is held.
  private mutating func holdLastValid(from first: Int, to end: Int) {
    func isValid(_ value: Float) -> Bool { abs(value) <= Decimation.largestMicrovolts }
    var held = first > samples.start ? samples[first - 1] : samples.values.first(where: isValid) ?? 0
    for place in first..<end {
      let value = samples[place]
      if isValid(value) { held = value } else { samples.set(place, held) }
    }
  }

  /// Spikes are looked for as far as their neighbourhood is known.
  private mutating func bridgeSpikes(isEnded: Bool) {
    guard let spikes = plan.spikes else {
      searched = samples.end
      restless.removeAll(keepingCapacity: true)
      return
    }
    searched = isEnded ? samples.end : max(searched, samples.end - 2 * spikes.half - 3)
    let end = min(searched, samples.end - spikes.half - 3)
    for index in restless.indices { spikes.bridge(&samples, in: &restless[index], knownTo: end) }
    let rest = restless.last.flatMap { $0.upperBound > searched ? max($0.lowerBound, searched)..<$0.upperBound : nil }
    restless.removeAll(keepingCapacity: true)
    if let rest { restless.append(rest) }
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
    while !isEnded, (levels.statisticsEnd + 3) * length <= available {
      let pair = BlockStatistics.pair(envelope, sharpEnvelope, from: levels.statisticsEnd * length, length: length)
      levels.append(pair.first)
      levels.append(pair.second)
    }
    while true {
      let block = levels.statisticsEnd
      let isLast = isEnded && (block + 2) * length > available
      guard isLast || (block + 2) * length <= available else { break }
      let end = isLast ? available : (block + 1) * length
      levels.append(BlockStatistics(envelope, sharpEnvelope, from: block * length, to: end))
      if isLast { break }
    }
    levels.advance(isEnded: isEnded)
  }

  var heldSampleCount: Int { samples.values.count + slow.values.count + envelope.values.count + sharpEnvelope.values.count }

  /// Forgets what lies before a block; envelopes, which are done with sooner, before `envelopeBlock`.
  mutating func forget(before block: Int, envelopesBefore envelopeBlock: Int) {
    samples.forget(before: block * plan.blockLength * plan.decimation.factor)
    let first = envelopeBlock * plan.blockLength
    slow.forget(before: first)
    envelope.forget(before: first)
    sharpEnvelope.forget(before: first)
    levels.forget(before: block)
  }
}
