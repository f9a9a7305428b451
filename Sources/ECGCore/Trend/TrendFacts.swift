/// What is known at a recording's end: classed beats, which intervals can be trusted, pauses and episodes.
struct TrendFacts: Sendable {
  let beats: [ClassifiedBeat]
  let rateHertz: Double
  let durationSeconds: Double
  let quality: ReadableSeconds
  /// Between beats, verified by the calm of the leads, in order of time.
  let pauses: [TrendSpan]
  let atrialFibrillation: [TrendSpan]
  let ventricularFibrillation: [TrendSpan]
  /// Whether the interval that ends at a beat is one between two beats of the heart, not a gap in what can be read.
  let isTrusted: [Bool]

  /// A gap from here on is a pause, or a beat that was missed, or a lead that was off.
  static let pauseSeconds = 2.0
  /// Two beats nearer than this are one (300/min).
  static let shortestSeconds = 0.2

  init(beats: [ClassifiedBeat], episodes: [Episode], seconds: SecondsStream, quality: ReadableSeconds, rateHertz: Double) {
    func spans(_ kind: Episode.Kind) -> [TrendSpan] {
      episodes.filter { $0.kind == kind }.map {
        TrendSpan(startSecond: Double($0.startSample) / rateHertz, endSecond: Double($0.endSample) / rateHertz)
      }
    }
    let silenced = episodes.filter { $0.kind == .ventricularFlutterFibrillation }.map { $0.startSample..<$0.endSample }
    var finder = AsystoleEpisodes()
    finder.minimumSeconds = Self.pauseSeconds
    // Two seconds less the beats' own reach hold two whole blocks, wherever they begin one.
    finder.leastBlocks = 1
    let found = finder.find(
      beats, track: seconds.activity, sampleCount: seconds.sampleCount, rateHertz: rateHertz, silenced: silenced)
    let pauses = found.filter { $0.startSample > 0 && $0.endSample < seconds.sampleCount }.map {
      TrendSpan(startSecond: Double($0.startSample) / rateHertz, endSecond: Double($0.endSample) / rateHertz)
    }.filter { !quality.isUnusable(from: $0.startSecond, to: $0.endSecond) }
    // Within fibrillation of the ventricles nothing is a beat.
    var silence = silenced[...]
    self.beats = beats.filter { beat in
      while let first = silence.first, first.upperBound <= beat.sample { silence = silence.dropFirst() }
      return !(silence.first?.contains(beat.sample) ?? false)
    }
    self.rateHertz = rateHertz
    durationSeconds = Double(seconds.sampleCount) / rateHertz
    self.quality = quality
    self.pauses = pauses
    atrialFibrillation = spans(.atrialFibrillation)
    ventricularFibrillation = spans(.ventricularFlutterFibrillation)
    isTrusted = Self.trusted(self.beats, rateHertz: rateHertz, pauses: pauses, silenced: silenced, quality: quality)
  }

  private static func trusted(
    _ beats: [ClassifiedBeat], rateHertz: Double, pauses: [TrendSpan], silenced: [Range<Int>], quality: ReadableSeconds
  ) -> [Bool] {
    var pause = 0
    var silence = 0
    return beats.indices.map { index in
      guard index > 0 else { return false }
      let (from, to) = (beats[index - 1].sample, beats[index].sample)
      let start = Double(from) / rateHertz
      let end = Double(to) / rateHertz
      while silence < silenced.count, silenced[silence].upperBound <= from { silence += 1 }
      if silence < silenced.count, silenced[silence].lowerBound < to { return false }
      guard end - start >= shortestSeconds, !quality.isUnusable(from: start, to: end) else { return false }
      guard end - start >= pauseSeconds else { return true }
      while pause < pauses.count, pauses[pause].endSecond < end - 0.001 { pause += 1 }
      return pause < pauses.count && abs(pauses[pause].startSecond - start) < 0.001
    }
  }

  func second(of beat: Int) -> Double { Double(beats[beat].sample) / rateHertz }
  /// From the beat before.
  func interval(to beat: Int) -> Double { second(of: beat) - second(of: beat - 1) }

  /// Seconds of `from..<to` within the spans.
  static func overlap(_ spans: [TrendSpan], from: Double, to: Double) -> Double {
    spans.reduce(0) { $0 + max(0, min($1.endSecond, to) - max($1.startSecond, from)) }
  }

  /// Beats of a stretch of time.
  func beats(from: Double, to: Double) -> Range<Int> {
    let first = firstBeat(at: from)
    return first..<max(first, firstBeat(at: to))
  }

  private func firstBeat(at second: Double) -> Int {
    beats.indices.sortedIndex(notBefore: { self.second(of: $0) < second })
  }
}

extension TrendRate {
  /// A rate is one of eight intervals in a row that can be trusted.
  static let intervalCount = 8

  /// Of the beats in a range of them.
  init(_ facts: TrendFacts, beats range: Range<Int>) {
    var seconds = 0.0
    var count = 0
    var run = 0
    for beat in range {
      guard facts.isTrusted[beat] else {
        run = 0
        continue
      }
      seconds += facts.interval(to: beat)
      count += 1
      run += 1
      guard run >= Self.intervalCount, beat - Self.intervalCount >= range.lowerBound else { continue }
      let start = facts.second(of: beat - Self.intervalCount)
      let end = facts.second(of: beat)
      let point = TrendRatePoint(ratePerMinute: 60 * Double(Self.intervalCount) / (end - start), startSecond: start, endSecond: end)
      if point.ratePerMinute > fastest?.ratePerMinute ?? 0 { fastest = point }
      if point.ratePerMinute < slowest?.ratePerMinute ?? .infinity { slowest = point }
    }
    meanPerMinute = count > 0 ? 60 * Double(count) / seconds : nil
  }
}
