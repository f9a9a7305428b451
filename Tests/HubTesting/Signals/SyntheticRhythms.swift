import ECGCore
import Foundation

/// Rhythms and disturbances with known answers.
extension SyntheticECG {
  /// No P waves, fibrillatory waves of 5 to 7 Hz, RR at random between 0.55 and 1.45 of the mean.
  package static func atrialFibrillation(ratePerMinute: Double, seed: UInt64 = 7) -> ECGRecording {
    var ecg = SyntheticECG(ratePerMinute: ratePerMinute)
    ecg.p = nil
    var generator = SeededNoise(seed: seed)
    var times: [Double] = []
    var time = 0.4
    while time < ecg.durationSeconds {
      times.append(time)
      time += 60 / ratePerMinute * (0.55 + 0.9 * generator.nextUniform())
    }
    ecg.beatTimesSeconds = times
    var leads = ecg.independentLeads()
    let waves = fibrillatoryWaves(leads[0].count, rate: ecg.samplingRateHertz, generator: &generator)
    let gains = [0.3, 1.0, 1.2, 0.6, 0.4, 0.3, 0.3, 0.3]
    for lead in leads.indices {
      for index in waves.indices { leads[lead][index] += gains[lead] * waves[index] }
    }
    return twelveLeads(leads, samplingRateHertz: ecg.samplingRateHertz)
  }

  private static func fibrillatoryWaves(_ count: Int, rate: Double, generator: inout SeededNoise) -> [Double] {
    var phase = 0.0
    var frequency = 6.0
    return (0..<count).map { index in
      if index % Int(rate / 5) == 0 { frequency = 5 + 2 * generator.nextUniform() }
      phase += 2 * .pi * frequency / rate
      return 40 * sin(phase) + 15 * sin(2.3 * phase + 1)
    }
  }

  /// Coarse ventricular fibrillation: 4 to 6 Hz, changing in size, no QRS.
  package static func ventricularFibrillation(durationSeconds: Double = 10, samplingRateHertz: Double = 500, seed: UInt64 = 3) -> ECGRecording {
    var generator = SeededNoise(seed: seed)
    let count = Int(durationSeconds * samplingRateHertz)
    var phase = 0.0
    var frequency = 5.0
    let course = (0..<count).map { index -> Double in
      if index % Int(samplingRateHertz / 4) == 0 { frequency = 4.2 + 1.6 * generator.nextUniform() }
      phase += 2 * .pi * frequency / samplingRateHertz
      let size = 1 + 0.4 * sin(2 * .pi * 0.6 * Double(index) / samplingRateHertz)
      return 400 * size * sin(phase)
    }
    let gains = [0.5, 1.0, 0.6, 0.9, 1.1, 1.0, 0.8, 0.7]
    let independent = gains.map { gain in course.map { gain * $0 + 5 * generator.nextNormal() } }
    return twelveLeads(independent, samplingRateHertz: samplingRateHertz)
  }

  /// Electrodes on, nothing beating: slow drift of the baseline and a little noise.
  package static func asystole(durationSeconds: Double = 10, samplingRateHertz: Double = 500) -> ECGRecording {
    var generator = SeededNoise(seed: 11)
    let count = Int(durationSeconds * samplingRateHertz)
    let independent = (0..<8).map { lead in
      (0..<count).map { index in
        30 * sin(2 * .pi * 0.3 * Double(index) / samplingRateHertz + Double(lead)) + 2 * generator.nextNormal()
      }
    }
    return twelveLeads(independent, samplingRateHertz: samplingRateHertz)
  }

  /// Every lead made by `value(lead, sample)`, twelve standard names.
  package static func filled(durationSeconds: Double = 10, samplingRateHertz: Double = 500, _ value: (Int, Int) -> Float) -> ECGRecording {
    let count = Int(durationSeconds * samplingRateHertz)
    let leads = LeadName.standardTwelve.enumerated().map { lead, name in
      ECGLead(name: name, samplesMicrovolts: (0..<count).map { value(lead, $0) })
    }
    return ECGRecording(leads: leads, samplingRateHertz: samplingRateHertz)
  }
}
