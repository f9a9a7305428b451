import ECGCore
import Foundation

/// Twelve leads whose every wave is known: a sum of Gaussians placed on a list of beat times. Deterministic; the same values give the same samples.
///
/// Limb leads come from I and II, so Einthoven's law holds exactly. The truth a test may compare with is in `truth`.
package struct SyntheticECG: Sendable {
  /// A Gaussian of `sigmaMilliseconds` centred `centreMilliseconds` after the R peak.
  package struct Wave: Sendable {
    package var centreMilliseconds: Double
    package var sigmaMilliseconds: Double
    /// Microvolts in I, II, V1…V6.
    package var amplitudesMicrovolts: [Double]
    package init(centreMilliseconds: Double, sigmaMilliseconds: Double, amplitudesMicrovolts: [Double]) {
      self.centreMilliseconds = centreMilliseconds
      self.sigmaMilliseconds = sigmaMilliseconds
      self.amplitudesMicrovolts = amplitudesMicrovolts
    }
  }

  /// Intervals with a Gaussian reaching `PhaseModelECG.edgeSigmas` to both sides of its centre.
  package struct Truth: Sendable {
    package var prMilliseconds: Double
    package var qrsMilliseconds: Double
    package var qtMilliseconds: Double
  }

  package var samplingRateHertz = 500.0
  package var durationSeconds = 10.0
  /// R peaks, seconds.
  package var beatTimesSeconds: [Double] = []
  package var p: Wave?
  package var q = Wave(centreMilliseconds: -24, sigmaMilliseconds: 6, amplitudesMicrovolts: [-60, -80, 0, 0, 0, -40, -80, -90])
  package var r = Wave(centreMilliseconds: 0, sigmaMilliseconds: 10, amplitudesMicrovolts: [700, 1_000, 200, 400, 700, 1_100, 1_200, 1_000])
  package var s = Wave(centreMilliseconds: 26, sigmaMilliseconds: 8, amplitudesMicrovolts: [-80, -120, -800, -1_100, -700, -400, -150, -50])
  package var t = Wave(centreMilliseconds: 270, sigmaMilliseconds: 40, amplitudesMicrovolts: [200, 300, 50, 400, 450, 400, 300, 250])
  /// Further waves of every beat, such as an ST segment that is up.
  package var extraWaves: [Wave] = []
  /// Standard deviation of white noise, and the seed it comes from.
  package var noiseMicrovolts = 4.0
  package var seed: UInt64 = 1

  package static let defaultP = Wave(
    centreMilliseconds: -150, sigmaMilliseconds: 18, amplitudesMicrovolts: [80, 130, 40, 60, 60, 60, 60, 60])

  /// Sinus rhythm at `rate`, first R after half a second.
  package init(ratePerMinute rate: Double, durationSeconds: Double = 10, samplingRateHertz: Double = 500) {
    self.durationSeconds = durationSeconds
    self.samplingRateHertz = samplingRateHertz
    beatTimesSeconds = Array(stride(from: 0.5, to: durationSeconds, by: 60 / rate))
    p = Self.defaultP
  }

  package var truth: Truth {
    let reach = PhaseModelECG.edgeSigmas
    let onset = min(q.centreMilliseconds - reach * q.sigmaMilliseconds, r.centreMilliseconds - reach * r.sigmaMilliseconds)
    let offset = max(s.centreMilliseconds + reach * s.sigmaMilliseconds, r.centreMilliseconds + reach * r.sigmaMilliseconds)
    let pOnset = p.map { $0.centreMilliseconds - reach * $0.sigmaMilliseconds } ?? onset
    let tEnd = t.centreMilliseconds + reach * t.sigmaMilliseconds
    return Truth(prMilliseconds: onset - pOnset, qrsMilliseconds: offset - onset, qtMilliseconds: tEnd - onset)
  }

  package func recording() -> ECGRecording { Self.twelveLeads(independentLeads(), samplingRateHertz: samplingRateHertz) }

  /// I, II, V1…V6; the other limb leads follow from the first two.
  func independentLeads() -> [[Double]] {
    let count = Int(durationSeconds * samplingRateHertz)
    var independent = [[Double]](repeating: [Double](repeating: 0, count: count), count: 8)
    for beat in beatTimesSeconds {
      for wave in [p, q, r, s, t].compactMap({ $0 }) + extraWaves { add(wave, at: beat, to: &independent) }
    }
    var generator = SeededNoise(seed: seed)
    for lead in independent.indices {
      for index in 0..<count { independent[lead][index] += noiseMicrovolts * generator.nextNormal() }
    }
    return independent
  }

  private func add(_ wave: Wave, at beat: Double, to leads: inout [[Double]]) {
    let count = leads[0].count
    let centre = (beat + wave.centreMilliseconds / 1000) * samplingRateHertz
    let sigma = wave.sigmaMilliseconds / 1000 * samplingRateHertz
    let from = max(0, Int(centre - 5 * sigma))
    let to = min(count - 1, Int(centre + 5 * sigma))
    guard from <= to else { return }
    for index in from...to {
      let distance = (Double(index) - centre) / sigma
      let value = exp(-0.5 * distance * distance)
      for lead in leads.indices { leads[lead][index] += value * wave.amplitudesMicrovolts[lead] }
    }
  }

  /// Standard twelve leads from I, II, V1…V6.
  package static func twelveLeads(_ independent: [[Double]], samplingRateHertz: Double) -> ECGRecording {
    let i = independent[0]
    let ii = independent[1]
    let iii = zip(ii, i).map { $0 - $1 }
    let aVR = zip(i, ii).map { -($0 + $1) / 2 }
    let aVL = zip(i, ii).map { $0 - $1 / 2 }
    let aVF = zip(i, ii).map { $1 - $0 / 2 }
    let all = [i, ii, iii, aVR, aVL, aVF] + independent[2...]
    let leads = zip(LeadName.standardTwelve, all).map { ECGLead(name: $0, samplesMicrovolts: $1.map(Float.init)) }
    return ECGRecording(leads: leads, samplingRateHertz: samplingRateHertz)
  }
}
