@testable import ECGCore
import Testing

/// One table says which statement takes which back.
struct PrecedenceRulesTests {
  private func statement(_ code: StatementCode, _ grade: ECGGrade = .ordinary, leads: [String] = []) -> ECGStatement {
    ECGStatement(code, grade, score: 0.7, evidence: [], leads: leads.map(LeadName.init(rawValue:)))
  }

  private func codes(_ statements: [ECGStatement]) -> [String] { Precedence.resolved(statements).map(\.code) }

  @Test func theMoreExactWordStands() {
    #expect(codes([statement(.leftBundleBlock, .warning), statement(.conductionDelay), statement(.leftAnteriorFascicularBlock)]) == ["CLBBB"])
    #expect(codes([statement(.conductionDelay)]) == ["IVCD"])
    #expect(codes([statement(.sinusArrhythmia), statement(.atrialFibrillation, .warning)]) == ["AFIB"])
    #expect(codes([statement(.sinusArrhythmia), statement(.sinusRhythm)]) == ["SARRH", "SR"])
  }

  @Test func nothingMoreUrgentIsTakenBack() {
    #expect(codes([statement(.ventricularTachycardia, .warning), statement(.wideTachycardia, .critical)]) == ["VTAC", "WQRST"])
    #expect(codes([statement(.ventricularTachycardia, .critical), statement(.wideTachycardia, .critical)]) == ["VTAC"])
  }

  @Test func theMostUrgentOfTwoAlikeStays() {
    let both = Precedence.resolved([statement(.bradycardia), statement(.bradycardia, .critical)])
    #expect(both.map(\.grade) == [.critical])
    #expect(codes([statement(.bradycardia), statement(.bradycardia)]) == ["BRAD"])
    #expect(codes([statement(.elevation, .warning, leads: ["V1"]), statement(.elevation, .warning, leads: ["II"])]) == ["STE_", "STE_"])
  }

  @Test func theOrderDoesNotMatter() {
    let said = [statement(.infarctPattern, .critical), statement(.elevation, .warning), statement(.depression, .warning)]
    #expect(Set(codes(said)) == Set(codes(said.reversed())))
  }

  /// Two entries that remove one another would leave nothing.
  @Test func noTwoEntriesRemoveOneAnother() {
    for entry in Precedence.table {
      for other in Precedence.table where entry.removes.contains(other.said) { #expect(!other.removes.contains(entry.said)) }
      #expect(!entry.removes.contains(entry.said))
      #expect(!entry.why.isEmpty)
    }
  }
}
