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

  /// The largest of the samples from number `first` up to, not including, `end`, as far as they are held; zero when none is larger.
  @inline(__always)
  func highest(from first: Int, to end: Int) -> Float {
    values.withUnsafeBufferPointer { values in
      var place = max(0, first - start)
      let last = min(values.count, end - start)
      guard let base = values.baseAddress else { return 0 }
      let raw = UnsafeRawPointer(base)
      var four = SIMD4<Float>.zero
      while place + 4 <= last {
        let next = raw.loadUnaligned(fromByteOffset: place * MemoryLayout<Float>.stride, as: SIMD4<Float>.self)
        four = four.replacing(with: next, where: next .> four)
        place += 4
      }
      var result = max(max(four.x, four.y), max(four.z, four.w))
      while place < last {
        result = max(result, base[place])
        place += 1
      }
      return result
    }
  }

  /// Adds `gain` times the samples from number `first` on to `target`.
  @inline(__always)
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
    // Where it lies: `removeFirst` may take new memory.
    let kept = values.count - count
    values.withUnsafeMutableBufferPointer { values in
      guard let base = values.baseAddress else { return }
      base.update(from: base + count, count: kept)
    }
    values.removeLast(count)
    start += count
  }

  /// Changes samples in place, by number.
  mutating func set(_ index: Int, _ value: Float) { values[index - start] = value }
}
