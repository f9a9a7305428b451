/// Beats sorted by the shape of their QRS.
struct BeatClusters: Sendable {
  /// Cluster of each beat; clusters are numbered in order of first appearance.
  private(set) var assignment: [Int] = []
  private(set) var sizes: [Int] = []
  /// Correlation of each cluster's template with the dominant one's.
  private(set) var likeness: [Float] = []
  /// Time each cluster's QRS is active, seconds.
  private(set) var widthSeconds: [Double] = []
  private(set) var dominant = 0

  /// Share of the beats in the four most frequent shapes, single ones not counted.
  var repeatedShare: Double {
    let frequent = sizes.sorted(by: >).prefix(4).filter { $0 > 1 }.reduce(0, +)
    return Double(frequent) / Double(max(1, assignment.count))
  }

  /// Correlation from which two beats are of one shape.
  static let sameShape: Float = 0.85
  private static let halfSeconds = 0.07
  private static let maximumClusters = 12

  /// `leads` are a few clear leads; `beats` are fiducials in their samples.
  init(leads: [[Float]], rateHertz: Double, beats: [Int]) {
    let decimation = Decimation(inputRateHertz: rateHertz, workingRateHertz: 200)
    let slow = leads.map { decimation.apply($0) }
    let centres = beats.map { $0 / decimation.factor }
    let half = Int(Self.halfSeconds * decimation.outputRateHertz)
    var templates: [[Float]] = []
    for centre in centres {
      let (cluster, shape) = Self.nearest(centre, slow, templates, half: half)
      if let cluster {
        assignment.append(cluster)
        sizes[cluster] += 1
        let weight = 1 / Float(min(sizes[cluster], 16))
        for index in shape.indices { templates[cluster][index] += weight * (shape[index] - templates[cluster][index]) }
      } else if templates.count < Self.maximumClusters {
        assignment.append(templates.count)
        sizes.append(1)
        templates.append(shape)
      } else {
        // No room for another template: it belongs to the last one, but does not add to its size.
        assignment.append(templates.count - 1)
      }
    }
    dominant = chooseDominant(beats)
    likeness = templates.map { correlation($0[...], templates.isEmpty ? [] : templates[dominant][...]) }
    widthSeconds = templates.map { Self.width($0, leads: slow.count, rateHertz: decimation.outputRateHertz) }
  }

  /// Best matching template over shifts of a few samples, and the beat's own shape at that shift.
  private static func nearest(_ centre: Int, _ leads: [[Float]], _ templates: [[Float]], half: Int) -> (Int?, [Float]) {
    var best: (cluster: Int, likeness: Float, shape: [Float])?
    for shift in [0, -1, 1, -2, 2, -3, 3, -4, 4, -6, 6] {
      let shape = cut(centre + shift, leads, half: half)
      if templates.isEmpty { return (nil, shape) }
      for (cluster, template) in templates.enumerated() {
        let likeness = correlation(shape[...], template[...])
        if likeness > (best?.likeness ?? -2) { best = (cluster, likeness, shape) }
      }
      if let best, best.likeness > 0.97 { break }
    }
    guard let best, best.likeness >= sameShape, isAlikeInSize(best.shape, templates[best.cluster]) else {
      return (nil, cut(centre, leads, half: half))
    }
    return (best.cluster, best.shape)
  }

  private static func isAlikeInSize(_ first: [Float], _ second: [Float]) -> Bool {
    let a = first.reduce(0) { $0 + $1 * $1 }
    let b = second.reduce(0) { $0 + $1 * $1 }
    return a < 6 * b && b < 6 * a
  }

  /// Samples about the centre, each lead about its own straight line.
  private static func cut(_ centre: Int, _ leads: [[Float]], half: Int) -> [Float] {
    var shape: [Float] = []
    shape.reserveCapacity(leads.count * (2 * half + 1))
    for lead in leads {
      let start = shape.count
      var sum: Float = 0
      for offset in -half...half {
        let value = lead[min(max(0, centre + offset), lead.count - 1)]
        shape.append(value)
        sum += value
      }
      let mean = sum / Float(2 * half + 1)
      // About the line through it: a drifting baseline has no shape of its own.
      var moment: Float = 0
      for offset in -half...half { moment += Float(offset) * shape[start + half + offset] }
      let slope = 3 * moment / Float(half * (half + 1) * (2 * half + 1))
      for offset in -half...half { shape[start + half + offset] -= mean + slope * Float(offset) }
    }
    return shape
  }

  /// The largest cluster; between nearly equal ones that whose beats come later after the beat before (the less premature).
  private func chooseDominant(_ beats: [Int]) -> Int {
    guard let largest = sizes.max(), largest > 0 else { return 0 }
    var best = 0
    var latest = -Double.infinity
    for cluster in sizes.indices where Double(sizes[cluster]) >= 0.75 * Double(largest) {
      let intervals = beats.indices.dropFirst().filter { assignment[$0] == cluster }.map { Double(beats[$0] - beats[$0 - 1]) }
      let lateness = intervals.isEmpty ? 0 : mean(intervals)
      if lateness > latest {
        latest = lateness
        best = cluster
      }
    }
    return best
  }

  /// Time during which the summed slope is above a tenth of its largest.
  private static func width(_ template: [Float], leads: Int, rateHertz: Double) -> Double {
    let length = template.count / max(1, leads)
    guard length > 2 else { return 0 }
    var slopes = [Float](repeating: 0, count: length - 1)
    for lead in 0..<leads {
      for index in 0..<(length - 1) { slopes[index] += abs(template[lead * length + index + 1] - template[lead * length + index]) }
    }
    let level = (slopes.max() ?? 0) * 0.12
    let active = slopes.filter { $0 > level }.count
    return Double(active) / rateHertz
  }
}
