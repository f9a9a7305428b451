import ECGCore
import Foundation
import HubTesting
import Testing

/// What is wrong with a lead, and in which seconds.
struct QualitySecondTests {
  private let assessor = LeadQualityAssessor()
  private let lead = SyntheticECG(ratePerMinute: 70).recording().leads[1]

  private func changed(_ seconds: Range<Int>, _ change: (Int, Float) -> Float) -> LeadQuality {
    var result = lead
    for index in (seconds.lowerBound * 500)..<(seconds.upperBound * 500) {
      result.samplesMicrovolts[index] = change(index, result.samplesMicrovolts[index])
    }
    return assessor.assess(result, samplingRateHertz: 500)
  }

  private func spans(_ quality: LeadQuality, _ problem: LeadQuality.Problem) -> [Range<Int>] {
    quality.spans.filter { $0.problem == problem }.map { $0.startSecond..<$0.endSecond }
  }

  @Test func aCleanLeadHasNoSpans() {
    let quality = assessor.assess(lead, samplingRateHertz: 500)
    #expect(quality.isUsable)
    #expect(quality.problems.isEmpty)
    #expect(quality.spans.isEmpty)
    #expect(quality.areSpansComplete)
  }

  @Test func leadOff() {
    let quality = changed(3..<6) { _, _ in 40 }
    #expect(spans(quality, .leadOff) == [3..<6])
    #expect(quality.isUsable)
    #expect(!changed(2..<8) { _, _ in 40 }.isUsable)
  }

  @Test func saturation() {
    let quality = changed(4..<5) { index, value in index % 500 < 100 ? 5_000 : value }
    #expect(spans(quality, .saturated) == [4..<5])
  }

  @Test(arguments: [50.0, 60.0], [250.0, 500.0, 1_000.0])
  func mainsHum(_ frequency: Double, _ rate: Double) {
    var humming = SyntheticECG(ratePerMinute: 70, samplingRateHertz: rate).recording().leads[1]
    for index in Int(2 * rate)..<Int(7 * rate) {
      humming.samplesMicrovolts[index] += 120 * Float(sin(2 * .pi * frequency * Double(index) / rate))
    }
    let quality = assessor.assess(humming, samplingRateHertz: rate)
    #expect(quality.problems.contains(.mainsHum))
    #expect(spans(quality, .mainsHum) == [2..<7])
    #expect(spans(quality, .muscleNoise).isEmpty)
  }

  @Test func muscleNoiseIsNoHum() {
    var generator = SeededNoise(seed: 5)
    let quality = changed(6..<8) { _, value in value + 80 * Float(generator.nextNormal()) }
    #expect(spans(quality, .muscleNoise) == [6..<8])
    #expect(spans(quality, .mainsHum).isEmpty)
  }

  @Test func wander() {
    let quality = changed(5..<7) { index, value in value + 900 * Float(sin(.pi * Double(index - 2_500) / 1_000)) }
    #expect(spans(quality, .baselineWander) == [5..<7])
  }

  @Test func invalidSamples() {
    let quality = changed(1..<2) { index, value in index % 10 == 0 ? .nan : value }
    #expect(spans(quality, .invalidSamples) == [1..<2])
  }

  /// Eight hours that change every second keep a bounded result.
  @Test func spansAreBounded() {
    var samples = [Float](repeating: 0, count: 28_800 * 100)
    for index in samples.indices where (index / 100) % 2 == 1 { samples[index] = 300 * Float(sin(Double(index) / 3)) }
    let quality = assessor.assess(ECGLead(name: LeadName(rawValue: "II"), samplesMicrovolts: samples), samplingRateHertz: 100)
    #expect(quality.spans.count == QualitySettings().maximumSpans)
    #expect(!quality.areSpansComplete)
  }

  /// The whole and its seconds agree at odd rates and lengths.
  @Test(arguments: [100.0, 257.77, 360, 2_000], [5.2, 9.7, 33.3])
  func oddRatesAndLengths(_ rate: Double, _ duration: Double) {
    let recording = SyntheticECG(ratePerMinute: 65, durationSeconds: duration, samplingRateHertz: rate).recording()
    for lead in recording.leads {
      let quality = assessor.assess(lead, samplingRateHertz: rate)
      #expect(quality.isUsable)
      #expect(quality.spans.allSatisfy { $0.startSecond < $0.endSecond && $0.endSecond <= Int(duration.rounded()) })
    }
  }
}
