import ECGCore
import Foundation

/// Atria and ventricles each at times of their own, and pacemaker spikes.
extension SyntheticECG {
  /// P waves with their tops at `pSeconds`, QRS and T with R at `rSeconds`; shapes as in `ventricles`.
  package static func conduction(pSeconds: [Double], rSeconds: [Double], ventricles: SyntheticECG) -> ECGRecording {
    var below = ventricles
    below.beatTimesSeconds = rSeconds
    below.p = nil
    var above = ventricles
    above.beatTimesSeconds = pSeconds
    above.p = Wave(
      centreMilliseconds: 0, sigmaMilliseconds: (ventricles.p ?? defaultP).sigmaMilliseconds,
      amplitudesMicrovolts: (ventricles.p ?? defaultP).amplitudesMicrovolts)
    for path in [\SyntheticECG.q, \.r, \.s, \.t] { above[keyPath: path].amplitudesMicrovolts = [Double](repeating: 0, count: 8) }
    above.extraWaves = []
    above.noiseMicrovolts = 0
    return sum(below.recording(), above.recording())
  }

  /// Spikes of one sample, in all leads but the flat ones of a real electrode's plane.
  package static func adding(spikesAt seconds: [Double], microvolts: Float = 900, to recording: ECGRecording) -> ECGRecording {
    var result = recording
    for lead in result.leads.indices {
      for time in seconds {
        let place = Int(time * recording.samplingRateHertz)
        if result.leads[lead].samplesMicrovolts.indices.contains(place) {
          result.leads[lead].samplesMicrovolts[place] += lead % 3 == 2 ? microvolts / 2 : microvolts
        }
      }
    }
    return result
  }

  private static func sum(_ first: ECGRecording, _ second: ECGRecording) -> ECGRecording {
    var result = first
    for lead in result.leads.indices {
      for index in result.leads[lead].samplesMicrovolts.indices {
        result.leads[lead].samplesMicrovolts[index] += second.leads[lead].samplesMicrovolts[index]
      }
    }
    return result
  }
}
