import HubTesting
import Testing

@testable import ECGCore

/// P waves far from QRS, and P waves without one.
struct ConductionRhythmTests {
  private let man = PatientFacts(ageYears: 60, sex: .male)

  private func analysis(_ recording: ECGRecording) -> ECGAnalysis { ECGAnalyzer().analyze(recording, patient: man) }
  private func codes(_ recording: ECGRecording) -> Set<String> { Set(analysis(recording).statements.map(\.code)) }

  /// P every `pp` seconds; each `pr` later a QRS, none where `pr` is nil.
  private func rhythm(pp: Double, pr: [Double?], durationSeconds: Double = 12) -> ECGRecording {
    let ps = Array(stride(from: 0.35, to: durationSeconds - 0.3, by: pp))
    let rs = ps.indices.compactMap { index in pr[index % pr.count].map { ps[index] + $0 } }
    return SyntheticECG.conduction(pSeconds: ps, rSeconds: rs, ventricles: SyntheticECG(ratePerMinute: 60, durationSeconds: durationSeconds))
  }

  @Test(arguments: [(80.0, -290.0), (75.0, -330.0), (60.0, -340.0)])
  func aPWaveOnTheFallingTIsFound(_ rate: Double, _ centre: Double) throws {
    var ecg = SyntheticECG(ratePerMinute: rate)
    ecg.p?.centreMilliseconds = centre
    let found = analysis(ecg.recording())
    let pr = try #require(found.measurements.prIntervalMilliseconds)
    #expect(abs(pr - ecg.truth.prMilliseconds) < 40)
    #expect(found.statements.contains { $0.code == "1AVB" })
  }

  @Test(arguments: [55.0, 75, 90])
  func withoutPNoneIsFound(_ rate: Double) {
    var ecg = SyntheticECG(ratePerMinute: rate)
    ecg.p = nil
    let found = analysis(ecg.recording())
    #expect(found.measurements.prIntervalMilliseconds == nil)
    #expect(!found.statements.contains { ["1AVB", "2AVB", "SR"].contains($0.code) })
  }

  @Test func fibrillationHasNoEarlyP() {
    for seed in UInt64(1)...6 { #expect(!codes(SyntheticECG.atrialFibrillation(ratePerMinute: 75, seed: seed)).contains("1AVB")) }
  }

  @Test func twoToOne() throws {
    let found = analysis(rhythm(pp: 0.75, pr: [0.18, nil]))
    let block = try #require(found.statements.first { $0.code == "2AVB" })
    #expect(block.text.english.contains("2:1"))
    #expect(block.grade == .warning)
    let atria = try #require(block.measured.first { $0.name == "atrialRatePerMinute" })
    #expect(abs(atria.value - 80) < 4)
  }

  @Test func mobitzTwo() throws {
    let block = try #require(
      analysis(rhythm(pp: 0.8, pr: [0.18, 0.18, 0.18, 0.18, nil], durationSeconds: 15)).statements.first { $0.code == "2AVB" })
    #expect(block.text.english.contains("Mobitz II"))
    #expect(!block.beats.isEmpty)
  }

  @Test func mobitzOne() throws {
    let block = try #require(analysis(rhythm(pp: 0.85, pr: [0.16, 0.21, 0.24, nil], durationSeconds: 15)).statements.first { $0.code == "2AVB" })
    #expect(block.text.english.contains("Mobitz I "))
  }

  @Test(arguments: [45.0, 55, 60, 75])
  func sinusRhythmHasNoDroppedBeat(_ rate: Double) {
    let found = codes(SyntheticECG(ratePerMinute: rate, durationSeconds: 15).recording())
    #expect(found.isDisjoint(with: ["2AVB", "SAB", "JUNC", "EAR"]))
  }

  /// Nothing at all in twice the sinus interval, and nothing in one and a half times.
  @Test func sinoatrialBlockIsAMultiple() {
    func found(_ pause: Double) -> Set<String> {
      let ps = [0.4, 1.25, 2.1, 2.95, 3.8, 4.65, 4.65 + pause, 5.5 + pause, 6.35 + pause]
      return codes(
        SyntheticECG.conduction(pSeconds: ps, rSeconds: ps.map { $0 + 0.16 }, ventricles: SyntheticECG(ratePerMinute: 60, durationSeconds: 10)))
    }
    #expect(found(1.7).contains("SAB"))
    #expect(!found(1.35).contains("SAB"))
    #expect(found(1.7).isDisjoint(with: ["2AVB"]))
  }

  @Test func aPauseAfterAnEarlyBeatIsNoBlock() {
    let ps = [0.4, 1.3, 2.2, 3.1, 3.6, 4.9, 5.8, 6.7, 7.6, 8.5]
    let found = codes(
      SyntheticECG.conduction(pSeconds: ps, rSeconds: ps.map { $0 + 0.16 }, ventricles: SyntheticECG(ratePerMinute: 60)))
    #expect(found.contains("PAC"))
    #expect(found.isDisjoint(with: ["2AVB", "SAB"]))
  }

  /// Intervals beside what may be no beat at all prove no fibrillation.
  @Test func beatsOfUnknownShapeMakeNoIrregularity() {
    let places = [0, 400, 1_000, 1_600, 2_200, 2_500, 2_800, 3_400, 4_000, 4_600]
    let kinds: [Beat.Kind] = [.unknown, .normal, .normal, .normal, .normal, .unknown, .normal, .normal, .normal, .normal]
    let rhythm = RhythmFacts(beats: zip(places, kinds).map { Beat(sample: $0, kind: $1) }, rateHertz: 1_000)
    #expect(rhythm.ownRRMilliseconds == [600, 600, 600, 600, 600, 600])
    #expect(rhythm.irregularity == 0 && rhythm.medianIrregularity == 0)
    #expect(rhythm.rrMilliseconds.count == 9)
  }
}
