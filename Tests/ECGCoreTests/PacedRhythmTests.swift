import HubTesting
import Testing

@testable import ECGCore

/// What a pacemaker paces, and when it does not do its work.
struct PacedRhythmTests {
  private let man = PatientFacts(ageYears: 75, sex: .male)
  private let beats = Array(stride(from: 0.6, to: 9.8, by: 0.9))

  private func words(_ recording: ECGRecording, _ code: String) -> String? {
    ECGAnalyzer().analyze(recording, patient: man).statements.first { $0.code == code }?.text.english
  }

  private func ecg(wide: Bool) -> SyntheticECG {
    var ecg = SyntheticECG(ratePerMinute: 66)
    ecg.beatTimesSeconds = beats
    guard wide else { return ecg }
    for path in [\SyntheticECG.q, \.r, \.s] {
      ecg[keyPath: path].centreMilliseconds *= 2
      ecg[keyPath: path].sigmaMilliseconds *= 2
    }
    return ecg
  }

  @Test func spikesAtQRSAreVentricular() {
    var wide = ecg(wide: true)
    wide.p = nil
    let recording = SyntheticECG.adding(spikesAt: beats.map { $0 - 0.1 }, to: wide.recording())
    #expect(words(recording, "PACE") == "Ventricular paced rhythm")
  }

  @Test func spikesAtPAreAtrialAndQRSIsTheHeartsOwn() {
    let recording = SyntheticECG.adding(spikesAt: beats.map { $0 - 0.215 }, to: ecg(wide: false).recording())
    #expect(words(recording, "PACE") == "Atrial paced rhythm")
    #expect(ECGAnalyzer().analyze(recording, patient: man).beats.allSatisfy { $0.kind == .normal })
  }

  @Test func spikesAtBothAreDual() {
    var wide = ecg(wide: true)
    wide.p?.centreMilliseconds = -200
    let recording = SyntheticECG.adding(spikesAt: beats.flatMap { [$0 - 0.26, $0 - 0.1] }, to: wide.recording())
    #expect(words(recording, "PACE")?.hasPrefix("Dual") == true)
  }

  @Test func withoutSpikesNothingIsPaced() { #expect(words(ecg(wide: true).recording(), "PACE") == nil) }

  @Test func spikesWithoutBeatsAreFailureToCapture() {
    var wide = ecg(wide: true)
    wide.p = nil
    let spikes = beats.map { $0 - 0.1 }
    #expect(words(SyntheticECG.adding(spikesAt: spikes, to: wide.recording()), "PCAPT") == nil)
    wide.beatTimesSeconds = beats.enumerated().filter { ![3, 7].contains($0.offset) }.map(\.element)
    #expect(words(SyntheticECG.adding(spikesAt: spikes, to: wide.recording()), "PCAPT") == "Possible failure to capture")
  }

  @Test func spikesJustAfterBeatsAreFailureToSense() {
    var wide = ecg(wide: true)
    wide.p = nil
    let late = [beats[2] + 0.25, beats[6] + 0.25]
    let recording = SyntheticECG.adding(spikesAt: beats.map { $0 - 0.1 } + late, to: wide.recording())
    #expect(words(recording, "PSENS") == "Possible failure to sense")
    #expect(words(recording, "PCAPT") == nil)
  }
}
