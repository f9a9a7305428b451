/// The medians of four windows that move in step: four values enter at one end and four leave at the other, each in its own lane.
///
/// Values are kept sorted; a place is filled without a branch, so a step costs one pass over the window whatever moves.
struct SlidingMedians: Sendable {
  typealias Values = SIMD4<Float>

  /// Rising in each lane; infinite where nothing is.
  private var sorted: [Values]
  private(set) var count = 0
  private static let nothing = Values(repeating: .infinity)

  /// - Parameter capacity: most values a window holds.
  init(capacity: Int) { sorted = [Values](repeating: Self.nothing, count: capacity + 1) }

  /// The lower middle values; zero of nothing.
  var values: Values { count == 0 ? .zero : sorted[(count - 1) / 2] }

  mutating func insert(_ new: Values) {
    replace(Self.nothing, with: new)
    count += 1
  }

  /// Takes out values that were inserted together before.
  mutating func remove(_ old: Values) {
    replace(old, with: Self.nothing)
    count -= 1
  }

  /// Values leave and others enter: with the old one taken out, each place gets the middle one of its value, the one before it and the new one.
  mutating func replace(_ old: Values, with new: Values) {
    sorted.withUnsafeMutableBufferPointer { sorted in
      var before = Values(repeating: -.infinity)
      var here = sorted[0]
      for place in 0..<(sorted.count - 1) {
        let next = sorted[place + 1]
        let kept = next.replacing(with: here, where: here .< old)
        let lower = new.replacing(with: kept, where: kept .< new)
        sorted[place] = lower.replacing(with: before, where: before .> lower)
        before = kept
        here = next
      }
    }
  }
}
