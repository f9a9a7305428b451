import ECGCore
import HubTesting
import Testing

/// Beats found against beats placed.
struct DetectionTests {
  /// The largest deflection is R in some leads and S in others, 26 ms later.
  private func expectAll(_ found: [Int], _ times: [Double], rate: Double, tolerance: Double = 0.04) {
    #expect(found.count == times.count)
    let worst = zip(found, times).map { abs(Double($0) / rate - $1) }.max() ?? 0
    #expect(worst <= tolerance)
  }

  @Test(arguments: [100.0, 128, 250, 360, 500, 1_000])
  func everyBeatOfEveryLead(_ rate: Double) {
    let ecg = SyntheticECG(ratePerMinute: 80, durationSeconds: 30, samplingRateHertz: rate)
    let recording = ecg.recording()
    for lead in recording.leads {
      let found = BeatDetector().detect(samplesMicrovolts: lead.samplesMicrovolts, samplingRateHertz: rate)
      expectAll(found, ecg.beatTimesSeconds, rate: rate)
    }
  }

  @Test(arguments: [30.0, 50, 120, 180, 220])
  func slowAndFast(_ rate: Double) {
    var ecg = SyntheticECG(ratePerMinute: rate, durationSeconds: 20)
    if rate > 150 {
      ecg.p = nil
      ecg.t.centreMilliseconds = 160
      ecg.t.sigmaMilliseconds = 25
    }
    let leads = ecg.recording().leads.map(\.samplesMicrovolts)
    expectAll(BeatDetector().detect(leadsMicrovolts: leads, samplingRateHertz: 500), ecg.beatTimesSeconds, rate: 500)
  }

  @Test func tallTWavesAreNoBeats() {
    var ecg = SyntheticECG(ratePerMinute: 60, durationSeconds: 20)
    ecg.t.amplitudesMicrovolts = [600, 1_100, 600, 900, 900, 1_100, 1_200, 1_000]
    let found = BeatDetector().detect(samplesMicrovolts: ecg.recording().leads[1].samplesMicrovolts, samplingRateHertz: 500)
    expectAll(found, ecg.beatTimesSeconds, rate: 500)
  }

  @Test func oneDeadLeadOfTwelveDoesNotMatter() {
    let ecg = SyntheticECG(ratePerMinute: 66)
    var leads = ecg.recording().leads.map(\.samplesMicrovolts)
    leads[0] = leads[0].map { _ in 0 }
    expectAll(BeatDetector().detect(leadsMicrovolts: leads, samplingRateHertz: 500), ecg.beatTimesSeconds, rate: 500)
  }

  @Test func noiseAddsNoBeats() {
    var ecg = SyntheticECG(ratePerMinute: 70, durationSeconds: 60)
    ecg.noiseMicrovolts = 60
    expectAll(
      BeatDetector().detect(samplesMicrovolts: ecg.recording().leads[1].samplesMicrovolts, samplingRateHertz: 500), ecg.beatTimesSeconds, rate: 500)
  }

  /// Half a QRS at the recording's edge is no beat, a whole one near it is.
  @Test(arguments: [(0.01, false), (0.04, false), (0.15, true), (0.3, true)])
  func beatsAtTheEdges(_ seconds: Double, _ isFound: Bool) throws {
    let ecg = SyntheticECG(ratePerMinute: 70, durationSeconds: 20)
    let times = ecg.beatTimesSeconds
    let lead = ecg.recording().leads[1].samplesMicrovolts
    let first = max(0, Int((times[1] - seconds) * 500))
    let last = min(lead.count, Int((times[times.count - 2] + seconds) * 500))
    let found = BeatDetector().detect(samplesMicrovolts: Array(lead[first..<last]), samplingRateHertz: 500)
    #expect(found.count == times.count - 2 - (isFound ? 0 : 2))
  }

  @Test func nothingToFind() {
    let detector = BeatDetector()
    #expect(detector.detect(samplesMicrovolts: [], samplingRateHertz: 500).isEmpty)
    #expect(detector.detect(samplesMicrovolts: [Float](repeating: 0, count: 5_000), samplingRateHertz: 500).isEmpty)
    #expect(detector.detect(samplesMicrovolts: [Float](repeating: .nan, count: 5_000), samplingRateHertz: 500).isEmpty)
    #expect(detector.detect(samplesMicrovolts: [1, 2, 3], samplingRateHertz: .nan).isEmpty)
    #expect(detector.detect(leadsMicrovolts: [], samplingRateHertz: 500).isEmpty)
  }
}
