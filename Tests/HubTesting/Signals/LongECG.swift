import ECGCore
import Foundation

/// A long recording of three leads (II, V2, V5) put together from kinds of beats, each with waves and times of its own.
package struct LongECG: Sendable {
  package static let leads = ["II", "V2", "V5"].map(LeadName.init(rawValue:))
  package var durationSeconds: Double
  package var samplingRateHertz = 250.0
  /// Beats of one kind: what they look like, and when they come.
  private var kinds: [SyntheticECG] = []

  package init(durationSeconds: Double) { self.durationSeconds = durationSeconds }

  /// Adds beats; `shape` changes their waves.
  package mutating func add(at seconds: [Double], _ shape: (inout SyntheticECG) -> Void = { _ in }) {
    var kind = SyntheticECG(ratePerMinute: 60, durationSeconds: durationSeconds, samplingRateHertz: samplingRateHertz)
    kind.beatTimesSeconds = seconds
    kind.noiseMicrovolts = kinds.isEmpty ? 6 : 0
    shape(&kind)
    kinds.append(kind)
  }

  /// Broad, turned the other way, without P.
  package static func ventricular(_ ecg: inout SyntheticECG) {
    ecg.p = nil
    ecg.q.amplitudesMicrovolts = [Double](repeating: 0, count: 8)
    ecg.r = SyntheticECG.Wave(
      centreMilliseconds: 0, sigmaMilliseconds: 28, amplitudesMicrovolts: [-400, -1_300, 800, 1_500, 900, -500, -1_400, -900])
    ecg.s = SyntheticECG.Wave(centreMilliseconds: 70, sigmaMilliseconds: 20, amplitudesMicrovolts: [100, 300, -200, -500, -200, 100, 300, 200])
    ecg.t = SyntheticECG.Wave(centreMilliseconds: 260, sigmaMilliseconds: 45, amplitudesMicrovolts: [80, 250, -150, -300, -150, 100, 250, 150])
  }

  /// `[lead][sample]`, microvolts.
  package func samples() -> [[Float]] {
    let places = [1, 3, 6]
    var sum = [[Float]](repeating: [], count: places.count)
    for kind in kinds {
      let independent = kind.independentLeads()
      for (lead, place) in places.enumerated() {
        sum[lead] = sum[lead].isEmpty ? independent[place].map(Float.init) : zip(sum[lead], independent[place]).map { $0 + Float($1) }
      }
    }
    return sum
  }
}
