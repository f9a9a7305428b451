/// A lead's samples at the recording's rate, for as long as somebody may ask for them. Those that nothing had to be done to stay where they came
/// from: what is held is a share of the array.
struct SampleHistory: Sendable {
  private struct Run: Sendable {
    /// Number of its first sample.
    var first: Int
    var count: Int
    var values: [Float]
    /// Place of the first sample in `values`.
    var offset: Int
  }

  private var runs: [Run] = []
  /// Number of the sample after the last.
  private(set) var end = 0
  /// Number of the first sample still held.
  var start: Int { runs.first?.first ?? end }

  /// Takes the next samples in: `count` of an array's from a place on.
  mutating func append(_ values: [Float], from offset: Int, count: Int) {
    precondition(offset >= 0 && offset + count <= values.count)
    guard count > 0 else { return }
    runs.append(Run(first: end, count: count, values: values, offset: offset))
    end += count
  }

  /// The samples from number `first` up to, not including, `end`, all of which must be held.
  func withUnsafeSamples<Result>(from first: Int, to end: Int, _ body: (UnsafeBufferPointer<Float>) -> Result) -> Result {
    precondition(start <= first && first < end && end <= self.end)
    var number = runs.sortedIndex { $0.first + $0.count <= first }
    let run = runs[number]
    if end <= run.first + run.count {
      let place = run.offset + first - run.first
      return run.values.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[place..<(place + end - first)])) }
    }
    return withUnsafeTemporaryAllocation(of: Float.self, capacity: end - first) { room in
      for index in first..<end {
        while index >= runs[number].first + runs[number].count { number += 1 }
        room.initializeElement(at: index - first, to: runs[number].values[runs[number].offset + index - runs[number].first])
      }
      return body(UnsafeBufferPointer(room))
    }
  }

  /// Forgets arrays that hold nothing from sample `first` on.
  mutating func forget(before first: Int) {
    let count = runs.sortedIndex { $0.first + $0.count <= first }
    if count > 0 { runs.removeFirst(count) }
  }
}
