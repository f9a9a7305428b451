import ECGCore
import HubTesting
import Testing

/// Waves whose place and size are known (McSharry's phase model). Where a Gaussian begins is a convention; how far it was moved is none,
/// so intervals are asked for their change, and held against the convention more loosely.
struct SyntheticTruthTests {
  private let analyzer = ECGAnalyzer()

  /// A P wave that begins while T still falls is not always found; docs/ecg-core.md names it among the known limits.
  private func knowingOfCrowdedP(_ rate: Double, _ body: () throws -> Void) throws {
    guard rate >= 90 else { return try body() }
    withKnownIssue("P that begins within T is not always found", isIntermittent: true) { try body() }
  }

  private func measured(_ ecg: PhaseModelECG) -> GlobalMeasurements { analyzer.analyze(ecg.recording()).measurements }

  /// Readers, whom the boundaries follow, see P begin earlier and end later than a Gaussian does: some 16 ms in all.
  @Test(arguments: [55.0, 70, 90], [UInt64(1), 2, 3])
  func pDuration(_ rate: Double, _ seed: UInt64) throws {
    var ecg = PhaseModelECG()
    ecg.ratePerMinute = rate
    ecg.seed = seed
    #expect(abs(try #require(measured(ecg).pDurationMilliseconds) - ecg.truth.pMilliseconds) <= 25)
  }

  @Test(arguments: [-30.0, -15, 20, 40], [55.0, 70, 90])
  func prFollowsP(_ shift: Double, _ rate: Double) throws {
    var ecg = PhaseModelECG()
    ecg.ratePerMinute = rate
    try knowingOfCrowdedP(rate) {
      let before = try #require(measured(ecg).prIntervalMilliseconds)
      ecg.p?.centreMilliseconds -= shift
      let after = try #require(measured(ecg).prIntervalMilliseconds)
      #expect(abs(after - before - shift) <= 10)
      #expect(abs(after - ecg.truth.prMilliseconds) <= 25)
    }
  }

  /// QRS grows by a later S.
  @Test(arguments: [8.0, 16, 24], [55.0, 70, 90])
  func qrsFollowsS(_ shift: Double, _ rate: Double) throws {
    var ecg = PhaseModelECG()
    ecg.ratePerMinute = rate
    let before = try #require(measured(ecg).qrsDurationMilliseconds)
    ecg.s.centreMilliseconds += shift
    let after = try #require(measured(ecg).qrsDurationMilliseconds)
    #expect(abs(after - before - shift) <= 6)
  }

  @Test(arguments: [-30.0, 25, 50, 80], [50.0, 60, 75])
  func qtFollowsT(_ shift: Double, _ rate: Double) throws {
    var ecg = PhaseModelECG()
    ecg.ratePerMinute = rate
    let before = try #require(measured(ecg).qtIntervalMilliseconds)
    ecg.t.centreMilliseconds += shift
    let after = try #require(measured(ecg).qtIntervalMilliseconds)
    #expect(abs(after - before - shift) <= 12)
  }

  /// ± 25 µV or 5 %, against the sum of the waves at its own extremes.
  @Test(arguments: [0.5, 1, 2], [55.0, 90])
  func amplitudes(_ gain: Double, _ rate: Double) throws {
    var ecg = PhaseModelECG()
    ecg.ratePerMinute = rate
    for path in [\PhaseModelECG.q, \.r, \.s, \.t] {
      ecg[keyPath: path].amplitudesMicrovolts = ecg[keyPath: path].amplitudesMicrovolts.map { $0 * gain }
    }
    let leads = analyzer.analyze(ecg.recording()).leadMeasurements
    for (place, name) in [(1, "II"), (3, "V2"), (6, "V5")] {
      let lead = try #require(leads.first { $0.lead.rawValue == name })
      let truth = ecg.extremes(lead: place)
      func isNear(_ measured: Double?, _ known: Double) -> Bool { abs((measured ?? 0) - known) <= max(25, abs(known) * 0.05) }
      #expect(isNear(lead.rAmplitudeMicrovolts, truth.r), "\(name) R")
      #expect(isNear(lead.sAmplitudeMicrovolts, truth.s), "\(name) S")
      #expect(isNear(lead.tAmplitudeMicrovolts, ecg.t.amplitudesMicrovolts[place]), "\(name) T")
      try knowingOfCrowdedP(rate) { #expect(isNear(lead.pAmplitudeMicrovolts, ecg.p?.amplitudesMicrovolts[place] ?? 0), "\(name) P") }
    }
  }
}
