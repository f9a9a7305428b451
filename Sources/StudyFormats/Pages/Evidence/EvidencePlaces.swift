import ECGCore

/// Where in a beat, in samples from R, a statement's numbers were taken.
enum EvidencePlace: Equatable {
  /// The level at one sample against the level just before QRS.
  case level(lead: LeadName, at: Int)
  /// From one boundary to another; without a lead it is of all.
  case interval(lead: LeadName?, from: Int, to: Int, label: String)

  /// Of the statement's numbers those that lie in the averaged beat, each place once.
  static func places(of statement: ECGStatement, _ analysis: ECGAnalysis) -> [EvidencePlace] {
    var places: [EvidencePlace] = []
    for value in statement.measured {
      let leads = value.leads.isEmpty ? statement.leads : value.leads
      for place in Self.places(of: value.name, leads: leads, analysis) where !places.contains(place) { places.append(place) }
    }
    return places
  }

  /// Names are those of the measurements; what the rules add to them says of itself where it lies by how it begins.
  private static func places(of name: String, leads: [LeadName], _ analysis: ECGAnalysis) -> [EvidencePlace] {
    let (bounds, rate) = (analysis.boundaries, analysis.samplingRateHertz)
    func after(_ seconds: Double) -> [EvidencePlace] {
      guard let j = bounds.qrsOffset, bounds.qrsOnset != nil else { return [] }
      return leads.map { .level(lead: $0, at: j + Int((seconds * rate).rounded())) }
    }
    func levels(_ at: Int?) -> [EvidencePlace] { at.map { at in leads.map { .level(lead: $0, at: at) } } ?? [] }
    func span(_ from: Int?, _ to: Int?, _ label: String) -> [EvidencePlace] {
      guard let from, let to, to > from else { return [] }
      return leads.isEmpty
        ? [.interval(lead: nil, from: from, to: to, label: label)] : leads.map { .interval(lead: $0, from: from, to: to, label: label) }
    }
    switch name {
    case _ where name.hasPrefix("j20"): return after(0.02)
    case _ where name.hasPrefix("j60"): return after(0.06)
    case _ where name.hasPrefix("j80"), _ where name.hasPrefix("st"): return after(0.08)
    case _ where name.hasPrefix("jAmplitude"): return after(0)
    case _ where name.hasPrefix("qrsDuration"): return span(bounds.qrsOnset, bounds.qrsOffset, "QRS")
    case _ where name.hasPrefix("qt"): return span(bounds.qrsOnset, bounds.tOffset, "QT")
    case _ where name.hasPrefix("prInterval"): return span(bounds.pOnset, bounds.qrsOnset, "PR")
    case _ where name.hasPrefix("pDuration"): return span(bounds.pOnset, bounds.pOffset, "P")
    case _ where name.hasPrefix("tAmplitude"), _ where name.hasPrefix("tNegative"), _ where name.hasPrefix("tPositive"): return levels(bounds.tPeak)
    case _ where name.hasPrefix("pAmplitude"), _ where name.hasPrefix("pNegative"), _ where name.hasPrefix("pPositive"): return levels(bounds.pPeak)
    case _ where name.hasPrefix("qAmplitude"), _ where name.hasPrefix("qDuration"): return initialForces(of: leads, analysis)
    default: return []
    }
  }

  /// The Q wave of each lead, from the beginning of QRS.
  private static func initialForces(of leads: [LeadName], _ analysis: ECGAnalysis) -> [EvidencePlace] {
    guard let onset = analysis.boundaries.qrsOnset else { return [] }
    return leads.compactMap { name in
      let width = analysis.leadMeasurements.first { $0.lead == name }?.qDurationMilliseconds ?? 0
      let samples = Int((width / 1_000 * analysis.samplingRateHertz).rounded())
      return samples > 0 ? .interval(lead: name, from: onset, to: onset + samples, label: "Q") : nil
    }
  }
}

/// Levels of one beat of one lead, read as the core reads them: at rest over the 12 ms before QRS, elsewhere over three samples.
struct BeatLevels {
  let samples: [Float]
  /// Index of R.
  let fiducial: Int
  let rateHertz: Double

  func level(at offset: Int) -> Double? { mean(fiducial + offset - 1, fiducial + offset + 2) }

  func rest(before onset: Int) -> Double? { mean(fiducial + onset - max(1, Int((0.012 * rateHertz).rounded())), fiducial + onset) }

  private func mean(_ from: Int, _ to: Int) -> Double? {
    guard from < to, from >= 0, to <= samples.count else { return nil }
    let sum = samples[from..<to].reduce(0.0) { $0 + Double($1) }
    return sum.isFinite ? sum / Double(to - from) : nil
  }
}
