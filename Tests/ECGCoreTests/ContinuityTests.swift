import ECGCore
import HubTesting
import Testing

/// Pieces of a real ECG in the wrong order, and leads cut off at a small voltage, look like heart beats to every later step.
@Suite("Recordings that are not what was on the skin")
struct ContinuityTests {
  private let analyzer = ECGAnalyzer()

  /// Whole pieces of every lead in a new order, the same for all.
  private func mixed(_ recording: ECGRecording, pieceSeconds: Double, seed: UInt64) -> ECGRecording {
    var generator = SeededNoise(seed: seed)
    let length = max(1, Int(pieceSeconds * recording.samplingRateHertz))
    let order = Array(0..<recording.sampleCount / length).shuffled(using: &generator)
    var result = recording
    for lead in result.leads.indices {
      let samples = recording.leads[lead].samplesMicrovolts
      result.leads[lead].samplesMicrovolts = order.flatMap { samples[$0 * length..<($0 + 1) * length] }
    }
    return result
  }

  @Test("pieces in another order are not measured and not graded", arguments: EightLeadFile.names, [0.02, 0.05, 0.1])
  func pieces(_ name: String, _ seconds: Double) throws {
    let recording = try EightLeadFile.recording(name)
    #expect(analyzer.analyze(recording).measurementStatus != .notMeasured)
    for seed in UInt64(1)...3 {
      let analysis = analyzer.analyze(mixed(recording, pieceSeconds: seconds, seed: seed))
      #expect(analysis.measurementStatus == .notMeasured, "seed \(seed)")
      #expect(analysis.grade == .ungraded, "seed \(seed)")
    }
  }

  @Test("a lead cut off at a fifth of its own height is saturated, however small it is", arguments: EightLeadFile.names)
  func clipped(_ name: String) throws {
    var recording = try EightLeadFile.recording(name)
    for lead in recording.leads.indices {
      let samples = recording.leads[lead].samplesMicrovolts
      let middle = samples.sorted()[samples.count / 2]
      let reach = samples.reduce(Float(0)) { max($0, abs($1 - middle)) } / 5
      recording.leads[lead].samplesMicrovolts = samples.map { min(max($0, middle - reach), middle + reach) }
    }
    let analysis = analyzer.analyze(recording)
    #expect(analysis.measurementStatus != .measured)
    #expect(analysis.grade == .ungraded)
  }
}
