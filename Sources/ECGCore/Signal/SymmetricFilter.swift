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
}
