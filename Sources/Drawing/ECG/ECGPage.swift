/// A label and its value, both already in the words people see: `姓名 Name` / `王小东`.
package struct LabelledText: Sendable, Equatable {
  package var label: String
  package var value: String
  package init(_ label: String, _ value: String) {
    self.label = label
    self.value = value
  }
}

/// A phrase in Chinese and English, one line.
package struct BilingualLine: Sendable, Equatable {
  package var chinese: String
  package var english: String
  package init(chinese: String, english: String) {
    self.chinese = chinese
    self.english = english
  }
}

/// How a badge or a statement is coloured.
package enum Tone: Sendable, Equatable, CaseIterable { case critical, warning, ordinary, neutral }

/// The coloured plate at the top right: `危急 Critical`.
package struct Badge: Sendable, Equatable {
  package var text: BilingualLine
  package var tone: Tone
  package init(_ text: BilingualLine, tone: Tone) {
    self.text = text
    self.tone = tone
  }
}

/// One line of the automated reading.
package struct ECGPageStatement: Sendable, Equatable {
  package var text: BilingualLine
  package var tone: Tone
  package init(_ text: BilingualLine, tone: Tone = .neutral) {
    self.text = text
    self.tone = tone
  }
}

/// One lead's trace. `nan` samples are gaps in it.
package struct ECGPageLead: Sendable, Equatable {
  package var name: String
  package var samplesMicrovolts: [Float]
  /// Printed small behind the name, `推导 derived`; empty for none.
  package var note: String
  package init(name: String, samplesMicrovolts: [Float], note: String = "") {
    self.name = name
    self.samplesMicrovolts = samplesMicrovolts
    self.note = note
  }
}

/// Millimetres of paper for one second.
package enum PaperSpeed: Int, Sendable, CaseIterable {
  case millimetres25PerSecond = 25
  case millimetres50PerSecond = 50
}

/// Millimetres of paper for one millivolt.
package enum PaperGain: Int, Sendable, CaseIterable {
  case millimetres5PerMillivolt = 5
  case millimetres10PerMillivolt = 10
  case millimetres20PerMillivolt = 20
}

/// An ECG print-out on A4 landscape: plain values in, ink out (`renderPNG`, `renderSVG`, `renderPDF`).
package struct ECGPage: Sendable, Equatable {
  /// Paper for traces in a full-width row: 10 s at 25 mm/s.
  package static let traceMillimetres = ECGGeometry.traceWidth

  package var title: BilingualLine
  package var institution: String
  package var badge: Badge?
  /// Patient and recording, up to 14 items in two columns.
  package var facts: [LabelledText]
  /// Up to 14 items in two columns.
  package var measurements: [LabelledText]
  package var statementsHeading: BilingualLine
  /// As many lines as fit are drawn, in the order given; the rest is counted in a last line.
  package var statements: [ECGPageStatement]
  package var leads: [ECGPageLead]
  /// Of all leads.
  package var samplingRateHertz: Double
  /// Where the first sample lies in the whole recording.
  package var startSeconds: Double
  /// Length of the whole recording, when `leads` hold a part of it only.
  package var recordingDurationSeconds: Double?
  package var layout: ECGPageLayout
  package var speed: PaperSpeed
  package var gain: PaperGain
  /// `0.05–150 Hz`, or that none is known.
  package var filters: String
  package var footer: String
  /// Marked on the traces; the grid gives way to a legend under it.
  package var evidence: [ECGPageEvidence]

  package init(
    title: BilingualLine, institution: String = "", badge: Badge? = nil, facts: [LabelledText] = [], measurements: [LabelledText] = [],
    statementsHeading: BilingualLine = BilingualLine(chinese: "自动分析", english: "Automated analysis"), statements: [ECGPageStatement] = [],
    leads: [ECGPageLead], samplingRateHertz: Double, startSeconds: Double = 0, recordingDurationSeconds: Double? = nil,
    layout: ECGPageLayout? = nil, speed: PaperSpeed = .millimetres25PerSecond, gain: PaperGain = .millimetres10PerMillivolt,
    filters: String = "", footer: String = "", evidence: [ECGPageEvidence] = []
  ) {
    self.title = title
    self.institution = institution
    self.badge = badge
    self.facts = facts
    self.measurements = measurements
    self.statementsHeading = statementsHeading
    self.statements = statements
    self.leads = leads
    self.samplingRateHertz = samplingRateHertz
    self.startSeconds = startSeconds
    self.recordingDurationSeconds = recordingDurationSeconds
    self.layout = layout ?? .fitting(leadNames: leads.map(\.name))
    self.speed = speed
    self.gain = gain
    self.filters = filters
    self.footer = footer
    self.evidence = evidence
  }

  /// Everything around the traces.
  package var texts: ECGPageTexts {
    ECGPageTexts(
      title: title, institution: institution, badge: badge, facts: facts, measurements: measurements, statementsHeading: statementsHeading,
      statements: statements, filters: filters, footer: footer)
  }
}

/// What stands around the traces of a page: the same on pages of traces, of averaged beats and of trends.
package struct ECGPageTexts: Sendable, Equatable {
  package var title: BilingualLine
  package var institution = ""
  package var badge: Badge?
  /// Up to 14 items in two columns, as are the measurements.
  package var facts: [LabelledText] = []
  package var measurements: [LabelledText] = []
  package var statementsHeading: BilingualLine
  package var statements: [ECGPageStatement] = []
  package var filters = ""
  package var footer = ""

  package init(
    title: BilingualLine, institution: String = "", badge: Badge? = nil, facts: [LabelledText] = [], measurements: [LabelledText] = [],
    statementsHeading: BilingualLine, statements: [ECGPageStatement] = [], filters: String = "", footer: String = ""
  ) {
    self.title = title
    self.institution = institution
    self.badge = badge
    self.facts = facts
    self.measurements = measurements
    self.statementsHeading = statementsHeading
    self.statements = statements
    self.filters = filters
    self.footer = footer
  }

  func check() throws(DrawingError) {
    guard statements.count <= DrawingLimits.statements else { throw .tooLarge }
    guard facts.count <= DrawingLimits.labelledTexts, measurements.count <= DrawingLimits.labelledTexts else { throw .tooLarge }
  }
}
