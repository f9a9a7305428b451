/// What one block (a second) of an envelope shows: its highest sample and the level of the ground in it.
struct BlockStatistics: Sendable {
  var peak: Float
  var floor: Float

  private static let piece = 8
  private static let mostPieces = 64

  /// `floor` is the median of the means of pieces of eight samples, so a QRS or two do not lift it.
  init(_ envelope: SlidingSeries, from start: Int, to end: Int) {
    guard end - start >= Self.piece else {
      (peak, floor) = (0, 0)
      return
    }
    let count = min(Self.mostPieces, (end - start) / Self.piece)
    (peak, floor) = envelope.values.withUnsafeBytes { raw in
      let stride = MemoryLayout<Float>.stride
      let first = (start - envelope.start) * stride
      let last = (end - envelope.start - Self.piece) * stride
      return withUnsafeTemporaryAllocation(of: Float.self, capacity: Self.mostPieces) { sums in
        var highest = SIMD8<Float>.zero
        for number in 0..<count {
          let place = number == count - 1 ? last : first + number * Self.piece * stride
          let values = raw.loadUnaligned(fromByteOffset: place, as: SIMD8<Float>.self)
          highest.replace(with: values, where: values .> highest)
          let fours = values.lowHalf + values.highHalf
          let twos = fours.lowHalf + fours.highHalf
          sums[number] = twos.x + twos.y
        }
        return (highest.max(), Self.median(sums, count: count) / Float(Self.piece))
      }
    }
  }

  /// The lower middle value. Up to sixteen are ranked side by side: it is the largest of those that have at most half the others below them.
  private static func median(_ values: UnsafeMutableBufferPointer<Float>, count: Int) -> Float {
    guard count <= 16 else { return values[..<count].sorted()[(count - 1) / 2] }
    for place in count..<16 { values[place] = .infinity }
    let raw = UnsafeRawBufferPointer(values)
    let first = raw.loadUnaligned(as: SIMD8<Float>.self)
    let second = raw.loadUnaligned(fromByteOffset: 8 * MemoryLayout<Float>.stride, as: SIMD8<Float>.self)
    let one = SIMD8<Float>(repeating: 1)
    var firstRanks = SIMD8<Float>.zero
    var secondRanks = SIMD8<Float>.zero
    for place in 0..<count {
      let value = SIMD8<Float>(repeating: values[place])
      firstRanks.replace(with: firstRanks + one, where: first .> value)
      secondRanks.replace(with: secondRanks + one, where: second .> value)
    }
    let middle = SIMD8<Float>(repeating: Float((count - 1) / 2))
    let nothing = SIMD8<Float>(repeating: -.infinity)
    let firstLower = first.replacing(with: nothing, where: firstRanks .> middle)
    let secondLower = second.replacing(with: nothing, where: secondRanks .> middle)
    return firstLower.replacing(with: secondLower, where: secondLower .> firstLower).max()
  }
}

/// Running levels of an envelope, one value a block: how high beats reach, and how high the ground between them lies.
/// Both are medians over the neighbourhood, so single artefacts, ectopic beats and pauses move them little.
struct BlockLevels: Sendable {
  private(set) var statistics: [BlockStatistics] = []
  private(set) var signal: [Float] = []
  private(set) var ground: [Float] = []
  private let halfSpan: Int
  private var highs = SlidingMedian()
  private var floors = SlidingMedian()
  /// Blocks that have entered and left the window, and the first still held.
  private var entered = 0
  private var left = 0
  private(set) var firstBlock = 0

  init(halfSpanBlocks: Int) { halfSpan = halfSpanBlocks }

  var statisticsEnd: Int { firstBlock + statistics.count }
  var levelsEnd: Int { firstBlock + signal.count }

  mutating func append(_ block: BlockStatistics) { statistics.append(block) }

  /// Computes the levels that can be known: all with the whole neighbourhood at hand, or all there are when the recording has ended.
  mutating func advance(isEnded: Bool) {
    while levelsEnd < statisticsEnd, isEnded || levelsEnd + halfSpan + 1 < statisticsEnd {
      let block = levelsEnd
      let enterTo = min(statisticsEnd, block + halfSpan + 1)
      while left < block - halfSpan {
        let (oldHigh, oldFloor) = (pairPeak(left), statistics[left - firstBlock].floor)
        left += 1
        if entered < enterTo {
          highs.replace(oldHigh, with: pairPeak(entered))
          floors.replace(oldFloor, with: statistics[entered - firstBlock].floor)
          entered += 1
        } else {
          highs.remove(oldHigh)
          floors.remove(oldFloor)
        }
      }
      while entered < enterTo {
        highs.insert(pairPeak(entered))
        floors.insert(statistics[entered - firstBlock].floor)
        entered += 1
      }
      signal.append(highs.value)
      ground.append(floors.value)
    }
  }

  /// Two seconds hold a beat at 30/min or faster.
  private func pairPeak(_ block: Int) -> Float {
    let own = statistics[block - firstBlock].peak
    return block + 1 < statisticsEnd ? max(own, statistics[block + 1 - firstBlock].peak) : own
  }

  func signal(of block: Int) -> Float { signal[min(max(0, block - firstBlock), signal.count - 1)] }
  func ground(of block: Int) -> Float { ground[min(max(0, block - firstBlock), ground.count - 1)] }

  /// Ground of a block and its two neighbours alone.
  func localFloor(about block: Int) -> Float {
    let from = max(firstBlock, block - 1)
    let to = min(statisticsEnd - 1, block + 1)
    var sum: Float = 0
    for index in from...to { sum += statistics[index - firstBlock].floor }
    return sum / Float(to - from + 1)
  }

  mutating func forget(before block: Int) {
    let count = min(max(0, min(block, left) - firstBlock), signal.count)
    guard count > 0 else { return }
    statistics.removeFirst(count)
    signal.removeFirst(count)
    ground.removeFirst(count)
    firstBlock += count
  }
}
