/// What one block (a second) of a lead's two envelopes shows: their highest samples and the levels of the ground in it.
struct BlockStatistics: Sendable {
  /// Highest sample and ground of the envelope at the QRS frequency, then of the sharp one.
  var lanes: SIMD4<Float>

  private static let piece = 8
  private static let mostPieces = 64

  /// The ground is the median of the means of pieces of eight samples, so a QRS or two do not lift it.
  init(_ envelope: SlidingSeries, _ sharpEnvelope: SlidingSeries, from start: Int, to end: Int) {
    guard end - start >= Self.piece else {
      lanes = .zero
      return
    }
    lanes = envelope.withUnsafeSamples(from: start, to: end) { wide in
      sharpEnvelope.withUnsafeSamples(from: start, to: end) { sharp in Self.lanes(UnsafeRawBufferPointer(wide), UnsafeRawBufferPointer(sharp)) }
    }
  }

  /// Both buffers hold as many samples. The last piece ends where they end, whatever it shares with the one before.
  private static func lanes(_ wide: UnsafeRawBufferPointer, _ sharp: UnsafeRawBufferPointer) -> SIMD4<Float> {
    let count = min(mostPieces, wide.count / (piece * MemoryLayout<Float>.stride))
    let last = wide.count - piece * MemoryLayout<Float>.stride
    let middle = (count - 1) / 2
    return withUnsafeTemporaryAllocation(of: SIMD2<Float>.self, capacity: middle + 1) { lowest in
      lowest.initialize(repeating: SIMD2(repeating: .infinity))
      var highest = SIMD4<Float>.zero
      var highestSharp = SIMD4<Float>.zero
      for number in 0..<count {
        let place = number == count - 1 ? last : number * piece * MemoryLayout<Float>.stride
        let values = wide.loadUnaligned(fromByteOffset: place, as: SIMD8<Float>.self)
        let sharpValues = sharp.loadUnaligned(fromByteOffset: place, as: SIMD8<Float>.self)
        highest = larger(highest, larger(values.lowHalf, values.highHalf))
        highestSharp = larger(highestSharp, larger(sharpValues.lowHalf, sharpValues.highHalf))
        keep(sums(values.lowHalf + values.highHalf, sharpValues.lowHalf + sharpValues.highHalf), among: lowest)
      }
      let peaks = larger(
        SIMD4(lowHalf: highest.lowHalf, highHalf: highestSharp.lowHalf), SIMD4(lowHalf: highest.highHalf, highHalf: highestSharp.highHalf))
      let floors = lowest[middle] / Float(piece)
      return SIMD4(max(peaks.x, peaks.y), floors.x, max(peaks.z, peaks.w), floors.y)
    }
  }

  private static func larger(_ one: SIMD4<Float>, _ other: SIMD4<Float>) -> SIMD4<Float> { one.replacing(with: other, where: other .> one) }

  private static func sums(_ fours: SIMD4<Float>, _ sharpFours: SIMD4<Float>) -> SIMD2<Float> {
    let twos = SIMD4(lowHalf: fours.lowHalf, highHalf: sharpFours.lowHalf) + SIMD4(lowHalf: fours.highHalf, highHalf: sharpFours.highHalf)
    return twos.evenHalf + twos.oddHalf
  }

  /// A value enters the rising list of the lowest ones in each lane, and the highest of them falls out.
  private static func keep(_ value: SIMD2<Float>, among lowest: UnsafeMutableBufferPointer<SIMD2<Float>>) {
    var place = lowest.count - 1
    while place > 0 {
      let lower = value.replacing(with: lowest[place], where: lowest[place] .< value)
      lowest[place] = lower.replacing(with: lowest[place - 1], where: lowest[place - 1] .> lower)
      place -= 1
    }
    lowest[0] = lowest[0].replacing(with: value, where: value .< lowest[0])
  }
}

/// Running levels of a lead's envelopes, one set a block: how high beats reach, and how high the ground between them lies.
/// All are medians over the neighbourhood, so single artefacts, ectopic beats and pauses move them little.
struct BlockLevels: Sendable {
  private var statistics: [BlockStatistics] = []
  /// Signal and ground at the QRS frequency, then at the sharp one.
  private var levels: [SIMD4<Float>] = []
  private let halfSpan: Int
  private var medians: SlidingMedians
  /// Blocks that have entered and left the window, and the first still held.
  private var entered = 0
  private var left = 0
  private(set) var firstBlock = 0

  init(halfSpanBlocks: Int) {
    halfSpan = halfSpanBlocks
    medians = SlidingMedians(capacity: 2 * halfSpanBlocks + 1)
  }

  var statisticsEnd: Int { firstBlock + statistics.count }
  var levelsEnd: Int { firstBlock + levels.count }

  mutating func append(_ block: BlockStatistics) { statistics.append(block) }

  /// Computes the levels that can be known: all with the whole neighbourhood at hand, or all there are when the recording has ended.
  mutating func advance(isEnded: Bool) {
    while levelsEnd < statisticsEnd, isEnded || levelsEnd + halfSpan + 1 < statisticsEnd {
      let block = levelsEnd
      let enterTo = min(statisticsEnd, block + halfSpan + 1)
      while left < block - halfSpan {
        if entered < enterTo {
          medians.replace(pair(left), with: pair(entered))
          entered += 1
        } else {
          medians.remove(pair(left))
        }
        left += 1
      }
      while entered < enterTo {
        medians.insert(pair(entered))
        entered += 1
      }
      levels.append(medians.values)
    }
  }

  /// A block's peaks are those of two seconds, which hold a beat at 30/min or faster.
  private func pair(_ block: Int) -> SIMD4<Float> {
    var own = statistics[block - firstBlock].lanes
    if block + 1 < statisticsEnd {
      let next = statistics[block + 1 - firstBlock].lanes
      own.x = max(own.x, next.x)
      own.z = max(own.z, next.z)
    }
    return own
  }

  private func levels(of block: Int) -> SIMD4<Float> { levels[min(max(0, block - firstBlock), levels.count - 1)] }
  func signal(of block: Int) -> Float { levels(of: block).x }
  func ground(of block: Int) -> Float { levels(of: block).y }
  func sharpSignal(of block: Int) -> Float { levels(of: block).z }
  func sharpGround(of block: Int) -> Float { levels(of: block).w }

  /// Signal and ground at the QRS frequency of every block held.
  var signals: [Float] { levels.map(\.x) }
  var grounds: [Float] { levels.map(\.y) }

  /// Ground of a block and its two neighbours alone.
  func localFloor(about block: Int) -> Float {
    let from = max(firstBlock, block - 1)
    let to = min(statisticsEnd - 1, block + 1)
    var sum: Float = 0
    for index in from...to { sum += statistics[index - firstBlock].lanes.y }
    return sum / Float(to - from + 1)
  }

  mutating func forget(before block: Int) {
    let count = min(max(0, min(block, left) - firstBlock), levels.count)
    guard count > 0 else { return }
    statistics.removeFirst(count)
    levels.removeFirst(count)
    firstBlock += count
  }
}
