import Foundation

/// Repeatable random numbers for test signals (SplitMix64, Steele 2014).
package struct SeededNoise: RandomNumberGenerator, Sendable {
  private var state: UInt64
  package init(seed: UInt64) { state = seed }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// 0 to 1.
  package mutating func nextUniform() -> Double { Double(next() >> 11) / Double(1 << 53) }

  /// Standard normal (Box–Muller).
  package mutating func nextNormal() -> Double {
    let radius = (-2 * log(max(nextUniform(), 1e-12))).squareRoot()
    return radius * cos(2 * .pi * nextUniform())
  }
}
