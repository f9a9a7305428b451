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
