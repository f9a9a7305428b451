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

  /// Writes, for each place, the mean speed within the window as a share of the largest, and `floor` more.
  ///
  /// - Parameter output: one value a place.
  func writeSpeeds(_ window: (from: Int, to: Int), floor: Float, places: Range<Int>, to output: UnsafeMutableBufferPointer<Float>) {
    let last = count - 1
    pathTo.withUnsafeBufferPointer { path in
      for (index, place) in places.enumerated() {
        let start = min(max(0, place + window.from), last)
        let end = max(start + 1, min(place + window.to, count))
        output[index] = floor + Float(path[end] - path[start]) / Float(end - start)
      }
    }
  }

  /// The same of how far the leads moved from one end of the window to the other (root mean square), as a share of their heights.
  func writeDistances(_ window: (from: Int, to: Int), floor: Float, places: Range<Int>, to output: UnsafeMutableBufferPointer<Float>) {
    output.update(repeating: 0)
    let last = count - 1
    // Places whose window lies within the beat need no bounds.
    let inner = max(places.lowerBound, -window.from)..<max(places.lowerBound, -window.from, min(places.upperBound, count - window.to))
    values.withUnsafeBufferPointer { values in
      for lead in 0..<leadCount {
        let base = lead * count
        func add(_ place: Int, _ start: Int, _ end: Int) {
          let difference = values[base + end] - values[base + start]
          output[place - places.lowerBound] += difference * difference
        }
        for place in places.lowerBound..<min(inner.lowerBound, places.upperBound) {
          add(place, min(max(0, place + window.from), last), min(max(0, place + window.to), last))
        }
        for place in inner { add(place, place + window.from, place + window.to) }
        for place in min(inner.upperBound, places.upperBound)..<places.upperBound {
          add(place, min(max(0, place + window.from), last), min(max(0, place + window.to), last))
        }
      }
    }
    let scale = 1 / Float(max(1, leadCount))
    for index in output.indices { output[index] = floor + (output[index] * scale).squareRoot() }
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
