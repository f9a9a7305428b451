/// The median of a window that moves: values enter at one end and leave at the other. Costs one pass over the window for each.
struct SlidingMedian: Sendable {
  private var sorted: [Float] = []

  init(capacity: Int = 32) { sorted.reserveCapacity(capacity) }

  var isEmpty: Bool { sorted.isEmpty }
  /// The lower middle value; zero of nothing.
  var value: Float { sorted.isEmpty ? 0 : sorted[(sorted.count - 1) / 2] }

  mutating func insert(_ value: Float) {
    sorted.append(value)
    sorted.withUnsafeMutableBufferPointer { values in
      var place = values.count - 1
      while place > 0, values[place - 1] > value {
        values[place] = values[place - 1]
        place -= 1
      }
      values[place] = value
    }
  }

  /// Takes out one value that was inserted before.
  mutating func remove(_ value: Float) {
    let count = sorted.count
    let isFound = sorted.withUnsafeMutableBufferPointer { values in
      var place = 0
      while place < count, values[place] != value { place += 1 }
      guard place < count else { return false }
      while place + 1 < count {
        values[place] = values[place + 1]
        place += 1
      }
      return true
    }
    if isFound { sorted.removeLast() }
  }

  /// A value leaves and another enters.
  mutating func replace(_ old: Float, with new: Float) {
    let count = sorted.count
    sorted.withUnsafeMutableBufferPointer { values in
      var place = 0
      while place < count, values[place] != old { place += 1 }
      guard place < count else { return }
      while place + 1 < count, values[place + 1] < new {
        values[place] = values[place + 1]
        place += 1
      }
      while place > 0, values[place - 1] > new {
        values[place] = values[place - 1]
        place -= 1
      }
      values[place] = new
    }
  }
}
