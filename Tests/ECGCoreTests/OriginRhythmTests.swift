import HubTesting
import Testing

@testable import ECGCore

/// Where a rhythm begins: junction, other atrial places, accessory pathways, ventricles.
struct OriginRhythmTests {
  private let man = PatientFacts(ageYears: 60, sex: .male)

  private func analysis(_ recording: ECGRecording) -> ECGAnalysis { ECGAnalyzer().analyze(recording, patient: man) }
  private func codes(_ ecg: SyntheticECG) -> Set<String> { Set(analysis(ecg.recording()).statements.map(\.code)) }

  @Test func regularAndNarrowWithoutPIsJunctional() throws {
    var ecg = SyntheticECG(ratePerMinute: 48)
    ecg.p = nil
    ecg.noiseMicrovolts = 2
    let escape = try #require(analysis(ecg.recording()).statements.first { $0.code == "JUNC" })
    #expect(escape.text.english.contains("escape"))
    ecg.p = SyntheticECG.defaultP
    #expect(!codes(ecg).contains("JUNC"))
  }

  @Test func invertedPWithNormalPRIsEctopicAtrial() {
    var ecg = SyntheticECG(ratePerMinute: 70)
    ecg.p?.amplitudesMicrovolts = [20, -130, 40, 40, -40, -60, -60, -60]
    let found = codes(ecg)
    #expect(found.contains("EAR") && !found.contains("SR"))
    #expect(!codes(SyntheticECG(ratePerMinute: 70)).contains("EAR"))
  }

  @Test func shortPRAndASlowBeginningArePreExcitation() {
    var ecg = SyntheticECG(ratePerMinute: 70)
    ecg.q.amplitudesMicrovolts = [Double](repeating: 0, count: 8)
    ecg.r.sigmaMilliseconds = 13
    ecg.p?.centreMilliseconds = -150
    #expect(!codes(ecg).contains("WPW"))
    ecg.extraWaves = [-60.0, -48, -36, -24].enumerated().map { place, centre in
      SyntheticECG.Wave(
        centreMilliseconds: centre, sigmaMilliseconds: 11, amplitudesMicrovolts: ecg.r.amplitudesMicrovolts.map { $0 * (0.08 + 0.07 * Double(place)) }
      )
    }
    ecg.p?.centreMilliseconds = -145
    let found = analysis(ecg.recording())
    let said = found.statements.first { $0.code == "WPW" }
    #expect(said?.grade == .warning, "PR \(found.measurements.prIntervalMilliseconds ?? 0) QRS \(found.measurements.qrsDurationMilliseconds ?? 0)")
    #expect(found.scores["WPW"] ?? 0 >= 0.5)
  }

  private func wide(_ rate: Double, chest: Double) -> SyntheticECG {
    var ecg = SyntheticECG(ratePerMinute: rate)
    ecg.p = nil
    ecg.q.amplitudesMicrovolts = [Double](repeating: 0, count: 8)
    ecg.s.amplitudesMicrovolts = [Double](repeating: 0, count: 8)
    ecg.r = SyntheticECG.Wave(
      centreMilliseconds: 0, sigmaMilliseconds: 30, amplitudesMicrovolts: [-300, -700] + [Double](repeating: chest, count: 6))
    ecg.t = SyntheticECG.Wave(
      centreMilliseconds: 220, sigmaMilliseconds: 35, amplitudesMicrovolts: [100, 200] + [Double](repeating: -0.3 * chest, count: 6))
    return ecg
  }

  @Test func aWideTachycardiaWithoutRSIsVentricular() throws {
    let said = try #require(analysis(wide(130, chest: -1_000).recording()).statements.first { $0.code == "VTAC" })
    #expect(said.grade == .critical)
    #expect(said.evidence.contains { $0.hasPrefix("Brugada 1") })
    #expect(said.evidence.contains { $0.hasPrefix("Pava") || $0.hasPrefix("Vereckei") })
  }

  @Test func aWideRhythmAtRestIsNoTachycardia() {
    #expect(codes(wide(80, chest: -1_000)).isDisjoint(with: ["VTAC", "WQRST"]))
  }

