/// Whether a lead can be read.
package struct LeadQuality: Sendable, Codable, Equatable {
  package enum Problem: String, Sendable, Codable, CaseIterable {
    case leadOff, saturated, mainsHum, baselineWander, muscleNoise, invalidSamples, lowSignal
  }
  package var lead: LeadName
  package var isUsable: Bool
  /// What is wrong with the lead as a whole.
  package var problems: [Problem]
  /// Root mean square above about 40 Hz between the QRS complexes; `nil` for a lead too short to tell.
  package var noiseMicrovolts: Double?
  /// Seconds from the start in which something is wrong, rising in time within each problem.
  package var spans: [QualitySpan]
  /// False where there were more spans than are kept (`QualitySettings.maximumSpans`).
  package var areSpansComplete: Bool
  package init(
    lead: LeadName, isUsable: Bool, problems: [Problem], noiseMicrovolts: Double? = nil, spans: [QualitySpan] = [], areSpansComplete: Bool = true
  ) {
    self.lead = lead
    self.isUsable = isUsable
    self.problems = problems
    self.noiseMicrovolts = noiseMicrovolts
    self.spans = spans
    self.areSpansComplete = areSpansComplete
  }

  /// Reads results of schema 1, which knew no seconds.
  package init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    lead = try values.decode(LeadName.self, forKey: .lead)
    isUsable = try values.decode(Bool.self, forKey: .isUsable)
    problems = try values.decode([Problem].self, forKey: .problems)
    noiseMicrovolts = try values.decodeIfPresent(Double.self, forKey: .noiseMicrovolts)
    spans = try values.decodeIfPresent([QualitySpan].self, forKey: .spans) ?? []
    areSpansComplete = try values.decodeIfPresent(Bool.self, forKey: .areSpansComplete) ?? true
  }
}

/// Whole seconds of a lead in which one thing is wrong: from the beginning of `startSecond` to the beginning of `endSecond`.
package struct QualitySpan: Sendable, Codable, Equatable {
  package var problem: LeadQuality.Problem
  package var startSecond: Int
  package var endSecond: Int
  package init(problem: LeadQuality.Problem, startSecond: Int, endSecond: Int) {
    self.problem = problem
    self.startSecond = startSecond
    self.endSecond = endSecond
  }
}

/// Something odd about how a recording was made; never a finding about the heart alone.
package struct RecordingRemark: Sendable, Codable, Equatable {
  /// Stable, kebab-case: `electrodes-ra-la`, `electrodes-v1-v2`, `dextrocardia` …
  package var code: String
  package var text: BilingualText
  /// The numbers that made it true, for people.
  package var evidence: [String]
  package var leads: [LeadName]
  package init(code: String, text: BilingualText, evidence: [String], leads: [LeadName]) {
    self.code = code
    self.text = text
    self.evidence = evidence
    self.leads = leads
  }
}
