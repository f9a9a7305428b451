/// Amplitudes, durations and intervals of each lead of the average beat. Amplitudes stand against the level of the 12 ms before QRS
/// (P: of the 10 ms before P).
package struct LeadMeasurer: Sendable {
  /// A T wave lower than this has no end of its own in its lead.
  var minimumTMicrovolts = 50.0
  package init() {}

  /// `perLead` are boundaries of single leads where they are known; without them intervals of single leads are left out.
  package func measure(_ beat: AverageBeat, boundaries: BeatBoundaries, perLead: [LeadBoundaries] = []) -> [LeadMeasurements] {
    guard boundaries.qrsOnset != nil, boundaries.qrsOffset != nil else { return beat.leads.map(LeadMeasurements.init(lead:)) }
    return beat.leads.indices.map { index in
      let trace = LeadTrace(beat, lead: index)
      var result = LeadMeasurements(lead: beat.leads[index])
      measureQRS(&result, trace, boundaries)
      measureST(&result, trace, boundaries)
      measureT(&result, trace, boundaries)
      measureP(&result, trace, boundaries)
      if index < perLead.count, perLead[index].lead == beat.leads[index] {
        measureIntervals(&result, trace, own: perLead[index].boundaries, global: boundaries)
      }
      return result
    }
  }

  private func measureQRS(_ result: inout LeadMeasurements, _ trace: LeadTrace, _ boundaries: BeatBoundaries) {
    guard let onset = boundaries.qrsOnset, let offset = boundaries.qrsOffset else { return }
    let rest = trace.levelBeforeQRS(onset)
    let j = trace.level(at: offset, halfSamples: 1) - rest
    let range = trace.clamped(onset, offset + 1)
    let waves = QRSWaves(trace.samples, range: range, rest: rest, j: j, rateHertz: trace.rateHertz)
    func amplitude(_ wave: QRSWaves.Wave?) -> Double { wave.map { Double($0.amplitude) } ?? 0 }
    func duration(_ wave: QRSWaves.Wave?) -> Double { wave.map { trace.milliseconds($0.width) } ?? 0 }
    result.qAmplitudeMicrovolts = amplitude(waves.q)
    result.qDurationMilliseconds = duration(waves.q)
    result.rAmplitudeMicrovolts = amplitude(waves.r)
    result.rDurationMilliseconds = duration(waves.r)
    result.sAmplitudeMicrovolts = amplitude(waves.s)
    result.sDurationMilliseconds = duration(waves.s)
    result.rPrimeAmplitudeMicrovolts = amplitude(waves.rPrime)
    result.rPrimeDurationMilliseconds = duration(waves.rPrime)
    result.sPrimeAmplitudeMicrovolts = amplitude(waves.sPrime)
    result.sPrimeDurationMilliseconds = duration(waves.sPrime)
    result.jAmplitudeMicrovolts = Double(j)
    result.intrinsicoidDeflectionMilliseconds = waves.lastPositive.map { trace.milliseconds($0.peak - range.lowerBound) }
  }

  private func measureST(_ result: inout LeadMeasurements, _ trace: LeadTrace, _ boundaries: BeatBoundaries) {
    guard let onset = boundaries.qrsOnset, let j = boundaries.qrsOffset else { return }
    let rest = trace.levelBeforeQRS(onset)
    let half = max(1, trace.sampleCount(0.004))
    func after(_ seconds: Double) -> Double { Double(trace.level(at: j + trace.sampleCount(seconds), halfSamples: half) - rest) }
    result.j20AmplitudeMicrovolts = after(0.02)
    result.j60AmplitudeMicrovolts = after(0.06)
    result.j80AmplitudeMicrovolts = after(0.08)
    result.stSlopeMicrovoltsPerSecond = trace.slopePerSecond(from: j, to: j + trace.sampleCount(0.08))
  }

  private func measureT(_ result: inout LeadMeasurements, _ trace: LeadTrace, _ boundaries: BeatBoundaries) {
    guard let onset = boundaries.qrsOnset, let j = boundaries.qrsOffset, let peak = boundaries.tPeak else { return }
    let rest = trace.levelBeforeQRS(onset)
    let near = trace.sampleCount(0.05)
    result.tAmplitudeMicrovolts = Double(trace.extreme(from: peak - near, to: peak + near, rest: rest))
    // ST belongs to T only from where T itself begins.
    let from = max(boundaries.tOnset ?? peak - near, j + trace.sampleCount(0.06))
    let sides = trace.sides(from: min(from, peak), to: boundaries.tOffset ?? peak + near, rest: rest)
    result.tPositiveAmplitudeMicrovolts = Double(sides.positive)
    result.tNegativeAmplitudeMicrovolts = Double(sides.negative)
  }

  private func measureP(_ result: inout LeadMeasurements, _ trace: LeadTrace, _ boundaries: BeatBoundaries) {
    guard let onset = boundaries.pOnset, let peak = boundaries.pPeak, let offset = boundaries.pOffset else { return }
    let rest = trace.level(from: onset - trace.sampleCount(0.01), to: onset + 1)
    let near = max(1, min(trace.sampleCount(0.04), (offset - onset) / 3))
    result.pAmplitudeMicrovolts = Double(trace.extreme(from: peak - near, to: peak + near, rest: rest))
    let sides = trace.sides(from: onset, to: offset, rest: rest)
    result.pPositiveAmplitudeMicrovolts = Double(sides.positive)
    result.pNegativeAmplitudeMicrovolts = Double(sides.negative)
  }

  private func measureIntervals(_ result: inout LeadMeasurements, _ trace: LeadTrace, own: BeatBoundaries, global: BeatBoundaries) {
    func interval(_ from: Int?, _ to: Int?) -> Double? {
      guard let from, let to, to > from else { return nil }
      return trace.milliseconds(to - from)
    }
    result.pDurationMilliseconds = interval(own.pOnset, own.pOffset)
    result.prIntervalMilliseconds = interval(own.pOnset, own.qrsOnset)
    result.qrsDurationMilliseconds = interval(own.qrsOnset, own.qrsOffset)
    if abs(result.tAmplitudeMicrovolts ?? 0) >= minimumTMicrovolts { result.qtIntervalMilliseconds = interval(own.qrsOnset, own.tOffset) }
    if let first = global.qrsOnset, let last = global.qrsOffset, let onset = own.qrsOnset, let offset = own.qrsOffset {
      result.isoelectricOnsetMilliseconds = trace.milliseconds(max(0, onset - first))
      result.isoelectricEndMilliseconds = trace.milliseconds(max(0, last - offset))
    }
  }
}
