/// One lead on its way from samples to envelopes: invalid samples held, pacing spikes bridged, averaged down, filtered.
struct LeadTrack: Sendable {
  /// Valid samples at the recording's rate, spikes bridged: those that are being worked on, and those before them that are done with.
  private var samples = SlidingSeries()
  private(set) var history = SampleHistory()
  /// The same at the working rate.
  private(set) var slow = SlidingSeries()
  /// Modulus at the QRS frequency and at the sharp frequency.
  private(set) var envelope = SlidingSeries()
  private(set) var sharpEnvelope = SlidingSeries()
  private(set) var levels: BlockLevels
  let plan: DetectionPlan
  /// Samples before this one have been searched for spikes.
  private var searched = 0
  /// Whether samples have been changed since the last ones came.
  private var isTouched = false
  /// Stretches not yet searched that may hold spikes, in order.
  private var restless: [Range<Int>] = []

  init(plan: DetectionPlan) {
    self.plan = plan
    levels = BlockLevels(halfSpanBlocks: plan.halfSpanBlocks)
  }

  /// Takes the next samples in, `count` of an array's from a place on, and computes all that can be known then.
  mutating func append(_ source: [Float], from: Int, count: Int, isEnded: Bool) {
    isTouched = false
    source.withUnsafeBufferPointer { takeIn(UnsafeBufferPointer(rebasing: $0[from..<(from + count)])) }
    bridgeSpikes(isEnded: isEnded)
    averageDown(isEnded: isEnded)
    remember(source, from: from, count: count)
    filter(isEnded: isEnded)
    measureBlocks(isEnded: isEnded)
  }

  /// Holds invalid samples and finds out where spikes may be.
  private mutating func takeIn(_ piece: UnsafeBufferPointer<Float>) {
    let first = samples.end
    var found = restless
    var doubtful: [Range<Int>] = []
    restless = []
    let (calm, held) = (plan.calm, samples.count)
    samples.append(count: piece.count) { output in
      calm.copy(piece, to: output, held: held) { group, mayBeInvalid in
        let group = (first + group.lowerBound)..<(first + group.upperBound)
        if mayBeInvalid { doubtful.append(group) }
        if let last = found.last, last.upperBound == group.lowerBound {
          found[found.count - 1] = last.lowerBound..<group.upperBound
        } else {
          found.append(group)
        }
      }
    }
    restless = found
    for group in doubtful where !samples.withUnsafeSamples(from: group.lowerBound, to: group.upperBound, CalmSamples.areValid) {
      holdLastValid(from: group.lowerBound, to: group.upperBound)
      isTouched = true
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
    for index in restless.indices where spikes.bridge(&samples, in: &restless[index], knownTo: end) { isTouched = true }
    let rest = restless.last.flatMap { $0.upperBound > searched ? max($0.lowerBound, searched)..<$0.upperBound : nil }
    restless.removeAll(keepingCapacity: true)
    if let rest { restless.append(rest) }
  }

  private mutating func averageDown(isEnded: Bool) {
    let factor = plan.decimation.factor
    let from = slow.end * factor
    let whole = (searched - from) / factor
    Self.average(samples, from: from, factor: factor, count: whole, into: &slow)
    let rest = samples.end - slow.end * factor
    if isEnded, rest > 0 {
      var sum: Float = 0
      for index in (samples.end - rest)..<samples.end { sum += samples[index] }
      slow.append(sum / Float(rest))
    }
  }

  private static func average(_ samples: SlidingSeries, from: Int, factor: Int, count: Int, into slow: inout SlidingSeries) {
    guard count > 0 else { return }
    samples.withUnsafeSamples(from: from, to: from + count * factor) { input in
      guard let input = input.baseAddress else { return }
      slow.append(count: count) { Decimation.average(input, factor: factor, into: $0) }
    }
  }

  /// Samples searched for spikes do not change any more: they become history, untouched ones where they came from.
  private mutating func remember(_ source: [Float], from: Int, count: Int) {
    let new = samples.end - count
    let isShared = !isTouched && searched > new
    let copied = history.end..<max(history.end, isShared ? new : searched)
    if !copied.isEmpty { history.append(samples.copy(from: copied.lowerBound, to: copied.upperBound), from: 0, count: copied.count) }
    if isShared { history.append(source, from: from + history.end - new, count: searched - history.end) }
    // A spike is told from what lies before it.
    samples.forget(before: min(searched, slow.end * plan.decimation.factor) - 4 * plan.calm.reach - 8)
  }

  /// Ends are held: what lies before the first sample or beyond the last is taken to be like them.
  private mutating func filter(isEnded: Bool) {
    let half = plan.envelopes.halfLength
    let from = envelope.end
    let count = (isEnded ? slow.end : slow.end - half) - from
    guard count > 0 else { return }
    Self.filter(slow, from: from - half - slow.start, count: count, plan.envelopes, into: &envelope, &sharpEnvelope)
  }

  /// - Parameter first: place among the samples held where the first output's neighbourhood begins; negative before them.
  private static func filter(
    _ slow: SlidingSeries, from first: Int, count: Int, _ pass: EnvelopePass, into envelope: inout SlidingSeries, _ sharp: inout SlidingSeries
  ) {
    let half = pass.halfLength
    slow.withUnsafeValues { values in
      // Eight outputs are made at a time: whole groups that lie within the series are read where they are.
      let direct = first >= 0 ? max(0, min(count, values.count - first - 2 * half) / 8 * 8) : 0
      if direct > 0, let source = values.baseAddress { extend(from: source + first, count: direct, pass, &envelope, &sharp) }
      let rest = count - direct
      guard rest > 0, let last = values.last else { return }
      withUnsafeTemporaryAllocation(of: Float.self, capacity: rest + 2 * half + 16) { window in
        for place in window.indices {
          let index = first + direct + place
          window[place] = index < 0 ? values[0] : index < values.count ? values[index] : last
        }
        guard let source = window.baseAddress else { return }
        extend(from: UnsafePointer(source), count: rest, pass, &envelope, &sharp)
      }
    }
  }

  private static func extend(
    from source: UnsafePointer<Float>, count: Int, _ pass: EnvelopePass, _ envelope: inout SlidingSeries, _ sharp: inout SlidingSeries
  ) {
    envelope.append(count: count, slack: 8) { first in
      sharp.append(count: count, slack: 8) { second in pass.moduli(of: source, outputs: count, into: first, second) }
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

  var heldSampleCount: Int { (samples.end - history.start) + slow.count + envelope.count + sharpEnvelope.count }

  /// Forgets what lies before a block; envelopes, which are done with sooner, before `envelopeBlock`.
  mutating func forget(before block: Int, envelopesBefore envelopeBlock: Int) {
    let first = envelopeBlock * plan.blockLength
    slow.forget(before: first)
    envelope.forget(before: first)
    sharpEnvelope.forget(before: first)
    levels.forget(before: block)
  }

  /// Forgets samples at the recording's rate before a block.
  mutating func forgetSamples(before block: Int) { history.forget(before: block * plan.blockLength * plan.decimation.factor) }
}
