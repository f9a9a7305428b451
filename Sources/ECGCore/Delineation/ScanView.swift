/// Leads as the boundary scan sees them: each divided by its own height, with how fast they move together and how far.
struct ScanView: Sendable {
  /// Lead after lead, divided by the lead's peak-to-peak height within the range of the wave.
  private let values: [Float]
  private let leadCount: Int
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
    var all: [Float] = []
    all.reserveCapacity(grid.leads.count * length)
    for lead in grid.leads {
      var lead = smoothed(lead, halfWidth: smoothing)
      let extremes = lead[inside].reduce((low: Float.infinity, high: -Float.infinity)) { (min($0.low, $1), max($0.high, $1)) }
      let scale = 1 / max(0.001, extremes.high - extremes.low)
      for index in lead.indices { lead[index] *= scale }
      for index in reach..<max(reach, length - reach) {
        let speed = lead[index + reach] - lead[index - reach]
        power[index] += speed * speed
      }
      all.append(contentsOf: lead)
    }
    values = all
    leadCount = grid.leads.count
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

  /// Writes, for each place, the logarithm of the mean speed within the window, as a share of the largest.
  ///
  /// - Parameters:
  ///   - output: one row of `stride` values a place; written at `column`.
  func writeSpeeds(
    _ window: (from: Int, to: Int), floor: Float, places: Range<Int>, to output: UnsafeMutableBufferPointer<Float>, column: Int, stride: Int
  ) {
    let last = count - 1
    pathTo.withUnsafeBufferPointer { path in
      var position = column
      for place in places {
        let start = min(max(0, place + window.from), last)
        let end = max(start + 1, min(place + window.to, count))
        output[position] = fastLog(floor + Float(path[end] - path[start]) / Float(end - start))
        position += stride
      }
    }
  }

  /// The same of how far the leads moved from one end of the window to the other (root mean square), as a share of their heights.
  func writeDistances(
    _ window: (from: Int, to: Int), floor: Float, places: Range<Int>, to output: UnsafeMutableBufferPointer<Float>, column: Int, stride: Int
  ) {
    let last = count - 1
    let scale = 1 / Float(max(1, leadCount))
    values.withUnsafeBufferPointer { values in
      var position = column
      for place in places {
        let start = min(max(0, place + window.from), last)
        let end = min(max(0, place + window.to), last)
        var sum: Float = 0
        var base = 0
        for _ in 0..<leadCount {
          let difference = values[base + end] - values[base + start]
          sum += difference * difference
          base += count
        }
        output[position] = fastLog(floor + (sum * scale).squareRoot())
        position += stride
      }
    }
  }

  /// Distance (root mean square over the leads) of each step from each lead's mean over a range of steps, as a share of the leads' heights.
  func distances(fromMeanOver rest: Range<Int>) -> [Float] {
    let inside = rest.clamped(to: 0..<count)
    var sums = [Float](repeating: 0, count: count)
    for place in 0..<leadCount {
      let lead = values[(place * count)..<((place + 1) * count)]
      let first = lead.startIndex
      let level = inside.isEmpty ? 0 : lead[(first + inside.lowerBound)..<(first + inside.upperBound)].reduce(0, +) / Float(inside.count)
      for index in 0..<count { sums[index] += (lead[first + index] - level) * (lead[first + index] - level) }
    }
    return sums.map { ($0 / Float(max(1, leadCount))).squareRoot() }
  }
}
