/// Tells at a glance stretches that hold neither an invalid sample nor a pacing spike: most of any recording.
struct CalmSamples: Sendable {
  /// Samples looked at together.
  static let groupLength = 32
  /// The distance over which a movement counts.
  let reach: Int

  /// Copies samples, which may lie apart from the `held` samples before `output`, and notes the groups among them that are not calm, in order: moved by
  /// a spike's flank over `reach`, not far from invalid, or without enough before them to tell, and whether there may be invalid ones in it. A last
  /// group that is not whole counts as one.
  @inline(__always)
  func copy(
    _ input: UnsafeBufferPointer<Float>, to output: UnsafeMutableBufferPointer<Float>, held: Int,
    _ noteRestless: (_ group: Range<Int>, _ mayBeInvalid: Bool) -> Void
  ) {
    guard let source = input.baseAddress, let target = output.baseAddress else { return }
    let count = min(input.count, output.count)
    var place = 0
    while place + Self.groupLength <= count {
      let raw = UnsafeMutableRawPointer(target + place)
      let unrest: Unrest
      if place >= reach {
        unrest = copyGroup(UnsafeRawPointer(source + place), to: raw)
      } else {
        (target + place).update(from: source + place, count: Self.groupLength)
        unrest = held >= reach ? copyGroup(UnsafeRawPointer(raw), to: raw) : .doubtful
      }
      if unrest != .none { noteRestless(place..<(place + Self.groupLength), unrest == .doubtful) }
      place += Self.groupLength
    }
    guard place < count else { return }
    (target + place).update(from: source + place, count: count - place)
    noteRestless(place..<count, true)
  }

  private enum Unrest {
    case none, moved, doubtful
  }

  /// Copies a group and says how calm it is; the samples before it lie before `source`.
  @inline(__always)
  private func copyGroup(_ source: UnsafeRawPointer, to target: UnsafeMutableRawPointer) -> Unrest {
    let before = source - reach * MemoryLayout<Float>.stride
    // Of squares, which are not less than any of them and not a number where one is none.
    var sums = (SIMD4<Float>.zero, SIMD4<Float>.zero)
    for pair in 0..<(Self.groupLength / 8) {
      let offset = pair * 32
      let first = source.loadUnaligned(fromByteOffset: offset, as: SIMD4<Float>.self)
      let second = source.loadUnaligned(fromByteOffset: offset + 16, as: SIMD4<Float>.self)
      let rises = (
        first - before.loadUnaligned(fromByteOffset: offset, as: SIMD4<Float>.self),
        second - before.loadUnaligned(fromByteOffset: offset + 16, as: SIMD4<Float>.self)
      )
      sums.0 += rises.0 * rises.0
      sums.1 += rises.1 * rises.1
      target.storeBytes(of: first, toByteOffset: offset, as: SIMD4<Float>.self)
      target.storeBytes(of: second, toByteOffset: offset + 16, as: SIMD4<Float>.self)
    }
    let largest = SIMD4<Float>(repeating: Decimation.largestMicrovolts * Decimation.largestMicrovolts / 4)
    let start = source.loadUnaligned(as: SIMD4<Float>.self)
    var isNear = start * start .<= largest
    var place = 4
    while place < min(reach, Self.groupLength) {
      let values = source.loadUnaligned(fromByteOffset: place * MemoryLayout<Float>.stride, as: SIMD4<Float>.self)
      isNear = isNear .& (values * values .<= largest)
      place += 4
    }
    let flank = SIMD4<Float>(repeating: SpikeBridge.minimumMicrovolts * SpikeBridge.minimumMicrovolts)
    if !(.!((sums.0 .< flank) .& (sums.1 .< flank) .& isNear)).isAnySet { return .none }
    // 32 rises of 15 mV from half the largest valid sample do not reach it.
    let far = SIMD4<Float>(repeating: 15_000 * 15_000)
    return (.!((sums.0 .< far) .& (sums.1 .< far) .& isNear)).isAnySet ? .doubtful : .moved
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
