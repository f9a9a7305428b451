/// Tells at a glance stretches that hold neither an invalid sample nor a pacing spike: most of any recording.
struct CalmSamples: Sendable {
  /// Samples looked at together.
  static let groupLength = 32
  /// The distance over which a movement counts.
  let reach: Int

  /// The first of the groups from sample number `from` on that is not calm: not far from invalid, moved by a spike's flank over `reach`, or
  /// without enough before it to tell. A group that is not whole counts as one. The series' end when there is none.
  func firstRestless(_ samples: SlidingSeries, from: Int) -> Int {
    samples.values.withUnsafeBufferPointer { values in
      guard let base = values.baseAddress, from - samples.start >= reach else { return min(from, samples.end) }
      var place = from - samples.start
      while place + Self.groupLength <= values.count {
        guard isCalm(base + place) else { return place + samples.start }
        place += Self.groupLength
      }
      return min(place, values.count) + samples.start
    }
  }

  private func isCalm(_ group: UnsafePointer<Float>) -> Bool {
    let raw = UnsafeRawPointer(group)
    let before = UnsafeRawPointer(group - reach)
    let largest = SIMD8<Float>(repeating: Decimation.largestMicrovolts * Decimation.largestMicrovolts / 4)
    let flank = SIMD16<Float>(repeating: SpikeBridge.minimumMicrovolts * SpikeBridge.minimumMicrovolts)
    let rise = raw.loadUnaligned(as: SIMD16<Float>.self) - before.loadUnaligned(as: SIMD16<Float>.self)
    let laterRise = raw.loadUnaligned(fromByteOffset: 64, as: SIMD16<Float>.self) - before.loadUnaligned(fromByteOffset: 64, as: SIMD16<Float>.self)
    // Written so that what is not a number counts as moved.
    guard !(.!((rise * rise .< flank) .& (laterRise * laterRise .< flank))).isAnySet else { return false }
    // What follows the first samples lies within a few flanks of them.
    var isSmall = SIMDMask<SIMD8<Int32>>(repeating: true)
    var place = 0
    while place < min(reach, Self.groupLength) {
      let values = raw.loadUnaligned(fromByteOffset: place * MemoryLayout<Float>.stride, as: SIMD8<Float>.self)
      isSmall = isSmall .& (values * values .<= largest)
      place += 8
    }
    return !(.!isSmall).isAnySet
  }

  /// Whether every one of some samples can be a body-surface potential.
  static func areValid(_ samples: UnsafeBufferPointer<Float>) -> Bool {
    let raw = UnsafeRawBufferPointer(samples)
    let limit = SIMD8<Float>(repeating: Decimation.largestMicrovolts * Decimation.largestMicrovolts)
    var isInside = SIMDMask<SIMD8<Int32>>(repeating: true)
    var place = 0
    while place + 8 <= samples.count {
      let values = raw.loadUnaligned(fromByteOffset: place * MemoryLayout<Float>.stride, as: SIMD8<Float>.self)
      isInside = isInside .& (values * values .<= limit)
      place += 8
    }
    return !(.!isInside).isAnySet && samples[place...].allSatisfy { abs($0) <= Decimation.largestMicrovolts }
  }
}
