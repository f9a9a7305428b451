extension SIMDMask<SIMD4<Int32>> {
  /// Whether any lane is set: `any(_:)` looks at one lane after the other.
  @inline(__always)
  var isAnySet: Bool {
    let lanes = unsafeBitCast(SIMD4<Int32>.zero.replacing(with: SIMD4(repeating: -1), where: self), to: SIMD2<UInt64>.self)
    return lanes.x | lanes.y != 0
  }

  /// A bit for each lane, the first lowest.
  @inline(__always)
  var bits: UInt32 {
    let lanes = SIMD4<UInt32>.zero.replacing(with: SIMD4(1, 2, 4, 8), where: self)
    let two = lanes.lowHalf | lanes.highHalf
    return two.x | two.y
  }
}

extension SIMDMask<SIMD8<Int32>> {
  /// Whether any lane is set, by halves: `any(_:)` looks at one lane after the other.
  @inline(__always)
  var isAnySet: Bool {
    let lanes = SIMD8<Int32>.zero.replacing(with: SIMD8(repeating: -1), where: self)
    let pair = unsafeBitCast(lanes.lowHalf | lanes.highHalf, to: SIMD2<UInt64>.self)
    return pair.x | pair.y != 0
  }

  /// A bit for each lane, the first lowest.
  @inline(__always)
  var bits: UInt32 {
    let lanes = SIMD8<Int32>.zero.replacing(with: SIMD8(1, 2, 4, 8, 16, 32, 64, 128), where: self)
    let four = lanes.lowHalf | lanes.highHalf
    let two = four.lowHalf | four.highHalf
    return UInt32(truncatingIfNeeded: two.x | two.y)
  }
}

extension SIMDMask<SIMD16<Int32>> {
  /// Whether any lane is set.
  @inline(__always)
  var isAnySet: Bool {
    let lanes = SIMD16<Int32>.zero.replacing(with: SIMD16(repeating: -1), where: self)
    let four = (lanes.lowHalf.lowHalf | lanes.lowHalf.highHalf) | (lanes.highHalf.lowHalf | lanes.highHalf.highHalf)
    let pair = unsafeBitCast(four, to: SIMD2<UInt64>.self)
    return pair.x | pair.y != 0
  }
}
