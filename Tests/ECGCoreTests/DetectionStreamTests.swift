import ECGCore
import HubTesting
import Testing

/// Beats found in pieces against beats found at once.
struct DetectionStreamTests {
  /// A linear congruential generator (Knuth 1997): the same pieces on every run.
  private struct Pieces {
    var state: UInt64
    mutating func next(upTo limit: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return 1 + Int(state >> 33) % limit
    }
  }

  private func recording(_ rate: Double, seconds: Double, leads: Int) -> [[Float]] {
    var ecg = SyntheticECG(ratePerMinute: 72, durationSeconds: seconds, samplingRateHertz: rate)
    ecg.noiseMicrovolts = 40
    return ecg.recording().leads.prefix(leads).map(\.samplesMicrovolts)
  }

  private func inPieces(_ leads: [[Float]], rate: Double, seed: UInt64, limit: Int) throws -> [Int] {
    var stream = try #require(BeatStream(leadCount: leads.count, samplingRateHertz: rate))
    var pieces = Pieces(state: seed)
    var found: [Int] = []
    var start = 0
    let count = leads[0].count
    while start < count {
      let end = min(count, start + pieces.next(upTo: limit))
      found += stream.add(leads.map { Array($0[start..<end]) })
      start = end
    }
    return found + stream.finish()
  }

  @Test(arguments: [100.0, 128, 250, 360, 500, 2_000], [1, 3])
  func piecesOfAnySizeGiveTheSameBeats(_ rate: Double, _ leadCount: Int) throws {
    let leads = recording(rate, seconds: 150, leads: leadCount)
    let whole = BeatDetector().detect(leadsMicrovolts: leads, samplingRateHertz: rate)
    #expect(whole.count > 170)
    for (seed, limit) in [(UInt64(1), 37), (2, 700), (3, 20_000)] {
      #expect(try inPieces(leads, rate: rate, seed: seed, limit: limit) == whole, "pieces of up to \(limit)")
    }
  }

  @Test func memoryDoesNotGrow() throws {
    let leads = recording(250, seconds: 60, leads: 2)
    var stream = try #require(BeatStream(leadCount: 2, samplingRateHertz: 250))
    var held: [Int] = []
    for _ in 0..<20 {
      _ = stream.add(leads)
      held.append(stream.heldSampleCount)
    }
    // Two minutes of both leads at both rates, and as much again before it is trimmed.
    #expect(held.max() ?? 0 < 2 * 2 * 130 * (250 + 3 * 84))
    #expect(stream.finish().last ?? 0 > 19 * 60 * 250)
  }

  @Test func beatsAreToldWithinAMinute() throws {
    let leads = recording(250, seconds: 90, leads: 1)
    var stream = try #require(BeatStream(leadCount: 1, samplingRateHertz: 250))
    #expect(try #require(stream.add(leads).last) > 30 * 250)
  }

  /// Pulses of 3 mV and 2 ms, before each atrium's and each ventricle's turn, are no beats and hide none.
  /// Wherever they lie, and however the recording is cut for filtering.
  @Test(arguments: [200.0, 250, 500, 2_000])
  func invalidSamplesCountAsTheLastValidOne(_ rate: Double) {
    let leads = recording(rate, seconds: 120, leads: 2)
    var broken = leads
    for (number, bad) in [Float.nan, .infinity, -3_000_000, .nan].enumerated() {
      var place = 37 * number
      while place < leads[0].count - 400 {
        for index in place..<(place + 1 + (place + 11 * number) % 70) { broken[number % 2][index] = bad }
        place += 1_009 + 400 * number
      }
    }
    let held = broken.map { lead in
      var last = lead.first { $0 > -3_000_000 && $0.isFinite } ?? 0
      return lead.map { value in
        if value.isFinite, value > -3_000_000 { last = value }
        return last
      }
    }
    let detector = BeatDetector()
    let beats = detector.detect(leadsMicrovolts: held, samplingRateHertz: rate)
    #expect(beats.count > 100)
    #expect(detector.detect(leadsMicrovolts: broken, samplingRateHertz: rate) == beats)
  }

  @Test func pacingSpikesAreNoBeats() {
    let ecg = SyntheticECG(ratePerMinute: 70, durationSeconds: 30, samplingRateHertz: 1_000)
    var lead = ecg.recording().leads[1].samplesMicrovolts
    let unpaced = BeatDetector().detect(samplesMicrovolts: lead, samplingRateHertz: 1_000)
    for time in ecg.beatTimesSeconds {
      for delay in [0.45, 0.26, 0.06] {
        let place = Int((time - delay) * 1_000)
        guard place > 0 else { continue }
        lead[place] += 3_000
        lead[place + 1] += 3_000
      }
    }
    let paced = BeatDetector().detect(samplesMicrovolts: lead, samplingRateHertz: 1_000)
    #expect(paced.count == unpaced.count)
    #expect(zip(paced, unpaced).allSatisfy { abs($0 - $1) <= 10 })
  }

  @Test func nothingAndNonsense() throws {
    #expect((BeatStream(leadCount: 0, samplingRateHertz: 250)).map { _ in true } == nil)
    #expect((BeatStream(leadCount: 1, samplingRateHertz: .nan)).map { _ in true } == nil)
    var stream = try #require(BeatStream(leadCount: 2, samplingRateHertz: 250))
    #expect(stream.add([[1, 2, 3]]).isEmpty)
    #expect(stream.add([[], []]).isEmpty)
    #expect(stream.add([[Float]](repeating: [.nan, .infinity, -.infinity], count: 2)).isEmpty)
    #expect(stream.finish().isEmpty)
  }
}
