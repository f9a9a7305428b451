import COpenSSL

/// Where unpredictable bytes come from. Passed in, never reached for, so that tests can repeat themselves.
package protocol RandomSource: Sendable {
  /// - Throws: `TrustError` `randomness-unavailable`.
  func randomBytes(count: Int) throws(TrustError) -> [UInt8]
}

/// OpenSSL's generator, seeded by the operating system.
package struct SystemRandomSource: RandomSource {
  package init() {}

  package func randomBytes(count: Int) throws(TrustError) -> [UInt8] {
    guard count > 0 else { return [] }
    var isFilled: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      guard let start = buffer.baseAddress else { return }
      start.initialize(repeating: 0, count: count)
      isFilled = rh_random(start, count)
      filled = count
    }
    guard isFilled == 1 else { throw TrustError(.randomnessUnavailable) }
    return bytes
  }
}
