/// An average beat on the scan's grid of 4 ms, whatever rate it was recorded at.
struct ScanGrid: Sendable {
  static let millisecondsPerStep = 4.0
  /// The widest moving average that a scan asks for, half its width.
  private static let widestHalfWidth = 3
  let fiducial: Int
  /// `[lead][step]`, microvolts.
  let leads: [[Float]]
  /// Moving averages of the leads, `[half width − 1][lead][step]`: each is asked for by a lead's own scan and by that of all leads.
  private let averages: [[[Float]]]
  var count: Int { leads.first?.count ?? 0 }

  /// Each step is a weighted mean under a triangle of ± 4 ms (or ± one sample where samples lie further apart).
  init(_ beat: AverageBeat) {
    let step = beat.rateHertz * Self.millisecondsPerStep / 1000
    let before = Int(Double(beat.fiducial) / step)
    let length = beat.samplesMicrovolts.first?.count ?? 0
    let after = Int(Double(max(0, length - 1 - beat.fiducial)) / step)
    fiducial = before
    let triangle = Triangle(reach: max(1, step))
    let centres = (-before...after).map { Double(beat.fiducial) + Double($0) * step }
    let leads = beat.samplesMicrovolts.map { triangle.means(of: $0, about: centres) }
    self.leads = leads
    averages = (1...Self.widestHalfWidth).map { half in leads.map { ECGCore.smoothed($0, halfWidth: half) } }
  }

  private init(fiducial: Int, leads: [[Float]], averages: [[[Float]]]) {
    self.fiducial = fiducial
    self.leads = leads
    self.averages = averages
  }

  /// Some of the leads.
  func only(_ chosen: [Int]) -> ScanGrid {
    ScanGrid(fiducial: fiducial, leads: chosen.map { leads[$0] }, averages: averages.map { leads in chosen.map { leads[$0] } })
  }

  /// The leads' moving averages, ends held.
  ///
  /// - Parameter halfWidth: one to three.
  func smoothed(halfWidth: Int) -> [[Float]] { averages[halfWidth - 1] }
}

/// A weighted mean whose weights fall from one at the centre to nothing at `reach` samples from it.
private struct Triangle {
  let reach: Double
  /// Weights of the samples about a centre that lies on one.
  private let weights: [Double]

  init(reach: Double) {
    self.reach = reach
    let half = Int(reach.rounded(.up)) - 1
    weights = (-half...half).map { max(0, 1 - abs(Double($0)) / reach) }
  }

  func means(of samples: [Float], about centres: [Double]) -> [Float] {
    samples.withUnsafeBufferPointer { samples in centres.map { mean(of: samples, about: $0) } }
  }

  private func mean(of samples: UnsafeBufferPointer<Float>, about centre: Double) -> Float {
    let from = max(0, Int((centre - reach).rounded(.down)) + 1)
    let to = min(samples.count - 1, Int((centre + reach).rounded(.up)) - 1)
    guard from <= to else { return samples.isEmpty ? 0 : samples[min(max(0, Int(centre)), samples.count - 1)] }
    if to - from + 1 == weights.count, centre == centre.rounded() { return mean(of: samples, from: from) }
    var sum = 0.0
    var total = 0.0
    for index in from...to {
      let weight = max(0, 1 - abs(Double(index) - centre) / reach)
      sum += weight * Double(samples[index])
      total += weight
    }
    return total > 0 ? Float(sum / total) : samples[from]
  }

  /// The same where the centre lies on a sample and all samples about it are there.
  private func mean(of samples: UnsafeBufferPointer<Float>, from: Int) -> Float {
    var sum = 0.0
    var total = 0.0
    for (offset, weight) in weights.enumerated() {
      sum += weight * Double(samples[from + offset])
      total += weight
    }
    return total > 0 ? Float(sum / total) : samples[from]
  }
}
