import Foundation

/// `mix-noise RECORDS NOISE OUT [--seed N]`: records 118 and 119 of RECORDS with `bw` and with `ma` of NOISE at 6 and 0 dB, written to OUT as
/// 118bw6, 118bw0, … with their beat annotations.
///
/// The noise stress test's own way (Moody, Muldrow & Mark 1984; WFDB `nst` and `sigamp`): the signal is the power of a sine as high as the mean QRS
/// (peak to peak within ± 50 ms of the first 300 normal beats, the highest and lowest twentieth left out), the noise the squared mean of its
/// standard deviations over single seconds (the first 300, trimmed alike). Five minutes are clean, then two noisy and two clean in turn. The seed chooses where
/// in the noise each record begins; at its end the noise begins again.
enum NoiseMix {
  static func run(_ words: ArraySlice<String>) throws {
    let words = try CommandWords(words, plainCount: 3, known: ["seed"])
    guard var seed = UInt64(words["seed"] ?? "1") else { throw ScoringFailure(reason: "--seed") }
    let (records, noises, out) = (words.folder(0), words.folder(1), words.folder(2))
    for noiseName in ["bw", "ma"] {
      let noise = try SmallRecord(noiseName, in: noises)
      for name in ["118", "119"] {
        let record = try SmallRecord(name, in: records)
        let annotations = records.appendingPathComponent("\(name).atr")
        let marks = try AnnotationFile(annotations).marks
        // Codes 1 to 3: normal, and bundle branch block, which is what 118's normal beats are.
        let normal = marks.filter { (1...3).contains($0.code) }.prefix(300).map(\.sample)
        for decibels in [6, 0] {
          seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
          let start = Int(seed >> 33) % noise.count
          let mixed = mix(record, noise, normal: normal, decibels: Double(decibels), start: start)
          let title = "\(name)\(noiseName)\(decibels)"
          try SmallRecord(rateHertz: record.rateHertz, leads: mixed).write(title, in: out)
          try Data(contentsOf: annotations).write(to: out.appendingPathComponent("\(title).atr"))
        }
      }
    }
  }

  /// Millivolts.
  private static func mix(_ record: SmallRecord, _ noise: SmallRecord, normal: [Int], decibels: Double, start: Int) -> [[Double]] {
    zip(record.leads, noise.leads).map { lead, other in
      let height = qrsHeight(lead, beats: normal, rateHertz: record.rateHertz)
      let level = noiseLevel(other, rateHertz: noise.rateHertz)
      let gain = (height * height / 8 / (level * level * pow(10, decibels / 10))).squareRoot()
      return lead.indices.map { index in
        let seconds = Double(index) / record.rateHertz - 300
        let isNoisy = seconds >= 0 && Int(seconds / 120) % 2 == 0
        return lead[index] + (isNoisy ? gain * other[(start + index) % other.count] : 0)
      }
    }
  }

  private static func qrsHeight(_ lead: [Double], beats: [Int], rateHertz: Double) -> Double {
    let half = Int(0.05 * rateHertz)
    return trimmedMean(
      beats.map { beat in
        let span = lead[max(0, beat - half)...min(lead.count - 1, beat + half)]
        return (span.max() ?? 0) - (span.min() ?? 0)
      })
  }

  private static func noiseLevel(_ lead: [Double], rateHertz: Double) -> Double {
    let length = Int(rateHertz)
    return trimmedMean(
      stride(from: 0, to: min(lead.count, 300 * length) - length + 1, by: length).map { start in
        let second = lead[start..<(start + length)]
        let mean = second.reduce(0, +) / Double(length)
        return (second.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(length)).squareRoot()
      })
  }

  /// Without the highest and the lowest twentieth.
  private static func trimmedMean(_ values: [Double]) -> Double {
    let left = Int((0.05 * Double(values.count)).rounded())
    let kept = values.sorted().dropFirst(left).dropLast(left)
    return kept.isEmpty ? 0 : kept.reduce(0, +) / Double(kept.count)
  }
}
