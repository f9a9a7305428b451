/// Everything that was measured of a recording; what the rules look at.
struct MeasuredECG: Sendable {
  var durationSeconds: Double
  var rateHertz: Double
  var patient: PatientFacts
  /// Names of all leads present, and of those that can be read.
  var leadNames: [LeadName]
  var usableLeads: [LeadName]
  var beats: [Beat] = []
  var rhythm = RhythmFacts()
  var average: AverageBeat?
  var boundaries = BeatBoundaries()
  var global = GlobalMeasurements()
  var leads: [LeadName: LeadMeasurements] = [:]
  /// False when the limb leads contradict one another: amplitudes mean nothing then.
  var areAmplitudesTrusted = true
  /// Share of the beats with a pacemaker spike before them.
  var pacedShare = 0.0

  /// What is odd about how the leads were connected.
  var remarks: [RecordingRemark] = []

  var isStandardTwelvePresent: Bool { LeadName.standardTwelve.allSatisfy(leadNames.contains) }
  var isStandardTwelveUsable: Bool { LeadName.standardTwelve.allSatisfy(usableLeads.contains) }
  /// Shape is spoken of only with the twelve leads, most of them readable, and beats that repeat.
  var allowsMorphology: Bool {
    isStandardTwelvePresent
      && LeadName.standardTwelve.filter(usableLeads.contains).count >= 8 && (average?.beatCount ?? 0) >= 3 && !isChild && areAmplitudesTrusted
  }
  /// The rules' limits are those of adults.
  var isChild: Bool { patient.ageYears.map { $0 < 16 } ?? false }
  var isPaced: Bool { pacedShare > 0.5 }
  var hasP: Bool { boundaries.pPeak != nil }
  var qrsMilliseconds: Double { global.qrsDurationMilliseconds ?? 0 }
  var heartRate: Double { global.heartRatePerMinute ?? 0 }

  func lead(_ name: String) -> LeadMeasurements? { leads[LeadName(rawValue: name)] }
}
