/// What made one statement true: marked on the traces, told in the legend.
package struct ECGPageEvidence: Sendable, Equatable {
  /// The statement's words.
  package var text: BilingualLine
  package var tone: Tone
  /// Numbers with their limits: `ST +2.1 mm V2, V3 (≥ 2.0 mm)`.
  package var numbers: [String]
  /// Leads that show it; their names are marked and their traces stand on a tint.
  package var leadNames: [String]
  package var marks: [ECGPageMark]

  package init(text: BilingualLine, tone: Tone = .neutral, numbers: [String] = [], leadNames: [String] = [], marks: [ECGPageMark] = []) {
    self.text = text
    self.tone = tone
    self.numbers = numbers
    self.leadNames = leadNames
    self.marks = marks
  }
}

/// One place on the traces. Times are seconds from the first sample of a page's leads, or from R on a page of averaged beats.
package struct ECGPageMark: Sendable, Equatable {
  package enum Kind: Sendable, Equatable {
    /// A beat, through all rows.
    case beat
    /// From one boundary to another, as a bar under the trace.
    case interval
    /// A level at one moment against the level at rest, both in the samples' microvolts; the mark's range is that of the line at rest.
    case level(atSeconds: Double, restMicrovolts: Double, levelMicrovolts: Double)
  }

  package var kind: Kind
  /// `nil`: every lead (a level needs one).
  package var leadName: String?
  package var seconds: ClosedRange<Double>
  package var label: String

  package init(_ kind: Kind, leadName: String? = nil, seconds: ClosedRange<Double>, label: String = "") {
    self.kind = kind
    self.leadName = leadName
    self.seconds = seconds
    self.label = label
  }

  var isDrawable: Bool {
    guard seconds.lowerBound.isFinite, seconds.upperBound.isFinite else { return false }
    guard case .level(let at, let rest, let level) = kind else { return true }
    return at.isFinite && rest.isFinite && level.isFinite
  }
}

extension Array where Element == ECGPageEvidence {
  /// - Throws: `drawing-too-large` for more than a page shows, `drawing-bad-input` for places that are none.
  func check() throws(DrawingError) {
    guard count <= DrawingLimits.statements, reduce(0, { $0 + $1.marks.count }) <= DrawingLimits.stripMarks * 4 else { throw .tooLarge }
    guard allSatisfy({ $0.marks.allSatisfy(\.isDrawable) }) else { throw .badInput }
  }
}
