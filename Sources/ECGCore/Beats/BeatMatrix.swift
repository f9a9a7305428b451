/// Single beats cut out of all leads, aligned on one another, each freed of its baseline.
struct BeatMatrix: Sendable {
  let rateHertz: Double
  /// Samples before the fiducial; the fiducial is sample `before` of each beat.
  let before: Int
  let length: Int
  let leadCount: Int
  /// Which of the recording's beats each row is.
  let beatIndices: [Int]
  /// Fiducial (sample of the recording) of each row after alignment.
  let fiducials: [Int]
  /// `[beat][lead][sample]`, flat.
  let values: [Float]

  func row(_ beat: Int, lead: Int) -> ArraySlice<Float> {
    let start = (beat * leadCount + lead) * length
    return values[start..<(start + length)]
  }
}

/// Cuts beats out. The baseline is the straight line between the levels just before this QRS and the next (PR segment),
/// so that wander goes and ST stays as it is.
struct BeatCutter: Sendable {
  /// Time before the fiducial and after it.
  var beforeSeconds = 0.42
  var afterSeconds = 0.78
  /// The knot lies this long before the fiducial, averaged over twice `knotHalfSeconds`.
  var knotSeconds = 0.09
  var knotHalfSeconds = 0.01
  /// More beats than this add nothing to an average.
  var maximumBeats = 48
  /// Alignment looks this far to both sides.
  var alignmentSeconds = 0.03

  func cut(_ leads: [[Float]], rateHertz: Double, beats: [Int], chosen: [Int], alignOn: Int) -> BeatMatrix {
    let before = Int(beforeSeconds * rateHertz)
    let length = before + Int(afterSeconds * rateHertz)
    let count = leads.first?.count ?? 0
    let inside = chosen.filter { beats[$0] - before >= 0 && beats[$0] - before + length <= count }
    // At the ends the window may reach over the recording: fall back to such beats when there is nothing else.
    let usable = inside.isEmpty ? chosen : inside
    let step = max(1, (usable.count + maximumBeats - 1) / maximumBeats)
    let picked = stride(from: 0, to: usable.count, by: step).map { usable[$0] }
    let fiducials = aligned(picked.map { beats[$0] }, samples: leads[alignOn], rateHertz: rateHertz)
    var values: [Float] = []
    values.reserveCapacity(picked.count * leads.count * length)
    for (row, index) in picked.enumerated() {
      let next = index + 1 < beats.count ? beats[index + 1] : fiducials[row] + (index > 0 ? beats[index] - beats[index - 1] : length)
      for lead in leads { append(lead, fiducial: fiducials[row], next: next, before: before, length: length, rateHertz: rateHertz, to: &values) }
    }
    return BeatMatrix(
      rateHertz: rateHertz, before: before, length: length, leadCount: leads.count, beatIndices: picked, fiducials: fiducials, values: values)
  }

  private func append(
    _ samples: [Float], fiducial: Int, next: Int, before: Int, length: Int, rateHertz: Double, to values: inout [Float]
  ) {
    let lead = Int(knotSeconds * rateHertz)
    let first = level(samples, at: fiducial - lead, rateHertz: rateHertz)
    let second = next - lead < samples.count ? level(samples, at: next - lead, rateHertz: rateHertz) : first
    let span = Float(max(1, next - fiducial))
    let slope = (second - first) / span
    samples.withUnsafeBufferPointer { input in
      for offset in 0..<length {
        let position = min(max(0, fiducial - before + offset), input.count - 1)
        let distance = Float(offset - before + lead)
        values.append(input[position] - first - slope * distance)
      }
    }
  }

  private func level(_ samples: [Float], at centre: Int, rateHertz: Double) -> Float {
    let half = max(1, Int(knotHalfSeconds * rateHertz))
    let from = min(max(0, centre - half), samples.count - 1)
    let to = min(max(from + 1, centre + half + 1), samples.count)
    var sum: Float = 0
    for index in from..<to { sum += samples[index] }
    return sum / Float(to - from)
  }

  /// Shifts each fiducial to where its QRS agrees best with the mean of all (two rounds).
  private func aligned(_ fiducials: [Int], samples: [Float], rateHertz: Double) -> [Int] {
    let half = Int(0.06 * rateHertz)
    let reach = max(1, Int(alignmentSeconds * rateHertz))
    guard fiducials.count > 2 else { return fiducials }
    var result = fiducials
    for _ in 0..<2 {
      var template = [Float](repeating: 0, count: 2 * half + 1)
      for fiducial in result where fiducial - half >= 0 && fiducial + half < samples.count {
        let centre = samples[fiducial - half]
        for offset in 0...(2 * half) { template[offset] += samples[fiducial - half + offset] - centre }
      }
      let average = template.reduce(0, +) / Float(template.count)
      for index in template.indices { template[index] -= average }
      result = result.indices.map { bestShift(of: result[$0], near: fiducials[$0], template: template, samples: samples, half: half, reach: reach) }
    }
    return result
  }

  private func bestShift(of fiducial: Int, near origin: Int, template: [Float], samples: [Float], half: Int, reach: Int) -> Int {
    guard origin - half - reach >= 0, origin + half + reach < samples.count else { return fiducial }
    var best = fiducial
    var highest = -Float.infinity
    samples.withUnsafeBufferPointer { input in
      for candidate in (origin - reach)...(origin + reach) {
        var product: Float = 0
        for offset in 0...(2 * half) { product += template[offset] * input[candidate - half + offset] }
        if product > highest {
          highest = product
          best = candidate
        }
      }
    }
    return best
  }
}
