import ECGCore
import HubTesting
import Testing

/// Rates, variability, corrections and what is withheld.
struct MeasureRateTests {
  private let analyzer = ECGAnalyzer()

  private func beats(_ kinds: [Beat.Kind], rrMilliseconds: [Int]) -> [Beat] {
    var sample = 100
    return kinds.enumerated().map { index, kind in
      if index > 0 { sample += rrMilliseconds[index - 1] }
      return Beat(sample: sample, kind: kind)
    }
  }

  /// Values worked out by hand; one sample is one millisecond.
  @Test func variabilityOfNormalBeats() throws {
    let variability = HeartRateVariability(
      beats(Array(repeating: .normal, count: 7), rrMilliseconds: [800, 810, 790, 860, 800, 800]), rateHertz: 1_000)
    #expect(variability.intervalCount == 6)
    // Mean 810; deviations −10, 0, −20, 50, −10, −10: sum of squares 3,200 over 5.
    #expect(abs(try #require(variability.sdnnMilliseconds) - 25.298) < 0.001)
    // Differences 10, −20, 70, −60, 0: sum of squares 9,000 over 5.
    #expect(abs(try #require(variability.rmssdMilliseconds) - 42.426) < 0.001)
    #expect(variability.pnn50Percent == 40)
  }

  @Test func ectopicBeatsDoNotCount() {
    let kinds: [Beat.Kind] = [.normal, .normal, .ventricular, .normal, .normal, .normal, .normal, .normal]
    let variability = HeartRateVariability(beats(kinds, rrMilliseconds: [800, 500, 1_100, 800, 800, 800, 800]), rateHertz: 1_000)
    #expect(variability.intervalCount == 5)
    #expect(variability.sdnnMilliseconds == 0)
    #expect(variability.rmssdMilliseconds == 0)
    #expect(HeartRateVariability(beats([.normal, .normal, .normal], rrMilliseconds: [800, 900]), rateHertz: 1_000).sdnnMilliseconds == nil)
  }

  @Test func variabilityOfARecording() throws {
    var ecg = PhaseModelECG()
    ecg.durationSeconds = 60
    ecg.rrDeviationMilliseconds = 40
    let measured = analyzer.analyze(ecg.recording()).measurements
    #expect(abs(try #require(measured.sdnnMilliseconds) - 40) < 8)
    #expect(abs(try #require(measured.heartRatePerMinute) - 60) < 1)
    #expect(try #require(measured.nnIntervalCount) >= 56)
  }

  @Test func fourCorrectionsOfQT() throws {
    let measured = analyzer.analyze(SyntheticECG(ratePerMinute: 75).recording()).measurements
    let qt = try #require(measured.qtIntervalMilliseconds)
    #expect(abs(try #require(measured.qtcFraminghamMilliseconds) - (qt + 154 * 0.2)) < 1)
    #expect(abs(try #require(measured.qtcHodgesMilliseconds) - (qt + 1.75 * 15)) < 1)
    #expect(abs(try #require(measured.qtcBazettMilliseconds) - qt / 0.8.squareRoot()) < 2)
    #expect(abs(try #require(measured.qtcFridericiaMilliseconds) - qt / 0.9283) < 2)
  }

  @Test func aWholeECGIsMeasured() {
    let analysis = analyzer.analyze(SyntheticECG(ratePerMinute: 70).recording())
    #expect(analysis.measurementStatus == .measured)
    #expect(analysis.measurementReasons.isEmpty)
    #expect(analysis.leadMeasurements.count == 12)
    #expect(analysis.measurements.qtDispersionMilliseconds != nil)
  }

  @Test func oneLeadHasNoIntervalsOverAllLeads() {
    var recording = SyntheticECG(ratePerMinute: 70).recording()
    recording.leads = [recording.leads[1]]
    let analysis = analyzer.analyze(recording)
    #expect(analysis.measurementStatus == .limited)
    #expect(analysis.measurements.heartRatePerMinute != nil)
    #expect(analysis.measurements.qrsDurationMilliseconds == nil)
    #expect(analysis.measurements.qtcFridericiaMilliseconds == nil)
    #expect(analysis.leadMeasurements.first?.qrsDurationMilliseconds != nil)
  }

  @Test(arguments: [(3.0, MeasurementStatus.notMeasured), (4.9, .notMeasured), (6, .limited), (10, .measured)])
  func shortRecordings(_ seconds: Double, _ status: MeasurementStatus) {
    let analysis = analyzer.analyze(SyntheticECG(ratePerMinute: 90, durationSeconds: seconds).recording())
    #expect(analysis.measurementStatus == status)
    #expect((analysis.measurements == GlobalMeasurements()) == (status == .notMeasured))
    #expect(analysis.leadMeasurements.isEmpty == (status == .notMeasured))
    #expect(analysis.measurementReasons.isEmpty == (status == .measured))
  }

  @Test func contradictingLimbLeadsAreLimited() {
    var recording = SyntheticECG(ratePerMinute: 70).recording()
    recording.leads[0].samplesMicrovolts = recording.leads[0].samplesMicrovolts.map { $0 * 3 }
    let analysis = analyzer.analyze(recording)
    #expect(analysis.measurementStatus == .limited)
    #expect(analysis.measurementReasons.contains { $0.english.contains("I + III") })
  }
}
