/// Running levels of a detection envelope, one value a second: how high beats reach, and how high the ground between them lies.
/// Both are medians over the neighbourhood, so single artefacts, ectopic beats and pauses move them little.
struct EnvelopeLevels: Sendable {
  private(set) var signal: [Float] = []
  private(set) var ground: [Float] = []
  private let blockLength: Int

  init(envelope: [Float], rateHertz: Double, halfSpanSeconds: Double) {
    blockLength = max(1, Int(rateHertz.rounded()))
    let (peaks, floors) = Self.blockStatistics(envelope, blockLength: blockLength)
    // Two seconds hold a beat at 30/min or faster.
    let pairPeaks = peaks.indices.map { max(peaks[$0], peaks[min($0 + 1, peaks.count - 1)]) }
    let halfSpan = max(1, Int(halfSpanSeconds))
    signal.reserveCapacity(peaks.count)
    ground.reserveCapacity(peaks.count)
    for block in peaks.indices {
      let from = max(0, block - halfSpan)
      let to = min(peaks.count, block + halfSpan + 1)
      signal.append(median(pairPeaks[from..<to]))
      ground.append(median(floors[from..<to]))
    }
  }

  func firstSample(of block: Int) -> Int { block * blockLength }

  /// Index of the level that belongs to an envelope sample.
  func block(of sample: Int) -> Int { min(signal.count - 1, sample / blockLength) }

  private static func blockStatistics(_ envelope: [Float], blockLength: Int) -> (peaks: [Float], floors: [Float]) {
    let count = max(1, envelope.count / blockLength)
    let pieces = 10
    var peaks: [Float] = []
    var floors: [Float] = []
    var means = [Float](repeating: 0, count: pieces)
    for block in 0..<count {
      let start = block * blockLength
      let end = block == count - 1 ? envelope.count : start + blockLength
      var peak: Float = 0
      for piece in 0..<pieces {
        let from = start + (end - start) * piece / pieces
        let to = start + (end - start) * (piece + 1) / pieces
        var sum: Float = 0
        for index in from..<to {
          sum += envelope[index]
          peak = max(peak, envelope[index])
        }
        means[piece] = to > from ? sum / Float(to - from) : 0
      }
      peaks.append(peak)
      floors.append(median(means[...]))
    }
    return (peaks, floors)
  }
}
