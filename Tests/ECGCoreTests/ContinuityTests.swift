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

  /// The same with a number of pieces that does not divide the samples: some are one sample longer.
  private func divided(_ recording: ECGRecording, pieces: Int, seed: UInt64) -> ECGRecording {
    var generator = SeededNoise(seed: seed)
    let (length, longer) = recording.sampleCount.quotientAndRemainder(dividingBy: pieces)
    var start = 0
    let ranges = (0..<pieces).map { piece -> Range<Int> in
      defer { start += length + (piece < longer ? 1 : 0) }
      return start..<start + length + (piece < longer ? 1 : 0)
    }
    let order = ranges.shuffled(using: &generator)
    var result = recording
    for lead in result.leads.indices {
      let samples = recording.leads[lead].samplesMicrovolts
      result.leads[lead].samplesMicrovolts = order.flatMap { samples[$0] }
    }
    return result
  }

  @Test("pieces in another order are not measured and not graded", arguments: EightLeadFile.names, [0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.7])
  func pieces(_ name: String, _ seconds: Double) throws {
    let recording = try EightLeadFile.recording(name)
    #expect(analyzer.analyze(recording).measurementStatus != .notMeasured)
    for seed in UInt64(1)...3 {
      let analysis = analyzer.analyze(mixed(recording, pieceSeconds: seconds, seed: seed))
      #expect(analysis.measurementStatus == .notMeasured, "seed \(seed)")
      #expect(analysis.grade == .ungraded, "seed \(seed)")
    }
  }

  @Test("nor are pieces of two lengths", arguments: EightLeadFile.names, [17, 21, 33])
  func dividedPieces(_ name: String, _ pieces: Int) throws {
    let analysis = analyzer.analyze(divided(try EightLeadFile.recording(name), pieces: pieces, seed: 1))
    #expect(analysis.measurementStatus == .notMeasured)
    #expect(analysis.grade == .ungraded)
  }

  /// Few of the seams of long pieces lie within waves.
  @Test("pieces of a second are mostly noticed")
  func longPieces() throws {
    let noticed = try EightLeadFile.names.filter { name in
      analyzer.analyze(mixed(try EightLeadFile.recording(name), pieceSeconds: 1, seed: 1)).measurementStatus == .notMeasured
    }
    #expect(Double(noticed.count) >= 0.8 * Double(EightLeadFile.names.count), "\(noticed)")
  }

  /// Samples held from a lower rate step evenly by nature; a regular rhythm keeps a pace too.
  @Test("what steps or beats evenly is not broken", arguments: [60.0, 75, 120], [4, 10, 20])
  func evenByNature(_ rate: Double, _ held: Int) {
    var recording = SyntheticECG(ratePerMinute: rate).recording()
    #expect(analyzer.analyze(recording).measurementStatus == .measured)
    recording.samplingRateHertz *= Double(held)
    for lead in recording.leads.indices {
      recording.leads[lead].samplesMicrovolts = recording.leads[lead].samplesMicrovolts.flatMap { repeatElement($0, count: held) }
    }
    #expect(analyzer.analyze(recording).measurementStatus == .measured)
  }

  @Test(
    "no record of the development sets is taken for pieces, all of them are when cut into half seconds",
    .enabled(if: Samples.hasOutside, Comment(rawValue: Samples.skipReason)), arguments: ["ludb", "ptbxl"])
  func wholeDatabases(_ database: String) throws {
    for recording in try OutsideRecords.twelveLeads(of: database) {
      guard analyzer.analyze(recording).measurementStatus != .notMeasured else { continue }
      #expect(analyzer.analyze(mixed(recording, pieceSeconds: 0.5, seed: 1)).measurementStatus == .notMeasured)
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
