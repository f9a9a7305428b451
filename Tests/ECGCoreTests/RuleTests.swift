import ECGCore
import HubTesting
import Testing

/// Shape rules, each shown once true and once not.
struct RuleTests {
  private let man = PatientFacts(ageYears: 55, sex: .male)

  private func statements(_ ecg: SyntheticECG, _ patient: PatientFacts? = nil) -> [ECGStatement] {
    ECGAnalyzer().analyze(ecg.recording(), patient: patient ?? man).statements
  }

  private func has(_ code: String, _ ecg: SyntheticECG) -> Bool { statements(ecg).contains { $0.code == code } }

  @Test func longPRIsFirstDegreeBlock() {
    var ecg = SyntheticECG(ratePerMinute: 60)
    ecg.p?.centreMilliseconds = -240
    #expect(has("1AVB", ecg))
    #expect(!has("1AVB", SyntheticECG(ratePerMinute: 60)))
  }

  @Test func longQT() {
    var ecg = SyntheticECG(ratePerMinute: 60)
    ecg.t.centreMilliseconds = 430
    #expect(has("LNGQT", ecg))
    #expect(!has("LNGQT", SyntheticECG(ratePerMinute: 60)))
  }

  @Test func invertedT() {
    var ecg = SyntheticECG(ratePerMinute: 70)
    ecg.t.amplitudesMicrovolts = [200, 300, 50, 100, -300, -350, -300, -250]
    let found = statements(ecg).first { $0.code == "INVT" }
    #expect(found?.grade == .warning)
    #expect(found?.leads.map(\.rawValue).contains("V5") == true)
  }

  @Test func depressedST() {
    var ecg = SyntheticECG(ratePerMinute: 70)
    ecg.extraWaves = [80.0, 120, 160].map {
      SyntheticECG.Wave(centreMilliseconds: $0, sigmaMilliseconds: 28, amplitudesMicrovolts: [-60, -60, 0, 0, -60, -150, -170, -150])
    }
    #expect(statements(ecg).first { $0.code == "STD_" }?.grade == .warning)
  }

  @Test func highVoltage() {
    var ecg = SyntheticECG(ratePerMinute: 70)
    ecg.r.amplitudesMicrovolts[6] = 3_000
    ecg.s.amplitudesMicrovolts[2] = -1_500
    #expect(has("LVH", ecg))
  }

  @Test func lowVoltage() {
    var ecg = SyntheticECG(ratePerMinute: 70)
    for path in [\SyntheticECG.q, \.r, \.s, \.t] {
      ecg[keyPath: path].amplitudesMicrovolts = ecg[keyPath: path].amplitudesMicrovolts.map { $0 * 0.35 }
    }
    ecg.noiseMicrovolts = 2
    #expect(has("LVOLT", ecg))
  }

  @Test func wideRegularTachycardiaIsCritical() {
    var ecg = SyntheticECG(ratePerMinute: 170)
    ecg.p = nil
    for path in [\SyntheticECG.q, \.r, \.s] {
      ecg[keyPath: path].centreMilliseconds *= 1.9
      ecg[keyPath: path].sigmaMilliseconds *= 1.9
    }
    ecg.t.centreMilliseconds = 220
    ecg.t.sigmaMilliseconds = 25
    let analysis = ECGAnalyzer().analyze(ecg.recording(), patient: man)
    #expect(analysis.grade == .critical)
    #expect(analysis.statements.contains { $0.code == "VTAC" || $0.code == "WQRST" })
  }

  @Test func fastSinusRhythmIsAWarning() {
    let analysis = ECGAnalyzer().analyze(SyntheticECG(ratePerMinute: 138).recording(), patient: man)
    #expect(analysis.grade == .warning)
  }

  @Test func elevationWithoutInfarctSignsIsAWarning() {
    var ecg = SyntheticECG(ratePerMinute: 70)
    // Lateral chest leads only, no mirror image.
    ecg.extraWaves = [70.0, 100, 130].map {
      SyntheticECG.Wave(centreMilliseconds: $0, sigmaMilliseconds: 25, amplitudesMicrovolts: [0, 0, 0, 0, 0, 60, 170, 170])
    }
    #expect(statements(ecg).first { $0.code == "STE_" }?.grade == .warning)
    #expect(!has("STEMI", ecg))
  }

  @Test func prematureBeatsAreNamed() {
    var early = SyntheticECG(ratePerMinute: 60)
    early.beatTimesSeconds = [0.5, 1.5, 2.5, 3.1, 4.3, 5.3, 6.3, 7.3, 8.3, 9.3]
    let analysis = ECGAnalyzer().analyze(early.recording(), patient: man)
    #expect(analysis.beats[3].kind == .supraventricular)
    #expect(analysis.statements.contains { $0.code == "PAC" })
  }
}
