/// Looks for one atrial wave anywhere between the top of the last T wave and QRS. The delineator's scan reaches 300 ms before QRS and begins where T
/// ends; with a long PR the P wave lies before that, often on the falling T.
///
/// The upright sum of the average beat's limb and lateral leads, less its mean 55 ms to both sides, keeps what is about as wide as a P wave
/// (80–120 ms; AHA/ACCF/HRS 2009) and loses the slower T wave and baseline.
struct PWaveSearch: Sendable {
  /// Half the width of a P wave.
  var halfWidthSeconds = 0.055
  var reachSeconds = 0.42
  /// From the top of the last T wave on.
  var afterTPeakSeconds = 0.09
  var beforeQRSSeconds = 0.02
  /// The wave begins and ends where its slope falls to this share of its steepest.
  var edgeShare: Float = 0.2
  private static let directions: [(lead: String, weight: Float)] = [
    ("II", 1), ("aVF", 1), ("I", 1), ("aVR", -1), ("V5", 0.5), ("V6", 0.5), ("III", 0.5),
  ]

  /// A wave, in samples relative to the beat's fiducial.
  struct Found: Sendable, Equatable {
    var onset: Int
    var peak: Int
    var offset: Int
    /// To QRS onset.
    var prMilliseconds: Double
    /// Height above the mean of both sides.
    var sizeMicrovolts: Float
    /// Height of the next largest wave over this one's.
    var rivalShare: Float
  }

  /// - Parameter upright: false looks for a wave that points the other way, as atria excited from below make it.
  /// - Returns: The largest wave, `nil` where nothing stands out.
  func find(_ beat: AverageBeat, boundaries: BeatBoundaries, rrSeconds: Double, upright: Bool = true) -> Found? {
    guard let qrsOnset = boundaries.qrsOnset, beat.rateHertz > 0 else { return nil }
    func samples(_ seconds: Double) -> Int { Int(seconds * beat.rateHertz) }
    let course = self.course(beat, upright: upright)
    let low = max(4, beat.fiducial - samples(reachSeconds))
    let high = min(beat.fiducial + qrsOnset - samples(beforeQRSSeconds), course.count - 1)
    var first = low + samples(0.03)
    if let peak = boundaries.tPeak { first = max(first, beat.fiducial + peak - samples(rrSeconds - afterTPeakSeconds)) }
    guard first + samples(0.03) < high, first > low else { return nil }
    let last = beat.fiducial + qrsOnset - samples(0.008)
    let half = samples(halfWidthSeconds)
    func height(_ place: Int) -> Float {
      let right = course[min(place + half, last)]
      return course[place] - (course[max(0, place - half)] + right) / 2
    }
    let heights = (low..<high).map(height)
    let tops = (first..<(high - 1)).filter { place in
      let index = place - low
      return heights[index] > 0 && heights[index] >= heights[index - 1] && heights[index] > heights[index + 1]
    }.sorted { heights[$0 - low] > heights[$1 - low] }
    guard let top = tops.first else { return nil }
    let size = heights[top - low]
    let edges = edges(course, top: top, range: low...last, rateHertz: beat.rateHertz)
    return Found(
      onset: edges.lowerBound - beat.fiducial, peak: top - beat.fiducial, offset: edges.upperBound - beat.fiducial,
      prMilliseconds: Double(beat.fiducial + qrsOnset - edges.lowerBound) * 1000 / beat.rateHertz, sizeMicrovolts: size,
      rivalShare: tops.count > 1 ? heights[tops[1] - low] / size : 0)
  }

  /// Leads as the normal P wave is upright in them; the first lead where none of these is there.
  private func course(_ beat: AverageBeat, upright: Bool) -> [Float] {
    let known = Self.directions.compactMap { direction in
      beat.leads.firstIndex { $0.rawValue == direction.lead }.map { (index: $0, weight: direction.weight) }
    }
    let chosen = known.isEmpty ? [(index: 0, weight: Float(1))] : known
    guard let length = beat.samplesMicrovolts.first?.count else { return [] }
    var sum = [Float](repeating: 0, count: length)
    let scale = (upright ? 1 : -1) / chosen.reduce(Float(0)) { $0 + abs($1.weight) }
    for (index, weight) in chosen {
      let lead = beat.samplesMicrovolts[index]
      for place in sum.indices { sum[place] += scale * weight * lead[place] }
    }
    return smoothed(sum, halfWidth: max(1, Int(0.012 * beat.rateHertz)))
  }

  /// Outwards from the steepest place on each side.
  private func edges(_ course: [Float], top: Int, range: ClosedRange<Int>, rateHertz: Double) -> ClosedRange<Int> {
    let smooth = smoothed(course, halfWidth: max(1, Int(0.008 * rateHertz)))
    func slope(_ place: Int) -> Float { (smooth[min(place + 1, smooth.count - 1)] - smooth[max(0, place - 1)]) / 2 }
    let reach = Int(0.09 * rateHertz)
    let farthest = Int(0.1 * rateHertz)
    func edge(_ step: Int) -> Int {
      let flank = (1..<max(2, reach)).map { top + step * $0 }.filter(range.contains)
      guard let steepest = flank.max(by: { -Float(step) * slope($0) < -Float(step) * slope($1) }) else { return top }
      let limit = edgeShare * -Float(step) * slope(steepest)
      var place = steepest
      while range.contains(place + step), abs(place - top) < farthest, -Float(step) * slope(place) > limit { place += step }
      return place
    }
    return edge(-1)...edge(1)
  }
}
