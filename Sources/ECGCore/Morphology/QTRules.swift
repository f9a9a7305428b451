/// QT interval and the shape of hyperkalaemia.
enum QTRules {
  /// Long from here (AHA/ACCF/HRS 2009: men 450, women 460), and the readers' earlier onset of QRS.
  static let longMenMilliseconds = 450 + ConductionRules.readersWidthMilliseconds
  static let longWomenMilliseconds = 460 + ConductionRules.readersWidthMilliseconds
  static let warningMilliseconds = 500.0
  static let criticalMilliseconds = 550.0
  /// Short below this: stated under 340 (ESC 2022: ≤ 320 alone is diagnostic), warning under 330.
  static let shortMilliseconds = 340.0
  static let shortWarningMilliseconds = 330.0

  /// Fridericia's QTc; where QRS is wide the excess over 100 ms is taken off (JT-based, Rautaharju 2014). Not said of irregular or very fast rhythms.
  @Sendable static func interval(_ ecg: MeasuredECG) -> [ECGStatement] {
    guard let qtc = ecg.global.qtcFridericiaMilliseconds, let bazett = ecg.global.qtcBazettMilliseconds, ecg.rhythm.irregularity < 0.12,
      ecg.heartRate < 120
    else { return [] }
    let excess = max(0, ecg.qrsMilliseconds - ConductionRules.completeMilliseconds)
    let corrected = qtc - excess
    let limit = ecg.patient.sex == .female ? longWomenMilliseconds : longMenMilliseconds
    let evidence = [
      Evidence.milliseconds(
        "QTcF", corrected, "qtcFridericiaMilliseconds", corrected < shortMilliseconds ? .below(shortMilliseconds) : .above(limit)),
      Evidence.milliseconds("QTcB", bazett - excess, "qtcBazettMilliseconds"),
    ]
    if corrected >= limit {
      let grade: ECGGrade = corrected >= criticalMilliseconds ? .critical : corrected >= warningMilliseconds ? .warning : .ordinary
      return [ECGStatement(.longQT, grade, score: 0.7, evidence: evidence)]
    }
    if corrected < shortMilliseconds {
      return [ECGStatement(.shortQT, corrected < shortWarningMilliseconds ? .warning : .ordinary, score: 0.5, evidence: evidence)]
    }
    return []
  }

  /// Tall narrow T (half-width under 100 ms, ≥ 1 mV in three chest leads and taller than R in two), with wide QRS or lost P: severe signs.
  @Sendable static func hyperkalaemia(_ ecg: MeasuredECG) -> [ECGStatement] {
    guard let beat = ecg.average, let peak = ecg.boundaries.tPeak, !ecg.isPaced else { return [] }
    let tented = ["V2", "V3", "V4", "V5"].filter { name in
      guard let lead = ecg.lead(name), let t = lead.tAmplitudeMicrovolts, t >= 1_000, let samples = beat.samples(of: name) else { return false }
      return t > (lead.tallestRMicrovolts ?? 0)
        && halfWidthSeconds(samples, peak: beat.fiducial + peak, height: Float(t), rate: beat.rateHertz) < 0.1
    }
    guard tented.count >= 2 else { return [] }
    let isSevere = ecg.qrsMilliseconds >= ConductionRules.completeMilliseconds && !ecg.hasP
    let names = tented.map(LeadName.init(rawValue:))
    return [
      ECGStatement(
        .hyperkalaemia, isSevere ? .critical : .warning, score: 0.5, evidence: ["tented T \(tented.joined(separator: ", "))"], leads: names)
    ]
  }

  private static func halfWidthSeconds(_ samples: [Float], peak: Int, height: Float, rate: Double) -> Double {
    guard samples.indices.contains(peak) else { return .infinity }
    let level = samples[peak] - height / 2
    var from = peak
    var to = peak
    while from > 0, samples[from] > level { from -= 1 }
    while to + 1 < samples.count, samples[to] > level { to += 1 }
    return Double(to - from) / rate
  }
}
