import ECGCore
import Foundation
import HubTesting
import Testing

/// What is no heart must not alarm.
struct FalseAlarmTests {
  private let analyzer = ECGAnalyzer()

  /// Noise between about 2 and 8 Hz, the band of fibrillation, independent in each lead.
  private func bandNoise(leads: Int, microvolts: Float, seed: UInt64) -> ECGRecording {
    var generator = SeededNoise(seed: seed)
    let names = leads == 12 ? LeadName.standardTwelve : [LeadName(rawValue: "II")]
    let recorded = names.map { name -> ECGLead in
      let white = (0..<5500).map { _ in Float(generator.nextNormal()) }
      let fast = averaged(averaged(white, over: 31), over: 31)
      let slow = averaged(fast, over: 181)
      let band = zip(fast, slow).map { $0 - $1 }[250..<5250]
      let size = (band.reduce(0) { $0 + $1 * $1 } / Float(band.count)).squareRoot()
      return ECGLead(name: name, samplesMicrovolts: band.map { $0 / size * microvolts })
    }
    return ECGRecording(leads: recorded, samplingRateHertz: 500)
  }

  private func averaged(_ values: [Float], over width: Int) -> [Float] {
    var sums: [Float] = [0]
    for value in values { sums.append(sums[sums.count - 1] + value) }
    return values.indices.map { index in
      let range = max(0, index - width / 2)..<min(values.count, index + width / 2 + 1)
      return (sums[range.upperBound] - sums[range.lowerBound]) / Float(range.count)
    }
  }

  @Test(arguments: [1, 12], [Float(30), 100, 300, 1000])
  func bandNoiseIsNeverCritical(_ leads: Int, _ microvolts: Float) {
    for seed in UInt64(1)...5 {
      let analysis = analyzer.analyze(bandNoise(leads: leads, microvolts: microvolts, seed: seed))
      #expect(analysis.grade == .ungraded, "\(analysis.gradeReasons.map(\.english))")
    }
  }

  /// One of two leads falls silent for four seconds while the other beats on.
  @Test func aLeadThatFallsSilentIsNoPause() {
    let whole = SyntheticECG(ratePerMinute: 70).recording()
    var leads = [whole.leads[1], whole.leads[10]]
    for index in 1500..<3500 { leads[0].samplesMicrovolts[index] = 3 * sin(Float(index) / 40) }
    let analysis = analyzer.analyze(ECGRecording(leads: leads, samplingRateHertz: 500))
    #expect(!analysis.statements.contains { $0.code == "PAUSE" })
    #expect(analysis.grade != .critical)
  }

  /// A pacemaker spike is not part of the paced QRS.
  @Test func spikesDoNotWidenQRS() throws {
    let ecg = SyntheticECG(ratePerMinute: 70)
    var recording = ecg.recording()
    let plain = try #require(analyzer.analyze(recording).measurements.qrsDurationMilliseconds)
    for lead in recording.leads.indices {
      for beat in ecg.beatTimesSeconds.map({ Int($0 * 500) }) where beat > 60 {
        recording.leads[lead].samplesMicrovolts[beat - 42] += 1500
        recording.leads[lead].samplesMicrovolts[beat - 41] += 1500
      }
    }
    let paced = try #require(analyzer.analyze(recording).measurements.qrsDurationMilliseconds)
    #expect(abs(paced - plain) <= 6)
  }
}
