/// A series that grows at its end and forgets its beginning: samples keep their number for as long as they are held.
struct SlidingSeries: Sendable {
  /// Samples held, and room behind them for more.
  private var storage: [Float] = []
  private(set) var count = 0
  /// Number of the first sample still held.
  private(set) var start = 0

  /// Number of the sample after the last.
  var end: Int { start + count }
  var values: ArraySlice<Float> { storage[..<count] }

  subscript(index: Int) -> Float {
    precondition(index < end)
    return storage[index - start]
  }

  mutating func append(_ value: Float) { append(count: 1) { $0[0] = value } }

  /// Appends `count` samples that `fill` writes, every one; it is given the new places.
  @inline(__always)
  mutating func append(count new: Int, fill: (UnsafeMutableBufferPointer<Float>) -> Void) {
    makeRoom(for: new)
    let old = count
    storage.withUnsafeMutableBufferPointer { fill(UnsafeMutableBufferPointer(rebasing: $0[old..<(old + new)])) }
    count += new
  }

  /// Appends `count` samples that `fill` writes; the places it is given may be written to further on, by `slack` of them.
  @inline(__always)
  mutating func append(count new: Int, slack: Int, fill: (UnsafeMutablePointer<Float>) -> Void) {
    makeRoom(for: new + slack)
    let old = count
    storage.withUnsafeMutableBufferPointer { if let base = $0.baseAddress { fill(base + old) } }
    count += new
  }

  private mutating func makeRoom(for new: Int) {
    let missing = count + new - storage.count
    if missing > 0 { storage.append(contentsOf: repeatElement(0, count: max(missing, storage.count))) }
  }

  /// The samples held.
  @inline(__always)
  func withUnsafeValues<Result>(_ body: (UnsafeBufferPointer<Float>) -> Result) -> Result {
    storage.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[..<count])) }
  }

  /// The samples from number `first` up to, not including, `end`.
  @inline(__always)
  func withUnsafeSamples<Result>(from first: Int, to end: Int, _ body: (UnsafeBufferPointer<Float>) -> Result) -> Result {
    precondition(end <= self.end)
    return storage.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[(first - start)..<(end - start)])) }
  }

  /// An array of the samples from number `first` up to, not including, `end`.
  func copy(from first: Int, to end: Int) -> [Float] { withUnsafeSamples(from: first, to: end) { Array($0) } }

  /// The largest of the samples from number `first` up to, not including, `end`, as far as they are held; zero when none is larger.
  @inline(__always)
  func highest(from first: Int, to end: Int) -> Float {
    storage.withUnsafeBufferPointer { values in
      var place = max(0, first - start)
      let last = min(count, end - start)
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

  /// Writes `gain` times the samples from number `first` on to `target`, or adds them to what is there.
  @inline(__always)
  func scale(from first: Int, gain: Float, into target: UnsafeMutableBufferPointer<Float>, isAdded: Bool) {
    withUnsafeSamples(from: first, to: first + target.count) { source in
      guard let input = source.baseAddress, let output = target.baseAddress else { return }
      if isAdded {
        for index in 0..<target.count { output[index] += gain * input[index] }
      } else {
        for index in 0..<target.count { output[index] = gain * input[index] }
      }
    }
  }

  /// Forgets what lies before sample `first`.
  mutating func forget(before first: Int) {
    let forgotten = min(max(0, first - start), count)
    guard forgotten > 0 else { return }
    // Where it lies: `removeFirst` may take new memory.
    let kept = count - forgotten
    storage.withUnsafeMutableBufferPointer { values in
      guard let base = values.baseAddress else { return }
      base.update(from: base + forgotten, count: kept)
    }
    count = kept
    start += forgotten
  }

  /// Changes samples in place, by number.
  mutating func set(_ index: Int, _ value: Float) {
    precondition(index < end)
    storage[index - start] = value
  }
}
