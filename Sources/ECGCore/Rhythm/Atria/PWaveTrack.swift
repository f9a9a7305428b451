/// An atrial wave of the recording, whether or not a QRS follows.
struct AtrialMark: Sendable, Equatable {
  /// Its top, seconds from the start.
  var seconds: Double
  /// Correlation with the P wave of the average beat, and size against it.
  var likeness: Float
  var size: Float
}

/// Finds P waves by their likeness to those before the usual QRS, so that those without a QRS are seen too.
struct PWaveTrack: Sendable {
  var workingRateHertz = 125.0
  /// The leads in which P is largest.
  var leadCount = 4
  var marginSeconds = 0.016
  /// P may lie this long after the top of T, and must end about where QRS begins.
  var afterTPeakSeconds = 0.09
  var beforeQRSSeconds = 0.04
  /// Correlation with the template, and size against it.
  var leastLikeness: Float = 0.7
  var sizes: ClosedRange<Float> = 0.45...2
  /// Two atrial waves lie at least this far apart (300/min).
  var refractorySeconds = 0.2
  /// PR changes from beat to beat by so much at most where the template is made.
  var alignmentSeconds = 0.08

  private struct Match {
    var place: Int
    var likeness: Float
    var size: Float
  }

  func marks(_ leads: [[Float]], _ ecg: MeasuredECG) -> [AtrialMark] {
    let bounds = ecg.boundaries
    guard let average = ecg.average, let onset = bounds.pOnset, let peak = bounds.pPeak, let offset = bounds.pOffset, let qrsOnset = bounds.qrsOnset,
      let tPeak = bounds.tPeak, average.samplesMicrovolts.count == leads.count
    else { return [] }
    let decimation = Decimation(inputRateHertz: ecg.rateHertz, workingRateHertz: workingRateHertz)
    let rate = decimation.outputRateHertz
    func steps(_ samples: Int) -> Int { Int((Double(samples) / Double(decimation.factor)).rounded()) }
    let margin = Int(marginSeconds * rate)
    let window = -(steps(peak - onset) + margin)...(steps(offset - peak) + margin)
    guard window.count >= 6 else { return [] }
    let courses = largest(average, from: onset, to: offset).map { smoothed(decimation.apply(leads[$0]), halfWidth: 1) }
    let beats = ecg.beats.map { (kind: $0.kind, place: steps($0.sample)) }
    let own = beats.filter { $0.kind == .normal }.map { $0.place + steps(peak) }
    let template = self.template(courses, places: own, window: window, reach: Int(alignmentSeconds * rate))
    guard !template.isEmpty else { return [] }
    var result: [AtrialMark] = []
    for (beat, next) in zip(beats, beats.dropFirst()) {
      let from = beat.place + steps(tPeak) + Int(afterTPeakSeconds * rate)
      let to = next.place + steps(qrsOnset) - Int(beforeQRSSeconds * rate)
      for match in matches(courses, template, window: window, from: from, to: to, apart: Int(refractorySeconds * rate)) {
        result.append(
          AtrialMark(seconds: decimation.inputSample(of: Double(match.place)) / ecg.rateHertz, likeness: match.likeness, size: match.size))
      }
    }
    return result
  }

  private func largest(_ beat: AverageBeat, from: Int, to: Int) -> [Int] {
    let heights = beat.samplesMicrovolts.map { lead -> Float in
      let range = ((beat.fiducial + from)..<(beat.fiducial + to + 1)).clamped(to: 0..<lead.count)
      let level = levelled(lead, range)
      return (level.max() ?? 0) - (level.min() ?? 0)
    }
    return Array(heights.indices.sorted { heights[$0] > heights[$1] }.prefix(leadCount))
  }

  /// The mean of the windows about the places, then once more of the windows that fit it best near them.
  private func template(_ courses: [[Float]], places: [Int], window: ClosedRange<Int>, reach: Int) -> [Float] {
    let first = sum(places.compactMap { self.window(courses, at: $0, window) })
    guard !first.isEmpty else { return [] }
    let moved = places.map { place in
      ((place - reach)...(place + reach)).max {
        likeness(courses, first, at: $0, window).likeness < likeness(courses, first, at: $1, window).likeness
      }
        ?? place
    }
    let windows = moved.compactMap { self.window(courses, at: $0, window) }
    return sum(windows).map { $0 / Float(max(1, windows.count)) }
  }

  private func sum(_ windows: [[Float]]) -> [Float] {
    guard var total = windows.first else { return [] }
    for window in windows.dropFirst() { for index in total.indices { total[index] += window[index] } }
    return total
  }

  /// All leads in a row, each less the line through its ends.
  private func window(_ courses: [[Float]], at place: Int, _ window: ClosedRange<Int>) -> [Float]? {
    guard let length = courses.first?.count, place + window.lowerBound >= 0, place + window.upperBound < length else { return nil }
    return courses.flatMap { levelled($0, (place + window.lowerBound)..<(place + window.upperBound + 1)) }
  }

  private func levelled(_ course: [Float], _ range: Range<Int>) -> [Float] {
    guard range.count > 1 else { return [] }
    let first = course[range.lowerBound]
    let slope = (course[range.upperBound - 1] - first) / Float(range.count - 1)
    return range.map { course[$0] - first - slope * Float($0 - range.lowerBound) }
  }

  private func likeness(_ courses: [[Float]], _ template: [Float], at place: Int, _ window: ClosedRange<Int>) -> Match {
    guard let values = self.window(courses, at: place, window) else { return Match(place: place, likeness: -1, size: 0) }
    var (product, power, own) = (Float(0), Float(0), Float(0))
    for index in values.indices {
      product += values[index] * template[index]
      power += template[index] * template[index]
      own += values[index] * values[index]
    }
    guard power > 0, own > 0 else { return Match(place: place, likeness: -1, size: 0) }
    return Match(place: place, likeness: product / (power * own).squareRoot(), size: product / power)
  }

  /// Best first, none near a better one; in the order of time.
  private func matches(_ courses: [[Float]], _ template: [Float], window: ClosedRange<Int>, from: Int, to: Int, apart: Int) -> [Match] {
    guard from < to else { return [] }
    let all = (from..<to).map { likeness(courses, template, at: $0, window) }
    let good = all.filter { $0.likeness >= leastLikeness && sizes.contains($0.size) }.sorted { $0.likeness * $0.size > $1.likeness * $1.size }
    var kept: [Match] = []
    for match in good where !kept.contains(where: { abs($0.place - match.place) < apart }) { kept.append(match) }
    return kept.sorted { $0.place < $1.place }
  }
}

extension MeasuredECG {
  /// A gap or a slow rate may hide atrial waves without QRS.
  private var mayHideAtrialWaves: Bool {
    guard hasP, !isPaced, rhythm.fibrillationSpans.isEmpty, rhythm.ownRRMilliseconds.count >= 3, durationSeconds <= 60 else { return false }
    let typical = median(rhythm.ownRRMilliseconds)
    return (rhythm.ownRRMilliseconds.max() ?? 0) >= SecondDegreeRules.gapRatio * typical || typical >= SecondDegreeRules.shortestHalvedMilliseconds
  }

  mutating func takeAtrialMarks(_ leads: [[Float]]) {
    if mayHideAtrialWaves { rhythm.atrialMarks = PWaveTrack().marks(leads, self) }
  }
}
