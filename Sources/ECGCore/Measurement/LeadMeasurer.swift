/// Amplitudes of each lead of the average beat, against the level just before QRS (P: against the level before P).
package struct LeadMeasurer: Sendable {
  /// A Q or S below this is noise; SCP-ECG asks for 20 µV over 6 ms.
  var minimumWaveMicrovolts: Float = 20
  package init() {}

  package func measure(_ beat: AverageBeat, boundaries: BeatBoundaries) -> [LeadMeasurements] {
    guard let onset = boundaries.qrsOnset, let offset = boundaries.qrsOffset else { return beat.leads.map(LeadMeasurements.init(lead:)) }
    return beat.leads.indices.map { lead in
      var result = LeadMeasurements(lead: beat.leads[lead])
      let samples = beat.samplesMicrovolts[lead]
      let centre = beat.fiducial
      let rest = level(samples, from: centre + onset - Int(0.012 * beat.rateHertz), to: centre + onset)
      measureQRS(&result, samples, onset: centre + onset, offset: centre + offset, rest: rest, rate: beat.rateHertz)
      measureRepolarisation(&result, samples, beat: beat, boundaries: boundaries, rest: rest)
      return result
    }
  }

  private func level(_ samples: [Float], from: Int, to: Int) -> Float {
    let range = (max(0, from)..<max(1, to)).clamped(to: 0..<samples.count)
    return range.isEmpty ? 0 : samples[range].reduce(0, +) / Float(range.count)
  }

  /// Q: the first negative deflection before any R; R: the largest positive; S: the largest negative after R. A QS is a Q without R.
  private func measureQRS(_ result: inout LeadMeasurements, _ samples: [Float], onset: Int, offset: Int, rest: Float, rate: Double) {
    let range = max(0, onset)..<min(samples.count, offset + 1)
    guard let top = range.max(by: { samples[$0] < samples[$1] }) else { return }
    let r = samples[top] - rest
    let hasR = r >= minimumWaveMicrovolts
    result.rAmplitudeMicrovolts = hasR ? Double(r) : 0
    let firstR = hasR ? firstPositive(samples, range, rest: rest, height: max(minimumWaveMicrovolts, 0.1 * r)) ?? top : range.upperBound
    let q = (range.lowerBound..<max(range.lowerBound, firstR)).min { samples[$0] < samples[$1] }
    if let q, rest - samples[q] >= minimumWaveMicrovolts {
      result.qAmplitudeMicrovolts = Double(samples[q] - rest)
      result.qDurationMilliseconds = Double(negativeRun(samples, range, around: q, below: rest - 0.1 * (rest - samples[q]))) * 1000 / rate
    } else {
      result.qAmplitudeMicrovolts = 0
      result.qDurationMilliseconds = 0
    }
    let s = hasR ? (firstR..<range.upperBound).min { samples[$0] < samples[$1] } : nil
    result.sAmplitudeMicrovolts = s.map { min(0, Double(samples[$0] - rest)) } ?? 0
    result.jAmplitudeMicrovolts = Double(level(samples, from: offset - 1, to: offset + 2) - rest)
  }

  private func firstPositive(_ samples: [Float], _ range: Range<Int>, rest: Float, height: Float) -> Int? {
    range.first { samples[$0] - rest >= height }
  }

  private func negativeRun(_ samples: [Float], _ range: Range<Int>, around index: Int, below level: Float) -> Int {
    var from = index
    var to = index
    while from > range.lowerBound, samples[from - 1] < level { from -= 1 }
    while to + 1 < range.upperBound, samples[to + 1] < level { to += 1 }
    return to - from + 1
  }

  private func measureRepolarisation(
    _ result: inout LeadMeasurements, _ samples: [Float], beat: AverageBeat, boundaries: BeatBoundaries, rest: Float
  ) {
    let centre = beat.fiducial
    let rate = beat.rateHertz
    if let offset = boundaries.qrsOffset {
      let j = centre + offset
      let half = max(1, Int(0.004 * rate))
      result.j60AmplitudeMicrovolts = Double(level(samples, from: j + Int(0.06 * rate) - half, to: j + Int(0.06 * rate) + half) - rest)
      result.j80AmplitudeMicrovolts = Double(level(samples, from: j + Int(0.08 * rate) - half, to: j + Int(0.08 * rate) + half) - rest)
    }
    if let peak = boundaries.tPeak {
      result.tAmplitudeMicrovolts = Double(extreme(samples, around: centre + peak, half: Int(0.05 * rate), rest: rest))
    }
    if let onset = boundaries.pOnset, let peak = boundaries.pPeak, let offset = boundaries.pOffset {
      let before = level(samples, from: centre + onset - Int(0.01 * rate), to: centre + onset + 1)
      let half = max(1, min(Int(0.04 * rate), (offset - onset) / 3))
      result.pAmplitudeMicrovolts = Double(extreme(samples, around: centre + peak, half: half, rest: before))
    }
  }

  /// Largest deflection either way, smoothed over three samples.
  private func extreme(_ samples: [Float], around index: Int, half: Int, rest: Float) -> Float {
    let range = (index - half)..<(index + half + 1)
    var largest: Float = 0
    for position in range.clamped(to: 1..<max(1, samples.count - 1)) {
      let value = (samples[position - 1] + samples[position] + samples[position + 1]) / 3 - rest
      if abs(value) > abs(largest) { largest = value }
    }
    return largest
  }
}
