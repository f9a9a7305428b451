/// How much each lead moves, half-second by half-second (as nearly as whole samples allow): what tells a heart that stands from a lead that is off or a beat that was missed.
struct ActivityTrack: Sendable {
  private static let wantedSeconds = 0.5
  /// A QRS climbs within this time.
  private static let climbSeconds = 0.04

  /// A lead that moves no more than this in half a second is off.
  private static let connectedMicrovolts: Float = 2

  /// Whether the lead moves at all, and its largest change within `climbSeconds`, microvolts; `[lead][block]`.
  private(set) var isMoving: [[Bool]]
  private(set) var climbs: [[Float]]
  /// Length of a block.
  let blockSeconds: Double
  private var taken = 0
  private let blockLength: Int
  private let climbLength: Int

  init(leadCount: Int, slowRateHertz: Double) {
    isMoving = [[Bool]](repeating: [], count: leadCount)
    climbs = [[Float]](repeating: [], count: leadCount)
    blockLength = max(2, Int(Self.wantedSeconds * slowRateHertz))
    blockSeconds = Double(blockLength) / slowRateHertz
    climbLength = max(1, Int(Self.climbSeconds * slowRateHertz))
  }

  var blockCount: Int { taken }

  /// Takes in the blocks that are complete in `signals`.
  mutating func update(_ signals: [SlowSignal]) {
    guard let first = signals.first else { return }
    while (taken + 1) * blockLength <= first.count {
      let start = taken * blockLength
      for (lead, signal) in signals.enumerated() {
        let values = signal.slice(max(signal.firstIndex, start - climbLength)..<(start + blockLength))
        values.withUnsafeBufferPointer { values in
          isMoving[lead].append(Self.span(values) > Self.connectedMicrovolts)
          climbs[lead].append(Self.largestChange(values, over: climbLength))
        }
      }
      taken += 1
    }
  }

  /// Largest less smallest value.
  private static func span(_ values: UnsafeBufferPointer<Float>) -> Float {
    let raw = UnsafeRawBufferPointer(values)
    var low = SIMD4<Float>(repeating: .infinity)
    var high = -low
    var place = 0
    while place + 4 <= values.count {
      let four = raw.loadUnaligned(fromByteOffset: place * MemoryLayout<Float>.stride, as: SIMD4<Float>.self)
      low = low.replacing(with: four, where: four .< low)
      high = high.replacing(with: four, where: four .> high)
      place += 4
    }
    var (lowest, highest) = (low.min(), high.max())
    for value in values[place...] {
      lowest = min(lowest, value)
      highest = max(highest, value)
    }
    return highest - lowest
  }

  private static func largestChange(_ values: UnsafeBufferPointer<Float>, over length: Int) -> Float {
    let raw = UnsafeRawBufferPointer(values)
    func four(_ place: Int) -> SIMD4<Float> { raw.loadUnaligned(fromByteOffset: place * MemoryLayout<Float>.stride, as: SIMD4<Float>.self) }
    var high = SIMD4<Float>.zero
    var low = SIMD4<Float>.zero
    var place = length
    while place + 4 <= values.count {
      let change = four(place) - four(place - length)
      high = high.replacing(with: change, where: change .> high)
      low = low.replacing(with: change, where: change .< low)
      place += 4
    }
    var largest = max(high.max(), -low.min())
    while place < values.count {
      largest = max(largest, abs(values[place] - values[place - length]))
      place += 1
    }
    return largest
  }
}
