import ECGCore
import HubTesting
import Testing

/// Signals that are no ECG: never ordinary, never a crash.
struct HostileInputTests {
  private let analyzer = ECGAnalyzer()

  private func noise(_ microvolts: Float, seed: UInt64) -> ECGRecording {
    var generator = SeededNoise(seed: seed)
    return SyntheticECG.filled { _, _ in microvolts * Float(generator.nextNormal()) }
  }

  @Test(arguments: [Float(1), 5, 30, 200, 1_000, 5_000], [UInt64(1), 2, 3])
  func noiseIsUngraded(_ microvolts: Float, _ seed: UInt64) {
    #expect(analyzer.analyze(noise(microvolts, seed: seed)).grade == .ungraded)
  }

  @Test(arguments: [Float(0), 100, -32_768, 1e9])
  func constantIsUngraded(_ value: Float) {
    #expect(analyzer.analyze(SyntheticECG.filled { _, _ in value }).grade == .ungraded)
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity, .greatestFiniteMagnitude])
  func invalidSamplesAreUngraded(_ value: Float) {
    #expect(analyzer.analyze(SyntheticECG.filled { _, _ in value }).grade == .ungraded)
    var half = SyntheticECG(ratePerMinute: 70).recording()
    for lead in half.leads.indices {
      for index in stride(from: 0, to: half.sampleCount, by: 2) { half.leads[lead].samplesMicrovolts[index] = value }
    }
    #expect(analyzer.analyze(half).grade == .ungraded)
  }

  @Test func saturatedIsUngraded() {
    let recording = SyntheticECG.filled { lead, index in (index / (40 + lead)) % 2 == 0 ? 5_000 : -5_000 }
    #expect(analyzer.analyze(recording).grade == .ungraded)
    var clipped = SyntheticECG(ratePerMinute: 70).recording()
    for lead in clipped.leads.indices {
      clipped.leads[lead].samplesMicrovolts = clipped.leads[lead].samplesMicrovolts.map { max(-1_000, min(1_000, $0 * 40)) }
    }
    #expect(analyzer.analyze(clipped).grade == .ungraded)
  }

  @Test(arguments: [UInt64(1), 2, 3])
  func shuffledSamplesAreUngraded(_ seed: UInt64) {
    var generator = SeededNoise(seed: seed)
    var recording = SyntheticECG(ratePerMinute: 70).recording()
    let order = Array(0..<recording.sampleCount).shuffled(using: &generator)
    for lead in recording.leads.indices {
      let samples = recording.leads[lead].samplesMicrovolts
      recording.leads[lead].samplesMicrovolts = order.map { samples[$0] }
    }
    #expect(analyzer.analyze(recording).grade == .ungraded)
  }

  @Test func twoArtefactsOnARampAreNoPause() {
    let recording = SyntheticECG.filled { _, index in Float(index) * 2 + (index == 800 ? 3_000 : index == 3_100 ? -900 : 0) }
    #expect(analyzer.analyze(recording).grade == .ungraded)
  }

  @Test func oneBadLeadIsNotOrdinary() {
    var recording = SyntheticECG(ratePerMinute: 70).recording()
    recording.leads[8].samplesMicrovolts = recording.leads[8].samplesMicrovolts.map { _ in 0 }
    let analysis = analyzer.analyze(recording)
    #expect(analysis.grade == .ungraded)
    #expect(analysis.gradeReasons.contains { $0.english.contains("V3") })
  }

  @Test(arguments: [0.0, -500, .nan, .infinity, 1e9, 79])
  func absurdRates(_ rate: Double) {
    let recording = ECGRecording(leads: SyntheticECG(ratePerMinute: 70).recording().leads, samplingRateHertz: rate)
    #expect(throws: ECGError(.badSamplingRate)) { try RecordingCheck().check(recording) }
    #expect(analyzer.analyze(recording).grade == .ungraded)
  }

  @Test func absurdShapes() {
    let lead = SyntheticECG(ratePerMinute: 70).recording().leads[1]
    #expect(throws: ECGError(.noLeads)) { try RecordingCheck().check(ECGRecording(leads: [], samplingRateHertz: 500)) }
    let many = ECGRecording(leads: Array(repeating: lead, count: 13_000), samplingRateHertz: 500)
    #expect(throws: ECGError(.tooManyLeads)) { try RecordingCheck().check(many) }
    var ragged = ECGRecording(leads: [lead, lead], samplingRateHertz: 500)
    ragged.leads[1].samplesMicrovolts.removeLast()
    #expect(throws: ECGError(.unequalLeadLengths)) { try RecordingCheck().check(ragged) }
    let empty = ECGRecording(leads: [ECGLead(name: lead.name, samplesMicrovolts: [])], samplingRateHertz: 500)
    #expect(throws: ECGError(.tooShort)) { try RecordingCheck().check(empty) }
    for recording in [ECGRecording(leads: [], samplingRateHertz: 500), many, ragged, empty] {
      #expect(analyzer.analyze(recording).grade == .ungraded)
    }
  }

  @Test(arguments: [1, 2, 50, 499, 500, 501, 700, 1_000, 1_500, 2_100])
  func anyLengthIsSurvived(_ count: Int) {
    var recording = SyntheticECG(ratePerMinute: 70).recording()
    for lead in recording.leads.indices { recording.leads[lead].samplesMicrovolts = Array(recording.leads[lead].samplesMicrovolts.prefix(count)) }
    #expect(analyzer.analyze(recording).grade == .ungraded)
  }

  @Test func duplicatedNamesAreSurvived() {
    var recording = SyntheticECG(ratePerMinute: 70).recording()
    for lead in recording.leads.indices { recording.leads[lead].name = LeadName(rawValue: "V1") }
    #expect(analyzer.analyze(recording).grade == .ungraded)
  }

  /// Nothing that is no ECG comes out as measured.
  @Test(arguments: ["noise", "flat", "saturated", "shuffled", "short", "ramp", "spikes"])
  func noECGIsNotMeasured(_ kind: String) {
    for recording in Self.nonsense(kind) {
      let analysis = analyzer.analyze(recording)
      #expect(analysis.measurementStatus == .notMeasured, "\(kind)")
      #expect(analysis.measurements == GlobalMeasurements())
      #expect(analysis.leadMeasurements.isEmpty)
      #expect(analysis.boundaries == BeatBoundaries())
      #expect(!analysis.measurementReasons.isEmpty)
      #expect(analysis.remarks.isEmpty)
    }
  }

  private static func nonsense(_ kind: String) -> [ECGRecording] {
    (UInt64(1)...6).map { seed in
      var generator = SeededNoise(seed: seed)
      switch kind {
      case "noise": return SyntheticECG.filled { _, _ in 40 * Float(seed * seed) * Float(generator.nextNormal()) }
      case "flat": return SyntheticECG.filled { lead, _ in Float(lead) * 100 * Float(seed) }
      case "saturated": return SyntheticECG.filled { lead, index in (index / (30 + lead + 7 * Int(seed))) % 2 == 0 ? 5_000 : -5_000 }
      case "short": return SyntheticECG(ratePerMinute: 60 + 5 * Double(seed), durationSeconds: 3).recording()
      case "ramp": return SyntheticECG.filled { _, index in Float(index) * Float(seed) }
      case "spikes": return SyntheticECG.filled { _, index in index == 700 * Int(seed) ? 3_000 : 2 * Float(generator.nextNormal()) }
      default:
        var recording = SyntheticECG(ratePerMinute: 70).recording()
        let order = Array(0..<recording.sampleCount).shuffled(using: &generator)
        for lead in recording.leads.indices { recording.leads[lead].samplesMicrovolts = order.map { recording.leads[lead].samplesMicrovolts[$0] } }
        return recording
      }
    }
  }

  @Test(arguments: [UInt64(1), 2, 3])
  func oneLeadIsNeverWhollyMeasured(_ seed: UInt64) {
    var recording = SyntheticECG(ratePerMinute: 60 + 10 * Double(seed)).recording()
    recording.leads = [recording.leads[Int(seed)]]
    #expect(analyzer.analyze(recording).measurementStatus != .measured)
  }
}
