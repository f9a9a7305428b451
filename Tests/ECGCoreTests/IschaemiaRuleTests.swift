import Testing

@testable import ECGCore

/// Occlusion without elevation, pericarditis, early repolarisation, ST and T: each shown once true and once not.
struct IschaemiaRuleTests {
  @Test func deWinter() {
    var ecg = DrawnECG()
    ecg.change("V2", "V3", "V4") { ($0.j, $0.st, $0.t) = (-200, -60, 900) }
    ecg.change("aVR") { ($0.j, $0.st) = (60, 60) }
    #expect(ecg.grade("DEWINT") == .critical)
    ecg.change("V2", "V3", "V4") { $0.t = 200 }
    #expect(!ecg.codes.contains("DEWINT"))
  }

  @Test func diffuseDepressionWithAVR() {
    var ecg = DrawnECG()
    ecg.change("I", "II", "aVF", "V3", "V4", "V5", "V6") { ($0.j, $0.st) = (-130, -150) }
    ecg.change("aVR") { ($0.j, $0.st) = (130, 130) }
    #expect(ecg.grade("STDAVR") == .critical)
    #expect(!ecg.codes.contains("STD_"))
    ecg.ratePerMinute = 140
    #expect(!ecg.codes.contains("STDAVR"))
    ecg.ratePerMinute = 70
    ecg.change("aVR") { ($0.j, $0.st) = (40, 40) }
    #expect(!ecg.codes.contains("STDAVR"))
  }

  @Test func wellensOfBothTypes() {
    var deep = DrawnECG()
    deep.change("V2", "V3") { $0.t = -350 }
    #expect(deep.grade("WELLENS") == .warning)
    var biphasic = DrawnECG()
    biphasic.change("V2", "V3") { $0.instead = [(60, 0), (120, 20), (160, 40), (220, 220), (280, -200), (360, 0)] }
    #expect(biphasic.grade("WELLENS") == .warning)
    #expect(!DrawnECG().codes.contains("WELLENS"))
    deep.change("V2", "V3") { ($0.r, $0.s) = (30, -900) }
    #expect(!deep.codes.contains("WELLENS"))
  }

  @Test func posteriorInfarct() {
    var ecg = DrawnECG()
    ecg.change("V1", "V2", "V3") { ($0.j, $0.st, $0.t, $0.r, $0.s) = (-130, -130, 400, 900, -500) }
    #expect(ecg.grade("PMI") == .critical)
    ecg.change("V1", "V2", "V3") { ($0.j, $0.st, $0.r, $0.s) = (-60, -60, 200, -900) }
    #expect(ecg.grade("PMI") == .warning)
    ecg.change("V5", "V6") { ($0.j, $0.st) = (-150, -150) }
    #expect(!ecg.codes.contains("PMI"))
  }

  private var everywhereUp: DrawnECG {
    var ecg = DrawnECG()
    ecg.change("I", "II", "III", "aVF", "aVL", "V2", "V3", "V4", "V5", "V6") { ($0.j, $0.st, $0.t) = (120, 120, 320) }
    return ecg
  }

  @Test func pericarditis() {
    var ecg = everywhereUp
    // PR is down against P's beginning, and all levels are told against PR.
    ecg.change("II", "V5", "V6", "aVF") { ($0.pr, $0.j, $0.st) = (-80, 60, 60) }
    #expect(ecg.grade("PERICAR") == .warning)
    #expect(!ecg.codes.contains("STE_"))
    #expect(!everywhereUp.codes.contains("PERICAR"))
    ecg.change("V5", "V6") { $0.t = 700 }
    #expect(!ecg.codes.contains("PERICAR"))
  }

  @Test func earlyRepolarisationTakesThePlaceOfElevation() {
    var ecg = DrawnECG()
    ecg.change("V4", "V5", "V6") { $0.instead = [(15, 250), (30, 120), (45, 220), (60, 150), (120, 170), (160, 200), (260, 700), (360, 0)] }
    ecg.change("V4", "V5", "V6") { $0.insteadFrom = 15 }
    #expect(ecg.grade("EREPOL") == .ordinary)
    #expect(!ecg.codes.contains("STE_"))
    ecg.change("I") { ($0.j, $0.st) = (-80, -80) }
    #expect(!ecg.codes.contains("EREPOL"))
    #expect(ecg.codes.contains("STE_"))
  }

  @Test func elevationLowUnderATallTIsEarlyRepolarisation() {
    var ecg = DrawnECG()
    ecg.change("V4", "V5") { ($0.j, $0.st, $0.t) = (120, 150, 900) }
    #expect(ecg.grade("EREPOL") == .ordinary)
    ecg.change("V4", "V5") { $0.t = 380 }
    #expect(ecg.grade("STE_") == .warning)
  }

  @Test func kindsOfDepression() {
    func text(_ j: Float, _ st: Float) -> String {
      var ecg = DrawnECG()
      ecg.change("V4", "V5", "V6") { ($0.j, $0.st) = (j, st) }
      return ecg.said.first { $0.code == "STD_" }?.text.english ?? ""
    }
    #expect(text(-80, -80).hasPrefix("Horizontal"))
    #expect(text(-60, -160).hasPrefix("Falling"))
    #expect(text(-160, -60).hasPrefix("Rising"))
    #expect(text(-80, 20).isEmpty)
  }

  @Test func regionsOfIschaemia() {
    var ecg = DrawnECG()
    ecg.change("V4", "V5", "V6") { ($0.j, $0.st, $0.t) = (-80, -100, -250) }
    #expect(ecg.codes.contains("ISCAL"))
    #expect(!ecg.codes.contains("ISCIN"))
    ecg.change("V5") { $0.r = 3_500 }
    ecg.change("V1") { $0.s = -1_900 }
    #expect(ecg.codes.contains("ISC_") || !ecg.codes.contains("ISCAL"))
  }

  @Test func lowT() {
    var ecg = DrawnECG()
    ecg.change("I", "II", "V4", "V5", "V6") { $0.t = 45 }
    #expect(ecg.grade("LOWT") == .ordinary)
    ecg.change("I", "II", "V4", "V5", "V6") { $0.t = 200 }
    #expect(!ecg.codes.contains("LOWT"))
  }
}
