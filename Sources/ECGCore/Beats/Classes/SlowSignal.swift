/// One lead brought down to about 120 Hz as its samples come in; only the latest minutes are kept.
///
/// Blocks are counted from the first sample, so the values do not depend on how the samples were cut into pieces.
struct SlowSignal: Sendable {
  /// QRS energy ends below 40 Hz (Thakor 1984): shapes need no more.
  static let workingRateHertz = 120.0
  /// So much is always kept.
  static let keptSeconds = 120.0

  let decimation: Decimation
  /// Index of the first value still kept.
  private(set) var firstIndex = 0
  private(set) var values: [Float] = []
  private var blockSum: Float = 0
  private var blockCount = 0
  private var held: Float = 0
  private let keptCount: Int

  init(inputRateHertz: Double, workingRateHertz: Double = SlowSignal.workingRateHertz) {
    decimation = Decimation(inputRateHertz: inputRateHertz, workingRateHertz: workingRateHertz)
    keptCount = Int(Self.keptSeconds * decimation.outputRateHertz)
  }

  var rateHertz: Double { decimation.outputRateHertz }
  /// Number of values so far, those no longer kept included.
  var count: Int { firstIndex + values.count }

  /// Values by their index from the start of the recording; they must still be kept.
  func slice(_ range: Range<Int>) -> ArraySlice<Float> { values[(range.lowerBound - firstIndex)..<(range.upperBound - firstIndex)] }

  /// An invalid sample holds the last valid one.
  mutating func append(_ samples: ArraySlice<Float>) {
    let factor = decimation.factor
    let scale = 1 / Float(factor)
    samples.withUnsafeBufferPointer { input in
      for sample in input {
        if abs(sample) <= Decimation.largestMicrovolts { held = sample }
        blockSum += held
        blockCount += 1
        if blockCount == factor {
          values.append(blockSum * scale)
          blockSum = 0
          blockCount = 0
        }
      }
    }
  }

  /// Forgets what is older than `keptSeconds` and not needed from `index` on.
  mutating func trim(neededFrom index: Int) {
    let cut = min(index, count - keptCount) - firstIndex
    // Moving the rest is dear: only when a good part goes.
    guard cut > keptCount else { return }
    values.removeFirst(cut)
    firstIndex += cut
  }

  /// Position of an input sample among the values.
  func position(ofInput sample: Int) -> Double { (Double(sample) - Double(decimation.factor - 1) / 2) / Double(decimation.factor) }
}
