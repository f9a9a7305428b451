/// One thing the core says of an ECG, with what made it true.
package struct ECGStatement: Sendable, Codable, Equatable {
  /// How sure the core is: by the score, `certain` from 0.85, `probable` from 0.65.
  package enum Certainty: String, Sendable, Codable, CaseIterable { case certain, probable, possible }

  /// What it means for the patient in itself. The grade says how soon a person must look, and is set by lists; this is not.
  package enum Severity: String, Sendable, Codable, CaseIterable {
    /// Found in health.
    case none
    case minor
    case significant
    case lifeThreatening
  }

  /// SCP-ECG statement code as in PTB-XL's `scp_statements.csv` where one exists (`AFIB`, `CLBBB`, `STE_` …).
  package var code: String
  package var text: BilingualText
  /// 0…1; what is said has 0.5 or more.
  package var score: Double
  package var certainty: Certainty
  package var severity: Severity
  package var grade: ECGGrade
  /// Leads that show it and the numbers that made it true, for people: `ST +2.1 mm V2, V3`.
  package var evidence: [String]
  /// The same numbers for machines.
  package var measured: [EvidenceValue]
  package var leads: [LeadName]
  /// Beats that show it, counted from 0; empty where it is of the average beat or of all.
  package var beats: [Int]

  package init(
    code: String, text: BilingualText, score: Double, grade: ECGGrade, evidence: [String], leads: [LeadName] = [], severity: Severity? = nil,
    measured: [EvidenceValue] = [], beats: [Int] = []
  ) {
    self.code = code
    self.text = text
    self.score = score
    self.grade = grade
    self.evidence = evidence
    self.leads = leads
    self.severity = severity ?? Self.severity(of: grade)
    self.measured = measured
    self.beats = beats
    certainty = Self.certainty(of: score)
  }

  package static func certainty(of score: Double) -> Certainty { score >= 0.85 ? .certain : score >= 0.65 ? .probable : .possible }

  private static func severity(of grade: ECGGrade) -> Severity {
    switch grade {
    case .critical: .lifeThreatening
    case .warning: .significant
    case .ordinary, .ungraded: .minor
    }
  }
}

extension ECGStatement {
  /// Reads statements of schema 1 and 2 too, which had the evidence as text alone.
  package init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      code: try values.decode(String.self, forKey: .code), text: try values.decode(BilingualText.self, forKey: .text),
      score: try values.decode(Double.self, forKey: .score), grade: try values.decode(ECGGrade.self, forKey: .grade),
      evidence: try values.decode([String].self, forKey: .evidence), leads: try values.decode([LeadName].self, forKey: .leads),
      severity: try values.decodeIfPresent(Severity.self, forKey: .severity),
      measured: try values.decodeIfPresent([EvidenceValue].self, forKey: .measured) ?? [],
      beats: try values.decodeIfPresent([Int].self, forKey: .beats) ?? [])
    if let said = try values.decodeIfPresent(Certainty.self, forKey: .certainty) { certainty = said }
  }
}

/// A number that made a statement true.
package struct EvidenceValue: Sendable, Codable, Equatable {
  /// Which side of the limit makes it true.
  package enum Side: String, Sendable, Codable { case above, below }
  /// As among the measurements where it is one of them: `qrsDurationMilliseconds`.
  package var name: String
  package var value: Double
  /// `ms`, `s`, `/min`, `µV`, `°`, `%`, or empty for a count or a ratio.
  package var unit: String
  package var limit: Double?
  package var side: Side?
  package var leads: [LeadName]
  package init(name: String, value: Double, unit: String, limit: Double? = nil, side: Side? = nil, leads: [LeadName] = []) {
    self.name = name
    self.value = value
    self.unit = unit
    self.limit = limit
    self.side = side
    self.leads = leads
  }
}
