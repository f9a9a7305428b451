/// A regular train of atrial waves between the QRS complexes: how strongly the signal repeats itself after a given time.
struct AtrialTrain: Sendable, Equatable {
  /// Time after which the atrial signal repeats best, seconds.
  var periodSeconds: Double
  /// Normalised autocorrelation there, 0…1.
  var strength: Float
}

/// Looks for atrial trains in the leads where the atria show best.
struct AtrialTrainFinder: Sendable {
  private static let preferred = ["II", "III", "aVF", "V1"]
  private static let workingRateHertz = 100.0

  /// Flutter: QRS taken out, T left in; `range` is the time after which it may repeat.
  func flutterTrain(_ leads: [[Float]], names: [LeadName], beats: [Int], boundaries: BeatBoundaries, rateHertz: Double) -> AtrialTrain? {
    guard let onset = boundaries.qrsOnset, let offset = boundaries.qrsOffset else { return nil }
    let margin = Int(0.012 * rateHertz)
    let signals = chosen(leads, names).map { lead in
      bridged(lead, spans: beats.map { ($0 + onset - margin)...($0 + offset + margin) })
    }
    return strongest(signals, rateHertz: rateHertz, range: 0.17...0.3)
  }

  /// Dissociated P waves: the average beat taken out, so that only what is not bound to the QRS stays.
  func freeTrain(_ leads: [[Float]], names: [LeadName], beats: [Int], average: AverageBeat, rateHertz: Double) -> AtrialTrain? {
    let signals = zip(chosen(leads, names), chosen(average.samplesMicrovolts, names)).map { lead, template in
      subtracted(lead, template: template, fiducial: average.fiducial, beats: beats)
    }
    return strongest(signals, rateHertz: rateHertz, range: 0.4...1.2)
  }

  private func chosen(_ leads: [[Float]], _ names: [LeadName]) -> [[Float]] {
    let picked = names.indices.filter { Self.preferred.contains(names[$0].rawValue) }
    return picked.isEmpty ? leads : picked.map { leads[$0] }
  }

  /// Straight lines across the spans.
  private func bridged(_ lead: [Float], spans: [ClosedRange<Int>]) -> [Float] {
    var result = lead
    for span in spans {
      let from = max(0, span.lowerBound)
      let to = min(lead.count - 1, span.upperBound)
      guard from < to else { continue }
      for index in from...to { result[index] = lead[from] + (lead[to] - lead[from]) * Float(index - from) / Float(to - from) }
    }
    return result
  }

  /// The average beat is laid over each beat up to half-way to its neighbours.
  private func subtracted(_ lead: [Float], template: [Float], fiducial: Int, beats: [Int]) -> [Float] {
    var result = lead
    for (index, beat) in beats.enumerated() {
      let before = index > 0 ? (beat - beats[index - 1]) / 3 : fiducial
      let after = index + 1 < beats.count ? (beats[index + 1] - beat) * 2 / 3 : template.count - fiducial
      let from = max(max(0, beat - before), beat - fiducial)
      let to = min(min(lead.count, beat + after), beat - fiducial + template.count)
      guard from < to else { continue }
      for position in from..<to { result[position] -= template[position - beat + fiducial] }
    }
    return result
  }

  private func strongest(_ signals: [[Float]], rateHertz: Double, range: ClosedRange<Double>) -> AtrialTrain? {
    let decimation = Decimation(inputRateHertz: rateHertz, workingRateHertz: Self.workingRateHertz)
    let rate = decimation.outputRateHertz
    let bands = signals.map { signal -> [Float] in
      let slow = smoothed(decimation.apply(signal), halfWidth: max(1, Int(0.015 * rate)))
      return zip(slow, smoothed(slow, halfWidth: Int(0.12 * rate))).map { $0 - $1 }
    }
    let lags = Int(range.lowerBound * rate)...Int(range.upperBound * rate)
    var courses = [Float](repeating: 0, count: lags.count)
    for band in bands {
      let repetitions = Autocorrelation(band).values(lags: lags)
      for index in courses.indices { courses[index] += repetitions[index] }
    }
    courses = courses.map { max(-1, min(1, $0 / Float(max(1, bands.count)))) }
    // A local maximum only: the slope of a slower rhythm is no train.
    var best: AtrialTrain?
    for index in courses.indices.dropFirst().dropLast() where courses[index] >= courses[index - 1] && courses[index] >= courses[index + 1] {
      if courses[index] > (best?.strength ?? 0) {
        best = AtrialTrain(periodSeconds: Double(lags.lowerBound + index) / rate, strength: courses[index])
      }
    }
    return best
  }
}
