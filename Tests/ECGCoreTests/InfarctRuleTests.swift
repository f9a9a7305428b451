import Testing

@testable import ECGCore

/// Infarct patterns and what looks like them: each shown once true and once not.
struct InfarctRuleTests {
  @Test func aNormalBeatSaysNothingOfShape() {
    #expect(DrawnECG().codes.subtracting(["SR"]) == [])
  }

  private func anterior(_ height: Float) -> DrawnECG {
    var ecg = DrawnECG()
    ecg.change("V2", "V3") { ($0.j, $0.st, $0.t) = (height, height, 900) }
    return ecg
  }

  @Test func elevationByTheLimitsOfSexAndAge() {
    #expect(anterior(190).codes.isDisjoint(with: ["STE_", "STEMI"]))
    #expect(!anterior(230).codes.isDisjoint(with: ["STE_", "STEMI"]))
    var young = anterior(230)
    young.patient.ageYears = 30
    #expect(young.codes.isDisjoint(with: ["STE_", "STEMI"]))
    var woman = anterior(190)
    woman.patient.sex = .female
    #expect(!woman.codes.isDisjoint(with: ["STE_", "STEMI"]))
  }

  /// Elevation that is usual in young men is no finding where nobody knows who it is; with a sign of infarct the middle limit holds.
  @Test func unknownAgeAndSexTakeTheWidestLimit() {
    func unknown(_ height: Float) -> DrawnECG {
      var ecg = anterior(height)
      ecg.patient = PatientFacts()
      return ecg
    }
    #expect(!unknown(230).codes.contains("STE_"))
    #expect(!unknown(270).codes.isDisjoint(with: ["STE_", "STEMI"]))
    var mirrored = unknown(230)
    mirrored.change("III", "aVF") { ($0.j, $0.st) = (-80, -80) }
    #expect(mirrored.grade("STEMI") == .critical)
    #expect(STElevation.limitMicrovolts("V2", PatientFacts(), .widest) == 250)
    #expect(STElevation.limitMicrovolts("V2", PatientFacts(ageYears: 60), .widest) == 200)
    #expect(STElevation.limitMicrovolts("V2", PatientFacts(sex: .female), .widest) == 150)
    #expect(STElevation.limitMicrovolts("V8", PatientFacts(), .widest) == 100)
  }

  @Test func reciprocalDepressionMakesAnInfarctOfIt() throws {
    var ecg = DrawnECG()
    ecg.change("II", "III", "aVF") { ($0.j, $0.st) = (150, 150) }
    #expect(ecg.grade("STE_") == .warning)
    ecg.change("aVL") { ($0.j, $0.st) = (-80, -80) }
    let found = try #require(ecg.said.first { $0.code == "STEMI" })
    #expect(found.grade == .critical && found.text.english.contains("inferior"))
    #expect(!ecg.codes.contains("STE_"))
  }

  @Test func backAndRightChestHaveLimitsOfTheirOwn() {
    var ecg = DrawnECG()
    ecg.change("V7", "V8", "V9") { ($0.j, $0.st) = (60, 60) }
    ecg.change("V2", "V3") { ($0.j, $0.st) = (-70, -70) }
    #expect(ecg.said.contains { $0.code == "STEMI" && $0.text.english.contains("posterior") })
    ecg.change("V7", "V8", "V9") { ($0.j, $0.st) = (40, 40) }
    #expect(!ecg.codes.contains("STEMI"))
    var right = DrawnECG()
    right.change("II", "III", "aVF") { ($0.j, $0.st) = (150, 150) }
    right.change("V3R", "V4R") { ($0.j, $0.st) = (60, 60) }
    #expect(right.said.contains { $0.code == "STEMI" && $0.text.english.contains("right") })
    #expect(STElevation.limitMicrovolts("V4R", PatientFacts(ageYears: 25, sex: .male)) == 100)
  }

  @Test func lostRWithTurningTIsEvolving() {
    var ecg = DrawnECG()
    ecg.change("V2", "V3") { ($0.r, $0.q, $0.s, $0.j, $0.st, $0.t) = (0, -400, -1_000, 90, 150, -200) }
    #expect(ecg.grade("STEMI") == .critical)
    ecg.change("V2", "V3") { $0.t = 300 }
    #expect(!ecg.codes.contains("STEMI"))
  }

  @Test func deepTOverLostRIsEvolvingToo() {
    var ecg = DrawnECG()
    ecg.change("V2", "V3", "V4") { ($0.r, $0.s, $0.j, $0.st, $0.t) = (60, -1_000, 30, 40, -450) }
    #expect(ecg.grade("STEMI") == .critical)
    ecg.change("V2", "V3", "V4") { ($0.r, $0.s) = (900, -300) }
    #expect(!ecg.codes.contains("STEMI"))
  }

  @Test func inferiorQWithTurnedTIsEvolving() {
    var ecg = DrawnECG()
    ecg.change("II", "III", "aVF") {
      $0.insteadFrom = -40
      $0.instead = [(-40, 0), (-20, -300), (10, 0), (20, 400), (40, 0), (60, 70), (120, 70), (160, 60), (260, -200), (360, 0)]
    }
    #expect(ecg.said.contains { $0.code == "STEMI" && $0.text.english.contains("inferior") })
    ecg.change("II", "III", "aVF") { ($0.instead) = $0.instead.map { $0.0 == 260 ? (260, 200) : $0 } }
    #expect(!ecg.codes.contains("STEMI"))
  }

  /// J below the limits, ST straight into a low T, small R in V4 and a long QT.
  @Test func straightSTIsSuspected() {
    var ecg = DrawnECG()
    ecg.tOffset = 400
    ecg.ratePerMinute = 80
    ecg.change("V2", "V3") { ($0.j, $0.st, $0.t, $0.s) = (120, 230, 400, -900) }
    ecg.change("V4") { ($0.r, $0.s) = (600, -500) }
    #expect(ecg.grade("STEMI") == .critical)
    ecg.change("V2", "V3") { $0.t = 800 }
    #expect(!ecg.codes.contains("STEMI"))
  }

  @Test func lowTOverQIsAnAneurysm() {
    var ecg = DrawnECG()
    ecg.change("V2", "V3") { ($0.r, $0.q, $0.s, $0.j, $0.st, $0.t) = (0, -500, -1_400, 260, 260, 300) }
    #expect(ecg.grade("ANEUR") == .warning)
    #expect(!ecg.codes.contains("STEMI"))
    ecg.change("V2", "V3") { $0.t = 900 }
    #expect(ecg.grade("STEMI") == .critical)
  }

  @Test func scoresRiseWithElevation() {
    let scores = [Float(120), 150, 180, 200, 240].map { InfarctRules.scores(anterior($0).measured()).elevation }
    #expect(scores == scores.sorted() && (scores.first ?? 1) < 0.5 && (scores.last ?? 0) >= 0.5)
    let said = RuleBook.scored(anterior(180).measured()).scores
    #expect((said["STE_"] ?? 0) < 0.5 && (said["STE_"] ?? 0) > 0.1)
  }
}
