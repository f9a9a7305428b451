/// The samples with each invalid one (not a number, infinite, larger than any ECG) holding the last valid value;
/// those before the first valid one hold that one.
func holdingLastValid(_ samples: [Float]) -> [Float] {
  guard !areAllValid(samples) else { return samples }
  var held = samples.first { abs($0) <= Decimation.largestMicrovolts } ?? 0
  return samples.map { value in
    if abs(value) <= Decimation.largestMicrovolts { held = value }
    return held
  }
}

/// Sizes are compared by their bits, in which whatever is no number lies above every number: a difference below zero is an invalid sample.
private func areAllValid(_ samples: [Float]) -> Bool {
  samples.withUnsafeBufferPointer { values in
    let raw = UnsafeRawBufferPointer(values)
    let largest = Int32(bitPattern: Decimation.largestMicrovolts.bitPattern)
    var room = SIMD8<Int32>.zero
    var index = 0
    while index + 8 <= values.count {
      let bits = raw.loadUnaligned(fromByteOffset: index * MemoryLayout<Float>.stride, as: SIMD8<Int32>.self) & 0x7FFF_FFFF
      room |= largest &- bits
      index += 8
    }
    guard room.min() >= 0 else { return false }
    return values[index...].allSatisfy { abs($0) <= Decimation.largestMicrovolts }
  }
}
