/// An average beat on the scan's grid of 4 ms, whatever rate it was recorded at.
struct ScanGrid: Sendable {
  static let millisecondsPerStep = 4.0
  let fiducial: Int
  /// `[lead][step]`, microvolts.
  let leads: [[Float]]
  var count: Int { leads.first?.count ?? 0 }

  /// Each step is a weighted mean under a triangle of ± 4 ms (or ± one sample where samples lie further apart).
  init(_ beat: AverageBeat) {
    let step = beat.rateHertz * Self.millisecondsPerStep / 1000
    let before = Int(Double(beat.fiducial) / step)
    let length = beat.samplesMicrovolts.first?.count ?? 0
    let after = Int(Double(max(0, length - 1 - beat.fiducial)) / step)
    fiducial = before
    let reach = max(1, step)
    let places = (-before...after).map { place in
      TrianglePlace(centre: Double(beat.fiducial) + Double(place) * step, reach: reach, length: length)
    }
    leads = beat.samplesMicrovolts.map { samples in
      samples.withUnsafeBufferPointer { samples in places.map { $0.value(samples) } }
    }
  }

  init(fiducial: Int, leads: [[Float]]) {
    self.fiducial = fiducial
    self.leads = leads
  }

  /// Some of the leads.
  func only(_ chosen: [Int]) -> ScanGrid { ScanGrid(fiducial: fiducial, leads: chosen.map { leads[$0] }) }
}

/// One place of the grid: which samples it takes, and how much of each.
private struct TrianglePlace {
  let first: Int
  let weights: [Float]

  init(centre: Double, reach: Double, length: Int) {
    let from = max(0, Int((centre - reach).rounded(.down)) + 1)
    let to = max(from, min(length - 1, Int((centre + reach).rounded(.up)) - 1))
    first = from
    let raw = (from...to).map { max(0, 1 - abs(Double($0) - centre) / reach) }
    let sum = raw.reduce(0, +)
    weights = raw.map { Float(sum > 0 ? $0 / sum : 0) }
  }

  func value(_ samples: UnsafeBufferPointer<Float>) -> Float {
    var sum: Float = 0
    for (offset, weight) in weights.enumerated() where first + offset < samples.count { sum += weight * samples[first + offset] }
    return sum
  }
}
