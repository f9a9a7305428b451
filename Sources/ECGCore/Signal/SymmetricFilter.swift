/// A finite impulse response of odd length centred on its output sample, so that it delays nothing.
package struct SymmetricFilter: Sendable {
  package let taps: [Float]
  package var halfLength: Int { taps.count / 2 }

  package init(taps: [Float]) {
    precondition(taps.count % 2 == 1)
    self.taps = taps
  }

  /// The filter's output at one sample, ends held.
  package func value(at index: Int, of input: UnsafeBufferPointer<Float>) -> Float {
    let half = halfLength
    let last = input.count - 1
    var sum: Float = 0
    if index >= half, index + half <= last {
      for tap in 0..<taps.count { sum += taps[tap] * input[index - half + tap] }
    } else {
      for tap in 0..<taps.count { sum += taps[tap] * input[min(max(0, index - half + tap), last)] }
    }
    return sum
  }

  /// Convolution with the ends held at their first and last value. Eight outputs are summed side by side.
  package func apply(_ input: [Float]) -> [Float] {
    guard let first = input.first, let last = input.last else { return [] }
    let half = halfLength
    var padded = [Float]()
    padded.reserveCapacity(input.count + 2 * half + 8)
    padded.append(contentsOf: repeatElement(first, count: half))
    padded.append(contentsOf: input)
    padded.append(contentsOf: repeatElement(last, count: half + 8))
    return [Float](unsafeUninitializedCapacity: input.count) { output, initialized in
      padded.withUnsafeBytes { raw in
        taps.withUnsafeBufferPointer { taps in convolve(raw, taps, output, count: input.count) }
      }
      initialized = input.count
    }
  }

  private func convolve(_ raw: UnsafeRawBufferPointer, _ taps: UnsafeBufferPointer<Float>, _ output: UnsafeMutableBufferPointer<Float>, count: Int) {
    let stride = MemoryLayout<Float>.stride
    var index = 0
    while index < count {
      var sum = SIMD8<Float>.zero
      for tap in 0..<taps.count {
        sum += taps[tap] * raw.loadUnaligned(fromByteOffset: (index + tap) * stride, as: SIMD8<Float>.self)
      }
      let remaining = min(8, count - index)
      if remaining == 8 {
        UnsafeMutableRawPointer(output.baseAddress! + index).storeBytes(of: sum, as: SIMD8<Float>.self)
      } else {
        for lane in 0..<remaining { output[index + lane] = sum[lane] }
      }
      index += 8
    }
  }
}
