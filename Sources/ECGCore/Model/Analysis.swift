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
  /// A hint: where a U wave that can be told from T and P has its top.
  package var uPeak: Int?
  package init() {}
}

/// Everything the core says of one recording. Encoded as JSON this is the versioned, immutable screening result.
package struct ECGAnalysis: Sendable, Codable, Equatable {
  package static let currentSchemaVersion = 3
  package var schemaVersion = ECGAnalysis.currentSchemaVersion
  package var algorithmVersion: String
  package var samplingRateHertz: Double
  package var durationSeconds: Double
  package var grade: ECGGrade
  /// Why the grade is what it is, most important first; never empty.
  package var gradeReasons: [BilingualText]
  package var statements: [ECGStatement]
  /// 0…1 for every code that was looked for, said or not (0.5 is the decision), and for the super-classes `NORM MI STTC CD HYP ABNORMAL`;
  /// empty where nothing could be read.
  package var scores: [String: Double]
  /// Whether the numbers below describe a heart, and why not.
  package var measurementStatus: MeasurementStatus
  package var measurementReasons: [BilingualText]
  package var measurements: GlobalMeasurements
  package var leadMeasurements: [LeadMeasurements]
  package var quality: [LeadQuality]
  /// What is odd about how the recording was made, such as electrodes that seem exchanged.
  package var remarks: [RecordingRemark]
  package var beats: [Beat]
  package var boundaries: BeatBoundaries
  package init(
    algorithmVersion: String, samplingRateHertz: Double, durationSeconds: Double, grade: ECGGrade, gradeReasons: [BilingualText],
    statements: [ECGStatement], measurements: GlobalMeasurements, leadMeasurements: [LeadMeasurements], quality: [LeadQuality],
    beats: [Beat], boundaries: BeatBoundaries, measurementStatus: MeasurementStatus = .notMeasured, measurementReasons: [BilingualText] = [],
    remarks: [RecordingRemark] = [], scores: [String: Double] = [:]
  ) {
    self.algorithmVersion = algorithmVersion
    self.samplingRateHertz = samplingRateHertz
    self.durationSeconds = durationSeconds
    self.grade = grade
    self.gradeReasons = gradeReasons
    self.statements = statements
    self.scores = scores
    self.measurementStatus = measurementStatus
    self.measurementReasons = measurementReasons
    self.remarks = remarks
    self.measurements = measurements
    self.leadMeasurements = leadMeasurements
    self.quality = quality
    self.beats = beats
    self.boundaries = boundaries
  }
}

extension ECGAnalysis {
  /// Reads results of schema 1 too, which told no status and no remarks (what it held had been measured or was empty), and of schema 2, without scores.
  package init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    schemaVersion = try values.decode(Int.self, forKey: .schemaVersion)
    algorithmVersion = try values.decode(String.self, forKey: .algorithmVersion)
    samplingRateHertz = try values.decode(Double.self, forKey: .samplingRateHertz)
    durationSeconds = try values.decode(Double.self, forKey: .durationSeconds)
    grade = try values.decode(ECGGrade.self, forKey: .grade)
    gradeReasons = try values.decode([BilingualText].self, forKey: .gradeReasons)
    statements = try values.decode([ECGStatement].self, forKey: .statements)
    scores = try values.decodeIfPresent([String: Double].self, forKey: .scores) ?? [:]
    measurements = try values.decode(GlobalMeasurements.self, forKey: .measurements)
    leadMeasurements = try values.decode([LeadMeasurements].self, forKey: .leadMeasurements)
    quality = try values.decode([LeadQuality].self, forKey: .quality)
    beats = try values.decode([Beat].self, forKey: .beats)
    boundaries = try values.decode(BeatBoundaries.self, forKey: .boundaries)
    measurementStatus =
      try values.decodeIfPresent(MeasurementStatus.self, forKey: .measurementStatus)
      ?? (measurements.qrsDurationMilliseconds == nil ? .notMeasured : .limited)
    measurementReasons = try values.decodeIfPresent([BilingualText].self, forKey: .measurementReasons) ?? []
    remarks = try values.decodeIfPresent([RecordingRemark].self, forKey: .remarks) ?? []
  }
}
