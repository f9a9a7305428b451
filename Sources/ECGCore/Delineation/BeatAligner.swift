/// Cuts the beats of a group out of all leads, aligned on one another and freed of their baseline.
struct BeatAligner: Sendable {
  let settings: DelineationSettings
  let rateHertz: Double

  private var alignment: BeatAlignment {
    BeatAlignment(
      rateHertz: rateHertz, halfSeconds: settings.alignmentHalfSeconds, reachSeconds: settings.alignmentReachSeconds,
      knotHalfSeconds: settings.knotHalfSeconds, minimumBeats: 2)
  }

  /// One row a beat of `group`; windows that reach over the recording hold its ends.
  ///
  /// - Parameters:
  ///   - beats: every beat of the recording, so that the baseline can run from one to the next.
  ///   - guide: the lead on which beats are aligned.
  func matrix(_ leads: [[Float]], beats: [Int], group: [Int], guide: Int) -> BeatMatrix {
    let before = Int((settings.windowBeforeSeconds * rateHertz).rounded())
    let length = before + Int((settings.windowAfterSeconds * rateHertz).rounded())
    let fiducials = alignment.aligned(group.map { beats[$0] }, samples: leads[guide])
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
    let baseline = alignment
    let here = baseline.level(samples, at: fiducial - knot)
    func slope(_ other: Int?) -> Float? {
      guard let other, other - knot >= 0, other - knot < samples.count, other != fiducial else { return nil }
      return (baseline.level(samples, at: other - knot) - here) / Float(other - fiducial)
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
}
