/// Usual interval between likely beats of a stretch, and how much intervals differ.
struct Pace: Sendable {
  /// Working samples; one second where nothing is known.
  var interval: Float
  /// Median absolute difference of an interval from the usual one, over the usual one.
  var spread: Float = 0

  /// - Parameters:
  ///   - from: first working sample of the stretch.
  ///   - to: working sample after it.
  init(_ likely: LikelyBeats, from: Int, to: Int, plan: DetectionPlan) {
    let start = likely.firstIndex(at: from)
    interval = Float(plan.rateHertz)
    let refractory = Int(plan.settings.refractorySeconds * plan.rateHertz)
    let room = (likely.beats.count - start) / 8 * 8 + 8
    withUnsafeTemporaryAllocation(of: Float.self, capacity: room) { intervals in
      intervals.initialize(repeating: .infinity)
      var count = 0
      var last: LikelyBeats.Beat?
      for index in start..<likely.beats.count {
        let candidate = likely.beats[index]
        if candidate.position >= to { break }
        if let previous = last {
          let distance = candidate.position - previous.position
          if distance < refractory {
            if candidate.score > previous.score { last = candidate }
            continue
          }
          intervals[count] = Float(distance)
          count += 1
        }
        last = candidate
      }
      guard count > 0 else { return }
      let groups = UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: intervals[..<(count / 8 * 8 + 8)]))
      interval = Self.median(groups, of: count)
      for index in 0..<count { intervals[index] = abs(intervals[index] - interval) }
      spread = Self.median(groups, of: count) / interval
    }
  }

  /// The lower middle one of `count` values, with infinite ones behind them up to a whole group of eight: the value that no more than half of all are
  /// below, and more than half are not above. Few are asked, for intervals of one pace are much alike.
  private static func median(_ values: UnsafeRawBufferPointer, of count: Int) -> Float {
    let middle = Int32((count - 1) / 2)
    for index in 0..<count {
      let value = values.load(fromByteOffset: index * MemoryLayout<Float>.stride, as: Float.self)
      let asked = SIMD8<Float>(repeating: value)
      var below = SIMD8<Int32>.zero
      var notAbove = SIMD8<Int32>.zero
      var place = 0
      while place < values.count {
        let eight = values.loadUnaligned(fromByteOffset: place, as: SIMD8<Float>.self)
        below = below &- SIMD8<Int32>.zero.replacing(with: SIMD8(repeating: -1), where: eight .< asked)
        notAbove = notAbove &- SIMD8<Int32>.zero.replacing(with: SIMD8(repeating: -1), where: eight .<= asked)
        place += MemoryLayout<SIMD8<Float>>.stride
      }
      if below.wrappedSum() <= middle, middle < notAbove.wrappedSum() { return value }
    }
    return 0
  }
}
