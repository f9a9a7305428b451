extension UnsafeBufferPointer<Float> {
  /// Eight values from `place` on; they must be there.
  @inline(__always)
  func eight(at place: Int) -> SIMD8<Float> {
    guard let baseAddress else { return .zero }
    return UnsafeRawPointer(baseAddress + place).loadUnaligned(as: SIMD8<Float>.self)
  }
}

extension SIMD8<Float> {
  /// The sum of all lanes, by halves: a fraction of the time of `sum()`, which adds one after the other.
  @inline(__always)
  var total: Float {
    let fours = lowHalf + highHalf
    let twos = fours.lowHalf + fours.highHalf
    return twos.x + twos.y
  }
}

extension SIMD16<Float> {
  /// The sum of all lanes, by halves.
  @inline(__always)
  var total: Float { (lowHalf + highHalf).total }
}
