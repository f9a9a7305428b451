/// Pacemaker spikes: a deflection and return within a few milliseconds out of rest, in several leads at once.
struct PacingDetector: Sendable {
  /// Smallest spike.
  var minimumMicrovolts: Float = 150
  /// A spike must be this many times the movement just before it.
  var restRatio: Float = 5
  /// Spike half width.
  var halfWidthSeconds = 0.004
  /// A spike before a QRS lies this long before the fiducial at most.
  var reachSeconds = 0.32

  /// Share of the beats that have a spike before them.
  func pacedShare(_ leads: [[Float]], beats: [Int], rateHertz: Double) -> Double {
    guard rateHertz >= 250, beats.count >= 3 else { return 0 }
    let half = max(1, Int((halfWidthSeconds * rateHertz).rounded()))
    let needed = leads.count >= 3 ? 2 : 1
    let paced = beats.filter { beat in
      let from = max(4 * half, beat - Int(reachSeconds * rateHertz))
      let to = beat - Int(0.01 * rateHertz)
      guard from < to else { return false }
      var hits: [Int] = []
      for lead in leads { hits.append(contentsOf: spikes(lead, from: from, to: to, half: half)) }
      return hits.contains { hit in hits.filter { abs($0 - hit) <= half }.count >= needed }
    }
    return Double(paced.count) / Double(beats.count)
  }

  /// Every spike of the recording, samples in order: where enough leads have one within a half width.
  func spikes(_ leads: [[Float]], rateHertz: Double) -> [Int] {
    guard rateHertz >= 250, let count = leads.first?.count else { return [] }
    let half = max(1, Int((halfWidthSeconds * rateHertz).rounded()))
    let needed = leads.count >= 3 ? 2 : 1
    var hits = [UInt8](repeating: 0, count: count)
    for lead in leads {
      var marked = -1
      for hit in spikes(lead, from: 4 * half, to: count, half: half) {
        let end = min(count - 1, hit + half)
        for place in max(marked + 1, hit - half)..<max(end + 1, hit - half, marked + 1) { hits[place] += 1 }
        marked = max(marked, end)
      }
    }
    var found: [Int] = []
    // One spike makes a run of hits; its middle is its place.
    var start: Int?
    for place in hits.indices {
      if hits[place] >= needed {
        start = start ?? place
      } else if let first = start {
        found.append((first + place - 1) / 2)
        start = nil
      }
    }
    return found
  }

  private func spikes(_ samples: [Float], from: Int, to: Int, half: Int) -> [Int] {
    var found: [Int] = []
    samples.withUnsafeBufferPointer { values in
      let end = min(to, values.count - half)
      for first in stride(from: from, to: end, by: 8) where !isWithoutTop(values, at: first, half: half) {
        for index in first..<min(first + 8, end) where isSpike(values, at: index, half: half) { found.append(index) }
      }
    }
    return found
  }

  /// Whether none of eight samples can be a spike's top: none stands out to both sides by as much. Not known near the end.
  @inline(__always)
  func isWithoutTop(_ samples: UnsafeBufferPointer<Float>, at index: Int, half: Int) -> Bool {
    guard index >= half, index + half + 8 <= samples.count else { return false }
    let raw = UnsafeRawBufferPointer(samples)
    func eight(_ place: Int) -> SIMD8<Float> { raw.loadUnaligned(fromByteOffset: place * MemoryLayout<Float>.stride, as: SIMD8<Float>.self) }
    let centre = eight(index)
    let least = SIMD8<Float>(repeating: minimumMicrovolts * minimumMicrovolts)
    let product = (centre - eight(index - half)) * (centre - eight(index + half))
    return !(least .<= product).isAnySet
  }

  /// `index` must lie at least three half widths from the start and one from the end.
  func isSpike(_ values: UnsafeBufferPointer<Float>, at index: Int, half: Int) -> Bool {
    let rise = values[index] - values[index - half]
    let fall = values[index] - values[index + half]
    guard rise * fall > 0, min(abs(rise), abs(fall)) >= minimumMicrovolts else { return false }
    let before = max(abs(values[index - half] - values[index - 2 * half]), abs(values[index - 2 * half] - values[index - 3 * half]))
    return min(abs(rise), abs(fall)) >= restRatio * before
  }
}
