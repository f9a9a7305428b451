import HubTesting
import Testing

@testable import ECGCore

/// Children's limits by age (Rijnbeek 2001), and that their ECGs stay ungraded.
struct ChildRuleTests {
  private func codes(rate: Double, age: Double, sex: PatientFacts.Sex? = .male) -> Set<String> {
    var ecg = DrawnECG()
    ecg.ratePerMinute = rate
    ecg.patient = PatientFacts(ageYears: age, sex: sex)
    return ecg.codes
  }

  /// With P waves of the sinus node slow and fast are said of the age, and in one word.
  @Test func rateByAge() {
    #expect(codes(rate: 150, age: 0.1).isDisjoint(with: ["PEDHR", "STACH", "SBRAD"]))
    #expect(codes(rate: 150, age: 0.1).contains("SR"))
    #expect(codes(rate: 150, age: 6).contains("STACH") && !codes(rate: 150, age: 6).contains("PEDHR"))
    #expect(codes(rate: 80, age: 0.1).contains("SBRAD") && !codes(rate: 80, age: 0.1).contains("PEDHR"))
    #expect(codes(rate: 80, age: 9).isDisjoint(with: ["PEDHR", "STACH", "SBRAD"]))
    #expect(!codes(rate: 150, age: 16).contains("PEDHR"))
    var ecg = DrawnECG()
    ecg.ratePerMinute = 150
    ecg.patient = PatientFacts(ageYears: 6, sex: .male)
    ecg.hasP = false
    #expect(ecg.codes.contains("PEDHR") && !ecg.codes.contains("STACH"))
  }

  @Test func intervalsByAge() {
    // PR 140 ms, QRS 100 ms.
    #expect(codes(rate: 150, age: 0.05).isSuperset(of: ["PEDPR"]))
    #expect(!codes(rate: 80, age: 10).contains("PEDPR"))
    #expect(codes(rate: 150, age: 0.2).contains("PEDQRS"))
    #expect(!codes(rate: 80, age: 10).contains("PEDQRS"))
  }

  @Test func axisByAge() {
    var ecg = DrawnECG()
    ecg.patient = PatientFacts(ageYears: 6, sex: .female)
    #expect(!ecg.codes.contains("PEDAXIS"))
    ecg.change("I") { ($0.r, $0.s) = (800, -100) }
    ecg.change("aVF") { ($0.r, $0.s) = (100, -1_200) }
    #expect(ecg.codes.contains("PEDAXIS"))
  }

  @Test func everyAgeHasOneRow() {
    #expect(ChildLimits.boys.map(\.fromYears) == ChildLimits.girls.map(\.fromYears))
    #expect(ChildLimits.boys.map(\.fromYears) == ChildLimits.boys.map(\.fromYears).sorted())
    #expect(ChildLimits.of(PatientFacts(ageYears: 16)) == nil && ChildLimits.of(PatientFacts()) == nil)
    #expect(ChildLimits.of(PatientFacts(ageYears: 4))?.heartRatePerMinute == 73...124)
    #expect(ChildLimits.of(PatientFacts(ageYears: 2.9, sex: .female))?.prMilliseconds == 78...147)
  }

  @Test func aChildStaysUngradedAndAdultShapesAreNotSaid() {
    let analysis = ECGAnalyzer().analyze(SyntheticECG(ratePerMinute: 90).recording(), patient: PatientFacts(ageYears: 5, sex: .male))
    #expect(analysis.grade == .ungraded)
    #expect(analysis.gradeReasons.contains { $0.english.hasSuffix("voltages, ST and T are not judged by age") })
    #expect(!analysis.statements.contains { $0.code == "PEDHR" })
  }
}
