import HubModel

/// One of the core's statements as a reader sees it: the words, and what made them true.
package struct StatementRow: Sendable, Codable, Equatable {
  package var code: String
  package var chinese: String
  package var english: String
  /// The statement's own grade, and how sure the core is: `certain`, `probable`, `possible`.
  package var grade: Grade
  package var certainty: String
  /// Numbers with their limits: `ST +2.1 mm V2, V3 (≥ 2 mm)`.
  package var evidence: [String]
  package init(code: String, chinese: String, english: String, grade: Grade, certainty: String, evidence: [String]) {
    self.code = code
    self.chinese = chinese
    self.english = english
    self.grade = grade
    self.certainty = certainty
    self.evidence = evidence
  }
}

/// `POST /readings/{id}/overrides`: the caller's word on one of the core's statements.
package struct NewOverride: Sendable, Codable {
  package var code: String
  package var verdict: StatementOverride.Verdict
  package init(code: String, verdict: StatementOverride.Verdict) {
    self.code = code
    self.verdict = verdict
  }
}

/// What a reader last said of one of the core's statements.
package struct OverrideRow: Sendable, Codable, Equatable {
  package var code: String
  package var chinese: String
  package var english: String
  package var verdict: StatementOverride.Verdict
  package var readerName: String
  package var at: Timestamp
  package var algorithmVersion: String
  package init(
    code: String, chinese: String, english: String, verdict: StatementOverride.Verdict, readerName: String, at: Timestamp, algorithmVersion: String
  ) {
    self.code = code
    self.chinese = chinese
    self.english = english
    self.verdict = verdict
    self.readerName = readerName
    self.at = at
    self.algorithmVersion = algorithmVersion
  }
}
package struct OverrideRows: Sendable, Codable {
  package var overrides: [OverrideRow]
  package init(overrides: [OverrideRow]) { self.overrides = overrides }
}

/// `GET /overrides`: how often each statement was found missed or overcalled.
package struct OverrideCountRow: Sendable, Codable, Equatable {
  package var code: String
  package var chinese: String
  package var english: String
  package var algorithmVersion: String
  package var missed: Int
  package var overcalled: Int
  package init(code: String, chinese: String, english: String, algorithmVersion: String, missed: Int, overcalled: Int) {
    self.code = code
    self.chinese = chinese
    self.english = english
    self.algorithmVersion = algorithmVersion
    self.missed = missed
    self.overcalled = overcalled
  }
}
package struct OverrideCounts: Sendable, Codable {
  package var counts: [OverrideCountRow]
  package init(counts: [OverrideCountRow]) { self.counts = counts }
}

/// `GET /readings/{id}/prior`: the same patient's ECG before this one, and what is different.
package struct PriorECG: Sendable, Codable {
  /// Absent: this clinic's patient has no earlier ECG that the caller may see.
  package var earlier: ReadingRow?
  package var earlierStartedAt: Timestamp?
  /// `unchanged`, `changed` or `notComparable`, with one sentence.
  package var verdict: Screening.Finding?
  /// What limits the comparison.
  package var cautions: [Screening.Finding]
  /// What is new, gone or different, most important first.
  package var changes: [Change]
  package struct Change: Sendable, Codable, Equatable {
    package var code: String
    package var chinese: String
    package var english: String
    package var evidence: [String]
    package init(code: String, chinese: String, english: String, evidence: [String]) {
      self.code = code
      self.chinese = chinese
      self.english = english
      self.evidence = evidence
    }
  }
  package init(
    earlier: ReadingRow? = nil, earlierStartedAt: Timestamp? = nil, verdict: Screening.Finding? = nil, cautions: [Screening.Finding] = [],
    changes: [Change] = []
  ) {
    self.earlier = earlier
    self.earlierStartedAt = earlierStartedAt
    self.verdict = verdict
    self.cautions = cautions
    self.changes = changes
  }
}
