/// Leads as the boundary scan sees them: each divided by its own height, with how fast they move together and how far.
struct ScanView: Sendable {
  /// `[lead][step]`, divided by the lead's peak-to-peak height within the range of the wave.
  private let leads: [[Float]]
  /// Sums of the common speed from the start on, divided by its largest value within the range.
  private let pathTo: [Double]
  let count: Int

  /// - Parameters:
  ///   - smoothing: half width of the moving average, steps.
  ///   - reach: the speed is taken between this many steps before and after.
  ///   - range: steps of the wave, that set the scale.
  init(_ grid: ScanGrid, smoothing: Int, reach: Int, range: Range<Int>) {
    let length = grid.count
    count = length
    let inside = range.clamped(to: 0..<length)
    var power = [Float](repeating: 0, count: length)
    leads = grid.leads.map { lead in
      var values = smoothed(lead, halfWidth: smoothing)
      let extremes = values[inside].reduce((low: Float.infinity, high: -Float.infinity)) { (min($0.low, $1), max($0.high, $1)) }
      let scale = 1 / max(0.001, extremes.high - extremes.low)
      for index in values.indices { values[index] *= scale }
      for index in reach..<max(reach, length - reach) {
        let speed = values[index + reach] - values[index - reach]
        power[index] += speed * speed
      }
      return values
    }
    let speed = power.map { $0.squareRoot() }
    let fastest = Double(max(1e-6, speed[inside].max() ?? 0))
    var sum = 0.0
    var path = [0.0]
    path.reserveCapacity(length + 1)
    for value in speed {
      sum += Double(value) / fastest
      path.append(sum)
    }
    pathTo = path
  }

  /// Mean speed from one step up to another, as a share of the largest.
  func speed(from: Int, to: Int) -> Float {
    let start = min(max(0, from), count - 1)
    let end = max(start + 1, min(max(1, to), count))
    return Float((pathTo[end] - pathTo[start]) / Double(end - start))
  }

  /// Root mean square over the leads of how far they moved from one step to another, as a share of their heights.
  func distance(from: Int, to: Int) -> Float {
    let start = min(max(0, from), count - 1)
    let end = min(max(0, to), count - 1)
    var sum: Float = 0
    for lead in leads {
      let difference = lead[end] - lead[start]
      sum += difference * difference
    }
    return (sum / Float(max(1, leads.count))).squareRoot()
  }

  /// The same from each lead's mean over a range of steps.
  func distances(fromMeanOver rest: Range<Int>) -> [Float] {
    let inside = rest.clamped(to: 0..<count)
    var sums = [Float](repeating: 0, count: count)
    for lead in leads {
      let level = inside.isEmpty ? 0 : lead[inside].reduce(0, +) / Float(inside.count)
      for index in 0..<count { sums[index] += (lead[index] - level) * (lead[index] - level) }
    }
    return sums.map { ($0 / Float(max(1, leads.count))).squareRoot() }
  }
}
