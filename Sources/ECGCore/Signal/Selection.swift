extension ArraySlice<Float> {
  /// The value with `wanted` others before it in rising order; there must be one.
  func ranked(_ wanted: Int) -> Float {
    withUnsafeTemporaryAllocation(of: Float.self, capacity: count) { room in
      _ = room.initialize(from: self)
      return room.ranked(wanted)
    }
  }
}

extension UnsafeMutableBufferPointer<Float> {
  /// The lower middle value; the order of the values is lost. There must be one.
  func lowerMiddle() -> Float { ranked((count - 1) / 2) }

  /// The value with `wanted` others before it in rising order; the order of the values is lost. There must be one.
  ///
  /// Values are parted about one of them until the middle one stands in its place (Hoare 1961). Where parting gets nowhere, or there is something that is
  /// not a number, they are sorted.
  func ranked(_ wanted: Int) -> Float {
    var low = 0
    var high = count - 1
    var rounds = 4 + 2 * (Int.bitWidth - count.leadingZeroBitCount)
    while high - low > 12 {
      guard rounds > 0, let pivot = pivot(low, high) else {
        return sorted()[wanted]
      }
      rounds -= 1
      var left = low
      var right = high
      while left <= right {
        while self[left] < pivot { left += 1 }
        while self[right] > pivot { right -= 1 }
        if left <= right {
          swapAt(left, right)
          left += 1
          right -= 1
        }
      }
      if wanted <= right { high = right } else if wanted >= left { low = left } else { return self[wanted] }
    }
    return insertionSorted(low, high) ? self[wanted] : sorted()[wanted]
  }

  /// The middle one of the first, the middle and the last value; `nil` where one is not a number.
  private func pivot(_ low: Int, _ high: Int) -> Float? {
    let (first, second, third) = (self[low], self[low + (high - low) / 2], self[high])
    guard first == first, second == second, third == third else { return nil }
    return Swift.max(Swift.min(first, second), Swift.min(Swift.max(first, second), third))
  }

  /// Whether all were numbers.
  private func insertionSorted(_ low: Int, _ high: Int) -> Bool {
    guard low <= high else { return true }
    for index in low...high {
      let value = self[index]
      guard value == value else { return false }
      var slot = index
      while slot > low, self[slot - 1] > value {
        self[slot] = self[slot - 1]
        slot -= 1
      }
      self[slot] = value
    }
    return true
  }
}
