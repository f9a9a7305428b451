/// Runs in which a lead stands still: no sample is farther from the run's first than the tolerance, and the first that is begins the next run.
struct FlatRuns {
  let values: UnsafeBufferPointer<Float>
  let toleranceMicrovolts: Float
  /// Shorter runs do not count; two at least.
  let shortestSamples: Int

  /// Samples farther apart than this are not both near a third; a little more than twice the tolerance, so that rounding has room.
  private var apart: Float { 2.001 * toleranceMicrovolts }

  /// Calls `body` with each run that counts, in order.
  ///
  /// Such a run holds a whole block of half its length, so samples are followed one by one only about blocks that hardly move.
  func forEach(_ body: (Range<Int>) -> Void) {
    let block = max(1, (shortestSamples + 1) / 2)
    // A run begins here; everything before it is done with.
    var known = 0
    for start in stride(from: 0, through: values.count - block, by: block) where start + block > known {
      guard hardlyMoves(start..<(start + block)) else { continue }
      known = follow(from: runStart(notAfter: start, known: known), until: start + block, body)
    }
  }

  /// True of every block within one run, and of a few others.
  private func hardlyMoves(_ block: Range<Int>) -> Bool {
    let first = values[block.lowerBound]
    for index in block where abs(values[index] - first) > apart { return false }
    return true
  }

  /// The last sample up to `place` that certainly begins a run: it and the one before it are near no third, or one of them is not a number.
  private func runStart(notAfter place: Int, known: Int) -> Int {
    var start = max(place, known)
    while start > known, abs(values[start] - values[start - 1]) <= apart { start -= 1 }
    return start
  }

  /// Follows runs from the beginning of one until one begins at `end` or later, and returns that beginning.
  private func follow(from first: Int, until end: Int, _ body: (Range<Int>) -> Void) -> Int {
    var start = first
    var anchor = values[first]
    for index in first..<values.count where !(abs(values[index] - anchor) <= toleranceMicrovolts) {
      if index - start >= shortestSamples { body(start..<index) }
      start = index
      anchor = values[index]
      if index >= end { return index }
    }
    if values.count - start >= shortestSamples { body(start..<values.count) }
    return values.count
  }
}
