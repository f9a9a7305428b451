extension RandomAccessCollection where Index == Int {
  /// The first place at which `isBefore` does not hold, `endIndex` where it always does; found by halving.
  ///
  /// - Parameter isBefore: holds for a run from the start and for nothing after it.
  @inline(__always)
  func sortedIndex(notBefore isBefore: (Element) -> Bool) -> Int {
    var low = startIndex
    var high = endIndex
    while low < high {
      let middle = low + (high - low) / 2
      if isBefore(self[middle]) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
