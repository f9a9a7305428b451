extension LongVariability {
  /// Intervals that differ from the one before by more than this share are taken for artefacts or ectopy that was missed (Task Force 1996, after Kleiger 1987).
  static let largestChange = 0.2
  static let intervalSeconds: ClosedRange<Double> = 0.3...2
  static let pieceSeconds = 300.0
  /// A piece of five minutes counts when so much of it is filled.
  static let leastShare = 0.5
  static let leastPieces = 12
  static let wholeDayHours = 18.0
  static let leastIntervals = HeartRateVariability.minimumIntervals

  /// Normal beats outside of atrial fibrillation.
  init(_ facts: TrendFacts) {
    var sums = Sums()
    var differences = (count: 0, squares: 0.0, above: 0)
    var pieces: [Int: Sums] = [:]
    var previous: Double?
    var spans = facts.atrialFibrillation[...]
    for beat in facts.beats.indices.dropFirst() {
      let second = facts.second(of: beat)
      while let first = spans.first, first.endSecond < second { spans = spans.dropFirst() }
      let isFibrillating = spans.first.map { $0.startSecond <= second } ?? false
      guard facts.isTrusted[beat], !isFibrillating, facts.beats[beat].kind == .normal, facts.beats[beat - 1].kind == .normal else {
        previous = nil
        continue
      }
      let interval = facts.interval(to: beat)
      guard Self.intervalSeconds.contains(interval) else {
        previous = nil
        continue
      }
      defer { previous = interval }
      guard let before = previous, abs(interval - before) <= Self.largestChange * before else { continue }
      let milliseconds = 1000 * interval
      sums.add(milliseconds)
      pieces[Int(second / Self.pieceSeconds), default: Sums()].add(milliseconds)
      let difference = milliseconds - 1000 * before
      differences.count += 1
      differences.squares += difference * difference
      if abs(difference) > 50 { differences.above += 1 }
    }
    intervalCount = sums.count
    analysedHours = sums.total / 3_600_000
    isWholeDay = analysedHours >= Self.wholeDayHours
    guard sums.count >= Self.leastIntervals else { return }
    sdnnMilliseconds = sums.deviation
    rmssdMilliseconds = (differences.squares / Double(differences.count)).squareRoot()
    pnn50Percent = 100 * Double(differences.above) / Double(differences.count)
    let filled = pieces.sorted { $0.key < $1.key }.map(\.value).filter { $0.total >= 1000 * Self.pieceSeconds * Self.leastShare }
    if filled.count >= Self.leastPieces { sdannMilliseconds = sampleDeviation(filled.map(\.mean)) }
  }

  /// Mean and deviation of what is added, about the first value.
  private struct Sums {
    private(set) var count = 0
    private(set) var total = 0.0
    private var origin = 0.0
    private var sum = 0.0
    private var squares = 0.0

    mutating func add(_ value: Double) {
      if count == 0 { origin = value }
      count += 1
      total += value
      sum += value - origin
      squares += (value - origin) * (value - origin)
    }

    var mean: Double { total / Double(max(1, count)) }
    /// With n − 1.
    var deviation: Double? {
      guard count > 1 else { return nil }
      return (max(0, squares - sum * sum / Double(count)) / Double(count - 1)).squareRoot()
    }
  }
}
