/// Takes pacemaker pulses out before anything is filtered: a deflection that comes and goes within milliseconds out of rest is bridged straight.
struct SpikeBridge: Sendable {
  /// Each flank of a spike, and how many times the movement before it.
  var minimumMicrovolts: Float = 200
  var restRatio: Float = 5
  /// A QRS complex is never as narrow: its flanks take 10 ms and more.
  let half: Int

  /// `nil` below 250 Hz, where a spike is a single sample that may as well be a QRS.
  init?(rateHertz: Double, halfWidthSeconds: Double = 0.004) {
    guard rateHertz >= 250 else { return nil }
    half = max(1, Int((halfWidthSeconds * rateHertz).rounded()))
  }

  /// Looks at the samples from `searched` on as far as their neighbourhood is known.
  func bridge(_ samples: inout SlidingSeries, searched: inout Int, isEnded: Bool) {
    let end = isEnded ? samples.end : max(searched, samples.end - 2 * half - 3)
    let from = max(searched, samples.start + 3 * half)
    let to = min(end, samples.end - half - 3)
    searched = end
    var index = from
    while let spike = firstSpike(samples, from: index, to: to) {
      let start = spike - half - 1
      let stop = spike + half + 2
      let first = samples[start]
      let step = (samples[stop] - first) / Float(stop - start)
      for place in start...stop { samples.set(place, first + step * Float(place - start)) }
      index = stop
    }
  }

  /// Sixteen samples that move too little within half a spike's width are passed over at once.
  private func firstSpike(_ samples: SlidingSeries, from: Int, to: Int) -> Int? {
    samples.values.withUnsafeBufferPointer { values in
      let raw = UnsafeRawBufferPointer(values)
      let stride = MemoryLayout<Float>.stride
      let limit = SIMD16<Float>(repeating: minimumMicrovolts * minimumMicrovolts)
      var index = from - samples.start
      let end = to - samples.start
      while index < end {
        if index + 16 <= values.count {
          let rise =
            raw.loadUnaligned(fromByteOffset: index * stride, as: SIMD16<Float>.self)
            - raw.loadUnaligned(fromByteOffset: (index - half) * stride, as: SIMD16<Float>.self)
          if !any(rise * rise .>= limit) {
            index += 16
            continue
          }
        }
        let stop = min(end, index + 16)
        while index < stop {
          if isSpike(values, at: index) { return index + samples.start }
          index += 1
        }
      }
      return nil
    }
  }

  private func isSpike(_ samples: UnsafeBufferPointer<Float>, at index: Int) -> Bool {
    let centre = samples[index]
    let rise = centre - samples[index - half]
    guard abs(rise) >= minimumMicrovolts else { return false }
    let fall = centre - samples[index + half]
    let height = min(abs(rise), abs(fall))
    guard rise * fall > 0, height >= minimumMicrovolts else { return false }
    let before = max(abs(samples[index - half] - samples[index - 2 * half]), abs(samples[index - 2 * half] - samples[index - 3 * half]))
    return height >= restRatio * before
  }
}
