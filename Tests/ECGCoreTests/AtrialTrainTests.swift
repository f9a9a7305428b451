import ECGCore
import HubTesting
import Testing

/// Atria that run a rhythm of their own.
struct AtrialTrainTests {
  private func codes(_ ecg: ECGRecording) -> Set<String> { Set(ECGAnalyzer().analyze(ecg).statements.map(\.code)) }

  /// An escape rhythm of 38/min without P waves of its own.
  private var escape: SyntheticECG {
    var ecg = SyntheticECG(ratePerMinute: 38, durationSeconds: 15)
    ecg.p = nil
    return ecg
  }

  private func withAtrialWaves(_ ecg: SyntheticECG, perMinute: Double, microvolts: Double, sigmaMilliseconds: Double) -> ECGRecording {
    var atria = ecg
    atria.beatTimesSeconds = Array(stride(from: 0.13, to: ecg.durationSeconds, by: 60 / perMinute))
    atria.p = SyntheticECG.Wave(
      centreMilliseconds: 0, sigmaMilliseconds: sigmaMilliseconds,
      amplitudesMicrovolts: [0.5, 1, 0.6, 0.4, 0.3, 0.3, 0.3, 0.3].map { $0 * microvolts })
    for path in [\SyntheticECG.q, \.r, \.s, \.t] { atria[keyPath: path].amplitudesMicrovolts = [Double](repeating: 0, count: 8) }
    atria.extraWaves = []
    atria.noiseMicrovolts = 0
    var sum = ecg.recording()
    let waves = atria.recording()
    for lead in sum.leads.indices {
      for index in sum.leads[lead].samplesMicrovolts.indices {
        sum.leads[lead].samplesMicrovolts[index] += waves.leads[lead].samplesMicrovolts[index]
      }
    }
    return sum
  }

  @Test func completeBlockIsCritical() {
    let recording = withAtrialWaves(escape, perMinute: 85, microvolts: 150, sigmaMilliseconds: 18)
    let analysis = ECGAnalyzer().analyze(recording)
    #expect(codes(recording).contains("3AVB"))
    #expect(analysis.grade == .critical)
  }

  @Test func slowSinusRhythmIsNoBlock() {
    #expect(!codes(SyntheticECG(ratePerMinute: 40, durationSeconds: 15).recording()).contains("3AVB"))
  }

  @Test func flutterWavesAreSeen() {
    var ecg = SyntheticECG(ratePerMinute: 70)
    ecg.p = nil
    ecg.beatTimesSeconds = [0.5, 1.3, 2.0, 2.9, 3.6, 4.6, 5.3, 6.2, 7.1, 7.8, 8.7, 9.5]
    let recording = withAtrialWaves(ecg, perMinute: 300, microvolts: 180, sigmaMilliseconds: 35)
    #expect(codes(recording).contains("AFLT"))
    #expect(!codes(recording).contains("SR"))
  }

  @Test(arguments: [60.0, 80, 100, 120])
  func sinusRhythmIsNoFlutter(_ rate: Double) {
    #expect(!codes(SyntheticECG(ratePerMinute: rate).recording()).contains("AFLT"))
  }
}
