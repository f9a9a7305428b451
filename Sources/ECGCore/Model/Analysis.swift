/// How urgent the core holds an ECG to be. Unread or ungraded is never `ordinary`.
package enum ECGGrade: String, Sendable, Codable, CaseIterable { case critical, warning, ordinary, ungraded }

/// A phrase in the two languages users see.
package struct BilingualText: Sendable, Codable, Equatable {
  package var chinese: String
  package var english: String
  package init(chinese: String, english: String) {
    self.chinese = chinese
    self.english = english
  }
}

/// One thing the core says of an ECG, with what made it true.
package struct ECGStatement: Sendable, Codable, Equatable {
  /// SCP-ECG statement code as in PTB-XL's `scp_statements.csv` where one exists (`AFIB`, `CLBBB`, `STE_` …).
  package var code: String
  package var text: BilingualText
  /// 0…1.
  package var score: Double
  package var grade: ECGGrade
  /// Leads that show it and the numbers that made it true, for people: `ST +2.1 mm V2, V3`.
  package var evidence: [String]
  package var leads: [LeadName]
  package init(code: String, text: BilingualText, score: Double, grade: ECGGrade, evidence: [String], leads: [LeadName] = []) {
    self.code = code
    self.text = text
    self.score = score
    self.grade = grade
    self.evidence = evidence
    self.leads = leads
  }
}

/// Measurements over all leads (earliest onset to latest offset of the averaged dominant beat); `nil` is "not measurable".
/// Names follow SCP-ECG section 7 and DICOM TID 3713.
package struct GlobalMeasurements: Sendable, Codable, Equatable {
  package var heartRatePerMinute: Double?
  package var rrMeanMilliseconds: Double?
  package var rrMinimumMilliseconds: Double?
  package var rrMaximumMilliseconds: Double?
  package var pDurationMilliseconds: Double?
  package var prIntervalMilliseconds: Double?
  package var qrsDurationMilliseconds: Double?
  package var qtIntervalMilliseconds: Double?
  package var qtcFridericiaMilliseconds: Double?
  package var qtcBazettMilliseconds: Double?
  package var pAxisDegrees: Double?
  package var qrsAxisDegrees: Double?
  package var tAxisDegrees: Double?
  package init() {}
}

/// Per-lead amplitudes of the averaged dominant beat, microvolts against the isoelectric level before QRS (or before P).
package struct LeadMeasurements: Sendable, Codable, Equatable {
  package var lead: LeadName
  package var pAmplitudeMicrovolts: Double?
  package var qAmplitudeMicrovolts: Double?
  package var qDurationMilliseconds: Double?
  package var rAmplitudeMicrovolts: Double?
  package var sAmplitudeMicrovolts: Double?
  package var jAmplitudeMicrovolts: Double?
  package var j60AmplitudeMicrovolts: Double?
  package var j80AmplitudeMicrovolts: Double?
  package var tAmplitudeMicrovolts: Double?
  package init(lead: LeadName) { self.lead = lead }
}

/// Whether a lead can be read.
package struct LeadQuality: Sendable, Codable, Equatable {
  package enum Problem: String, Sendable, Codable { case leadOff, saturated, mainsHum, baselineWander, muscleNoise, invalidSamples, lowSignal }
  package var lead: LeadName
  package var isUsable: Bool
  package var problems: [Problem]
  package init(lead: LeadName, isUsable: Bool, problems: [Problem]) {
    self.lead = lead
    self.isUsable = isUsable
    self.problems = problems
  }
}

/// A detected heart beat.
package struct Beat: Sendable, Codable, Equatable {
  package enum Kind: String, Sendable, Codable { case normal, supraventricular, ventricular, fusion, paced, unknown }
  /// Sample index of the R (largest) deflection, from the start of the recording.
  package var sample: Int
  package var kind: Kind
  package init(sample: Int, kind: Kind) {
    self.sample = sample
    self.kind = kind
  }
}

/// Boundaries of the averaged dominant beat, in samples relative to its R peak; `nil` where the wave is absent.
package struct BeatBoundaries: Sendable, Codable, Equatable {
  package var pOnset: Int?
  package var pPeak: Int?
  package var pOffset: Int?
  package var qrsOnset: Int?
  package var qrsOffset: Int?
  package var tOnset: Int?
  package var tPeak: Int?
  package var tOffset: Int?
  package init() {}
}

/// Everything the core says of one recording. Encoded as JSON this is the versioned, immutable screening result.
package struct ECGAnalysis: Sendable, Codable, Equatable {
  package static let currentSchemaVersion = 1
  package var schemaVersion = ECGAnalysis.currentSchemaVersion
  package var algorithmVersion: String
  package var samplingRateHertz: Double
  package var durationSeconds: Double
  package var grade: ECGGrade
  /// Why the grade is what it is, most important first; never empty.
  package var gradeReasons: [BilingualText]
  package var statements: [ECGStatement]
  package var measurements: GlobalMeasurements
  package var leadMeasurements: [LeadMeasurements]
  package var quality: [LeadQuality]
  package var beats: [Beat]
  package var boundaries: BeatBoundaries
  package init(
    algorithmVersion: String, samplingRateHertz: Double, durationSeconds: Double, grade: ECGGrade, gradeReasons: [BilingualText],
    statements: [ECGStatement], measurements: GlobalMeasurements, leadMeasurements: [LeadMeasurements], quality: [LeadQuality],
    beats: [Beat], boundaries: BeatBoundaries
  ) {
    self.algorithmVersion = algorithmVersion
    self.samplingRateHertz = samplingRateHertz
    self.durationSeconds = durationSeconds
    self.grade = grade
    self.gradeReasons = gradeReasons
    self.statements = statements
    self.measurements = measurements
    self.leadMeasurements = leadMeasurements
    self.quality = quality
    self.beats = beats
    self.boundaries = boundaries
  }
}
