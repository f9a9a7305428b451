/// What is new, gone or changed between two ECGs of one person, in numbers and a sentence. Encoded as JSON it is versioned.
///
/// Everything stands from the earlier ECG to the later: `new` is in the later only, a difference is later less earlier.
package struct ECGComparison: Sendable, Codable, Equatable {
  package static let currentSchemaVersion = 1

  package enum Verdict: String, Sendable, Codable, CaseIterable {
    /// Nothing went beyond what repeated ECGs of an unchanged heart differ by.
    case unchanged
    case changed
    /// One of the two tells too little of a heart to be compared.
    case notComparable
  }

  package var schemaVersion = ECGComparison.currentSchemaVersion
  package var verdict: Verdict
  /// One plain sentence.
  package var summary: BilingualText
  /// Whether the start times said which is the earlier one; otherwise the first given was taken for it.
  package var isOrderKnown: Bool
  /// Whether the second given turned out to be the earlier.
  package var isOrderSwapped: Bool
  package var earlier: Side
  package var later: Side
  /// Significant ones first, then by urgency.
  package var changes: [ECGChange]
  /// Every number that both have, beyond its limit or not: over all leads, then lead by lead.
  package var numbers: [NumberChange]
  /// How alike the averaged beats are, lead by lead; empty where one side has none.
  package var likeness: [LeadLikeness]
  /// What limits the comparison.
  package var cautions: [ComparisonCaution]

  /// One of the two ECGs.
  package struct Side: Sendable, Codable, Equatable {
    /// The caller's word for it, such as the day it was taken.
    package var label: String?
    /// Seconds since 1970, where the file says when it was taken.
    package var acquiredAtSeconds: Double?
    package var grade: ECGGrade
    package var measurementStatus: MeasurementStatus
    package var durationSeconds: Double
    package var algorithmVersion: String
    package var statementCodes: [String]
  }

  /// What counts.
  package var significantChanges: [ECGChange] { changes.filter(\.isSignificant) }
}

/// One thing that is new, gone or different.
package struct ECGChange: Sendable, Codable, Equatable {
  package enum Kind: String, Sendable, Codable, CaseIterable {
    /// A statement of the later ECG only, or of the earlier only.
    case new, gone
    /// A statement of both, with another grade.
    case regraded
    /// A number, beyond its limit.
    case increased, decreased
    /// A shape or a polarity.
    case changed
  }

  /// A statement's code, or what was measured: `heart-rate pr-interval qrs-duration qtc-interval qrs-axis st-level t-polarity r-wave q-wave qrs-shape st-t-shape`.
  package var code: String
  package var kind: Kind
  package var text: BilingualText
  package var leads: [LeadName]
  /// Of the statement; `minor` or `significant` for numbers and shapes.
  package var severity: ECGStatement.Severity
  /// The more urgent grade of the statement's two; `ordinary` for what is no statement.
  package var grade: ECGGrade
  /// Whether it goes beyond what repeats of an unchanged heart show. What does not is told, but changes no verdict.
  package var isSignificant: Bool
  /// The numbers, for people.
  package var evidence: [String]
}

/// A measurement of both ECGs.
package struct NumberChange: Sendable, Codable, Equatable {
  /// As among the measurements: `qtcFridericiaMilliseconds`, `j60AmplitudeMicrovolts` …
  package var name: String
  /// Absent for measurements over all leads.
  package var lead: LeadName?
  package var earlier: Double
  package var later: Double
  /// Later less earlier; of an axis the shorter way round.
  package var difference: Double
  package var unit: String
  /// A difference as large as this counts (for a lead: when a neighbour's does too).
  package var limit: Double
  package var isBeyond: Bool
}

/// How alike a lead's two averaged beats are.
package struct LeadLikeness: Sendable, Codable, Equatable {
  package var lead: LeadName
  /// Pearson's correlation of the two QRS complexes, laid over one another by one shift for all leads; absent where a QRS is too small to tell.
  package var qrsCorrelation: Double?
  /// The same of ST and T, each from the end of QRS to the end of T, stretched to one length.
  package var stTCorrelation: Double?
  /// Size of the later QRS over the earlier's, root mean squares.
  package var qrsSizeRatio: Double?
  package var isQRSBeyond: Bool
  package var isSTTBeyond: Bool
}

/// What keeps a comparison from being whole.
package struct ComparisonCaution: Sendable, Codable, Equatable {
  package enum Kind: String, Sendable, Codable, CaseIterable {
    case differentPatients = "different-patients"
    case differentFacts = "different-sex"
    case orderUnknown = "order-unknown"
    case sameStart = "same-start-time"
    case notMeasured = "not-measured"
    case limited
    case ungraded
    case leadsMissing = "leads-missing"
    case electrodes
    case algorithmVersions = "algorithm-versions"
    case conductionChanged = "conduction-changed"
  }
  /// Stable, kebab-case.
  package var code: Kind
  package var text: BilingualText
}
