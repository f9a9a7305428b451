/// What rules of ST, T and J waves ask of a lead of the average beat, microvolts.
struct ShapeOf: Sendable {
  private let trace: LeadTrace
  private let boundaries: BeatBoundaries
  /// Level just before QRS, as all amplitudes have it.
  let rest: Float

  /// `nil` where the lead or its QRS was not measured.
  init?(_ ecg: MeasuredECG, _ name: String) {
    guard let beat = ecg.average, let index = beat.leads.firstIndex(of: LeadName(rawValue: name)), let onset = ecg.boundaries.qrsOnset,
      ecg.boundaries.qrsOffset != nil
    else { return nil }
    trace = LeadTrace(beat, lead: index)
    boundaries = ecg.boundaries
    rest = trace.levelBeforeQRS(onset)
  }

  var j: Int { boundaries.qrsOffset ?? 0 }
  func samples(_ seconds: Double) -> Int { trace.sampleCount(seconds) }

  /// Mean over ± 4 ms at a sample counted from the fiducial, against the level before QRS.
  func level(at sample: Int) -> Double { Double(trace.level(at: sample, halfSamples: max(1, samples(0.004))) - rest) }

  /// `seconds` after J.
  func level(afterJ seconds: Double) -> Double { level(at: j + samples(seconds)) }

  /// The level of the PR segment less that before P; negative is PR depression.
  var prSegment: Double? {
    guard let onset = boundaries.pOnset, let offset = boundaries.pOffset, let qrs = boundaries.qrsOnset, qrs - offset >= samples(0.016) else {
      return nil
    }
    return Double(trace.level(from: offset + samples(0.004), to: qrs - samples(0.004)) - trace.level(from: onset - samples(0.024), to: onset))
  }

  /// Highest and lowest value with their places between two samples, smoothed over ± 4 ms.
  func extremes(from: Int, to: Int) -> (high: Double, highAt: Int, low: Double, lowAt: Int)? {
    guard from <= to else { return nil }
    var found = (high: level(at: from), highAt: from, low: level(at: from), lowAt: from)
    for sample in stride(from: from, through: to, by: max(1, samples(0.002))) {
      let value = level(at: sample)
      if value > found.high { (found.high, found.highAt) = (value, sample) }
      if value < found.low { (found.low, found.lowAt) = (value, sample) }
    }
    return found
  }

  /// A notch at the end of QRS: the top of the second hump over a rest of 30 µV or more between it and R, all above the level before QRS.
  /// `nil` without one (after Macfarlane, J. Am. Coll. Cardiol. 66:470, 2015; its onset must be on the second half of R's way down).
  var endNotch: Double? {
    guard let onset = boundaries.qrsOnset, let whole = extremes(from: onset, to: j), whole.high >= 200 else { return nil }
    let last = j + samples(0.04)
    var lowest = whole.high
    var top: Double?
    for sample in stride(from: whole.highAt, through: last, by: max(1, samples(0.002))) {
      let value = level(at: sample)
      if let reached = top {
        if value < reached - 20 { break }
        top = max(reached, value)
      } else if value < lowest {
        lowest = value
      } else if lowest > 0, lowest <= whole.high / 2, value >= lowest + 30 {
        top = value
      }
    }
    // ST that rises into T has no top.
    guard let top, top <= 0.6 * whole.high, level(at: last + samples(0.02)) < top - 20 else { return nil }
    return top
  }

  /// Between T's onset and offset; T's own peak is its largest deflection.
  var tRange: ClosedRange<Int>? {
    guard let peak = boundaries.tPeak else { return nil }
    let from = max(boundaries.tOnset ?? peak - samples(0.08), j + samples(0.04))
    let to = boundaries.tOffset ?? peak + samples(0.08)
    return from < to ? from...to : nil
  }
}

extension MeasuredECG {
  /// Deepest of Q, S and S′ as a positive number; 0 where there is none.
  func depth(_ name: String) -> Double {
    guard let lead = lead(name) else { return 0 }
    return -min(lead.deepestSMicrovolts ?? 0, lead.qAmplitudeMicrovolts ?? 0)
  }

  /// Taller of R and R′; 0 where there is none.
  func height(_ name: String) -> Double { lead(name)?.tallestRMicrovolts ?? 0 }
  func j(_ name: String) -> Double { lead(name)?.jAmplitudeMicrovolts ?? 0 }
  func j60(_ name: String) -> Double { lead(name)?.j60AmplitudeMicrovolts ?? 0 }
  func t(_ name: String) -> Double { lead(name)?.tAmplitudeMicrovolts ?? 0 }

  /// ST and T follow from a QRS that is wide or paced.
  var isRepolarisationSecondary: Bool { isPaced || qrsMilliseconds >= ConductionRules.completeMilliseconds }
}

extension [String] {
  var leadNames: [LeadName] { map(LeadName.init(rawValue:)) }
}
