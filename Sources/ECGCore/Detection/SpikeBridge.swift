/// Takes pacemaker pulses out before anything is filtered: a deflection that comes and goes within milliseconds out of rest is bridged straight.
struct SpikeBridge: Sendable {
  /// Each flank of a spike, and how many times the movement before it.
  static let minimumMicrovolts: Float = 200
  static let restRatio: Float = 5
  /// A QRS complex is never as narrow: its flanks take 10 ms and more.
  let half: Int

  /// `nil` below 250 Hz, where a spike is a single sample that may as well be a QRS.
  init?(rateHertz: Double, halfWidthSeconds: Double = 0.004) {
    guard rateHertz >= 250 else { return nil }
    half = max(1, Int((halfWidthSeconds * rateHertz).rounded()))
  }

  /// Bridges the spikes with their tops in `range`; the range grows by what has to be looked at again behind the last one.
  ///
  /// - Returns: whether there was one.
  func bridge(_ samples: inout SlidingSeries, in range: inout Range<Int>, knownTo end: Int) -> Bool {
    var isFound = false
    var index = max(range.lowerBound, samples.start + 3 * half)
    while let spike = firstSpike(samples, from: index, to: min(range.upperBound, end)) {
      let start = spike - half - 1
      let stop = spike + half + 2
      let first = samples[start]
      let step = (samples[stop] - first) / Float(stop - start)
      for place in start...stop { samples.set(place, first + step * Float(place - start)) }
      index = stop
      isFound = true
      range = range.lowerBound..<max(range.upperBound, stop + half + 1)
    }
    return isFound
  }

  private func firstSpike(_ samples: SlidingSeries, from: Int, to: Int) -> Int? {
    samples.withUnsafeValues { values in
      var index = from - samples.start
      let end = to - samples.start
      while index < end {
        if index + half + 8 <= values.count, isWithoutTop(values, at: index) {
          index += 8
        } else if isSpike(values, at: index) {
          return index + samples.start
        } else {
          index += 1
        }
      }
      return nil
    }
  }

  /// Whether none of eight samples stands out to both sides.
  @inline(__always)
  private func isWithoutTop(_ samples: UnsafeBufferPointer<Float>, at index: Int) -> Bool {
    let raw = UnsafeRawBufferPointer(samples)
    func eight(_ place: Int) -> SIMD8<Float> { raw.loadUnaligned(fromByteOffset: place * MemoryLayout<Float>.stride, as: SIMD8<Float>.self) }
    let centre = eight(index)
    let least = SIMD8<Float>(repeating: Self.minimumMicrovolts * Self.minimumMicrovolts)
    let product = (centre - eight(index - half)) * (centre - eight(index + half))
    return !(least .<= product).isAnySet
  }

  private func isSpike(_ samples: UnsafeBufferPointer<Float>, at index: Int) -> Bool {
    let centre = samples[index]
    let rise = centre - samples[index - half]
    guard abs(rise) >= Self.minimumMicrovolts else { return false }
    let fall = centre - samples[index + half]
    let height = min(abs(rise), abs(fall))
    guard rise * fall > 0, height >= Self.minimumMicrovolts else { return false }
    let before = max(abs(samples[index - half] - samples[index - 2 * half]), abs(samples[index - 2 * half] - samples[index - 3 * half]))
    return height >= Self.restRatio * before
  }
}
