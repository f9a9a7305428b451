extension EctopyCount {
  /// So many runs are named.
  static let namedRuns = 50
  /// Every second beat so often is bigeminy (`EctopyPatternRules`).
  static let patternCycles = EctopyPatternRules.cycles

  /// Counts beats of one kind, alone, in couplets, in runs and in patterns.
  init(_ kind: Beat.Kind, in facts: TrendFacts) {
    let beats = facts.beats
    var index = 0
    while index < beats.count {
      guard beats[index].kind == kind else {
        index += 1
        continue
      }
      var end = index + 1
      while end < beats.count, beats[end].kind == kind, facts.isTrusted[end] { end += 1 }
      add(index..<end, facts)
      index = end
    }
    sharePercent = beats.isEmpty ? 0 : 100 * Double(beatCount) / Double(beats.count)
    runs.sort { ($0.beatCount, $1.startSecond) > ($1.beatCount, $0.startSecond) }
    runs = Array(runs.prefix(Self.namedRuns))
    let twos = Self.patterns(kind, every: 2, in: facts)
    let threes = Self.patterns(kind, every: 3, in: facts)
    bigeminyCount = twos.count
    bigeminySeconds = twos.reduce(0) { $0 + $1.seconds }
    longestBigeminy = twos.max { $0.seconds < $1.seconds }
    trigeminyCount = threes.count
    trigeminySeconds = threes.reduce(0) { $0 + $1.seconds }
    longestTrigeminy = threes.max { $0.seconds < $1.seconds }
  }

  private mutating func add(_ range: Range<Int>, _ facts: TrendFacts) {
    beatCount += range.count
    if range.count == 2 {
      coupletCount += 1
      firstCoupletSecond = firstCoupletSecond ?? facts.second(of: range.lowerBound)
    }
    guard range.count >= 3 else { return }
    runCount += 1
    let start = facts.second(of: range.lowerBound)
    let end = facts.second(of: range.upperBound - 1)
    runs.append(EctopyRun(startSecond: start, beatCount: range.count, ratePerMinute: 60 * Double(range.count - 1) / (end - start)))
  }

  /// Stretches in which each ectopic beat comes `every` beats after the last and all between are not ectopic.
  private static func patterns(_ kind: Beat.Kind, every: Int, in facts: TrendFacts) -> [TrendSpan] {
    var spans: [TrendSpan] = []
    var first: Int?
    var last = 0
    var cycles = 0
    func close() {
      guard let first, cycles >= patternCycles else { return }
      spans.append(TrendSpan(startSecond: facts.second(of: first), endSecond: facts.second(of: last)))
    }
    for beat in facts.beats.indices where facts.beats[beat].kind == kind {
      if first != nil, beat - last == every, ((last + 1)...beat).allSatisfy({ facts.isTrusted[$0] }) {
        cycles += 1
      } else {
        close()
        first = beat
        cycles = 1
      }
      last = beat
    }
    close()
    return spans
  }

  /// Where the ectopic beats lie closest: the start of the ten seconds with most of them.
  static func densest(_ kind: Beat.Kind, in facts: TrendFacts) -> Double? {
    let seconds = facts.beats.indices.filter { facts.beats[$0].kind == kind }.map(facts.second(of:))
    var best: (count: Int, start: Double)?
    var first = 0
    for (place, second) in seconds.enumerated() {
      while second - seconds[first] > 10 { first += 1 }
      if place - first + 1 > best?.count ?? 0 { best = (place - first + 1, seconds[first]) }
    }
    return best?.start
  }
}
