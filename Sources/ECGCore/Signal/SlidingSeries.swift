/// A series that grows at its end and forgets its beginning: samples keep their number for as long as they are held.
struct SlidingSeries: Sendable {
  private(set) var values: [Float] = []
  /// Number of the first sample still held.
  private(set) var start = 0

  /// Number of the sample after the last.
  var end: Int { start + values.count }

  subscript(index: Int) -> Float { values[index - start] }

  mutating func append(_ value: Float) { values.append(value) }

  mutating func append(contentsOf piece: UnsafeBufferPointer<Float>) { values.append(contentsOf: piece) }

  /// Appends `count` samples that `fill` writes; it is given the new places.
  mutating func append(count: Int, fill: (UnsafeMutableBufferPointer<Float>) -> Void) {
    let old = values.count
    values.append(contentsOf: repeatElement(0, count: count))
    values.withUnsafeMutableBufferPointer { fill(UnsafeMutableBufferPointer(rebasing: $0[old...])) }
  }

  /// The samples from number `first` up to, not including, `end`.
  func withUnsafeSamples<Result>(from first: Int, to end: Int, _ body: (UnsafeBufferPointer<Float>) -> Result) -> Result {
    values.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[(first - start)..<(end - start)])) }
  }

  /// Adds `gain` times the samples from number `first` on to `target`.
  func add(from first: Int, gain: Float, to target: UnsafeMutableBufferPointer<Float>) {
    values.withUnsafeBufferPointer { values in
      guard let input = values.baseAddress, let output = target.baseAddress else { return }
      let source = input + (first - start)
      for index in 0..<target.count { output[index] += gain * source[index] }
    }
  }

  /// Forgets what lies before sample `first`.
  mutating func forget(before first: Int) {
    let count = min(max(0, first - start), values.count)
    guard count > 0 else { return }
    values.removeFirst(count)
    start += count
  }

  /// Changes samples in place, by number.
  mutating func set(_ index: Int, _ value: Float) { values[index - start] = value }
}
