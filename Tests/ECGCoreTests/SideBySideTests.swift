import Foundation
import HubTesting
import Testing

@testable import ECGCore

/// What is worked out for several leads, lags or samples at once is what each gives alone, to the last bit.
struct SideBySideTests {
  private func series(_ count: Int, seed: UInt64, steps: Float = 1) -> [Float] {
    var noise = SeededNoise(seed: seed)
    var level: Float = 0
    return (0..<count).map { _ in
      level += Float.random(in: -steps...steps, using: &noise)
      return level
    }
  }

  @Test(arguments: [1, 2, 150, 151])
  func flatRunsAreThoseFoundSampleBySample(_ shortest: Int) {
    for seed in 0..<40 {
      var values = series(1_200, seed: UInt64(seed), steps: seed % 2 == 0 ? 0.15 : 3)
      if seed % 3 == 0 { for index in 300..<(300 + 20 * seed) { values[index] = values[300] } }
      if seed % 5 == 0 { for index in stride(from: seed, to: 1_200, by: 97) { values[index] = seed % 2 == 0 ? .nan : .infinity } }
      let found = values.withUnsafeBufferPointer { values in
        var runs: [Range<Int>] = []
        FlatRuns(values: values, toleranceMicrovolts: 2, shortestSamples: max(2, shortest)).forEach { runs.append($0) }
        return runs
      }
      #expect(found == flatRuns(values, shortest: max(2, shortest)), "seed \(seed)")
    }
  }

  private func flatRuns(_ values: [Float], shortest: Int) -> [Range<Int>] {
    var runs: [Range<Int>] = []
    var start = 0
    for index in values.indices where !(abs(values[index] - values[start]) <= 2) {
      if index - start >= shortest { runs.append(start..<index) }
      start = index
    }
    if values.count - start >= shortest { runs.append(start..<values.count) }
    return runs
  }

  @Test(arguments: [(17, 30, 1_000), (40, 120, 1_000), (40, 120, 245), (40, 120, 100), (5, 5, 64)])
  func autocorrelationIsTheCorrelationOfEachLag(_ first: Int, _ last: Int, _ count: Int) {
    let values = series(count, seed: 7)
    let expected = (first...last).map { lag in count > 2 * lag ? correlation(values[0..<(count - lag)], values[lag...]) : 0 }
    #expect(Autocorrelation(values).values(lags: first...last) == expected)
  }

  @Test func noiseOfTwoLeadsIsThatOfEach() {
    for rate in [100.0, 250, 360, 500, 1_000] {
      var one = series(Int(10.3 * rate), seed: 3, steps: 20)
      let other = series(one.count, seed: 4, steps: 50)
      one[one.count / 2] = .nan
      let both = one.withUnsafeBufferPointer { one in other.withUnsafeBufferPointer { NoisePieces.measure(one, $0, rateHertz: rate) } }
      for (lead, pieces) in [(one, both.first), (other, both.second)] {
        let alone = lead.withUnsafeBufferPointer { NoisePieces($0, rateHertz: rate) }
        #expect(pieces.noises == alone.noises && pieces.centres == alone.centres && pieces.activity == alone.activity, "\(rate) Hz")
      }
      #expect(both.second.noises.count > both.first.noises.count)
      #expect(both.second.noises == naiveNoises(other, rateHertz: rate), "\(rate) Hz")
    }
  }

  /// By sums over the whole lead.
  private func naiveNoises(_ values: [Float], rateHertz: Double) -> [Float] {
    let (narrow, wide, piece) = (max(1, Int(0.0125 * rateHertz)), max(2, Int(0.1 * rateHertz)), max(4, Int(0.1 * rateHertz)))
    var sums = [0.0]
    for value in values { sums.append(sums[sums.count - 1] + Double(value)) }
    let scale = 1 / Double(2 * narrow + 1)
    return stride(from: wide, to: values.count - piece - wide, by: piece).map { start in
      let squares = (start..<(start + piece)).reduce(0.0) { total, index in
        let difference = Double(values[index]) - (sums[index + narrow + 1] - sums[index - narrow]) * scale
        return total + difference * difference
      }
      return Float((squares / Double(piece)).squareRoot())
    }
  }

  @Test func humIsTakenFromEachLeadAsFromItAlone() {
    let clean = SyntheticECG(ratePerMinute: 70).recording().leads.prefix(7).map(\.samplesMicrovolts)
    let leads = clean.enumerated().map { place, lead in
      let step = 2 * Float.pi * (place % 2 == 0 ? 50 : 60) / 500
      return lead.enumerated().map { $1 + Float(place) * 8 * sinf(Float($0) * step) }
    }
    let noise: [Double?] = [nil, 40, 2, 40, 40, nil, 40]
    let together = MainsHum().removed(from: leads, rateHertz: 500, noiseMicrovolts: noise)
    for place in leads.indices {
      #expect(together[place] == MainsHum().removed(from: [leads[place]], rateHertz: 500, noiseMicrovolts: [noise[place]])[0], "lead \(place)")
    }
    #expect(together[2] == leads[2])
    #expect(together[6] != leads[6])
  }

  @Test func theAverageIsTheMeanOfTheMiddleHalf() {
    for beats in 1...49 {
      let length = [7, 16, 40, 603][beats % 4]
      let values = series(beats * 2 * length, seed: UInt64(beats), steps: 30)
      let matrix = BeatMatrix(
        rateHertz: 500, before: 3, length: length, leadCount: 2, beatIndices: Array(0..<beats), fiducials: Array(0..<beats), values: values)
      let average = AverageBeat(matrix, leads: ["I", "II"].map(LeadName.init(rawValue:)))
      for lead in 0..<2 {
        let expected = (0..<length).map { sample in
          let sorted = (0..<beats).map { values[($0 * 2 + lead) * length + sample] }.sorted()
          let middle = sorted[(beats / 4)..<(beats - beats / 4)]
          return middle.reduce(0, +) / Float(middle.count)
        }
        #expect(average.samplesMicrovolts[lead] == expected, "\(beats) beats")
      }
    }
  }

  @Test func theRankedValueIsTheOneInItsSortedPlace() {
    for seed in 0..<20 {
      let values = series(400, seed: UInt64(seed), steps: seed % 2 == 0 ? 40 : 0)
      let sorted = values.sorted()
      for place in [0, 20, 199, 380, 399] { #expect(values[...].ranked(place) == sorted[place]) }
    }
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity, 2_000_001, -2_000_001, 2_000_000])
  func anInvalidSampleIsSeenInEveryPlace(_ value: Float) {
    for place in 0..<21 {
      var samples = (0..<21).map(Float.init)
      samples[place] = value
      let held = holdingLastValid(samples)
      let isValid = abs(value) <= 2_000_000
      #expect(held[place] == (isValid ? value : place == 0 ? 1 : Float(place - 1)))
      let second = samples.withUnsafeBufferPointer { SecondSurvey.extremes($0, from: 0, to: 21) }
      #expect(second.invalidCount == (isValid ? 0 : 1))
      #expect(second.high == (isValid ? value : place == 20 ? 19 : 20))
    }
  }
}
