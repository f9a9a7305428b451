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
    let triangle = Triangle(reach: max(1, step))
    let centre = Double(beat.fiducial)
    leads = beat.samplesMicrovolts.map { samples in
      samples.withUnsafeBufferPointer { samples in
        (-before...after).map { triangle.mean(of: samples, about: centre + Double($0) * step) }
      }
    }
  }

  init(fiducial: Int, leads: [[Float]]) {
    self.fiducial = fiducial
    self.leads = leads
  }

  /// Some of the leads.
  func only(_ chosen: [Int]) -> ScanGrid { ScanGrid(fiducial: fiducial, leads: chosen.map { leads[$0] }) }
}

/// A weighted mean whose weights fall from one at the centre to nothing at `reach` samples from it.
private struct Triangle {
  let reach: Double

  func mean(of samples: UnsafeBufferPointer<Float>, about centre: Double) -> Float {
    let from = max(0, Int((centre - reach).rounded(.down)) + 1)
    let to = min(samples.count - 1, Int((centre + reach).rounded(.up)) - 1)
    guard from <= to else { return samples.isEmpty ? 0 : samples[min(max(0, Int(centre)), samples.count - 1)] }
    var sum = 0.0
    var weights = 0.0
    for index in from...to {
      let weight = max(0, 1 - abs(Double(index) - centre) / reach)
      sum += weight * Double(samples[index])
      weights += weight
    }
    return weights > 0 ? Float(sum / weights) : samples[from]
  }
}
