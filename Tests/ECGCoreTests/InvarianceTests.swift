import ECGCore
import HubTesting
import Testing

/// What must not change the answer.
struct InvarianceTests {
  private let analyzer = ECGAnalyzer()
  private let base = SyntheticECG(ratePerMinute: 72).recording()

  private func transformed(_ change: (Float) -> Float) -> ECGRecording {
    var recording = base
    for lead in recording.leads.indices { recording.leads[lead].samplesMicrovolts = recording.leads[lead].samplesMicrovolts.map(change) }
    return recording
  }

  @Test func sameInputSameAnswer() {
    #expect(analyzer.analyze(base) == analyzer.analyze(base))
  }

  @Test(arguments: [Float(0.5), 2, -1])
  func gainAndPolarityDoNotMoveBeats(_ gain: Float) {
    let reference = analyzer.analyze(base)
    let other = analyzer.analyze(transformed { $0 * gain })
    #expect(other.beats.map(\.sample) == reference.beats.map(\.sample))
    // The boundaries' level is a slope the eye sees, in microvolts: a smaller QRS is seen a little shorter.
    let difference = (other.measurements.qrsDurationMilliseconds ?? 0) - (reference.measurements.qrsDurationMilliseconds ?? 0)
    #expect(abs(difference) <= (gain < 0 ? 0 : 12))
  }

  @Test func offsetDoesNotMatter() {
    let reference = analyzer.analyze(base)
    let other = analyzer.analyze(transformed { $0 + 40_000 })
    #expect(other.beats.map(\.sample) == reference.beats.map(\.sample))
    #expect(other.grade == reference.grade)
  }

  @Test func leadOrderDoesNotMatter() {
    var shuffled = base
    shuffled.leads.reverse()
    let reference = analyzer.analyze(base)
    let other = analyzer.analyze(shuffled)
    #expect(other.grade == reference.grade)
    #expect(other.boundaries == reference.boundaries)
    #expect(Set(other.statements.map(\.code)) == Set(reference.statements.map(\.code)))
  }

  @Test(arguments: [100.0, 250, 360, 1_000])
  func rateDoesNotMatter(_ rate: Double) throws {
    let reference = analyzer.analyze(base).measurements
    let other = analyzer.analyze(SyntheticECG(ratePerMinute: 72, samplingRateHertz: rate).recording()).measurements
    #expect(abs(try #require(other.heartRatePerMinute) - 72) < 0.7)
    let tolerance = rate < 200 ? 30.0 : 12
    #expect(abs(try #require(other.qrsDurationMilliseconds) - (reference.qrsDurationMilliseconds ?? 0)) <= tolerance)
    #expect(abs(try #require(other.qtIntervalMilliseconds) - (reference.qtIntervalMilliseconds ?? 0)) <= tolerance)
  }

  @Test(arguments: [1, 7, 123])
  func beatsMoveWithTheSignal(_ shift: Int) {
    let detector = BeatDetector()
    let lead = base.leads[1].samplesMicrovolts
    let whole = detector.detect(samplesMicrovolts: lead, samplingRateHertz: 500)
    let cut = detector.detect(samplesMicrovolts: Array(lead[shift...]), samplingRateHertz: 500)
    #expect(cut.map { $0 + shift } == whole)
  }
}
