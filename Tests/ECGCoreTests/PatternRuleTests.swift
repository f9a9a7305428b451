import Testing

@testable import ECGCore

/// Salts, drugs, cold, lungs, Brugada: each shown once true and once not.
struct PatternRuleTests {
  @Test func brugadaType1IsCoved() {
    var ecg = DrawnECG()
    ecg.change("V1", "V2") { ($0.instead, $0.insteadFrom) = ([(40, -300), (60, 320), (100, 230), (140, 120), (260, -200), (360, 0)], 40) }
    #expect(ecg.grade("BRUG") == .warning)
    // An R′ that is gone after 40 ms.
    ecg.change("V1", "V2") { ($0.instead, $0.insteadFrom) = ([(40, -300), (55, 320), (75, 0), (140, 0), (200, -60), (270, -200), (360, 0)], 40) }
    #expect(!ecg.codes.contains("BRUG"))
  }

  @Test func brugadaType2IsASaddle() {
    var ecg = DrawnECG()
    ecg.change("V2") { ($0.instead, $0.insteadFrom) = ([(35, -300), (60, 300), (130, 120), (170, 110), (260, 400), (360, 0)], 35) }
    #expect(ecg.grade("BRUG2") == .ordinary)
    #expect(!DrawnECG().codes.contains("BRUG2"))
    ecg.change("V2") { ($0.instead, $0.insteadFrom) = ([(45, -300), (60, 300), (75, 60), (170, 60), (260, 400), (360, 0)], 45) }
    #expect(!ecg.codes.contains("BRUG2"))
  }

  @Test func tentedTIsHyperkalaemia() {
    var ecg = DrawnECG()
    ecg.change("V2", "V3", "V4") {
      $0.r = 400
      $0.instead = [(60, 0), (180, 0), (260, 1_300), (340, 0)]
    }
    #expect(ecg.grade("HYPERK") == .warning)
    (ecg.hasP, ecg.qrsOffset) = (false, 110)
    ecg.change("V2", "V3", "V4") { $0.instead = [(110, 0), (200, 0), (260, 1_300), (320, 0)] }
    #expect(ecg.grade("HYPERK") == .critical)
    var broad = DrawnECG()
    broad.change("V2", "V3", "V4") {
      $0.r = 400
      $0.t = 1_300
    }
    #expect(!broad.codes.contains("HYPERK"))
  }

  @Test func uOverTIsHypokalaemia() {
    var ecg = DrawnECG()
    ecg.ratePerMinute = 60
    ecg.change("II", "V2", "V3", "V4", "V5", "V6") { $0.instead = [(60, -60), (160, -60), (260, 40), (360, 0), (470, 200), (580, 0)] }
    #expect(ecg.grade("HYPOK") == .warning)
    ecg.change("II", "V2", "V3", "V4", "V5", "V6") { $0.instead = [(60, 0), (160, 0), (260, 400), (360, 0), (470, 60), (580, 0)] }
    #expect(!ecg.codes.contains("HYPOK"))
  }

  @Test func saggingSTWithShortQTIsDigitalis() {
    var ecg = DrawnECG()
    ecg.tOffset = 340
    ecg.change("I", "II", "V5", "V6") { $0.instead = [(60, -20), (100, -110), (150, -120), (220, 20), (260, 120), (340, 0)] }
    #expect(ecg.grade("DIG") == .warning)
    ecg.tOffset = 420
    ecg.change("I", "II", "V5", "V6") { $0.instead = [(60, -20), (100, -110), (150, -120), (220, 20), (260, 120), (420, 0)] }
    #expect(!ecg.codes.contains("DIG"))
  }

  @Test func theThreeOfLungStrainNeedAFourth() {
    var ecg = DrawnECG()
    ecg.change("I") { $0.s = -300 }
    ecg.change("III") { ($0.q, $0.t) = (-220, -120) }
    #expect(!ecg.codes.contains("S1Q3T3"))
    ecg.change("V1", "V2") { $0.t = -200 }
    #expect(ecg.grade("S1Q3T3") == .warning)
  }

  @Test func humpsInTheColdAreOsborns() {
    var ecg = DrawnECG()
    ecg.ratePerMinute = 45
    ecg.tOffset = 620
    ecg.change("II", "V3", "V4", "V5", "V6") {
      ($0.instead, $0.insteadFrom) = ([(15, 300), (35, 100), (55, 350), (80, 20), (160, 0), (260, 250), (620, 0)], 15)
    }
    #expect(ecg.grade("OSBORN") == .warning)
    ecg.ratePerMinute = 75
    #expect(!ecg.codes.contains("OSBORN"))
  }
}
