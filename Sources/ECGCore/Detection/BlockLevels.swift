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
    self = envelope.withUnsafeSamples(from: start, to: end) { wide in
      sharpEnvelope.withUnsafeSamples(from: start, to: end) { sharp in
        let (wide, sharp) = (UnsafeRawBufferPointer(wide), UnsafeRawBufferPointer(sharp))
        return Self.two(wide, sharp, wide, sharp).first
      }
    }
  }

  /// Those of two blocks that follow one another, of `length` samples each.
  static func pair(
    _ envelope: SlidingSeries, _ sharpEnvelope: SlidingSeries, from start: Int, length: Int
  ) -> (first: BlockStatistics, second: BlockStatistics) {
    let bytes = length * MemoryLayout<Float>.stride
    return envelope.withUnsafeSamples(from: start, to: start + 2 * length) { wide in
      sharpEnvelope.withUnsafeSamples(from: start, to: start + 2 * length) { sharp in
        let (wide, sharp) = (UnsafeRawBufferPointer(wide), UnsafeRawBufferPointer(sharp))
        return two(
          UnsafeRawBufferPointer(rebasing: wide[..<bytes]), UnsafeRawBufferPointer(rebasing: sharp[..<bytes]),
          UnsafeRawBufferPointer(rebasing: wide[bytes...]), UnsafeRawBufferPointer(rebasing: sharp[bytes...]))
      }
    }
  }

  private init(lanes: SIMD4<Float>) { self.lanes = lanes }

  /// All buffers hold as many samples. The last piece ends where they end, whatever it shares with the one before.
  private static func two(
    _ wide: UnsafeRawBufferPointer, _ sharp: UnsafeRawBufferPointer, _ nextWide: UnsafeRawBufferPointer, _ nextSharp: UnsafeRawBufferPointer
  ) -> (first: BlockStatistics, second: BlockStatistics) {
    let count = min(mostPieces, wide.count / (piece * MemoryLayout<Float>.stride))
    let last = wide.count - piece * MemoryLayout<Float>.stride
    let middle = (count - 1) / 2
    return withUnsafeTemporaryAllocation(of: SIMD4<Float>.self, capacity: middle + 1) { lowest in
      lowest.initialize(repeating: SIMD4(repeating: .infinity))
      var tops = (SIMD4<Float>.zero, SIMD4<Float>.zero, SIMD4<Float>.zero, SIMD4<Float>.zero)
      for number in 0..<count {
        let place = number == count - 1 ? last : number * piece * MemoryLayout<Float>.stride
        let values = (eight(wide, place), eight(sharp, place), eight(nextWide, place), eight(nextSharp, place))
        tops.0 = larger(tops.0, larger(values.0.lowHalf, values.0.highHalf))
        tops.1 = larger(tops.1, larger(values.1.lowHalf, values.1.highHalf))
        tops.2 = larger(tops.2, larger(values.2.lowHalf, values.2.highHalf))
        tops.3 = larger(tops.3, larger(values.3.lowHalf, values.3.highHalf))
        let sums = SIMD4(lowHalf: sums(values.0, values.1), highHalf: sums(values.2, values.3))
        keep(sums, among: lowest)
      }
      let floors = lowest[middle] / Float(piece)
      return (
        BlockStatistics(lanes: SIMD4(highest(tops.0), floors.x, highest(tops.1), floors.y)),
        BlockStatistics(lanes: SIMD4(highest(tops.2), floors.z, highest(tops.3), floors.w))
      )
    }
  }

  @inline(__always)
  private static func highest(_ lanes: SIMD4<Float>) -> Float { max(max(lanes.x, lanes.z), max(lanes.y, lanes.w)) }

  @inline(__always)
  private static func eight(_ buffer: UnsafeRawBufferPointer, _ place: Int) -> SIMD8<Float> {
    buffer.loadUnaligned(fromByteOffset: place, as: SIMD8<Float>.self)
  }

  @inline(__always)
  private static func larger(_ one: SIMD4<Float>, _ other: SIMD4<Float>) -> SIMD4<Float> { one.replacing(with: other, where: other .> one) }

  @inline(__always)
  private static func sums(_ values: SIMD8<Float>, _ sharpValues: SIMD8<Float>) -> SIMD2<Float> {
    let (fours, sharpFours) = (values.lowHalf + values.highHalf, sharpValues.lowHalf + sharpValues.highHalf)
    let twos = SIMD4(lowHalf: fours.lowHalf, highHalf: sharpFours.lowHalf) + SIMD4(lowHalf: fours.highHalf, highHalf: sharpFours.highHalf)
    return twos.evenHalf + twos.oddHalf
  }

  /// A value enters the rising list of the lowest ones in each lane, and the highest of them falls out.
  @inline(__always)
  private static func keep(_ new: SIMD4<Float>, among lowest: UnsafeMutableBufferPointer<SIMD4<Float>>) {
    var value = new
    for place in lowest.indices {
      let here = lowest[place]
      lowest[place] = here.replacing(with: value, where: value .< here)
      value = value.replacing(with: here, where: here .> value)
    }
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

  /// Signal and ground at the QRS frequency, then at the sharp one.
  @inline(__always)
  func levels(of block: Int) -> SIMD4<Float> { levels[place(of: block)] }
  private func place(of block: Int) -> Int { min(max(0, block - firstBlock), levels.count - 1) }
  @inline(__always)
  func signal(of block: Int) -> Float { levels(of: block).x }
  func ground(of block: Int) -> Float { levels(of: block).y }

  /// Signal and ground at the QRS frequency of every block held.
  var signals: [Float] { levels.map(\.x) }
  var grounds: [Float] { levels.map(\.y) }

  /// Ground of a block and its two neighbours alone.
  @inline(__always)
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
