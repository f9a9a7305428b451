@testable import ECGCore
import Testing

/// Blocks of bundles and fascicles, each at and beside its limits.
struct ConductionRulesTests {
  private func codes(_ beat: MeasuredBeat) -> [String] { ConductionRules.bundleBranch(beat.ecg).map(\.code) }

  private func rightDelay(qrs: Double, late: Double, milliseconds: Double, v1S: Double = -200) -> MeasuredBeat {
    var beat = MeasuredBeat(qrsMilliseconds: qrs)
    beat.waves("V1", r: 150, s: v1S, late: late, lateMilliseconds: milliseconds)
    beat.waves("V6", r: 800, s: -250, sMilliseconds: 60)
    beat.waves("I", r: 600, s: -200, sMilliseconds: 60)
    return beat
  }

  @Test func aLargeLateRInAWideQRSIsCompleteRightBlock() {
    #expect(codes(rightDelay(qrs: 150, late: 700, milliseconds: 70)) == ["CRBBB"])
    #expect(codes(rightDelay(qrs: 120, late: 700, milliseconds: 70)) == ["IRBBB"])
    #expect(ConductionRules.isRightBundleBlock(rightDelay(qrs: 150, late: 700, milliseconds: 70).ecg))
  }

  @Test func aSmallLateRIsIncompleteUpToAWidthThatIsBeyondDoubt() {
    #expect(codes(rightDelay(qrs: 150, late: 500, milliseconds: 70)) == ["IRBBB"])
    #expect(codes(rightDelay(qrs: 162, late: 500, milliseconds: 70)) == ["CRBBB"])
    #expect(codes(rightDelay(qrs: 112, late: 160, milliseconds: 20)) == ["IRBBB"])
    #expect(codes(rightDelay(qrs: 112, late: 120, milliseconds: 20)).isEmpty)
  }

  @Test func fastWithoutPItMayBeVentricular() {
    var beat = rightDelay(qrs: 170, late: 700, milliseconds: 100)
    beat.ecg.global.heartRatePerMinute = 150
    #expect(codes(beat).isEmpty)
    beat.ecg.boundaries.pPeak = -120
    #expect(codes(beat) == ["CRBBB"])
  }

  private func leftDelay(qrs: Double, peak: Double, sex: PatientFacts.Sex = .male, v2R: Double = 100, v6Q: Double = 0) -> MeasuredBeat {
    var beat = MeasuredBeat(qrsMilliseconds: qrs, axisDegrees: -20, patient: PatientFacts(ageYears: 60, sex: sex))
    beat.waves("V1", r: 60, s: -1_200)
    beat.waves("V2", r: v2R, s: -1_300)
    for name in ["I", "V5"] { beat.waves(name, r: 900) }
    beat.waves("V6", q: v6Q, r: 900)
    for name in ["V5", "V6"] { beat.peak(name, milliseconds: peak) }
    return beat
  }

  @Test func leftBlockIsCompleteFrom140InMenAnd130InWomen() {
    #expect(codes(leftDelay(qrs: 150, peak: 80)) == ["CLBBB"])
    #expect(codes(leftDelay(qrs: 148, peak: 80)) == ["IVCD"])
    #expect(codes(leftDelay(qrs: 140, peak: 80, sex: .female)) == ["CLBBB"])
    // Repolarisation is secondary from 130 ms on, whatever the block is called.
    #expect(ConductionRules.isLeftBundleBlock(leftDelay(qrs: 148, peak: 80).ecg))
  }

  @Test func leftBlockNeedsItsShape() {
    #expect(codes(leftDelay(qrs: 160, peak: 80, v2R: 1_500)) == ["IVCD"])
    #expect(codes(leftDelay(qrs: 160, peak: 80, v6Q: -200)) == ["IVCD"])
    #expect(codes(leftDelay(qrs: 160, peak: 40)) == ["IVCD"])
  }

  @Test func incompleteLeftBlockNeedsALateRAndNoSeptalQ() {
    #expect(codes(leftDelay(qrs: 124, peak: 68)) == ["ILBBB"])
    #expect(codes(leftDelay(qrs: 124, peak: 60)).isEmpty)
    #expect(codes(leftDelay(qrs: 124, peak: 68, v6Q: -60)).isEmpty)
    #expect(codes(leftDelay(qrs: 116, peak: 68)).isEmpty)
  }

  @Test func aDelayWithoutANameIsOneErrorOfMeasurementBeyondTheLimit() {
    #expect(codes(MeasuredBeat(qrsMilliseconds: 136)) == ["IVCD"])
    #expect(codes(MeasuredBeat(qrsMilliseconds: 134)).isEmpty)
  }

  private func fascicle(axis: Double, iiiS: Double = -700, qrs: Double = 100) -> [String] {
    var beat = MeasuredBeat(qrsMilliseconds: qrs, axisDegrees: axis)
    beat.waves("aVL", q: -40, r: 700)
    beat.waves("III", r: 150, s: iiiS)
    beat.waves("aVF", r: 150, s: -500)
    return FascicleRules.fascicles(beat.ecg).map(\.code)
  }

  @Test func leftAnteriorFascicle() {
    #expect(fascicle(axis: -40) == ["LAFB"])
    #expect(fascicle(axis: -30).isEmpty)
    // An inferior Q or QS turns the axis as well.
    #expect(fascicle(axis: -40, iiiS: 0).isEmpty)
    #expect(fascicle(axis: -40, qrs: 150).isEmpty)
  }

  @Test func leftPosteriorFascicleAndBoth() {
    var beat = rightDelay(qrs: 150, late: 700, milliseconds: 70)
    beat.ecg.global.qrsAxisDegrees = 120
    beat.waves("aVL", r: 100, s: -600)
    beat.waves("III", q: -100, r: 900)
    beat.waves("aVF", q: -80, r: 800)
    #expect(FascicleRules.fascicles(beat.ecg).map(\.code) == ["LPFB"])
    #expect(FascicleRules.bifascicular(beat.ecg).map(\.code) == ["BIFAS"])
    beat.waves("aVF", r: 800)
    #expect(FascicleRules.bifascicular(beat.ecg).isEmpty)
  }

  @Test func scoresCrossTheDecisionWithTheRule() {
    #expect(RightBundleDelay.completeScore(rightDelay(qrs: 150, late: 700, milliseconds: 70).ecg) > 0.5)
    #expect(RightBundleDelay.completeScore(rightDelay(qrs: 150, late: 400, milliseconds: 70).ecg) < 0.5)
    #expect(LeftBundleDelay.completeScore(leftDelay(qrs: 156, peak: 80).ecg) > 0.5)
    #expect(LeftBundleDelay.completeScore(leftDelay(qrs: 144, peak: 80).ecg) < 0.5)
  }
}
