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
        var low = Float.infinity
        var high = -Float.infinity
        for value in values {
          low = min(low, value)
          high = max(high, value)
        }
        isMoving[lead].append(high - low > Self.connectedMicrovolts)
        climbs[lead].append(Self.largestChange(values, over: climbLength))
      }
      taken += 1
    }
  }

  private static func largestChange(_ values: ArraySlice<Float>, over length: Int) -> Float {
    var largest: Float = 0
    for index in values.indices.dropFirst(length) { largest = max(largest, abs(values[index] - values[index - length])) }
    return largest
  }
}
