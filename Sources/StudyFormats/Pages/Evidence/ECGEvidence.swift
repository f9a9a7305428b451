import Drawing
import ECGCore

/// Which statements' evidence a picture shows.
package enum EvidenceChoice: Sendable, Equatable {
  case all
  /// The statement with this code; nothing where the core does not say it.
  case code(String)

  /// `all`, or a code in any case.
  package init(_ word: String) { self = word.lowercased() == "all" ? .all : .code(word.uppercased()) }

  package func statements(of analysis: ECGAnalysis) -> [ECGStatement] {
    switch self {
    case .all: analysis.statements.filter { !$0.evidence.isEmpty || !$0.leads.isEmpty || !$0.beats.isEmpty }
    case .code(let code): analysis.statements.filter { $0.code.uppercased() == code }
    }
  }
}

/// What made statements true, as marks on traces.
enum ECGEvidence {
  /// Half the width of the band that marks a beat.
  private static let beatHalfSeconds = 0.12

  /// On the beats of a recording, of which `leads` hold a stretch from `startSeconds` on. `stripLead` shows what is of no lead alone.
  static func onTraces(
    _ statements: [ECGStatement], _ analysis: ECGAnalysis, leads: [ECGPageLead], startSeconds: Double, stripLead: String?
  ) -> [ECGPageEvidence] {
    let rate = analysis.samplingRateHertz
    guard rate > 0 else { return [] }
    let first = Int((startSeconds * rate).rounded())
    let length = leads.map(\.samplesMicrovolts.count).max() ?? 0
    let shown = analysis.beats.indices.filter { (first..<first + length).contains(analysis.beats[$0].sample) }
    let usual = usualBeats(analysis, among: shown).map { analysis.beats[$0].sample - first }
    return statements.map { statement in
      var marks = statement.beats.filter(shown.contains).map { index in
        let seconds = Double(analysis.beats[index].sample - first) / rate
        return ECGPageMark(.beat, seconds: (seconds - beatHalfSeconds)...(seconds + beatHalfSeconds))
      }
      for place in EvidencePlace.places(of: statement, analysis) {
        for beat in usual { marks += mark(place, analysis, leads: leads, fiducial: beat, origin: 0, stripLead: stripLead, isLabelled: false) }
      }
      if statement.measured.contains(where: { isOfLongestInterval($0.name) }), let stripLead {
        marks += longestInterval(analysis, among: shown, first: first, lead: stripLead)
      }
      return entry(statement, marks)
    }
  }

  /// On the averaged beat, whose leads are `leads`; times are from R.
  static func onAverage(_ statements: [ECGStatement], _ analysis: ECGAnalysis, _ average: AverageBeat) -> [ECGPageEvidence] {
    let leads = zip(average.leads, average.samplesMicrovolts).map { ECGPageLead(name: $0.rawValue, samplesMicrovolts: $1) }
    let strip = average.leads.first { $0.rawValue == "II" } ?? average.leads.first
    return statements.map { statement in
      let places = EvidencePlace.places(of: statement, analysis)
      return entry(
        statement,
        places.flatMap {
          mark($0, analysis, leads: leads, fiducial: average.fiducial, origin: average.fiducial, stripLead: strip?.rawValue, isLabelled: true)
        })
    }
  }

  private static func entry(_ statement: ECGStatement, _ marks: [ECGPageMark]) -> ECGPageEvidence {
    ECGPageEvidence(
      text: BilingualLine(chinese: statement.text.chinese, english: statement.text.english), tone: Tone(statement.grade),
      numbers: EvidenceText.numbers(of: statement), leadNames: statement.leads.map(\.rawValue), marks: Array(marks.prefix(400)))
  }

  /// Beats of the kind that was averaged: the commonest.
  private static func usualBeats(_ analysis: ECGAnalysis, among shown: [Int]) -> [Int] {
    let counts = Dictionary(grouping: analysis.beats, by: \.kind.rawValue).mapValues(\.count)
    let commonest = counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
    return shown.filter { analysis.beats[$0].kind.rawValue == commonest }
  }

  /// One place of one beat; nothing where its lead or its samples are not there. `origin` is the sample from which the mark's time counts.
  private static func mark(
    _ place: EvidencePlace, _ analysis: ECGAnalysis, leads: [ECGPageLead], fiducial: Int, origin: Int, stripLead: String?, isLabelled: Bool
  ) -> [ECGPageMark] {
    let rate = analysis.samplingRateHertz
    func seconds(_ offset: Int) -> Double { Double(fiducial - origin + offset) / rate }
    switch place {
    case .interval(let lead, let from, let to, let label):
      guard let name = lead?.rawValue ?? stripLead else { return [] }
      return [ECGPageMark(.interval, leadName: name, seconds: seconds(from)...seconds(to), label: label)]
    case .level(let lead, let at):
      guard let onset = analysis.boundaries.qrsOnset, let samples = leads.first(where: { $0.name == lead.rawValue })?.samplesMicrovolts else {
        return []
      }
      let levels = BeatLevels(samples: samples, fiducial: fiducial, rateHertz: rate)
      guard let rest = levels.rest(before: onset), let level = levels.level(at: at) else { return [] }
      let kind = ECGPageMark.Kind.level(atSeconds: seconds(at), restMicrovolts: rest, levelMicrovolts: level)
      let (from, to) = (min(onset, at) - Int(0.02 * rate), max(onset, at) + Int(0.04 * rate))
      return [ECGPageMark(kind, leadName: lead.rawValue, seconds: seconds(from)...seconds(to), label: isLabelled ? millimetres(level - rest) : "")]
    }
  }

  /// At standard gain, 100 µV a millimetre.
  private static func millimetres(_ microvolts: Double) -> String {
    let tenths = Int((abs(microvolts) / 10).rounded())
    return "\(microvolts < 0 ? "-" : "+")\(tenths / 10).\(tenths % 10) mm"
  }

  private static func isOfLongestInterval(_ name: String) -> Bool {
    ["rrSeconds", "pauseSeconds", "longestPauseSeconds", "rrMaximumMilliseconds"].contains(name)
  }

  private static func longestInterval(_ analysis: ECGAnalysis, among shown: [Int], first: Int, lead: String) -> [ECGPageMark] {
    let pairs = zip(shown, shown.dropFirst()).map { (analysis.beats[$0].sample, analysis.beats[$1].sample) }
    guard let longest = pairs.max(by: { $0.1 - $0.0 < $1.1 - $1.0 }), longest.1 > longest.0 else { return [] }
    let rate = analysis.samplingRateHertz
    let hundredths = Int((Double(longest.1 - longest.0) / rate * 100).rounded())
    let label = "RR \(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100) s"
    return [ECGPageMark(.interval, leadName: lead, seconds: Double(longest.0 - first) / rate...Double(longest.1 - first) / rate, label: label)]
  }
}

extension Tone {
  /// The tone of a statement's own grade.
  init(_ grade: ECGGrade) {
    switch grade {
    case .critical: self = .critical
    case .warning: self = .warning
    case .ordinary, .ungraded: self = .neutral
    }
  }
}
