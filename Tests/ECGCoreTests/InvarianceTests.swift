import ECGCore
import Foundation
import HubTesting
import Testing

/// What must not change the answer: properties over synthetic and real ECGs.
struct InvarianceTests {
  private let analyzer = ECGAnalyzer()
  private let base = SyntheticECG(ratePerMinute: 72).recording()

  /// Synthetic ones by name, and real ones.
  static let names = ["synthetic"] + EightLeadFile.names

  private func recording(_ name: String) throws -> ECGRecording { name == "synthetic" ? base : try EightLeadFile.recording(name) }

  private func transformed(_ recording: ECGRecording, _ change: (Int, Float) -> Float) -> ECGRecording {
    var result = recording
    for lead in result.leads.indices {
      let samples = result.leads[lead].samplesMicrovolts
      result.leads[lead].samplesMicrovolts = samples.indices.map { change($0, samples[$0]) }
    }
    return result
  }

  private func difference(_ first: Double?, _ second: Double?) throws -> Double { abs(try #require(first) - #require(second)) }

  @Test(arguments: names)
  func sameInputSameAnswer(_ name: String) throws {
    let recording = try recording(name)
    #expect(analyzer.analyze(recording) == analyzer.analyze(recording))
  }

  /// Eight at a time give what one gives.
  @Test func threadsDoNotMatter() async throws {
    let recordings = try Self.names.map(recording)
    let alone = recordings.map { analyzer.analyze($0) }
    let together = await withTaskGroup(of: (Int, ECGAnalysis).self) { group in
      for index in recordings.indices { group.addTask { (index, ECGAnalyzer().analyze(recordings[index])) } }
      return await group.reduce(into: [Int: ECGAnalysis]()) { $0[$1.0] = $1.1 }
    }
    for index in alone.indices { #expect(together[index] == alone[index]) }
  }

  @Test(arguments: names, [Float(0.5), 2, -1])
  func gainAndPolarityDoNotMoveBeats(_ name: String, _ gain: Float) throws {
    let recording = try recording(name)
    let reference = analyzer.analyze(recording)
    let other = analyzer.analyze(transformed(recording) { $1 * gain })
    #expect(other.beats.count == reference.beats.count)
    // The largest deflection of an inverted lead is the same one; a rounding may choose the next sample.
    #expect(zip(other.beats, reference.beats).allSatisfy { abs($0.sample - $1.sample) <= 1 })
    // The boundaries' level is a slope the eye sees, in microvolts: a smaller QRS is seen a little shorter.
    #expect(try difference(other.measurements.qrsDurationMilliseconds, reference.measurements.qrsDurationMilliseconds) <= (gain < 0 ? 2 : 24))
    guard let axis = reference.measurements.qrsAxisDegrees, let moved = other.measurements.qrsAxisDegrees else { return }
    let turned = (moved - axis - (gain < 0 ? 180 : 0)).remainder(dividingBy: 360)
    #expect(abs(turned) <= 10)
  }

  /// Where the QRS is seen to begin at the same place (its level is an absolute slope), R is twice as tall.
  @Test func amplitudesGoWithGain() throws {
    var compared = 0
    for name in Self.names {
      let recording = try recording(name)
      let reference = analyzer.analyze(recording)
      let other = analyzer.analyze(transformed(recording) { $1 * 2 })
      let moved = Double(abs(try #require(other.boundaries.qrsOnset) - #require(reference.boundaries.qrsOnset)))
      guard moved <= 0.008 * recording.samplingRateHertz else { continue }
      compared += 1
      for (first, second) in zip(reference.leadMeasurements, other.leadMeasurements) {
        let r = first.tallestRMicrovolts ?? 0
        guard r > 100 else { continue }
        #expect(abs((second.tallestRMicrovolts ?? 0) - 2 * r) <= max(40, 0.05 * r), "\(name) \(first.lead)")
      }
    }
    #expect(compared >= 8)
  }

  @Test(arguments: names, [Float(-40_000), 40_000])
  func offsetDoesNotMatter(_ name: String, _ offset: Float) throws {
    let recording = try recording(name)
    let reference = analyzer.analyze(recording)
    let other = analyzer.analyze(transformed(recording) { $1 + offset })
    #expect(other.beats.map(\.sample) == reference.beats.map(\.sample))
    #expect(other.grade == reference.grade)
    #expect(try difference(other.measurements.qtIntervalMilliseconds, reference.measurements.qtIntervalMilliseconds) <= 8)
  }

  @Test(arguments: names)
  func leadOrderDoesNotMatter(_ name: String) throws {
    let recording = try recording(name)
    var shuffled = recording
    shuffled.leads.reverse()
    let reference = analyzer.analyze(recording)
    let other = analyzer.analyze(shuffled)
    #expect(other.grade == reference.grade)
    #expect(other.boundaries == reference.boundaries)
    #expect(Set(other.statements.map(\.code)) == Set(reference.statements.map(\.code)))
    #expect(other.remarks.map(\.code) == reference.remarks.map(\.code))
  }

  @Test(arguments: [100.0, 125, 250, 360, 1_000, 2_000])
  func rateDoesNotMatter(_ rate: Double) throws {
    let reference = analyzer.analyze(base).measurements
    let other = analyzer.analyze(SyntheticECG(ratePerMinute: 72, samplingRateHertz: rate).recording()).measurements
    #expect(abs(try #require(other.heartRatePerMinute) - 72) < 0.7)
    let tolerance = rate < 200 ? 30.0 : 12
    #expect(try difference(other.qrsDurationMilliseconds, reference.qrsDurationMilliseconds) <= tolerance)
    #expect(try difference(other.qtIntervalMilliseconds, reference.qtIntervalMilliseconds) <= tolerance)
    #expect(try difference(other.qrsAxisDegrees, reference.qrsAxisDegrees) <= 6)
  }

  @Test(arguments: [1, 7, 123])
  func beatsMoveWithTheSignal(_ shift: Int) {
    let detector = BeatDetector()
    let lead = base.leads[1].samplesMicrovolts
    let whole = detector.detect(samplesMicrovolts: lead, samplingRateHertz: 500)
    let cut = detector.detect(samplesMicrovolts: Array(lead[shift...]), samplingRateHertz: 500)
    #expect(cut.map { $0 + shift } == whole)
  }

  @Test(arguments: names, [1, 13, 77])
  func measurementsMoveWithTheSignal(_ name: String, _ shift: Int) throws {
    let recording = try recording(name)
    var cut = recording
    for lead in cut.leads.indices { cut.leads[lead].samplesMicrovolts.removeFirst(shift) }
    let reference = analyzer.analyze(recording).measurements
    let other = analyzer.analyze(cut).measurements
    #expect(try difference(other.heartRatePerMinute, reference.heartRatePerMinute) <= 1.5)
    #expect(try difference(other.qrsDurationMilliseconds, reference.qrsDurationMilliseconds) <= 12)
    #expect(try difference(other.qtIntervalMilliseconds, reference.qtIntervalMilliseconds) <= 20)
  }

  /// Mains hum of a millimetre is taken out, whatever its phase against the beats: at 60 and 75 beats a minute it keeps step with them.
  @Test(arguments: names, [50.0, 60])
  func humDoesNotMatter(_ name: String, _ frequency: Double) throws {
    let recording = try recording(name)
    let rate = recording.samplingRateHertz
    let reference = analyzer.analyze(recording)
    for amplitude in [Float(30), 100] {
      let humming = analyzer.analyze(transformed(recording) { $1 + amplitude * Float(sin(2 * .pi * frequency * Double($0) / rate)) })
      #expect(try difference(humming.measurements.heartRatePerMinute, reference.measurements.heartRatePerMinute) <= 1)
      #expect(try difference(humming.measurements.qrsDurationMilliseconds, reference.measurements.qrsDurationMilliseconds) <= 12)
      #expect(try difference(humming.measurements.qtIntervalMilliseconds, reference.measurements.qtIntervalMilliseconds) <= 12)
    }
  }

  private func marks(_ boundaries: BeatBoundaries) -> [Int?] {
    [
      boundaries.pOnset, boundaries.pPeak, boundaries.pOffset, boundaries.qrsOnset, boundaries.qrsOffset, boundaries.tOnset, boundaries.tPeak,
      boundaries.tOffset,
    ]
  }

  /// Largest way of a mark, milliseconds; infinite where a wave came or went.
  private func way(_ first: BeatBoundaries, _ second: BeatBoundaries, shift: Int = 0, rateHertz: Double) -> Double {
    zip(marks(first), marks(second)).reduce(0) { largest, pair in
      guard let one = pair.0, let other = pair.1 else { return pair.0 == nil && pair.1 == nil ? largest : .infinity }
      return max(largest, Double(abs(one - other - shift)) * 1000 / rateHertz)
    }
  }

  private func humming(_ recording: ECGRecording, _ frequency: Double, _ microvolts: Float) -> ECGRecording {
    transformed(recording) { $1 + microvolts * Float(sin(2 * .pi * frequency * Double($0) / recording.samplingRateHertz + 0.4)) }
  }

  /// Clean: as calm as an ECG without muscle noise is (`noiseMicrovolts` in half the leads).
  @Test(arguments: names, [50.0, 60])
  func humMovesNoGlobalMarkOfCleanRecords(_ name: String, _ frequency: Double) throws {
    let recording = try recording(name)
    let reference = analyzer.analyze(recording)
    guard reference.quality.filter({ $0.noiseMicrovolts ?? 0 <= 10 }).count >= 6 else { return }
    for microvolts in [Float(30), 60, 100] {
      let other = analyzer.analyze(humming(recording, frequency, microvolts))
      #expect(way(other.boundaries, reference.boundaries, rateHertz: recording.samplingRateHertz) <= 4.01, "\(microvolts) µV")
    }
  }

  @Test(arguments: [45.0, 60, 75], [50.0, 60])
  func humMovesNoMarkOfABeat(_ heartRate: Double, _ frequency: Double) throws {
    let recording = SyntheticECG(ratePerMinute: heartRate).recording()
    let reference = try RecordingDelineator().delineate(recording).global.beats
    for microvolts in [Float(30), 100] {
      let other = try RecordingDelineator().delineate(humming(recording, frequency, microvolts)).global.beats
      #expect(other.count == reference.count)
      for (one, two) in zip(other, reference) { #expect(way(one.boundaries, two.boundaries, rateHertz: 500) <= 4.01) }
    }
  }

  /// Whole marks, not only their differences: order of leads, polarity of all leads, and a start that lies elsewhere.
  @Test(arguments: names)
  func marksOfBeatsAreThoseOfTheHeart(_ name: String) throws {
    let recording = try recording(name)
    let rate = recording.samplingRateHertz
    let reference = try RecordingDelineator().delineate(recording).global.beats
    var reordered = recording
    reordered.leads.reverse()
    let others = [reordered, transformed(recording) { -$1 }]
    for other in others {
      let beats = try RecordingDelineator().delineate(other).global.beats
      #expect(beats.count == reference.count)
      for (one, two) in zip(beats, reference) { #expect(way(one.boundaries, two.boundaries, rateHertz: rate) <= 4.01) }
    }
  }

  @Test(arguments: [1, 7, 123])
  func marksMoveWithTheSignal(_ shift: Int) throws {
    var cut = base
    for lead in cut.leads.indices { cut.leads[lead].samplesMicrovolts.removeFirst(shift) }
    let reference = try RecordingDelineator().delineate(base).global.beats
    let moved = try RecordingDelineator().delineate(cut).global.beats
    // The first beat may lose waves to the cut.
    for (one, two) in zip(moved.reversed(), reference.reversed()).dropLast() {
      #expect(way(one.boundaries, two.boundaries, shift: -shift, rateHertz: 500) <= 4.01)
    }
  }

  @Test(arguments: [45.0, 60, 72, 75, 90], [50.0, 60])
  func humInStepWithTheBeats(_ heartRate: Double, _ frequency: Double) throws {
    let recording = SyntheticECG(ratePerMinute: heartRate).recording()
    let reference = analyzer.analyze(recording)
    let humming = analyzer.analyze(transformed(recording) { $1 + 100 * Float(sin(2 * .pi * frequency * Double($0) / 500 + 1)) })
    #expect(humming.quality.allSatisfy { $0.problems == [.mainsHum] && $0.isUsable })
    #expect(try difference(humming.measurements.qrsDurationMilliseconds, reference.measurements.qrsDurationMilliseconds) <= 4)
    #expect(try difference(humming.measurements.qtIntervalMilliseconds, reference.measurements.qtIntervalMilliseconds) <= 6)
  }
}
