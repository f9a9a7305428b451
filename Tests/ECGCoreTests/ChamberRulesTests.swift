@testable import ECGCore
import Testing

/// Voltages, atria: each rule at and beside its limits.
struct ChamberRulesTests {
  private func hypertrophy(_ beat: MeasuredBeat) -> ECGStatement? { VoltageRules.hypertrophy(beat.ecg).first }

  private func tall(_ patient: PatientFacts, st: Double) -> MeasuredBeat {
    var beat = MeasuredBeat.healthy(patient: patient)
    beat.waves("V1", r: 200, s: -1_400)
    beat.waves("V5", r: 2_300)
    for name in ["V5", "V6"] { beat.change(name) { $0.j60AmplitudeMicrovolts = st } }
    return beat
  }

  @Test func tallChestLeadsOfTheYoungNeedASecondSign() {
    let young = PatientFacts(ageYears: 22, sex: .male)
    #expect(hypertrophy(tall(young, st: 60)) == nil)
    #expect(hypertrophy(tall(PatientFacts(), st: 60)) == nil)
    #expect(hypertrophy(tall(young, st: -10))?.grade == .ordinary)
    #expect(hypertrophy(tall(PatientFacts(ageYears: 40, sex: .male), st: 60)) != nil)
    #expect(hypertrophy(.healthy()) == nil)
  }

  @Test func cornellLimitsGoBySex() {
    func cornell(_ sex: PatientFacts.Sex) -> MeasuredBeat {
      var beat = MeasuredBeat.healthy(patient: PatientFacts(ageYears: 60, sex: sex))
      beat.waves("aVL", r: 900)
      beat.waves("V3", r: 400, s: -1_500)
      for name in ["V5", "V6"] { beat.change(name) { $0.j60AmplitudeMicrovolts = -20 } }
      return beat
    }
    #expect(hypertrophy(cornell(.female))?.evidence.contains { $0.hasPrefix("RaVL+SV3 2.4 mV") } == true)
    #expect(hypertrophy(cornell(.male)) == nil)
  }

  @Test func strainMakesItAWarningAndPointsStandBeside() {
    var beat = tall(PatientFacts(ageYears: 60, sex: .male), st: -80)
    for name in ["V5", "V6"] { beat.change(name) { $0.tAmplitudeMicrovolts = -200 } }
    beat.waves("V6", r: 3_100)
    let said = hypertrophy(beat)
    #expect(said?.grade == .warning)
    #expect(said?.measured.contains { $0.name == "romhiltEstesPoints" && $0.value >= 5 } == true)
    #expect(RomhiltEstes.points(MeasuredBeat.healthy().ecg) < 4)
  }

  @Test func voltagesAreWhatTheirPapersSay() throws {
    var beat = MeasuredBeat.healthy(patient: PatientFacts(ageYears: 60, sex: .female))
    beat.waves("V4", r: 800, s: -1_100)
    let voltage = try #require(LeftVentricleVoltage(beat.ecg))
    #expect(voltage.sokolow == 900 + 1_200)
    #expect(voltage.cornell == 300 + 800)
    #expect(voltage.cornellProduct == (1_100 + 600) * 0.09)
    #expect(voltage.peguero == 1_100 + 1_200)
    #expect(voltage.hasPeguero && !voltage.isHigh)
  }

  @Test func aBlockTakesTheVoltageAway() {
    var beat = tall(PatientFacts(ageYears: 60, sex: .male), st: -10)
    beat.ecg.global.qrsDurationMilliseconds = 152
    #expect(hypertrophy(beat) == nil)
  }

  private func atrium(up: Float = 60, down: Float, milliseconds: Int, duration: Int) -> [String] {
    var beat = MeasuredBeat.healthy()
    beat.p(upMicrovolts: up, downMicrovolts: down, downMilliseconds: milliseconds, durationMilliseconds: duration)
    return LeftAtriumRules.leftAtrium(beat.ecg).map(\.code)
  }

  @Test func leftAtriumNeedsALongPWithALargeEndInV1() {
    #expect(atrium(down: -80, milliseconds: 60, duration: 144) == ["LAE"])
    #expect(atrium(down: -80, milliseconds: 60, duration: 136).isEmpty)
    #expect(atrium(down: -110, milliseconds: 60, duration: 136) == ["LAE"])
    #expect(atrium(down: -50, milliseconds: 60, duration: 160).isEmpty)
    // Wholly negative: the electrode may lie too high.
    #expect(atrium(up: 10, down: -110, milliseconds: 60, duration: 160).isEmpty)
  }

  @Test func terminalForceIsDepthTimesDuration() throws {
    var beat = MeasuredBeat.healthy()
    beat.p(upMicrovolts: 60, downMicrovolts: -100, downMilliseconds: 50, durationMilliseconds: 140)
    let end = try #require(TerminalP(beat.ecg))
    #expect(abs(end.depthMicrovolts - 100) < 1)
    #expect(abs(end.durationMilliseconds - 50) <= 2)
    #expect(abs(end.forceMicrovoltSeconds - 5) < 0.3)
    #expect(TerminalP(MeasuredBeat.healthy().ecg) == nil)
  }

  @Test func superclassesNeedTheChestLeadsAndIAndII() {
    var beat = MeasuredBeat.healthy()
    beat.ecg.leads[LeadName(rawValue: "aVL")] = nil
    #expect(ScreeningFeatures(beat.ecg, said: [])?.values["cornell"] == 0)
    beat.ecg.leads[LeadName(rawValue: "V4")] = nil
    #expect(ScreeningFeatures(beat.ecg, said: []) == nil)
  }
}
