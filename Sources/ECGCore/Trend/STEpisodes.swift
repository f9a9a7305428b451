/// Departures of ST from the recording's own level: at J + 60 ms, 100 µV or more for a minute or longer, lead by lead (protocol C of the Long-Term ST
/// Database: Jager, Med. Biol. Eng. Comput. 41:172, 2003). An episode begins and ends at 50 µV, as in the European ST-T Database (Taddei 1992); two
/// less than a minute apart are one.
struct STEpisodes: Sendable {
  var limitMicrovolts: Float = 100
  var edgeMicrovolts: Float = 50
  var minimumSeconds = 60.0
  /// The recording's own level is the median over so much time to both sides: it follows slow drifts, not episodes.
  var baselineSeconds = 7_200.0
  /// The body has turned where the QRS of the episode is less like that of the baseline than this, or its size has changed by more than this factor.
  var leastLikeness: Float = 0.95
  var largestSizeRatio: Float = 1.35

  private(set) var episodes: [STEpisode] = []
  private let track: STTrack
  private let step = STTrack.blockSeconds

  init(_ track: STTrack, quality: ReadableSeconds, leads: [LeadName]) {
    self.track = track
    guard let j = Self.jPoint(track) else { return }
    for lead in 0..<track.leadCount { find(lead, levels: levels(lead, j: j, quality: quality), name: leads[lead]) }
    episodes.sort { ($0.startSecond, $0.lead.rawValue) < ($1.startSecond, $1.lead.rawValue) }
  }

  /// Where QRS ends on the grid, of the average of the whole recording.
  private static func jPoint(_ track: STTrack) -> Int? {
    let good = track.blocks.filter { !$0.samples.isEmpty }
    guard !good.isEmpty else { return nil }
    let stride = max(1, good.count / 240)
    let picked = Swift.stride(from: 0, to: good.count, by: stride).map { good[$0] }
    let samples = (0..<track.leadCount).map { lead in
      (0..<STTrack.length).map { index in median(picked.map { Float($0.samples[lead * STTrack.length + index]) }) }
    }
    let beat = AverageBeat(
      rateHertz: 1 / STTrack.stepSeconds, fiducial: -STTrack.firstStep, leads: (0..<track.leadCount).map { LeadName(rawValue: "\($0)") },
      samplesMicrovolts: samples, beatCount: picked.count)
    let rr = Double(60 / max(20, median(picked.map(\.ratePerMinute))))
    let offset = BeatDelineator().delineate(beat, rrSeconds: rr).qrsOffset ?? 6
    // Between 24 and 136 ms after the fiducial.
    return -STTrack.firstStep + min(max(3, offset), 17)
  }

  /// ST of each block; not a number where it cannot be told.
  private func levels(_ lead: Int, j: Int, quality: ReadableSeconds) -> [Float] {
    let place = min(STTrack.length - 2, j + Int((0.06 / STTrack.stepSeconds).rounded()))
    return track.blocks.enumerated().map { number, block in
      guard !block.samples.isEmpty else { return .nan }
      let first = Int(Double(number) * step)
      let bad = (first..<(first + Int(step))).count { $0 < quality.isBad[lead].count && quality.isBad[lead][$0] }
      guard Double(bad) < step / 3 else { return .nan }
      let start = lead * STTrack.length + place
      return (Float(block.samples[start - 1]) + Float(block.samples[start]) + Float(block.samples[start + 1])) / 3
    }
  }

  private mutating func find(_ lead: Int, levels: [Float], name: LeadName) {
    let baseline = runningMedian(levels)
    let departures = zip(levels, baseline).map { $0 - $1 }
    for isRise in [true, false] {
      let signed = departures.map { isRise ? $0 : -$0 }
      for run in runs(signed) {
        guard let peak = run.max(by: { signed[$0] < signed[$1] }) else { continue }
        episodes.append(
          STEpisode(
            lead: name, startSecond: Double(run.lowerBound) * step, endSecond: Double(run.upperBound) * step,
            peakMicrovolts: Double(departures[peak]),
            peakSecond: (Double(peak) + 0.5) * step, baselineMicrovolts: Double(baseline[peak]),
            heartRatePerMinute: Double(track.blocks[peak].ratePerMinute), isPossiblyPositional: hasTurned(run, lead: lead)))
      }
    }
  }

  /// Blocks of each episode: long enough above the limit, reaching as far as the edge; blocks that cannot be told neither begin nor end one.
  private func runs(_ values: [Float]) -> [Range<Int>] {
    let needed = Int((minimumSeconds / step).rounded(.up))
    var found: [Range<Int>] = []
    var index = 0
    while index < values.count {
      guard values[index] >= limitMicrovolts else {
        index += 1
        continue
      }
      var end = index
      while end < values.count, values[end] >= limitMicrovolts { end += 1 }
      if end - index >= needed {
        var first = index
        while first > (found.last?.upperBound ?? 0), values[first - 1] >= edgeMicrovolts { first -= 1 }
        while end < values.count, values[end] >= edgeMicrovolts { end += 1 }
        if let last = found.last, Double(first - last.upperBound) * step < minimumSeconds {
          found[found.count - 1] = last.lowerBound..<end
        } else {
          found.append(first..<end)
        }
      }
      index = end
    }
    return found
  }

  /// The median over the neighbourhood, one value a quarter of an hour, read between on straight lines' nearest.
  private func runningMedian(_ levels: [Float]) -> [Float] {
    let reach = Int(baselineSeconds / step)
    let spacing = 60
    let knots = stride(from: 0, to: max(1, levels.count), by: spacing).map { centre -> Float in
      median(levels[max(0, centre - reach)..<min(levels.count, centre + reach + 1)].filter(\.isFinite))
    }
    return levels.indices.map { knots[min(knots.count - 1, ($0 + spacing / 2) / spacing)] }
  }

  /// Whether QRS changed with ST.
  private func hasTurned(_ run: Range<Int>, lead: Int) -> Bool {
    let reach = Int(baselineSeconds / 4 / step)
    let around = (Array(max(0, run.lowerBound - reach)..<run.lowerBound) + Array(run.upperBound..<min(track.blocks.count, run.upperBound + reach)))
    guard let inside = average(Array(run)), let outside = average(around) else { return false }
    let template = STTrack.meanFree(outside, leadCount: track.leadCount)
    if STTrack.likeness(inside, template, shift: 0, leadCount: track.leadCount) < leastLikeness { return true }
    let now = size(STTrack.meanFree(inside, leadCount: track.leadCount), lead: lead)
    let usual = size(template, lead: lead)
    return now > largestSizeRatio * usual || usual > largestSizeRatio * now
  }

  private func average(_ numbers: [Int]) -> [Float]? {
    let good = numbers.map { track.blocks[$0] }.filter { !$0.samples.isEmpty }
    guard !good.isEmpty else { return nil }
    var sum = [Float](repeating: 0, count: track.leadCount * STTrack.length)
    for block in good { for index in sum.indices { sum[index] += Float(block.samples[index]) } }
    return sum.map { $0 / Float(good.count) }
  }

  private func size(_ window: [Float], lead: Int) -> Float {
    let count = STTrack.qrs.count
    return window[(lead * count)..<((lead + 1) * count)].reduce(0) { $0 + $1 * $1 }.squareRoot()
  }
}
