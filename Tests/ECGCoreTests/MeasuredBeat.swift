@testable import ECGCore

/// A measured ECG of given numbers, so that a rule is asked at its limit and not the measuring before it.
struct MeasuredBeat {
  /// Onset and offset of QRS in the average beat of 500 Hz, whose fiducial is sample 200.
  static let qrsOnset = -50

  var ecg: MeasuredECG

  init(qrsMilliseconds: Double, axisDegrees: Double = 40, heartRate: Double = 70, patient: PatientFacts = PatientFacts(ageYears: 55, sex: .male)) {
    ecg = MeasuredECG(
      durationSeconds: 10, rateHertz: 500, patient: patient, leadNames: LeadName.standardTwelve, usableLeads: LeadName.standardTwelve)
    ecg.global.qrsDurationMilliseconds = qrsMilliseconds
    ecg.global.qrsAxisDegrees = axisDegrees
    ecg.global.heartRatePerMinute = heartRate
    ecg.boundaries.qrsOnset = Self.qrsOnset
    ecg.boundaries.qrsOffset = Self.qrsOnset + Int(qrsMilliseconds / 2)
    ecg.average = AverageBeat(
      rateHertz: 500, fiducial: 200, leads: LeadName.standardTwelve,
      samplesMicrovolts: [[Float]](repeating: [Float](repeating: 0, count: 500), count: 12), beatCount: 10)
    for name in LeadName.standardTwelve { change(name.rawValue) { $0.rAmplitudeMicrovolts = 500 } }
  }

  /// A narrow beat of health: rS in V1 and V2, R in the lateral leads.
  static func healthy(patient: PatientFacts = PatientFacts(ageYears: 55, sex: .male)) -> MeasuredBeat {
    var beat = MeasuredBeat(qrsMilliseconds: 100, patient: patient)
    beat.waves("V1", r: 200, s: -900)
    beat.waves("V2", r: 400, s: -1_200)
    beat.waves("V3", r: 600, s: -800)
    beat.waves("V4", r: 1_000, s: -500)
    beat.waves("V5", q: -60, r: 1_200, s: -200)
    beat.waves("V6", q: -60, r: 1_000, s: -100)
    beat.waves("I", q: -40, r: 700, s: -80)
    beat.waves("aVL", q: -40, r: 300)
    for name in ["V5", "V6"] { beat.change(name) { $0.j60AmplitudeMicrovolts = 40 } }
    return beat
  }

  mutating func change(_ name: String, _ body: (inout LeadMeasurements) -> Void) {
    let lead = LeadName(rawValue: name)
    var values = ecg.leads[lead] ?? LeadMeasurements(lead: lead)
    body(&values)
    ecg.leads[lead] = values
  }

  mutating func waves(
    _ name: String, q: Double = 0, qMilliseconds: Double = 20, r: Double = 0, s: Double = 0, sMilliseconds: Double = 30, late: Double = 0,
    lateMilliseconds: Double = 0
  ) {
    change(name) {
      ($0.qAmplitudeMicrovolts, $0.qDurationMilliseconds) = (q, q < 0 ? qMilliseconds : 0)
      ($0.rAmplitudeMicrovolts, $0.rDurationMilliseconds) = (r, r > 0 ? 36 : 0)
      ($0.sAmplitudeMicrovolts, $0.sDurationMilliseconds) = (s, s < 0 ? sMilliseconds : 0)
      ($0.rPrimeAmplitudeMicrovolts, $0.rPrimeDurationMilliseconds) = (late, lateMilliseconds)
    }
  }

  /// The top of R in the average beat of a lead, so long after the onset of QRS.
  mutating func peak(_ name: String, milliseconds: Double) {
    guard let lead = LeadName.standardTwelve.firstIndex(where: { $0.rawValue == name }) else { return }
    ecg.average?.samplesMicrovolts[lead][200 + Self.qrsOnset + Int(milliseconds / 2)] = 1_000
  }

  /// P of V1: up, then down for so long; its boundaries and duration.
  mutating func p(upMicrovolts: Float, downMicrovolts: Float, downMilliseconds: Int, durationMilliseconds: Int) {
    ecg.boundaries.pOnset = -150
    ecg.boundaries.pPeak = -130
    ecg.boundaries.pOffset = -150 + durationMilliseconds / 2
    ecg.global.pDurationMilliseconds = Double(durationMilliseconds)
    let end = 50 + durationMilliseconds / 2
    for index in 51..<end { ecg.average?.samplesMicrovolts[6][index] = index < end - downMilliseconds / 2 ? upMicrovolts : downMicrovolts }
    change("V1") {
      $0.pPositiveAmplitudeMicrovolts = Double(upMicrovolts)
      $0.pNegativeAmplitudeMicrovolts = Double(downMicrovolts)
    }
  }
}