  @Test func fastSinusRhythmWithAWideQRSIsNot() {
    var ecg = SyntheticECG(ratePerMinute: 110)
    for path in [\SyntheticECG.q, \.r, \.s] {
      ecg[keyPath: path].centreMilliseconds *= 1.7
      ecg[keyPath: path].sigmaMilliseconds *= 1.7
    }
    ecg.p?.centreMilliseconds = -190
    #expect(codes(ecg).isDisjoint(with: ["VTAC", "WQRST"]))
  }

  private func facts(beats: [(Double, Beat.Kind)]) -> MeasuredECG {
    var ecg = MeasuredECG(durationSeconds: 10, rateHertz: 500, patient: man, leadNames: [], usableLeads: [])
    ecg.beats = beats.map { Beat(sample: Int($0.0 * 500), kind: $0.1) }
    ecg.rhythm = RhythmFacts(beats: ecg.beats, rateHertz: 500)
    return ecg
  }

  @Test func fastIrregularWideAndVeryShortIsPreExcitedFibrillation() {
    var times = [0.3]
    for interval in [0.24, 0.4, 0.31, 0.23, 0.45, 0.3, 0.24, 0.38, 0.29, 0.42, 0.25, 0.33, 0.4, 0.24, 0.36] { times.append(times.last! + interval) }
    var ecg = facts(beats: times.map { ($0, .normal) })
    ecg.rhythm.pConsistency = 0.1
    ecg.global.qrsDurationMilliseconds = 150
    #expect(PreExcitationRules.preExcitedFibrillation(ecg).first?.grade == .critical)
    ecg.global.qrsDurationMilliseconds = 95
    #expect(PreExcitationRules.preExcitedFibrillation(ecg).isEmpty)
  }

  @Test func twoInARowAreACoupletThreeARun() {
    func run(_ count: Int) -> [String] {
      let early = (0..<count).map { (3.4 + 0.4 * Double($0), Beat.Kind.ventricular) }
      let ecg = facts(beats: [(1, .normal), (2, .normal), (3, .normal)] + early + [(6, .normal), (7, .normal)])
      return EctopyRunRules.ventricular(ecg).map(\.code)
    }
    #expect(run(1).isEmpty)
    #expect(run(2) == ["VCOUP"])
    #expect(run(3) == ["VRUN"])
  }

  @Test func atrialCoupletsAndRuns() {
    func run(_ count: Int) -> [String] {
      let early = (0..<count).map { (3.5 + 0.45 * Double($0), Beat.Kind.supraventricular) }
      let rest = [(6.5, Beat.Kind.normal), (7.4, .normal), (8.3, .normal)]
      return EctopyRunRules.supraventricular(facts(beats: [(0.2, .normal), (1.1, .normal), (2, .normal), (2.9, .normal)] + early + rest)).map(\.code)
    }
    #expect(run(1).isEmpty)
    #expect(run(2) == ["ACOUP"])
    #expect(run(4) == ["PSVT"])
  }

  @Test func everySecondBeatPrematureIsBigeminy() {
    let times = [0.5, 1.0, 2.1, 2.6, 3.7, 4.2, 5.3, 5.8, 6.9]
    let ecg = facts(beats: times.enumerated().map { ($0.element, $0.offset % 2 == 1 ? .supraventricular : .normal) })
    #expect(EctopyPatternRules.atrialBigeminy(ecg).map(\.code) == ["BIGU"])
    #expect(EctopyPatternRules.atrialTrigeminy(ecg).isEmpty)
  }

  /// The rate breathes: intervals shorten bit by bit, no beat comes suddenly.
  @Test func sinusArrhythmiaHasNoPrematureBeats() {
    var ecg = SyntheticECG(ratePerMinute: 60)
    ecg.beatTimesSeconds = [0.5]
    for interval in [1.1, 1.05, 0.95, 0.84, 0.76, 0.8, 0.95, 1.1, 1.05] { ecg.beatTimesSeconds.append(ecg.beatTimesSeconds.last! + interval) }
    let found = codes(ecg)
    #expect(found.contains("SARRH") && !found.contains("PAC"))
  }
}
