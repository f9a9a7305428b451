import HubTesting
import Testing

@testable import ECGCore

struct SampleHistoryTests {
  private func numbers(_ range: Range<Int>) -> [Float] { range.map(Float.init) }

  private func history() -> SampleHistory {
    var history = SampleHistory()
    history.append(numbers(0..<100), from: 0, count: 40)
    history.append(numbers(40..<45), from: 0, count: 5)
    history.append(numbers(0..<200), from: 45, count: 100)
    return history
  }

  @Test(arguments: [0..<40, 39..<41, 38..<47, 44..<46, 45..<145, 0..<145, 144..<145])
  func samplesAreTheSameAcrossArrays(_ range: Range<Int>) {
    #expect(history().withUnsafeSamples(from: range.lowerBound, to: range.upperBound) { Array($0) } == numbers(range))
  }

  @Test func whatIsForgottenIsAWholeArray() {
    var held = history()
    #expect((held.start, held.end) == (0, 145))
    held.forget(before: 44)
    #expect(held.start == 40)
    held.forget(before: 45)
    #expect(held.start == 45)
    #expect(held.withUnsafeSamples(from: 50, to: 60) { Array($0) } == numbers(50..<60))
    held.forget(before: 1_000)
    #expect((held.start, held.end) == (145, 145))
  }

  /// Spikes and invalid samples where one piece of the stream ends and the next begins, and in every other place of some pieces.
  @Test(arguments: [250.0, 360, 500, 1_000])
  func damageAtTheSeamsOfPiecesIsMendedAlike(_ rate: Double) throws {
    var ecg = SyntheticECG(ratePerMinute: 72, durationSeconds: 120, samplingRateHertz: rate)
    ecg.noiseMicrovolts = 30
    var leads = ecg.recording().leads.prefix(2).map(\.samplesMicrovolts)
    for place in stride(from: 700, to: leads[0].count - 8, by: 983) {
      leads[0][place] += 900
      leads[1][place + 3] = place.isMultiple(of: 2) ? .nan : 3_000_000
    }
    let whole = BeatDetector().detect(leadsMicrovolts: leads, samplingRateHertz: rate)
    var stream = try #require(BeatStream(leadCount: 2, samplingRateHertz: rate))
    var found: [Int] = []
    for start in stride(from: 0, to: leads[0].count, by: 331) {
      found += stream.add(leads.map { Array($0[start..<min($0.count, start + 331)]) })
    }
    found += stream.finish()
    #expect(found == whole)
    #expect(whole.count > 120)
  }
}
