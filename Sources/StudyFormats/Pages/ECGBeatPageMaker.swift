import Drawing
import ECGCore

/// The averaged beats of an ECG as a page to be drawn.
package enum ECGBeatPageMaker {
  /// - Parameters:
  ///   - examination: of this document; where nothing was measured the page says so.
  ///   - gain: `nil` takes 10 mm/mV, or 5 where a beat would leave its panel.
  package static func page(
    for document: ECGDocument, examination: ECGExamination, heading: ECGPageHeading? = nil, gain: PaperGain? = nil,
    evidence: EvidenceChoice? = nil
  ) -> ECGBeatPage {
    let (analysis, average) = (examination.analysis, examination.average)
    let leads = average.map { panels($0, analysis) } ?? []
    let statements = evidence?.statements(of: analysis) ?? []
    return ECGBeatPage(
      texts: texts(for: document, analysis, heading), leads: leads, timing: timing(average),
      waves: average.map { waves(analysis.boundaries, $0) } ?? [],
      legend: legend(average), gain: gain ?? fittingGain(leads.flatMap { [$0.samplesMicrovolts] }),
      evidence: average.map { ECGEvidence.onAverage(statements, analysis, $0) } ?? [])
  }

  static func texts(for document: ECGDocument, _ analysis: ECGAnalysis, _ heading: ECGPageHeading?) -> ECGPageTexts {
    var texts = ECGPageMaker.page(for: document, analysis: analysis, heading: heading).texts
    texts.title = BilingualLine(chinese: "平均心搏", english: "Averaged beats")
    texts.filters = ECGPageMaker.statedFilters(document)
    return texts
  }

  static func timing(_ average: AverageBeat?) -> ECGBeatPage.Timing {
    ECGBeatPage.Timing(samplingRateHertz: average?.rateHertz ?? 1, fiducial: average?.fiducial ?? 0)
  }

  private static func legend(_ average: AverageBeat?) -> BilingualLine {
    guard let average else { return BilingualLine(chinese: "未测量", english: "not measured") }
    return BilingualLine(
      chinese: "\(average.beatCount) 个心搏的平均，去除工频与基线漂移", english: "mean of \(average.beatCount) beats, hum and wander removed")
  }

  static func panels(_ average: AverageBeat, _ analysis: ECGAnalysis) -> [ECGBeatPage.Lead] {
    zip(average.leads, average.samplesMicrovolts).map { name, samples in
      let measured = analysis.leadMeasurements.first { $0.lead == name }
      let rest = rest(samples, average, analysis.boundaries)
      return ECGBeatPage.Lead(
        name: name.rawValue, samplesMicrovolts: samples.map { $0 - rest }, numbers: measured.map(numbers) ?? [])
    }
  }

  /// What the numbers are measured against lies on the panel's zero line.
  private static func rest(_ samples: [Float], _ average: AverageBeat, _ bounds: BeatBoundaries) -> Float {
    let levels = BeatLevels(samples: samples, fiducial: average.fiducial, rateHertz: average.rateHertz)
    return Float(bounds.qrsOnset.flatMap { levels.rest(before: $0) } ?? 0)
  }

  static func waves(_ bounds: BeatBoundaries, _ average: AverageBeat) -> [ECGBeatPage.Wave] {
    func wave(_ kind: ECGBeatPage.Wave.Kind, _ from: Int?, _ to: Int?) -> ECGBeatPage.Wave? {
      guard let from, let to, to > from else { return nil }
      return ECGBeatPage.Wave(kind, seconds: Double(from) / average.rateHertz...Double(to) / average.rateHertz)
    }
    return [
      wave(.p, bounds.pOnset, bounds.pOffset), wave(.qrs, bounds.qrsOnset, bounds.qrsOffset), wave(.t, bounds.tOnset, bounds.tOffset),
    ].compactMap { $0 }
  }

  /// Two lines: the waves in millivolts, then ST and T; a wave that is not there is left out.
  private static func numbers(_ lead: LeadMeasurements) -> [String] {
    func line(_ entries: [(String, Double?)], signed: Bool = false) -> String {
      entries.compactMap { name, value in
        guard let value, value.isFinite, abs(value) >= 5, abs(value) < 1e6 else { return nil }
        return "\(name) \(hundredths(value / 1_000, isSigned: signed))"
      }.joined(separator: "  ")
    }
    let waves = line([
      ("P", lead.pAmplitudeMicrovolts), ("Q", lead.qAmplitudeMicrovolts), ("R", lead.rAmplitudeMicrovolts), ("S", lead.sAmplitudeMicrovolts),
      ("R'", lead.rPrimeAmplitudeMicrovolts), ("S'", lead.sPrimeAmplitudeMicrovolts),
    ])
    let rest = line(
      [
        ("J", lead.jAmplitudeMicrovolts), ("J+80", lead.j80AmplitudeMicrovolts),
        ("T", lead.tAmplitudeMicrovolts),
      ],
      signed: true)
    let times = [("QRS", lead.qrsDurationMilliseconds), ("QT", lead.qtIntervalMilliseconds)].compactMap { name, value in
      value.map { "\(name) \(Int($0.rounded()))" }
    }
    return [
      waves + (waves.isEmpty ? "" : " mV"), rest + (rest.isEmpty ? "" : " mV") + (times.isEmpty ? "" : "  " + times.joined(separator: "  ") + " ms"),
    ]
  }

  static func hundredths(_ value: Double, isSigned: Bool = false) -> String {
    let scaled = Int((abs(value) * 100).rounded())
    let sign = value < 0 && scaled > 0 ? "-" : isSigned && scaled > 0 ? "+" : ""
    return "\(sign)\(scaled / 100).\(scaled % 100 < 10 ? "0" : "")\(scaled % 100)"
  }

  /// Panels of twelve leads have room for 2.5 mV upwards and 1.8 mV downwards at 10 mm/mV.
  static func fittingGain(_ beats: [[Float]]) -> PaperGain {
    let values = beats.joined().filter(\.isFinite)
    guard let highest = values.max(), let lowest = values.min() else { return .millimetres10PerMillivolt }
    return highest > 2_500 || lowest < -1_800 ? .millimetres5PerMillivolt : .millimetres10PerMillivolt
  }
}
