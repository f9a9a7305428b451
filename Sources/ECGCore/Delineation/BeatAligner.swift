/// Cuts the beats of a group out of all leads, aligned on one another and freed of their baseline.
struct BeatAligner: Sendable {
  let settings: DelineationSettings
  let rateHertz: Double

  /// One row a beat of `group`; windows that reach over the recording hold its ends.
  ///
  /// - Parameters:
  ///   - beats: every beat of the recording, so that the baseline can run from one to the next.
  ///   - guide: the lead on which beats are aligned.
  func matrix(_ leads: [[Float]], beats: [Int], group: [Int], guide: Int) -> BeatMatrix {
    let before = Int((settings.windowBeforeSeconds * rateHertz).rounded())
    let length = before + Int((settings.windowAfterSeconds * rateHertz).rounded())
    let fiducials = aligned(group.map { beats[$0] }, samples: leads[guide])
    var values: [Float] = []
    values.reserveCapacity(group.count * leads.count * length)
    for (row, index) in group.enumerated() {
      let previous = index > 0 ? fiducials[row] - (beats[index] - beats[index - 1]) : nil
      let next = index + 1 < beats.count ? fiducials[row] + beats[index + 1] - beats[index] : nil
      for lead in leads { append(lead, fiducial: fiducials[row], previous: previous, next: next, before: before, length: length, to: &values) }
    }
    return BeatMatrix(
      rateHertz: rateHertz, before: before, length: length, leadCount: leads.count, beatIndices: group, fiducials: fiducials, values: values)
  }

  /// The baseline runs straight between the levels just before the QRS complexes: before this one along the line from the last, after it to the next.
  private func append(
    _ samples: [Float], fiducial: Int, previous: Int?, next: Int?, before: Int, length: Int, to values: inout [Float]
  ) {
    let knot = Int(settings.knotSeconds * rateHertz)
    let here = level(samples, at: fiducial - knot)
    func slope(_ other: Int?) -> Float? {
      guard let other, other - knot >= 0, other - knot < samples.count, other != fiducial else { return nil }
      return (level(samples, at: other - knot) - here) / Float(other - fiducial)
    }
    let earlier = slope(previous)
    let later = slope(next)
    let falling = earlier ?? later ?? 0
    let rising = later ?? earlier ?? 0
    samples.withUnsafeBufferPointer { input in
      for offset in 0..<length {
        let position = min(max(0, fiducial - before + offset), input.count - 1)
        let distance = Float(offset - before + knot)
        values.append(input[position] - here - (distance < 0 ? falling : rising) * distance)
      }
    }
  }

  private func level(_ samples: [Float], at centre: Int) -> Float {
    let half = max(1, Int(settings.knotHalfSeconds * rateHertz))
    let from = min(max(0, centre - half), samples.count - 1)
    let to = min(max(from + 1, centre + half + 1), samples.count)
    var sum: Float = 0
    for index in from..<to { sum += samples[index] }
    return sum / Float(to - from)
  }

  /// Shifts each fiducial to where its QRS agrees best with the mean of all (two rounds).
  private func aligned(_ fiducials: [Int], samples: [Float]) -> [Int] {
    let half = Int(settings.alignmentHalfSeconds * rateHertz)
    let reach = max(1, Int(settings.alignmentReachSeconds * rateHertz))
    guard fiducials.count > 1 else { return fiducials }
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
