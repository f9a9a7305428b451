import ECGCore
import Foundation

/// Twelve leads from the dynamical model of McSharry, Clifford, Tarassenko and Smith (IEEE Trans. Biomed. Eng. 50:289, 2003) on its limit cycle:
/// a phase that turns once a beat at the pace of a varying RR, and for every wave a Gaussian of the phase. What every wave is, is known.
package struct PhaseModelECG: Sendable {
  /// A Gaussian of the phase, told in milliseconds at the mean RR, after the R peak.
  package struct Wave: Sendable {
    package var centreMilliseconds: Double
    package var sigmaMilliseconds: Double
    /// Microvolts in I, II, V1…V6.
    package var amplitudesMicrovolts: [Double]
    package init(_ centre: Double, _ sigma: Double, _ amplitudes: [Double]) {
      centreMilliseconds = centre
      sigmaMilliseconds = sigma
      amplitudesMicrovolts = amplitudes
    }

    /// Where it begins (−1) or ends (+1).
    func edge(_ side: Double) -> Double { centreMilliseconds + side * PhaseModelECG.edgeSigmas * sigmaMilliseconds }
  }

  /// Where the waves begin and end at the mean RR, milliseconds after the R peak.
  package struct Edges: Sendable, Encodable {
    package var pOnset: Double?
    package var pOffset: Double?
    package var qrsOnset: Double
    package var qrsOffset: Double
    package var tOffset: Double
  }

  /// Intervals at the mean RR.
  package struct Truth: Sendable {
    package var pMilliseconds: Double
    package var prMilliseconds: Double
    package var qrsMilliseconds: Double
    package var qtMilliseconds: Double
  }

  package var samplingRateHertz = 500.0
  package var durationSeconds = 10.0
  package var ratePerMinute = 60.0
  /// Standard deviation of RR: slow (0.1 Hz) and breathing (0.25 Hz) waves, half of the variance each.
  package var rrDeviationMilliseconds = 20.0
  package var p: Wave? = Wave(-160, 20, [70, 120, 40, 60, 60, 60, 55, 50])
  package var q = Wave(-26, 8, [-50, -70, 0, 0, -20, -60, -90, -80])
  package var r = Wave(0, 11, [650, 950, 250, 500, 800, 1_200, 1_150, 900])
  package var s = Wave(27, 9, [-90, -120, -900, -1_200, -700, -350, -120, -60])
  package var t = Wave(270, 42, [180, 280, 60, 420, 450, 400, 320, 240])
  package var noiseMicrovolts = 4.0
  package var seed: UInt64 = 1
  /// A Gaussian wave reaches this many sigmas to both sides of its centre (Fattahi and Sameni, IEEE Trans. Signal Process. 70:3181, 2022: on- and
  /// offset at centre ± β sigma, β = 3 in their toolbox OSET): 99.7 % of its area, whatever its size, as boundaries do not depend on a lead's gain.
  package static let edgeSigmas = 3.0

  package init() {}

  package var edges: Edges {
    Edges(
      pOnset: p?.edge(-1), pOffset: p?.edge(1), qrsOnset: min(q.edge(-1), r.edge(-1)), qrsOffset: max(s.edge(1), r.edge(1)), tOffset: t.edge(1))
  }

  package var truth: Truth {
    let edges = edges
    let pOnset = edges.pOnset ?? edges.qrsOnset
    return Truth(
      pMilliseconds: (edges.pOffset ?? pOnset) - pOnset, prMilliseconds: edges.qrsOnset - pOnset,
      qrsMilliseconds: edges.qrsOffset - edges.qrsOnset, qtMilliseconds: edges.tOffset - edges.qrsOnset)
  }

  /// RR of every beat, seconds.
  private var intervals: [Double] {
    var generator = SeededNoise(seed: seed &+ 77)
    let (slow, breath) = (2 * Double.pi * generator.nextUniform(), 2 * Double.pi * generator.nextUniform())
    var result: [Double] = []
    var time = 0.0
    while time < durationSeconds + 2 {
      let swing = sin(2 * .pi * 0.1 * time + slow) + sin(2 * .pi * 0.25 * time + breath)
      let interval = 60 / ratePerMinute + rrDeviationMilliseconds / 1000 * swing
      result.append(interval)
      time += interval
    }
    return result
  }

  /// R peaks within the recording; the first lies half a mean RR after the start.
  package var peakTimesSeconds: [Double] {
    var times: [Double] = []
    var time = 30 / ratePerMinute
    for interval in intervals where time < durationSeconds {
      times.append(time)
      time += interval
    }
    return times
  }

  package func recording() -> ECGRecording {
    let count = Int(durationSeconds * samplingRateHertz)
    var leads = [[Double]](repeating: [Double](repeating: 0, count: count), count: 8)
    let waves = [p, q, r, s, t].compactMap { $0 }
    let meanRR = 60 / ratePerMinute
    var beat = meanRR / 2
    var previous = meanRR
    for interval in intervals {
      for wave in waves { add(wave, beat: beat, before: previous / meanRR, after: interval / meanRR, to: &leads) }
      beat += interval
      previous = interval
    }
    var generator = SeededNoise(seed: seed)
    for lead in leads.indices { for index in 0..<count { leads[lead][index] += noiseMicrovolts * generator.nextNormal() } }
    return SyntheticECG.twelveLeads(leads, samplingRateHertz: samplingRateHertz)
  }

  /// The phase runs as fast as the RR it lies in: what comes before R belongs to the RR before, what comes after to the one after.
  private func add(_ wave: Wave, beat: Double, before: Double, after: Double, to leads: inout [[Double]]) {
    let sigma = wave.sigmaMilliseconds / 1000
    let centre = wave.centreMilliseconds / 1000
    let from = max(0, Int((beat + (centre - 6 * sigma) * 1.3) * samplingRateHertz))
    let to = min(leads[0].count - 1, Int((beat + (centre + 6 * sigma) * 1.3) * samplingRateHertz))
    guard from <= to else { return }
    for index in from...to {
      let time = Double(index) / samplingRateHertz - beat
      let distance = (time / (time < 0 ? before : after) - centre) / sigma
      let value = exp(-0.5 * distance * distance)
      for lead in leads.indices { leads[lead][index] += value * wave.amplitudesMicrovolts[lead] }
    }
  }
}

extension PhaseModelECG {
  /// Highest and lowest of the noise-free QRS of one of I, II, V1…V6, the lowest after the highest.
  package func extremes(lead: Int) -> (r: Double, s: Double) {
    func value(_ time: Double) -> Double {
      [q, r, s].reduce(0) { sum, wave in
        let distance = (time - wave.centreMilliseconds) / wave.sigmaMilliseconds
        return sum + wave.amplitudesMicrovolts[lead] * exp(-0.5 * distance * distance)
      }
    }
    let times = stride(from: -60.0, to: 100, by: 0.5).map { $0 }
    let top = times.max { value($0) < value($1) } ?? 0
    let bottom = times.filter { $0 > top }.min { value($0) < value($1) } ?? top
    return (value(top), value(bottom))
  }
}
