import Foundation
import HubTesting
import Testing

@testable import ECGCore

/// What a statement carries, and the scores beside it.
struct StatementTests {
  private let man = PatientFacts(ageYears: 55, sex: .male)

  private func analysis(_ ecg: SyntheticECG) -> ECGAnalysis { ECGAnalyzer().analyze(ecg.recording(), patient: man) }

  @Test func evidenceIsANumberWithItsLimit() throws {
    var ecg = SyntheticECG(ratePerMinute: 60)
    ecg.t.centreMilliseconds = 430
    let long = try #require(analysis(ecg).statements.first { $0.code == "LNGQT" })
    let value = try #require(long.measured.first)
    #expect(value.name == "qtcFridericiaMilliseconds")
    #expect(value.unit == "ms")
    #expect(value.side == .above)
    #expect(value.value >= (try #require(value.limit)))
    #expect(long.score >= 0.5 && long.certainty == ECGStatement.certainty(of: long.score))
  }

  @Test func prematureBeatsAreNumbered() throws {
    var early = SyntheticECG(ratePerMinute: 60)
    early.beatTimesSeconds = [0.5, 1.5, 2.5, 3.1, 4.3, 5.3, 6.3, 7.3, 8.3, 9.3]
    let found = try #require(analysis(early).statements.first { $0.code == "PAC" })
    #expect(found.beats == [3])
  }

  @Test func scoresRiseWithTheNumberAndCrossTheDecisionWithIt() {
    let scores = [50.0, 57, 63, 75, 96, 106, 120].map { analysis(SyntheticECG(ratePerMinute: $0)).scores }
    let slow = scores.compactMap { $0["SBRAD"] }
    let fast = scores.compactMap { $0["TACH"] }
    #expect(slow.count == scores.count && fast.count == scores.count)
    #expect(slow == slow.sorted(by: >))
    #expect(fast == fast.sorted())
    #expect(slow.map { $0 >= 0.5 } == [true, true, false, false, false, false, false])
    #expect(fast.map { $0 >= 0.5 } == [false, false, false, false, false, true, true])
  }

  @Test func whatIsSaidScoresHalfAndWhatIsNotLess() {
    let analysis = analysis(SyntheticECG(ratePerMinute: 70))
    let said = Set(analysis.statements.map(\.code))
    let classes: Set = ["NORM", "ABNORMAL", "MI", "STTC", "CD", "HYP"]
    for (code, score) in analysis.scores where !classes.contains(code) { #expect((score >= 0.5) == said.contains(code), "\(code)") }
    for code in classes { #expect(analysis.scores[code] != nil) }
    #expect((analysis.scores["NORM"] ?? 0) + (analysis.scores["ABNORMAL"] ?? 0) == 1)
    #expect(analysis.findings == analysis.scores)
  }

  @Test func nothingReadableNothingScored() {
    let flat = ECGRecording(
      leads: LeadName.standardTwelve.map { ECGLead(name: $0, samplesMicrovolts: [Float](repeating: 0, count: 5_000)) }, samplingRateHertz: 500)
    #expect(ECGAnalyzer().analyze(flat).scores.isEmpty)
    let single = ECGAnalyzer().analyze(ECGRecording(leads: [SyntheticECG(ratePerMinute: 70).recording().leads[1]], samplingRateHertz: 500))
    #expect(single.scores["SR"] != nil)
    #expect(single.scores["MI"] == nil && single.scores["LVH"] == nil)
  }

  @Test func everyFeatureOfTheTableIsThere() {
    let features = ECGAnalyzer().screeningFeatures(SyntheticECG(ratePerMinute: 70).recording(), patient: man)
    #expect(Set(features.keys) == Set(SuperclassTable.features))
    for entry in SuperclassTable.weights {
      #expect(entry.weights.count == SuperclassTable.features.count)
      #expect(entry.weights.allSatisfy { $0 >= 0 })
    }
  }

  @Test func everyThirdBeatIsTrigeminyAndEverySecondBigeminy() {
    func codes(_ kinds: [Beat.Kind]) -> Set<String> {
      var ecg = MeasuredECG(durationSeconds: 10, rateHertz: 500, patient: man, leadNames: [], usableLeads: [])
      ecg.beats = kinds.enumerated().map { Beat(sample: 400 * ($0.offset + 1), kind: $0.element) }
      return Set((EctopyPatternRules.bigeminy(ecg) + EctopyPatternRules.trigeminy(ecg)).map(\.code))
    }
    #expect(codes([.normal, .ventricular, .normal, .ventricular, .normal, .ventricular, .normal]) == ["VBIG"])
    #expect(codes([.ventricular, .normal, .normal, .ventricular, .normal, .normal, .ventricular]) == ["VTRIG"])
    #expect(codes([.ventricular, .normal, .normal, .ventricular, .normal, .ventricular, .normal]).isEmpty)
  }
}
