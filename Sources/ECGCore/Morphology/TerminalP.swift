/// The end of P in V1, which the left atrium makes (Morris, Circulation 29:242, 1964).
struct TerminalP: Sendable {
  /// Of the negative part, and its depth against the level before P.
  let durationMilliseconds: Double
  let depthMicrovolts: Double
  /// Whether P begins upright: a wholly negative P of V1 comes of an electrode placed too high as well (García-Niebla, 2009).
  let isBiphasic: Bool

  static let uprightMicrovolts = 30.0

  /// Microvolt seconds; Morris's limit of 0.04 mm·s is 4.
  var forceMicrovoltSeconds: Double { depthMicrovolts * durationMilliseconds / 1000 }

  /// `nil` where no P was found.
  init?(_ ecg: MeasuredECG) {
    guard let beat = ecg.average, let lead = beat.leads.firstIndex(where: { $0.rawValue == "V1" }), let onset = ecg.boundaries.pOnset,
      let offset = ecg.boundaries.pOffset
    else { return nil }
    let trace = LeadTrace(beat, lead: lead)
    let rest = trace.level(from: onset - trace.sampleCount(0.01), to: onset + 1)
    var largest = (area: Float(0), depth: Float(0), count: 0)
    var run = largest
    for index in trace.clamped(onset, offset + 1) {
      let value = trace.samples[index] - rest
      run = value < 0 ? (run.area - value, max(run.depth, -value), run.count + 1) : (0, 0, 0)
      if run.area > largest.area { largest = run }
    }
    durationMilliseconds = trace.milliseconds(largest.count)
    depthMicrovolts = Double(largest.depth)
    isBiphasic = (ecg.lead("V1")?.pPositiveAmplitudeMicrovolts ?? 0) >= Self.uprightMicrovolts
  }
}
