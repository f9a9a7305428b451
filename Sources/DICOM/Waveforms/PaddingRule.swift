/// Which samples of a channel are no samples: those equal to the Waveform Padding Value (PS3.3 §C.10.9.1.7).
///
/// Some devices state a value that is an ordinary sample as well (0, at rest on the zero line). Where it lies among the channel's other
/// values, only a stretch too long for a signal is taken for padding.
struct PaddingRule {
  private static let shortestStretchSeconds = 0.5

  private let value: Int32?
  private let shortestRun: Int

  init(of values: [Int32], padding: Int32?, rateHertz: Double) {
    value = padding
    guard let padding else {
      shortestRun = 1
      return
    }
    var low = Int32.max
    var high = Int32.min
    for value in values where value != padding {
      low = min(low, value)
      high = max(high, value)
    }
    let isAmongOthers = low < padding && padding < high
    shortestRun = isAmongOthers ? max(2, Int(min(rateHertz, 1e6) * Self.shortestStretchSeconds)) : 1
  }

  /// Puts `nan` where `values` are padding.
  func mark(_ values: [Int32], in samples: inout [Float]) {
    guard let value else { return }
    var start = 0
    while start < values.count {
      guard values[start] == value else {
        start += 1
        continue
      }
      var end = start + 1
      while end < values.count, values[end] == value { end += 1 }
      if end - start >= shortestRun {
        for index in start..<end { samples[index] = .nan }
      }
      start = end
    }
  }
}
