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
    samples.withUnsafeBufferPointer { input in
      var place = 0
      while place < input.count, blockCount > 0 {
        take(input[place])
        place += 1
      }
      let whole = (input.count - place) / factor
      let blocks = UnsafeBufferPointer(rebasing: input[place..<(place + whole * factor)])
      if let last = blocks.last, CalmSamples.areValid(blocks) {
        appendMeans(of: blocks, count: whole)
        held = last
        place += blocks.count
      }
      while place < input.count {
        take(input[place])
        place += 1
      }
    }
  }

  private mutating func take(_ sample: Float) {
    if abs(sample) <= Decimation.largestMicrovolts { held = sample }
    blockSum += held
    blockCount += 1
    guard blockCount == decimation.factor else { return }
    values.append(blockSum * (1 / Float(decimation.factor)))
    blockSum = 0
    blockCount = 0
  }

  /// The means of whole blocks, all samples valid; each is summed up from its first sample on.
  private mutating func appendMeans(of input: UnsafeBufferPointer<Float>, count: Int) {
    let factor = decimation.factor
    let scale = 1 / Float(factor)
    let old = values.count
    values.append(contentsOf: repeatElement(0, count: count))
    values.withUnsafeMutableBufferPointer { values in
      guard let input = input.baseAddress, let output = values.baseAddress.map({ $0 + old }) else { return }
      switch factor {
      case 2: for index in 0..<count { output[index] = (input[2 * index] + input[2 * index + 1]) * scale }
      case 3: for index in 0..<count { output[index] = (input[3 * index] + input[3 * index + 1] + input[3 * index + 2]) * scale }
      case 4:
        for index in 0..<count {
          let block = input + 4 * index
          output[index] = (block[0] + block[1] + block[2] + block[3]) * scale
        }
      default:
        for index in 0..<count {
          let block = input + factor * index
          var sum = block[0]
          for place in 1..<factor { sum += block[place] }
          output[index] = sum * scale
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
