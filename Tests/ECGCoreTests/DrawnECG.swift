@testable import ECGCore

/// Twelve leads of one measured beat, each drawn from straight lines, so that a rule can be asked of exactly the heights it is about.
///
/// QRS runs from −40 to 60 ms about R, P from −180 to −100, T from 160 to 360; 1,000 samples a second.
struct DrawnECG {
  /// Microvolts of one lead.
  struct Lead {
    var p: Float = 80
    var q: Float = 0
    var r: Float = 800
    var s: Float = -150
    /// At the end of QRS, and from 60 ms later to the beginning of T.
    var j: Float = 0
    var st: Float = 0
    var t: Float = 250
    /// Height of the PR segment.
    var pr: Float = 0
    /// (Milliseconds, microvolts) in place of what is drawn from `insteadFrom` on.
    var instead: [(Int, Float)] = []
    var insteadFrom = 60
  }

  var leads: [String: Lead] = [
    "I": Lead(r: 700, t: 200), "II": Lead(r: 1_000, t: 300), "III": Lead(r: 400, t: 120), "aVR": Lead(p: -80, q: -800, r: 30, s: 0, t: -250),
    "aVL": Lead(r: 300, s: -100, t: 80), "aVF": Lead(r: 700, t: 200), "V1": Lead(r: 200, s: -900, t: -40), "V2": Lead(r: 400, s: -1_200, t: 500),
    "V3": Lead(r: 700, s: -800, t: 550), "V4": Lead(r: 1_200, s: -400, t: 500), "V5": Lead(r: 1_300, s: -150, t: 400),
    "V6": Lead(r: 1_000, s: -60, t: 300),
  ]
  var ratePerMinute = 70.0
  var patient = PatientFacts(ageYears: 55, sex: .male)
  var qrsOffset = 60
  var hasP = true
  var tOffset = 360
  var pOnset = -180

  mutating func change(_ names: String..., by edit: (inout Lead) -> Void) {
    for name in names {
      var lead = leads[name] ?? Lead()
      edit(&lead)
      leads[name] = lead
    }
  }

  private func corners(_ lead: Lead) -> [(Int, Float)] {
    var line: [(Int, Float)] = [(pOnset, 0), (pOnset + 40, hasP ? lead.p : 0), (pOnset + 80, lead.pr), (-40, lead.pr)]
    line += [(-25, lead.q), (-15, lead.pr), (0, lead.r), (15, 0), (30, lead.s), (60, lead.j), (120, lead.st), (160, lead.st), (260, lead.t)]
    line += [(tOffset, 0), (860, 0)]
    guard !lead.instead.isEmpty else { return line }
    return line.filter { $0.0 < lead.insteadFrom } + lead.instead + [(860, 0)]
  }

  private func samples(_ lead: Lead) -> [Float] {
    var samples = [Float](repeating: 0, count: 1_300)
    let corners = corners(lead)
    for (first, second) in zip(corners, corners.dropFirst()) where second.0 > first.0 {
      for at in first.0...second.0 { samples[420 + at] = first.1 + (second.1 - first.1) * Float(at - first.0) / Float(second.0 - first.0) }
    }
    return samples
  }

  func measured() -> MeasuredECG {
    let names = LeadName.standardTwelve + leads.keys.map(LeadName.init(rawValue:)).filter { !LeadName.standardTwelve.contains($0) }
    let beat = AverageBeat(
      rateHertz: 1_000, fiducial: 420, leads: names, samplesMicrovolts: names.map { samples(leads[$0.rawValue] ?? Lead()) }, beatCount: 10)
    var boundaries = BeatBoundaries()
    (boundaries.qrsOnset, boundaries.qrsOffset) = (-40, qrsOffset)
    (boundaries.tOnset, boundaries.tPeak, boundaries.tOffset) = (160, 260, tOffset)
    if hasP { (boundaries.pOnset, boundaries.pPeak, boundaries.pOffset) = (pOnset, pOnset + 40, pOnset + 80) }
    let beats = (0..<10).map { Beat(sample: 500 + Int(60_000 / ratePerMinute) * $0, kind: .normal) }
    var ecg = MeasuredECG(durationSeconds: 10, rateHertz: 1_000, patient: patient, leadNames: names, usableLeads: names)
    ecg.beats = beats
    ecg.rhythm = RhythmFacts(beats: beats, rateHertz: 1_000)
    ecg.average = beat
    ecg.boundaries = boundaries
    let measured = LeadMeasurer().measure(beat, boundaries: boundaries)
    ecg.global = GlobalMeasurer().measure(beat: beat, boundaries: boundaries, beats: beats, rateHertz: 1_000, leads: measured)
    ecg.leads = Dictionary(measured.map { ($0.lead, $0) }) { first, _ in first }
    return ecg
  }

  var said: [ECGStatement] { RuleBook.scored(measured()).statements }
  var codes: Set<String> { Set(said.map(\.code)) }
  func grade(_ code: String) -> ECGGrade? { said.first { $0.code == code }?.grade }
}
