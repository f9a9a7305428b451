import Drawing
import ECGCore
import HubModel

/// One of two ECGs of a person, read and examined.
package struct ExaminedECG: Sendable {
  package var document: ECGDocument
  package var examination: ECGExamination
  /// `nil` takes what the file says.
  package var heading: ECGPageHeading?
  /// The day it was taken, or another word for it; never anything of the patient.
  package var label: String

  package init(_ document: ECGDocument, heading: ECGPageHeading? = nil, label: String? = nil, acquiredAt: Instant? = nil) {
    self.document = document
    self.heading = heading
    if let acquiredAt { self.document.acquiredAt = acquiredAt }
    examination = ECGAnalyzer().examine(document.recording, patient: document.patientFacts)
    let day = self.document.acquiredAt.map { String(ECGPageHeading.text($0, timeZone: ECGLoader.defaultTimeZone).prefix(10)) }
    self.label = label ?? day ?? ""
  }

  package var compared: ComparedECG {
    ComparedECG(
      examination, acquiredAtSeconds: document.acquiredAt.map { Double($0.microseconds) / 1e6 }, label: label.isEmpty ? nil : label,
      patient: document.patientFacts)
  }
}

/// Two ECGs of a person: each on its page, and their averaged beats laid over one another with what has changed.
package struct SerialECG: Sendable {
  package let later: ExaminedECG
  package let earlier: ExaminedECG
  package let comparison: ECGComparison

  /// Where the times of recording say so, `prior` turns out to be the later.
  package init(_ present: ExaminedECG, prior: ExaminedECG, patients: ECGComparer.Patients? = nil) {
    let whose = patients ?? ECGComparer.Patients(present.document.identity, prior.document.identity)
    comparison = ECGComparer().compare(prior.compared, present.compared, patients: whose)
    (later, earlier) = comparison.isOrderSwapped ? (prior, present) : (present, prior)
  }

  /// The later ECG, the earlier beside it, the overlay below.
  package func sheet(speed: PaperSpeed = .millimetres25PerSecond, gain: PaperGain? = nil, layout: ECGPageLayout? = nil) -> ECGSheet {
    func page(_ ecg: ExaminedECG, _ chinese: String, _ english: String) -> ECGPage {
      var page = ECGPageMaker.page(
        for: ecg.document, analysis: ecg.examination.analysis, heading: ecg.heading, layout: layout, speed: speed,
        gain: gain ?? .millimetres10PerMillivolt)
      page.title = BilingualLine(chinese: page.title.chinese + "（\(chinese)）", english: page.title.english + ", \(english)")
      return page
    }
    return ECGSheet(.traces(page(later, "本次", "present")), .traces(page(earlier, "既往", "earlier")), .beats(overlay(gain: gain)))
  }

  /// Averaged beats of both, R on R, each on the level before its own QRS.
  package func overlay(gain: PaperGain? = nil) -> ECGBeatPage {
    let (now, before) = (later.examination, earlier.examination)
    var panels = now.average.map { ECGBeatPageMaker.panels($0, now.analysis) } ?? []
    let old = before.average.map { ECGBeatPageMaker.panels($0, before.analysis) } ?? []
    for index in panels.indices {
      panels[index].earlierMicrovolts = old.first { $0.name == panels[index].name }?.samplesMicrovolts ?? []
      panels[index].numbers = numbers(of: LeadName(rawValue: panels[index].name))
    }
    return ECGBeatPage(
      texts: texts, leads: panels, timing: ECGBeatPageMaker.timing(now.average), earlierTiming: before.average.map { ECGBeatPageMaker.timing($0) },
      waves: now.average.map { ECGBeatPageMaker.waves(now.analysis.boundaries, $0) } ?? [],
      legend: BilingualLine(chinese: "本次 " + later.label, english: "present"),
      earlierLegend: BilingualLine(chinese: "既往 " + earlier.label, english: "earlier"),
      gain: gain ?? ECGBeatPageMaker.fittingGain(panels.flatMap { [$0.samplesMicrovolts, $0.earlierMicrovolts] }), evidence: changes)
  }

  private var changes: [ECGPageEvidence] {
    comparison.significantChanges.prefix(12).map { change in
      ECGPageEvidence(
        text: BilingualLine(change.text), tone: Tone(change.grade), numbers: change.evidence, leadNames: change.leads.map(\.rawValue))
    }
  }

  private var texts: ECGPageTexts {
    var texts = ECGBeatPageMaker.texts(for: later.document, later.examination.analysis, later.heading)
    texts.title = BilingualLine(chinese: "前后对比", english: "Serial comparison")
    texts.statementsHeading = BilingualLine(chinese: "与既往心电图比较（未经医师确认）", english: "Against the earlier ECG, unconfirmed")
    let summary = ECGPageStatement(BilingualLine(comparison.summary), tone: comparison.verdict == .changed ? .warning : .neutral)
    texts.statements =
      [summary] + comparison.cautions.map { ECGPageStatement(BilingualLine($0.text), tone: .warning) }
      + comparison.significantChanges.map { ECGPageStatement(BilingualLine($0.text), tone: Tone($0.grade)) }
    texts.statements = Array(texts.statements.prefix(100))
    texts.measurements = pairs
    return texts
  }

  /// `72 → 103 bpm`: the earlier number, then the later.
  private var pairs: [LabelledText] {
    let old: [LabelledText] = ECGPageMaker.measurements(earlier.examination.analysis.measurements)
    let new: [LabelledText] = ECGPageMaker.measurements(later.examination.analysis.measurements)
    var pairs: [LabelledText] = []
    for (before, after) in zip(old, new) where before.value != "—" || after.value != "—" {
      let number = before.value.prefix { $0 != " " }
      pairs.append(LabelledText(after.label, "\(number) → \(after.value)"))
    }
    return pairs
  }

  /// `J 0.05 → 0.33  T 0.21 → 0.53 mV` and how alike the shapes are.
  private func numbers(of lead: LeadName) -> [String] {
    func pair(_ label: String, _ name: String) -> String? {
      guard let change = comparison.numbers.first(where: { $0.lead == lead && $0.name == name }) else { return nil }
      let (before, after) = (ECGBeatPageMaker.hundredths(change.earlier / 1_000), ECGBeatPageMaker.hundredths(change.later / 1_000))
      return "\(label) \(before) → \(after)"
    }
    let names = [("J", "jAmplitudeMicrovolts"), ("J+60", "j60AmplitudeMicrovolts"), ("R", "rAmplitudeMicrovolts"), ("T", "tAmplitudeMicrovolts")]
    let likeness = comparison.likeness.first { $0.lead == lead }
    var alike: [String] = []
    if let qrs = likeness?.qrsCorrelation { alike.append("QRS r " + ECGBeatPageMaker.hundredths(qrs)) }
    if let stT = likeness?.stTCorrelation { alike.append("ST-T r " + ECGBeatPageMaker.hundredths(stT)) }
    let pairs = names.compactMap { pair($0.0, $0.1) }
    let line = pairs.joined(separator: "  ")
    return [line.isEmpty ? "" : line + " mV", alike.joined(separator: "  ")].filter { !$0.isEmpty }
  }
}

extension BilingualLine {
  init(_ text: BilingualText) { self.init(chinese: text.chinese, english: text.english) }
}
