import ECGCore
import HubTesting
import Testing

/// The hint of a U wave: a bump of its own between T and the next P.
struct UWaveTests {
  /// Its top 480 ms after R, T ends at 390 ms.
  private func ecg(_ rate: Double, microvolts: Double) -> SyntheticECG {
    var ecg = SyntheticECG(ratePerMinute: rate)
    let shares = [0, 0.2, 0.3, 0.8, 1, 0.8, 0.3, 0.1]
    ecg.extraWaves = [SyntheticECG.Wave(centreMilliseconds: 480, sigmaMilliseconds: 25, amplitudesMicrovolts: shares.map { $0 * microvolts })]
    return ecg
  }

  private func leads(_ analysis: ECGAnalysis) -> [String] {
    analysis.leadMeasurements.filter { $0.uAmplitudeMicrovolts != nil }.map(\.lead.rawValue)
  }

  @Test(arguments: [(50.0, 80.0), (60, 80), (60, 150), (70, 80), (70, 150)])
  func bumpsAreHintedAt(_ rate: Double, _ microvolts: Double) throws {
    let ecg = ecg(rate, microvolts: microvolts)
    let analysis = ECGAnalyzer().analyze(ecg.recording())
    #expect(Set(["V2", "V3", "V4"]).isSubset(of: Set(leads(analysis))))
    let v3 = try #require(analysis.leadMeasurements.first { $0.lead.rawValue == "V3" }?.uAmplitudeMicrovolts)
    #expect(abs(v3 - microvolts) <= 0.2 * microvolts)
    let marks = try RecordingDelineator().delineate(ecg.recording())
    for lead in marks.leads where ["V2", "V3", "V4"].contains(lead.lead.rawValue) {
      for (beat, time) in zip(lead.beats, ecg.beatTimesSeconds).dropLast() {
        let top = try #require(beat.boundaries.uPeak)
        #expect(abs(Double(top) * 2 - time * 1_000 - 480) <= 24)
      }
    }
    #expect(marks.leads.first { $0.lead.rawValue == "I" }?.beats.allSatisfy { $0.boundaries.uPeak == nil } == true)
    for beat in marks.global.beats.dropLast() {
      let top = try #require(beat.boundaries.uPeak)
      #expect(try #require(beat.boundaries.tOffset) < top)
    }
  }

  @Test(arguments: [50.0, 60, 75])
  func withoutABumpThereIsNone(_ rate: Double) throws {
    for microvolts in [0.0, 20] {
      let recording = ecg(rate, microvolts: microvolts).recording()
      #expect(leads(ECGAnalyzer().analyze(recording)).isEmpty)
      #expect(try RecordingDelineator().delineate(recording).leads.allSatisfy { $0.beats.allSatisfy { $0.boundaries.uPeak == nil } })
    }
  }

  /// A fast heart, no P wave, and a bump that comes with some beats only.
  @Test func whatCannotBeTold() {
    #expect(leads(ECGAnalyzer().analyze(ecg(95, microvolts: 100).recording())).isEmpty)
    var without = ecg(60, microvolts: 100)
    without.p = nil
    #expect(leads(ECGAnalyzer().analyze(without.recording())).isEmpty)
    #expect(leads(ECGAnalyzer().analyze(SyntheticECG.atrialFibrillation(ratePerMinute: 65))).isEmpty)
  }
}
